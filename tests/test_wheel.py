"""The wheel brings all it needs: built, unpacked elsewhere, and used from there."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.slow
def test_the_wheel_builds_a_page_without_the_checkout(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "lib")
    project = tmp_path / "project"
    command = [sys.executable, "-m", "statusgen"]
    environ = {**os.environ, "PYTHONPATH": str(tmp_path / "lib")}

    for arguments in (["init", str(project), "--from", "http://127.0.0.1:9/"], ["-C", str(project), "build"]):
        subprocess.run(
            [*command, *arguments], cwd=tmp_path, env=environ, check=True, capture_output=True, timeout=60
        )

    where = [*command[:1], "-c", "import statusgen; print(statusgen.__file__)"]
    found = subprocess.run(
        where, cwd=tmp_path, env=environ, check=True, capture_output=True, text=True, timeout=60
    )
    assert found.stdout.startswith(str(tmp_path / "lib"))
    assert (project / "site/index.html").exists()
    assert list((project / "site/assets").glob("style.*.css"))
    plays = "from statusgen.commands.scenes import *; from statusgen.simulating.happened import STORIES"
    at = "s = STORIES['waves-2025']; print(len(page_at(scene_of_story(s), s.starts_at, None).files))"
    played = subprocess.run(
        [*command[:1], "-c", f"{plays}; {at}"],
        cwd=tmp_path,
        env=environ,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert int(played.stdout) > 30
