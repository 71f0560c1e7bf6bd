"""The stylesheet, the scripts, the favicons and a theme's own files become assets with lasting names."""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from statusgen.model.errors import InputError, Place, Problem
from statusgen.rendering.scene import Blob

STYLE = "style.css"
STALE, TRY, SEARCH = "stale.js", "try.js", "search.js"
LIVE, EMBED = "live.js", "embed.js"
_INLINE = (STALE, TRY, SEARCH)
_USED_OTHERWISE = {STYLE, LIVE, EMBED, *_INLINE}
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
ICON = "assets/icon.svg"
"""Of the page where it is installed. Without a state: it stays what it was on the day of that."""
INK, PAPER = "#101215", "#ffffff"
_DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    f'<rect width="32" height="32" fill="{INK}"/>'
    f'<path d="M10 21v-6M16 21V11M22 21v-8" fill="none" stroke="{PAPER}" stroke-width="3.5"'
    ' stroke-linecap="round"/></svg>\n'
)
_FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    "<style>.l{{fill:none;stroke:#fff;stroke-width:3.5;stroke-linecap:round;stroke-linejoin:round}}</style>"
    '<rect width="32" height="32" rx="8" fill="{colour}"/>{sign}</svg>\n'
)


@dataclass(frozen=True, slots=True)
class Assets:
    """Files beside the pages, and the texts of inline scripts."""

    style: str
    """Path of the stylesheet, named by its content: it may be cached for ever."""
    scripts: Mapping[str, str]
    """Texts of inline scripts by the names of their files."""
    live: str
    """Path of the script that renews an open page; named by its content too."""
    live_digest: str
    """What the page's policy and the script's own attribute hold it to."""
    blobs: tuple[Blob, ...]


def gather(ours: Path, overrides: Path | None) -> Assets:
    """Our assets; a theme's file wins over ours of the same name, and further ones are added."""
    folders = [folder / "assets" for folder in (overrides, ours) if folder]
    style = _hashed(STYLE, _first(folders, STYLE))
    live = _hashed(LIVE, _script(folders, LIVE).encode())
    return Assets(
        style=style.path,
        scripts={name: _script(folders, name) for name in _INLINE},
        live=live.path,
        live_digest=digest(live.data),
        # The banner lies at the root: its address stands in pages of others.
        blobs=(style, live, Blob(path=EMBED, data=_first(folders, EMBED)), *_favicons(), *_added(overrides)),
    )


def digest(script: bytes) -> str:
    """By which a policy knows a script."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}"


def _hashed(name: str, data: bytes) -> Blob:
    stem, _, ending = name.rpartition(".")
    return Blob(path=f"assets/{stem}.{hashlib.sha256(data).hexdigest()[:10]}.{ending}", data=data)


def _first(folders: list[Path], name: str) -> bytes:
    return next(folder / name for folder in folders if (folder / name).is_file()).read_bytes()


def _script(folders: list[Path], name: str) -> str:
    try:
        text = _first(folders, name).decode()
    except UnicodeDecodeError:
        place = Place(str(folders[0] / name))
        raise InputError([Problem(place, "the script is not UTF-8", "save it as UTF-8")]) from None
    return _without_comments(text)


def _without_comments(script: str) -> str:
    """Nor indents: what stands in every page is paid for by every reader."""
    lines = (line.strip() for line in script.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _favicons() -> Iterator[Blob]:
    for key, (colour, sign) in _TONES.items():
        svg = _FAVICON.format(colour=colour, sign=sign)
        yield Blob(path=f"assets/favicon-{key}.svg", data=svg.encode())
    yield Blob(path=ICON, data=_DRAWING.encode())


def _added(overrides: Path | None) -> Iterator[Blob]:
    """A theme's own pictures and fonts, under the names they have."""
    folder = overrides / "assets" if overrides else None
    if folder is None or not folder.is_dir():
        return
    for file in sorted(folder.iterdir()):
        if file.is_file() and not file.is_symlink() and file.name not in _USED_OTHERWISE:
            yield Blob(path=f"assets/{file.name}", data=file.read_bytes())
