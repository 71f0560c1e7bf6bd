"""Stylesheets, scripts, icons, the logo and a theme's own files become assets with lasting names."""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from statusgen.model.errors import InputError, Place, Problem
from statusgen.model.pictures import Picture
from statusgen.model.project import Page
from statusgen.rendering import icons
from statusgen.rendering.copies import without_note
from statusgen.rendering.languages import ENGLISH
from statusgen.rendering.scene import Blob

STYLE = "style.css"
LANGUAGES = "languages.css"
"""What pages need that are not in English alone."""
STALE, TRY, SEARCH = "stale.js", "try.js", "search.js"
LIVE, EMBED = "live.js", "embed.js"
_INLINE = (STALE, TRY, SEARCH)
_USED_OTHERWISE = {STYLE, LANGUAGES, LIVE, EMBED, *_INLINE}
_ACCENT = ":root{{--link:light-dark({light},{dark});--brand:var(--link)}}\n"
_OTHER_FILES = re.compile(r"url\(|@import|</", re.IGNORECASE)
"""What makes a stylesheet depend on where it stands."""
LOGO_HEIGHT = 28
"""Pixels at the usual size of text."""


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """A stylesheet, in a file of its own and fit to stand inside a page."""

    name: str
    text: str

    @property
    def path(self) -> str:
        """Named by its content: it may be cached for ever."""
        digest = hashlib.sha256(self.text.encode()).hexdigest()[:10]
        return f"assets/{self.name}.{digest}.css"

    @property
    def inside(self) -> str:
        """As it stands inside a page: one line, which is one line where two builds are compared."""
        if "\\\n" in self.text:  # a text in it goes on in the next line
            return self.text
        return " ".join(line for line in map(str.strip, self.text.split("\n")) if line)

    @property
    def is_movable(self) -> bool:
        """It means the same inside a page: addresses in it would count from elsewhere."""
        return not _OTHER_FILES.search(self.text)


@dataclass(frozen=True, slots=True)
class Logo:
    """The picture in the place of the name."""

    light: Blob
    dark: Blob | None
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Assets:
    """Files beside the pages, and what stands inside them."""

    styles: tuple[Stylesheet, ...]
    """In the order in which they apply."""
    scripts: Mapping[str, str]
    """Texts of inline scripts by the names of their files."""
    live: str
    """Path of the script that renews an open page; named by its content too."""
    live_digest: str
    """What the page's policy and the script's own attribute hold it to."""
    logo: Logo | None
    blobs: tuple[Blob, ...]

    @property
    def lasting(self) -> tuple[str, ...]:
        """Paths that are named by their content: what lies there never changes."""
        return (*(style.path for style in self.styles), self.live)


def gather(ours: Path, overrides: Path | None, page: Page) -> Assets:
    """Our assets; a theme's file wins over ours of the same name, and further ones are added."""
    folders = [folder / "assets" for folder in (overrides, ours) if folder]
    styles = tuple(_styles(folders, page))
    live = _script(folders, LIVE).encode()
    logo = _logo(page)
    script = Blob(path=f"assets/live.{hashlib.sha256(live).hexdigest()[:10]}.js", data=live)
    blobs = [*(Blob(path=style.path, data=style.text.encode()) for style in styles), script]
    # The banner lies at the root: its address stands in pages of others.
    blobs.append(Blob(path=EMBED, data=_text(folders, EMBED).encode()))
    blobs += [Blob(path=icons.path_of(key), data=data) for key, data in icons.ICONS.items()]
    blobs.append(Blob(path=icons.INSTALLED_PATH, data=icons.INSTALLED))
    blobs += [blob for blob in (logo.light, logo.dark) if blob] if logo else []
    return Assets(
        styles=styles,
        scripts={name: _script(folders, name) for name in _INLINE},
        live=script.path,
        live_digest=digest(live),
        logo=logo,
        blobs=(*blobs, *_added(overrides)),
    )


def digest(code: bytes) -> str:
    """By which a policy knows a script or a style."""
    return f"sha256-{base64.b64encode(hashlib.sha256(code).digest()).decode()}"


def _script(folders: list[Path], name: str) -> str:
    """Without comments and indents: what stands in every page is paid for by every reader."""
    lines = (line.strip() for line in _text(folders, name).splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _styles(folders: list[Path], page: Page) -> Iterator[Stylesheet]:
    own = _text(folders, STYLE)
    if any(tag != ENGLISH for tag in page.languages):
        own += _text(folders, LANGUAGES)
    if page.accent:
        own += _ACCENT.format(light=page.accent.light, dark=page.accent.on_dark)
    yield Stylesheet("style", own)
    if page.css:
        yield Stylesheet("theme", _with_plain_ends(page.css.text))


def _text(folders: list[Path], name: str) -> str:
    path = next(folder / name for folder in folders if (folder / name).is_file())
    try:
        return _with_plain_ends(without_note(path.read_bytes()).decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise InputError([Problem(Place(str(path)), "the file is not UTF-8", "save it as UTF-8")]) from None


def _with_plain_ends(text: str) -> str:
    """As a browser reads it inside a page, where its checksum counts."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _logo(page: Page) -> Logo | None:
    light = page.logo.light.picture if page.logo else None
    if page.logo is None or light is None or not light.width or not light.height:
        return None
    dark = page.logo.dark.picture if page.logo.dark else None
    width = max(1, round(LOGO_HEIGHT * light.width / light.height))
    return Logo(_blob(light), _blob(dark) if dark else None, width, LOGO_HEIGHT)


def _blob(picture: Picture) -> Blob:
    return Blob(path=f"assets/logo-{picture.name}", data=picture.data)


def _added(overrides: Path | None) -> Iterator[Blob]:
    """A theme's own pictures and fonts, under the names they have."""
    folder = overrides / "assets" if overrides else None
    if folder is None or not folder.is_dir():
        return
    for file in sorted(folder.iterdir()):
        if file.is_file() and not file.is_symlink() and file.name not in _USED_OTHERWISE:
            yield Blob(path=f"assets/{file.name}", data=file.read_bytes())
