"""Addresses of pictures in Markdown become pictures from the project, or a complaint."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from statusgen.model.errors import InputError, Place, Problem
from statusgen.model.pictures import Picture
from statusgen.reading.beside import FOLDER, path_beside, read_beside
from statusgen.reading.picture_bytes import picture_of

MAX_PICTURE = 2 << 20
"""Bytes; readers on phones load it too."""
MAX_PICTURES = 50 << 20
"""Bytes of all pictures of a project: they lie in memory, and every build writes them."""
_FOREIGN = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_EXAMPLE = "write ![what it shows](graph.png)"
_ORIGIN = re.compile(r"((?:[a-z][a-z0-9+.-]*:)?//)(?:[^/?#]*@)?([\w.:-]+)", re.IGNORECASE)


@dataclass(slots=True)
class Shelf:
    """Pictures that were read, so that none is read twice, and how much they are together."""

    root: Path
    pictures: dict[str, Picture] = field(default_factory=dict)
    """By path in the project."""
    size: int = 0

    def picture(self, address: str, file: str, where: Place) -> Picture:
        """What a text in `file` shows by an address; InputError, at `where` it stands, with why it cannot."""
        if _FOREIGN.match(address):
            what = f"picture '{_origin(address)}' is not from the project, and would tell others who reads"
            raise InputError([Problem(where, what, f"save it in {FOLDER}/ and write its name")])
        if not address:
            raise InputError([Problem(where, "a picture has no address", _EXAMPLE)])
        name = unquote(address)
        path = path_beside(file, name)
        if path not in self.pictures:
            path, data = read_beside(self.root, file, name, where, MAX_PICTURE)
            self.pictures[path] = _read(path, data, where)
            self._add(len(data), where)
        return self.pictures[path]

    def _add(self, size: int, where: Place) -> None:
        is_told, self.size = self.size > MAX_PICTURES, self.size + size
        if self.size > MAX_PICTURES:
            what = f"the pictures up to this one are more than {MAX_PICTURES >> 20} MiB"
            told = Problem(where, what, "shrink them, or link to some")
            raise InputError([] if is_told else [told])


def addresses(text: str) -> Sequence[str]:
    """Addresses of the pictures in a Markdown text, each once, in order."""
    if "![" not in text:
        return ()
    from statusgen.reading import addresses as finder  # noqa: PLC0415 (most files have no picture to parse for)

    return finder.addresses(text)


def _read(path: str, data: bytes, where: Place) -> Picture:
    try:
        return picture_of(data)
    except ValueError as error:
        what, _, hint = str(error).removesuffix(")").partition(" (")
        raise InputError([Problem(where, f"picture '{path}' {what}", hint)]) from None


def _origin(address: str) -> str:
    """Scheme and host: what follows or stands between may be a password, or a whole picture."""
    match = _ORIGIN.match(address)
    return f"{match[1]}{match[2]}/…" if match else f"{address.partition(':')[0]}:…"
