"""A hundred real incidents: what is said of some of them adds lines, and changes no other byte."""

import subprocess
from pathlib import Path

import pytest

from statusgen.reading.load import load
from tests.commands.make import quickly
from tests.reading.packit import SAMPLES
from tests.writing.packit import write_all

pytestmark = [
    pytest.mark.samples,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples of other tools are not beside the project"),
]
EDITED = 20


def _git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "core.autocrlf=false"]
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=folder, capture_output=True, check=True, encoding="utf-8"
    )
    return done.stdout


def test_updates_and_resolutions_add_lines_and_change_nothing_else(tmp_path: Path):
    ids = write_all(tmp_path)
    assert len(ids) == 107
    before = {path.name: path.read_bytes() for path in (tmp_path / "incidents").iterdir()}
    entries = {entry.id: entry for entry in load(tmp_path).project.incidents}
    _git(tmp_path, "init", "-q")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "-qm", "as they told it")

    chosen = ids[:: len(ids) // EDITED][:EDITED]
    for name in chosen:
        first = quickly(
            "-C",
            tmp_path,
            "incident",
            "update",
            name,
            "-m",
            "Fixed:\n\n- one\n- two #2",
            "--status",
            "monitoring",
        )
        second = quickly("-C", tmp_path, "incident", "resolve", name, "-m", "It's over: all works.")
        assert (first.code, second.code) == (0, 0), first.err + second.err

    changed = _git(tmp_path, "diff", "--name-only").split()
    assert sorted(changed) == sorted(f"incidents/{name}.yaml" for name in chosen)
    for name in chosen:
        path = tmp_path / "incidents" / f"{name}.yaml"
        added, removed, _ = _git(tmp_path, "diff", "--numstat", "--", str(path)).split("\t")
        # To git the last line changes when it had no line end and more comes behind it.
        assert int(removed) == (path.read_bytes().startswith(before[path.name] + b"\n"))
        assert int(added) >= 9
        assert _is_grown(before[path.name], path.read_bytes())
    after = {entry.id: entry for entry in load(tmp_path).project.incidents}
    for name in ids:
        said = entries[name].updates
        assert after[name].updates[: len(said)] == said
        assert len(after[name].updates) == len(said) + (2 if name in chosen else 0)


def _is_grown(old: bytes, new: bytes) -> bool:
    """The old text, cut at one place, is the new one's beginning and end."""
    return any(new.startswith(old[:cut]) and new.endswith(old[cut:]) for cut in range(len(old) + 1))
