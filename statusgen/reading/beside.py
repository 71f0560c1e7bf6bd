"""Names that a text gives become files beside it: inside `incidents/`, regular, of a bounded size."""

import difflib
import os
import posixpath
from collections.abc import Iterator
from pathlib import Path

from statusgen.model.errors import InputError, Place, Problem
from statusgen.reading.files import printable, read_bytes

FOLDER = "incidents"
_MOST_LOOKED_AT = 2000
"""Files among which the nearest name is looked for."""


def path_beside(file: str, name: str) -> str | None:
    """The path in the project of what a text in `file` names; None when it leads out of `incidents/`."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(file), name))
    is_inside = path.startswith(f"{FOLDER}/") and not name.startswith("/")
    return path if is_inside and "\\" not in name else None


def read_beside(root: Path, file: str, name: str, where: Place, limit: int) -> tuple[str, bytes]:
    """The path and the bytes of what a text in `file` names; InputError with why there are none."""
    path = path_beside(file, name)
    if path is None:
        what = f"'{printable(name)}' leads out of {FOLDER}/"
        hint = f"copy the file into {FOLDER}/, and write / between folders"
        raise InputError([Problem(where, what, hint)])
    if not name.isprintable() or not os.path.lexists(root / path):
        raise InputError(
            [Problem(where, f"there is no file '{printable(name)}'", _nearest(root, file, name))]
        )
    return path, read_bytes(root, path, limit, within=FOLDER)


def _nearest(root: Path, file: str, name: str) -> str:
    folder = posixpath.dirname(file)
    there = list(_names(root, folder))
    close = difflib.get_close_matches(name, there, n=1, cutoff=0.6)
    # The right name in another folder is the usual slip.
    close = close or [each for each in there if posixpath.basename(each) == posixpath.basename(name)]
    return (
        f"did you mean {printable(close[0])}?"
        if close
        else f"paths begin at {printable(posixpath.dirname(file))}/"
    )


def _names(root: Path, folder: str) -> Iterator[str]:
    """Files below `incidents/` as a text in `folder` would name them."""
    count = 0
    for above, folders, files in os.walk(root / FOLDER):
        folders.sort()
        for each in sorted(files):
            count += 1
            if count > _MOST_LOOKED_AT:
                return
            yield posixpath.relpath((Path(above) / each).relative_to(root).as_posix(), folder)
