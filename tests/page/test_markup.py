"""The Nu HTML checker, which W3C runs for everyone, reads every page and finds no fault."""

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from statusgen.rendering.single import single
from statusgen.rendering.site import render
from tests.rendering import make

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
JAR = HERE / "node_modules/vnu-jar/build/dist/vnu.jar"
pytestmark = [
    pytest.mark.vnu,
    pytest.mark.slow,
    pytest.mark.skipif(
        not JAR.exists() or not shutil.which("java"), reason="no Java, or no checker (run: sh tests/npm.sh)"
    ),
]


NEWER = re.compile(rb"::view-transition[^{}]*\{[^{}]*\}|vector-effect: non-scaling-stroke;")
"""CSS that browsers know and the checker does not yet: taken out before it reads."""


def checked(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """What it complains of in these pages and drawings, which are put into the folder."""
    for path, data in files.items():
        if path.endswith((".html", ".svg", ".css")):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(NEWER.sub(b"", data))
    return faults(folder)


def faults(*places: Path) -> list[str]:
    """What it complains of in all pages and drawings below; warnings too.

    Not of policies: it reads files, which have no origin, and takes no checksum of a style. What a policy
    forbids is asked of a browser, in `tests/browser`.
    """
    done = subprocess.run(
        [
            "java",
            "-Xss2m",
            "-jar",
            str(JAR),
            "--format",
            "json",
            "--stdout",
            "--also-check-svg",
            "--skip-non-html",
        ]
        + [str(place) for place in places],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    messages = json.loads(done.stdout)["messages"]
    return [
        f"{message['url'].rpartition('/page/')[2]}:{message.get('lastLine')}: {message['message']}"
        for message in messages
        if message["type"] != "info" or message.get("subType") == "warning"
        if "Content Security Policy" not in message["message"]
    ]


def test_the_demo_has_no_fault(tmp_path):
    site = ROOT / "site"
    files = {str(file.relative_to(site)): file.read_bytes() for file in site.rglob("*") if file.is_file()}

    assert checked(tmp_path, files) == []


def test_no_kind_of_page_has_a_fault(tmp_path):
    pages = {"rich": make.rich(), "clear": make.clear(), "people": make.unmeasured()}
    for name, snapshot in pages.items():
        assert checked(tmp_path / name, render(snapshot) | {"single.html": single(snapshot)}) == [], name


def test_the_checker_finds_what_is_wrong(tmp_path):
    (tmp_path / "bad.html").write_text("<!doctype html><html lang=en><title>x</title><p><div></p>")

    assert faults(tmp_path)
