"""Our hooks, as people with pre-commit get them: installed from the repository, run on a commit."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from tests.commands.make import quickly
from tests.reading.make import INCIDENT, project

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
HOOKS = {hook["id"]: hook for hook in yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))}


def run(
    *command: object, cwd: Path, environ: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """A command, with both its outputs in one."""
    return subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**os.environ, "NO_COLOR": "1", "PRE_COMMIT_COLOR": "never", **(environ or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        check=False,
    )


def pre_commit(*arguments: object, cwd: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """pre-commit, with a store of its own."""
    command = [sys.executable, "-m", "pre_commit", *arguments]
    return run(*command, cwd=cwd, environ={"PRE_COMMIT_HOME": str(home), "PYTHONPATH": ""})


def test_the_manifest_is_one(tmp_path):
    checked = pre_commit("validate-manifest", MANIFEST, cwd=tmp_path, home=tmp_path / "home")

    assert checked.returncode == 0, checked.stdout
    assert HOOKS.keys() == {"statusgen-lint", "statusgen-schema"}


@pytest.mark.parametrize(
    ("file", "hooks"),
    [
        ("statusgen.yaml", {"statusgen-lint", "statusgen-schema"}),
        ("status/statusgen.yml", {"statusgen-lint", "statusgen-schema"}),
        ("incidents/2025-03-10.yaml", {"statusgen-lint"}),
        ("status/incidents/x.yml", {"statusgen-lint"}),
        ("reports/x.jsonl", {"statusgen-lint"}),
        ("schema/incident.schema.json", {"statusgen-schema"}),
        ("incidents/deep/x.yaml", set()),
        ("notstatusgen.yaml", set()),
        ("README.md", set()),
        ("history/local/2025-03-10.jsonl", set()),
    ],
)
def test_a_hook_runs_for_files_it_can_say_something_of(file, hooks):
    assert {name for name, hook in HOOKS.items() if re.search(hook["files"], file)} == hooks


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of pre-commit with our hooks installed from the last commit."""
    store = tmp_path_factory.mktemp("store")
    folder = repository(tmp_path_factory.mktemp("first"), {})
    installed = pre_commit("install-hooks", cwd=folder, home=store)
    if installed.returncode:
        asked = run(sys.executable, "-m", "pip", "download", "-q", "--no-deps", "hatchling", cwd=store)
        if asked.returncode:
            pytest.skip("the package registry is out of reach")
    assert installed.returncode == 0, installed.stdout
    return store


def repository(folder: Path, files: dict[str, str | bytes], args: str = "") -> Path:
    """A git repository whose commits are checked by our hooks."""
    commit = run("git", "rev-parse", "HEAD", cwd=ROOT).stdout.strip()
    hooks = "".join(f"      - {{id: {name}, args: [{args}]}}\n" for name in HOOKS)
    config = f"repos:\n  - repo: {ROOT}\n    rev: {commit}\n    hooks:\n{hooks}"
    for name, text in {".pre-commit-config.yaml": config, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    run("git", "init", "-q", cwd=folder)
    run("git", "add", "-A", cwd=folder)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("where", [".", "status"])
def test_a_good_project_passes_and_a_bad_file_is_told(tmp_path, home, where):
    folder = project(tmp_path / where, {"incidents/x.yaml": INCIDENT})
    assert quickly("-C", folder, "schema").code == 0
    repository(tmp_path, {}, "" if where == "." else f"-C, {where}")

    good = pre_commit("run", "--all-files", cwd=tmp_path, home=home)
    (folder / "incidents/x.yaml").write_text(INCIDENT.replace("investigating", "investigatin"))
    with (folder / "statusgen.yaml").open("a") as settings:
        settings.write("  - {id: new, name: New}\n")
    run("git", "add", "-A", cwd=tmp_path)
    bad = pre_commit("run", cwd=tmp_path, home=home)

    assert good.returncode == 0, good.stdout
    assert good.stdout.count("Passed") == 2, good.stdout
    assert bad.returncode == 1
    assert "incidents/x.yaml:4:13: 'investigatin' is not one of" in bad.stdout
    assert "(run statusgen schema)" in bad.stdout


@pytest.mark.slow
def test_other_commits_are_left_alone(tmp_path, home):
    repository(tmp_path, {"README.md": "x"})

    ran = pre_commit("run", cwd=tmp_path, home=home)

    assert ran.returncode == 0
    assert ran.stdout.count("Skipped") == 2, ran.stdout
