"""What the settings say of the page's look: a logo, an accent colour and a stylesheet."""

import posixpath
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, GetJsonSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema

from statusgen.model.colours import DARK_PAPER, Colour, parse_colour, readable
from statusgen.model.forms import Form, any_text, text
from statusgen.model.layout import TEMPLATES
from statusgen.model.pictures import Picture
from statusgen.model.scalars import scalar


@dataclass(frozen=True, slots=True)
class ThemeFile:
    """A file of `templates/` that the settings name."""

    path: str
    """From the project's folder."""
    picture: Picture | None = field(default=None, compare=False, repr=False)
    """Of a logo; None until it was read."""
    text: str = field(default="", compare=False, repr=False)
    """Of a stylesheet; empty until it was read."""


def _parse_file(written: str) -> ThemeFile:
    path = posixpath.normpath(written)
    is_plain = written.isprintable() and "\\" not in written
    if not is_plain or not path.startswith(f"{TEMPLATES}/"):
        example = f"write {TEMPLATES}/logo.svg, a path from the project's folder"
        raise ValueError(f"'{written}' is not a file in {TEMPLATES}/ ({example})")
    return ThemeFile(path)


_FILE = text(
    f"not a file in {TEMPLATES}/ (write {TEMPLATES}/logo.svg)",
    rf"^(?:[^/\\][^\\]*/)?{TEMPLATES}/[^\\]*$",
    examples=[f"{TEMPLATES}/logo.svg"],
)
_COLOUR = any_text(
    "not a colour (write six hexadecimal digits in quotes, '#1a54ad')",
    r"^\s*#?(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})\s*$",
)
FileOfTheme = Annotated[ThemeFile, BeforeValidator(scalar(_parse_file)), WithJsonSchema(_FILE)]
ColourWord = Annotated[Colour, BeforeValidator(scalar(parse_colour)), WithJsonSchema(_COLOUR)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """The picture that stands for the service's name."""

    __pydantic_config__ = ConfigDict(extra="forbid")
    light: FileOfTheme
    """For readers with a light background: SVG, PNG, JPEG, GIF, WebP or AVIF, at most 64 KiB."""
    dark: FileOfTheme | None = None
    """For readers with a dark one; the same unless given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accent:
    """The colour of links, of the ring around what has the keyboard's focus, and of the service's name."""

    __pydantic_config__ = ConfigDict(extra="forbid")
    light: ColourWord
    """On white; must reach a contrast of 4.5 there."""
    dark: ColourWord | None = None
    """On nearly black (`#101215`), with the same contrast; worked out from the other unless given."""

    @property
    def on_dark(self) -> Colour:
        """What is shown on a dark background."""
        return self.dark or readable(self.light, DARK_PAPER)


def _for_light(value: Any) -> Any:
    return {"light": value} if isinstance(value, str) else value


class _OrFile:
    """Tells editors of the short form."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Form:
        return {"anyOf": [_FILE, handler(schema)]}


class _OrColour:
    """Tells editors of the short form."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Form:
        return {"anyOf": [*_COLOUR["anyOf"], handler(schema)]}


LogoOrFile = Annotated[Logo, BeforeValidator(_for_light), _OrFile()]
AccentOrColour = Annotated[Accent, BeforeValidator(_for_light), _OrColour()]
