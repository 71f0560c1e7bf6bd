"""Builders of builds for the tests of publishing, and the size of its proofs."""

import re
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from statusgen.model.builds import MANIFEST, Build
from statusgen.model.publishing import PublishTarget
from statusgen.publishing.builds import whole
from statusgen.publishing.manifest import manifest_of
from statusgen.publishing.targets import Letter, Reply, Target, World


def a_build(version: object, pages: int = 20) -> dict[str, bytes]:
    """A style that never changes, pages that all name the version, and one page of this version only."""
    return {
        "index.html": f"home {version}".encode(),
        "style.css": b"body { color: black }",
        f"only/{version}/index.html": b"",
        **{f"pages/{number}/index.html": f"page {version}".encode() for number in range(pages)},
    }


def build_of(files: Mapping[str, bytes]) -> Build:
    """The build that these files are."""
    return whole({**files, MANIFEST: manifest_of(files)}, "a test")


def contents(folder: Path) -> dict[str, bytes]:
    """All files in the folder, but the manifest."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "build.json"
    }


def without_old_styles(found: dict[str, bytes]) -> dict[str, bytes]:
    """What is there, but styles of other builds than the one that is shown."""
    shown = found["index.html"].split(b'"')[3].removeprefix(b"/").decode()
    return {path: data for path, data in found.items() if path == shown or "assets/style." not in path}


def beside(folder: Path) -> list[str]:
    """What stands in the folder above, besides the folder."""
    return sorted(path.name for path in folder.parent.iterdir() if path != folder)


def python(code: str, *arguments: object) -> list[str]:
    """A command that runs the code with the arguments as `sys.argv[1:]`."""
    return [sys.executable, "-c", code, *map(str, arguments)]


def a_site(version: int, pages: int = 5) -> dict[str, bytes]:
    """A build of the minute `version`: pages that name it, each with a style that is this version's own."""
    style = f"assets/style.{version:010x}.css"
    page = f'<link rel="stylesheet" href="/{style}"><p>version {version}</p>'.encode()
    return {
        "index.html": page,
        "status.json": f'{{"taken_at": "2025-03-10T09:{version:02}:00Z"}}'.encode(),
        "_headers": f"/*\n  X-Test: 1\n/{style}\n  Cache-Control: public, immutable\n".encode(),
        style: b"body { color: black }",
        f"only/{version}/index.html": page,
        "never/changes.txt": b"the same",
        **{f"pages/{number}/index.html": page for number in range(pages)},
    }


def a_world(root: Path, environ: Mapping[str, str] | None = None, **more: Any) -> World:
    """What targets need: no network, and no waits that anybody notices."""

    def ask(letter: Letter) -> Reply:
        raise AssertionError(f"nothing is to be asked: {letter.url}")

    def branch(target: PublishTarget) -> Target:
        raise AssertionError("there is no git here")

    given = {
        "root": root,
        "environ": environ or {},
        "ask": ask,
        "branch": branch,
        "pause": lambda _seconds: time.sleep(0.001),
        "chance": lambda: 0.5,
        "now": lambda: datetime(2025, 3, 10, 10, tzinfo=UTC),
        "monotonic": time.monotonic,
        **more,
    }
    return World(**given)


def broken(read: Callable[[str], bytes | None], pages: Iterable[str], more: Iterable[str] = ()) -> list[str]:
    """What a reader would miss: the home page, or what a page needs; `more`: styles of pages loaded before."""
    found = {page: read(page) for page in pages}
    wanted = {
        match.decode() for data in found.values() if data for match in re.findall(rb'href="/([^"]+)"', data)
    }
    missing = [] if found.get("index.html") else ["index.html"]
    return missing + [path for path in sorted(wanted | set(more)) if read(path) is None]
