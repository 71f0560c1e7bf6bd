"""Ways in which a project's folder can be broken, each a function that breaks one."""

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

GOOD = """\
page: {name: Chirp}
components:
  - {id: web, name: Web}
"""
INCIDENT = """\
title: Trouble
impact: {web: major_outage}
updates:
  - {at: 2025-03-10T10:00Z, status: investigating, text: Words}
"""
Break = Callable[[Path], object]


def good(folder: Path) -> Path:
    """A project in which nothing is broken yet."""
    (folder / "incidents").mkdir(parents=True)
    (folder / "statusgen.yaml").write_text(GOOD)
    (folder / "incidents/trouble.yaml").write_text(INCIDENT)
    return folder


def _day() -> str:
    return f"history/local/{datetime.now(UTC).date()}.jsonl"


def _clear(path: Path) -> Path:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _pipe(name: str) -> Break:
    return lambda root: os.mkfifo(_clear(root / name))


def _file(name: str, data: bytes = b"mine") -> Break:
    return lambda root: _clear(root / name).write_bytes(data)


def _folder(name: str) -> Break:
    return lambda root: _clear(root / name).mkdir()


def _link(name: str, to: str) -> Break:
    return lambda root: _clear(root / name).symlink_to(to)


def _deep(root: Path) -> None:
    """Deeper than a path may be long."""
    here = os.open(_made(root / "site"), os.O_RDONLY)
    for _ in range(30):
        os.mkdir("d" * 200, dir_fd=here)
        below = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def _bytes_name(root: Path) -> None:
    Path(os.fsdecode(os.fsencode(root / "incidents") + b"/a\xff\x1b[31m.yaml")).write_text(INCIDENT)


_PLACES = ("statusgen.yaml", "incidents", "reports", "history", "history/local", "site", ".statusgen")
_FILES = (
    ".statusgen/build.lock",
    ".statusgen/edit.lock",
    "site/index.html",
    "site/build.json",
    "templates/home.html",
    _day(),
)
BREAKAGES: dict[str, Break] = {
    **{f"{place} is a pipe": _pipe(place) for place in (*_PLACES, *_FILES, "incidents/x.yaml")},
    **{f"{place} is a folder": _folder(place) for place in ("statusgen.yaml", *_FILES, "incidents/x.yaml")},
    **{f"{place} is a file": _file(place) for place in (*_PLACES, "templates", *_FILES)},
    **{f"{place} is a link to itself": _link(place, Path(place).name) for place in (*_PLACES, *_FILES)},
    **{f"{place} is a link out": _link(place, "/etc") for place in (*_PLACES, "templates")},
    **{f"{place} is a link to nowhere": _link(place, "no/such") for place in (*_PLACES, *_FILES)},
    "an incident is a link out": _link("incidents/x.yaml", "/etc/passwd"),
    "a template cannot be parsed": _file("templates/home.html", b"{% if"),
    "a template uses what is not there": _file("templates/home.html", b"{{ nope.x }}"),
    "a template divides by zero": _file("templates/home.html", b"{{ 1 / 0 }}"),
    "a template adds a text to a number": _file("templates/home.html", b"{{ 1 + 'a' }}"),
    "a template includes itself": _file("templates/home.html", b"{% include 'home.html' %}"),
    "a template is not UTF-8": _file("templates/home.html", b"\xff"),
    "a script is not UTF-8": _file("templates/assets/live.js", b"\xff"),
    "a report is no table": _file("reports/a.csv", b'at,minutes,count\n"""'),
    "a report is deep": _file("reports/a.jsonl", b"[" * 10_000),
    "a name is no text": _bytes_name,
    "a name holds a newline": _file("incidents/a\nb.yaml", INCIDENT.encode()),
    "history is zeros": _file(_day(), b"\0" * 3_000_000),
    "history is of a newer version": _file(
        _day(), b'{"v":9,"at":"2026-01-01T00:00:00Z","results":{"web":["ok"]}}\n'
    ),
    "the list of what was published is hostile": _file(
        "site/build.json", b'{"../statusgen.yaml": "x", "/etc/passwd": "y"}'
    ),
    "what a killed run left is a link": _link(".site.statusgen-new", "/etc"),
    "the site is deep": _deep,
    "the folder is empty": lambda root: [_clear(root / n) for n in ("statusgen.yaml", "incidents")],
    "the folder is gone": shutil.rmtree,
    "the folder is a file": lambda root: (shutil.rmtree(root), root.write_text("x")),
}
