"""What the settings name of the theme becomes bytes, and a colour that cannot be read a complaint."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from statusgen.model.codes import Code
from statusgen.model.colours import (
    DARK_PAPER,
    LEAST_CONTRAST,
    LIGHT_PAPER,
    Colour,
    contrast_of_links,
    is_readable,
    readable,
)
from statusgen.model.errors import InputError, Problem
from statusgen.model.layout import TEMPLATES
from statusgen.model.nodes import Source, Step
from statusgen.model.project import Page, Settings
from statusgen.model.theme import Accent, Logo, ThemeFile
from statusgen.reading.files import read_bytes
from statusgen.reading.picture_bytes import picture_of
from statusgen.reading.svg_bytes import is_svg, svg_of

MAX_LOGO = 64 << 10
MAX_STYLE = 64 << 10
"""Bytes; a reader on a bad line waits for each before the page looks as it should."""
_LOGO, _CSS, _ACCENT = ("page", "logo"), ("page", "css"), ("page", "accent")


def with_theme(root: Path, settings: Settings, source: Source) -> Settings:
    """The settings with the bytes of the files that they name. InputError with all that is wrong."""
    desk = _Desk(root, source)
    page = _with_files(settings.page, desk)
    if desk.problems:
        raise InputError(desk.problems)
    return replace(settings, page=page)


def accent_faults(settings: Settings, source: Source) -> Iterator[Problem]:
    """Links that some readers could not read, each with a colour that they could."""
    accent = settings.page.accent
    if accent is None:
        if source.has(_ACCENT):
            yield source.problem(_ACCENT, "'accent' has no value", "write it in quotes: '#1a54ad'")
        return
    at = (*_ACCENT, "light") if source.has((*_ACCENT, "light")) else _ACCENT
    if not is_readable(accent.light, LIGHT_PAPER):
        yield _faint(source, at, accent.light, LIGHT_PAPER, _instead(accent))
    if accent.dark and not is_readable(accent.dark, DARK_PAPER):
        near = f"write '{readable(accent.dark, DARK_PAPER)}'"
        yield _faint(source, (*_ACCENT, "dark"), accent.dark, DARK_PAPER, near)


def _instead(accent: Accent) -> str:
    """A colour for light, and where the one written is fit for dark, both."""
    near = readable(accent.light, LIGHT_PAPER)
    if accent.dark is None and is_readable(accent.light, DARK_PAPER):
        return f"write {{light: '{near}', dark: '{accent.light}'}}"
    return f"write '{near}'"


def _faint(source: Source, at: tuple[Step, ...], colour: Colour, paper: Colour, hint: str) -> Problem:
    # Rounded down: what falls short by a hair must not read as enough.
    reached = int(contrast_of_links(colour, paper) * 10) / 10
    name = "white" if paper is LIGHT_PAPER else "the dark background"
    what = f"accent '{colour}' has a contrast of {reached} on {name}, and links need {LEAST_CONTRAST}"
    return source.problem(at, what, hint)


@dataclass(slots=True)
class _Desk:
    """Where complaints lie until all files are read."""

    root: Path
    source: Source
    problems: list[Problem] = field(default_factory=list)

    def read(
        self,
        file: ThemeFile,
        at: tuple[Step, ...],
        limit: int,
        taken: Callable[[ThemeFile, bytes], ThemeFile],
    ) -> ThemeFile:
        """The file with what is made of its bytes; as it was where nothing can be."""
        if not os.path.lexists(self.root / file.path):
            self._complain(at, f"there is no file '{file.path}'", "paths begin at the project's folder")
            return file
        try:
            return taken(file, read_bytes(self.root, file.path, limit, within=TEMPLATES))
        except InputError as error:
            self.problems += error.problems
        except ValueError as error:
            what, _, hint = str(error).removesuffix(")").partition(" (")
            self._complain(at, f"'{file.path}' {what}", hint)
        return file

    def _complain(self, at: tuple[Step, ...], what: str, hint: str) -> None:
        self.problems.append(self.source.problem(at, what, hint, code=Code.FILE))


def _with_files(page: Page, desk: _Desk) -> Page:
    css = desk.read(page.css, _CSS, MAX_STYLE, _styled) if page.css else None
    return replace(page, logo=_with_pictures(page.logo, desk) if page.logo else None, css=css)


def _with_pictures(logo: Logo, desk: _Desk) -> Logo:
    at = (*_LOGO, "light") if desk.source.has((*_LOGO, "light")) else _LOGO
    light = desk.read(logo.light, at, MAX_LOGO, _drawn)
    dark = desk.read(logo.dark, (*_LOGO, "dark"), MAX_LOGO, _drawn) if logo.dark else None
    return replace(logo, light=light, dark=dark)


def _drawn(file: ThemeFile, data: bytes) -> ThemeFile:
    picture = svg_of(data) if is_svg(data) else picture_of(data)
    if not picture.width or not picture.height:
        raise ValueError("does not tell its size (save it as PNG or SVG)")
    return replace(file, picture=picture)


def _styled(file: ThemeFile, data: bytes) -> ThemeFile:
    try:
        return replace(file, text=data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError("is not UTF-8 (save it as UTF-8)") from None
