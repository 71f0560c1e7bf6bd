"""The stylesheet, the favicons and a theme's own files become assets with lasting names."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from statusgen.model.errors import InputError, Place, Problem
from statusgen.rendering.scene import Blob

STYLE, STALE, EMBED = "style.css", "stale.js", "embed.js"
_USED_OTHERWISE = {STYLE, STALE, EMBED}
_TONES = {
    "ok": ("#13713f", '<path d="M9.5 16.5l4.5 4.5 9-10" class="l"/>'),
    "said": (
        "#13713f",
        '<rect x="3" y="3" width="26" height="26" rx="6" fill="#fff"/>'
        '<path d="M9.5 16.5l4.5 4.5 9-10" class="l" style="stroke:#13713f"/>',
    ),
    "doubt": ("#845400", '<path d="M12 12.5a4 4 0 1 1 5.5 3.7q-1.5.7-1.5 2.800M16 23v1" class="l"/>'),
    "slow": ("#845400", '<path d="M16 8v10M16 22.5v1" class="l"/>'),
    "part": ("#b23c00", '<path d="M16 7a9 9 0 0 1 0 18z" fill="#fff"/>'),
    "down": ("#b3202a", '<path d="M10.5 10.5l11 11M21.5 10.5l-11 11" class="l"/>'),
    "work": ("#1d5fc4", '<path d="M16 9l7 7-7 7-7-7z" fill="#fff"/>'),
    "unk": ("#5b6470", '<path d="M12 12.5a4 4 0 1 1 5.5 3.7q-1.5.7-1.5 2.800M16 23v1" class="l"/>'),
}
"""Colour and sign on the favicon by a state's key."""
_FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    "<style>.l{{fill:none;stroke:#fff;stroke-width:3.5;stroke-linecap:round;stroke-linejoin:round}}</style>"
    '<rect width="32" height="32" rx="8" fill="{colour}"/>{sign}</svg>\n'
)


@dataclass(frozen=True, slots=True)
class Assets:
    """Files beside the pages, and the text of the inline script."""

    style: str
    """Path of the stylesheet, named by its content: it may be cached for ever."""
    stale: str
    """The inline script's text."""
    blobs: tuple[Blob, ...]


def gather(ours: Path, overrides: Path | None) -> Assets:
    """Our assets; a theme's file wins over ours of the same name, and further ones are added."""
    folders = [folder / "assets" for folder in (overrides, ours) if folder]
    style = _first(folders, STYLE)
    path = f"assets/style.{hashlib.sha256(style).hexdigest()[:10]}.css"
    return Assets(
        style=path,
        stale=_script(folders),
        blobs=(
            Blob(path=path, data=style),
            # At the root: its address stands in pages of others.
            Blob(path=EMBED, data=_first(folders, EMBED)),
            *_favicons(),
            *_added(overrides),
        ),
    )


def _first(folders: list[Path], name: str) -> bytes:
    return next(folder / name for folder in folders if (folder / name).is_file()).read_bytes()


def _script(folders: list[Path]) -> str:
    try:
        return _first(folders, STALE).decode().strip()
    except UnicodeDecodeError:
        place = Place(str(folders[0] / STALE))
        raise InputError([Problem(place, "the script is not UTF-8", "save it as UTF-8")]) from None


def _favicons() -> Iterator[Blob]:
    for key, (colour, sign) in _TONES.items():
        svg = _FAVICON.format(colour=colour, sign=sign)
        yield Blob(path=f"assets/favicon-{key}.svg", data=svg.encode())


def _added(overrides: Path | None) -> Iterator[Blob]:
    """A theme's own pictures and fonts, under the names they have."""
    folder = overrides / "assets" if overrides else None
    if folder is None or not folder.is_dir():
        return
    for file in sorted(folder.iterdir()):
        if file.is_file() and not file.is_symlink() and file.name not in _USED_OTHERWISE:
            yield Blob(path=f"assets/{file.name}", data=file.read_bytes())
