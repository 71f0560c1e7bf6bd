import os
import shutil
import subprocess
from pathlib import Path

import pytest

from statusgen.publishing import durable
from statusgen.publishing.durable import sync_all
from statusgen.publishing.folder import publish
from tests.publishing.make import a_build, contents, python

_PUBLISH = """
import sys
from pathlib import Path
from statusgen.publishing.folder import publish
from tests.publishing.make import a_build
publish(a_build(2, pages=int(sys.argv[2])), Path(sys.argv[1]) / "site", lock=Path(sys.argv[1]) / "lock")
"""


def _calls(folder: Path, pages: int, *inject: str) -> tuple[str, str]:
    """What was synced, and what was told."""
    log = folder / "log"
    command = ["strace", "-f", "-e", "trace=fsync,syncfs", *inject, "-o", str(log)]
    run = subprocess.run(
        [*command, *python(_PUBLISH, folder, pages)], check=False, capture_output=True, text=True, timeout=60
    )
    return log.read_text(), run.stderr


needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")


@pytest.mark.slow
@needs_strace
def test_each_new_file_and_each_folder_is_safe_before_it_is_shown(tmp_path: Path) -> None:
    log, _ = _calls(tmp_path, 5)
    files, folders_of_pages, other_folders = 3 + 5 + 1, 5, 4
    above = 1
    assert log.count("fsync(") == files + folders_of_pages + other_folders + above


@pytest.mark.slow
@needs_strace
def test_many_files_are_made_safe_by_one_call(tmp_path: Path) -> None:
    log, _ = _calls(tmp_path, 200)
    assert log.count("syncfs(") == 1
    assert contents(tmp_path / "site") == a_build(2, pages=200)


@pytest.mark.slow
@needs_strace
def test_when_that_call_fails_the_old_page_stays(tmp_path: Path) -> None:
    publish(a_build(1), tmp_path / "site", lock=tmp_path / "lock")
    _, told = _calls(tmp_path, 200, "-e", "inject=syncfs:error=EIO")
    assert "HostError: cannot publish into" in told
    assert "input/output error" in told
    assert contents(tmp_path / "site") == a_build(1)


def test_a_system_without_that_call_syncs_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = []
    monkeypatch.setattr(durable, "_syncfs", lambda: None)
    monkeypatch.setattr(os, "fsync", synced.append)
    sync_all([tmp_path] * 150)
    assert len(synced) == 150
