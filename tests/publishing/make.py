"""Builders of builds for the tests of publishing, and the size of its proofs."""

import sys
from pathlib import Path


def a_build(version: object, pages: int = 20) -> dict[str, bytes]:
    """A style that never changes, pages that all name the version, and one page of this version only."""
    return {
        "index.html": f"home {version}".encode(),
        "style.css": b"body { color: black }",
        f"only/{version}/index.html": b"",
        **{f"pages/{number}/index.html": f"page {version}".encode() for number in range(pages)},
    }


def contents(folder: Path) -> dict[str, bytes]:
    """All files in the folder, but the manifest."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "build.json"
    }


def beside(folder: Path) -> list[str]:
    """What stands in the folder above, besides the folder."""
    return sorted(path.name for path in folder.parent.iterdir() if path != folder)


def python(code: str, *arguments: object) -> list[str]:
    """A command that runs the code with the arguments as `sys.argv[1:]`."""
    return [sys.executable, "-c", code, *map(str, arguments)]
