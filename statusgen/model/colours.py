"""Colours as people write them, and how well they can be read on the page's two papers."""

import colorsys
import re
from dataclasses import dataclass

LEAST_CONTRAST = 4.5
"""What WCAG 2.2 AA asks of text of the usual size."""
TINT = 0.1
"""How much of a colour the page mixes into the paper behind a row that a link led to; links stand on it."""
_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.ASCII | re.IGNORECASE)
_STEPS = 255


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour of the screen, its parts from 0 to 255."""

    red: int
    green: int
    blue: int

    def __str__(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"

    @property
    def luminance(self) -> float:
        """Relative luminance as WCAG defines it, from 0 for black to 1 for white."""
        red, green, blue = (_linear(part / 255) for part in (self.red, self.green, self.blue))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue


WHITE, BLACK = Colour(255, 255, 255), Colour(0, 0, 0)
LIGHT_PAPER, DARK_PAPER = WHITE, Colour(0x10, 0x12, 0x15)
"""The page's two backgrounds; `style.css` has them as `--paper`."""


def parse_colour(text: str) -> Colour:
    """`#1a54ad`, `1a54ad` or `#15a`. ValueError says what to write."""
    found = _HEX.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"'{text}' is not a colour (write six hexadecimal digits in quotes, '#1a54ad')")
    digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
    return Colour(*bytes.fromhex(digits))


def contrast(one: Colour, other: Colour) -> float:
    """How far apart they are, from 1 to 21, as WCAG counts it."""
    dark, light = sorted((one.luminance, other.luminance))
    return (light + 0.05) / (dark + 0.05)


def contrast_of_links(colour: Colour, paper: Colour) -> float:
    """The least contrast a link of that colour has: on the paper, and on the paper tinted with it."""
    return min(contrast(colour, paper), contrast(colour, _mixed(colour, paper)))


def is_readable(colour: Colour, paper: Colour) -> bool:
    """Links of that colour can be read there."""
    return contrast_of_links(colour, paper) >= LEAST_CONTRAST


def readable(colour: Colour, paper: Colour) -> Colour:
    """The nearest colour of the same hue that can be read there: itself, or a darker or lighter one."""
    if is_readable(colour, paper):
        return colour
    end = 0 if paper.luminance > 0.5 else _STEPS
    hue, lightness, saturation = colorsys.rgb_to_hls(colour.red / 255, colour.green / 255, colour.blue / 255)
    start = round(lightness * _STEPS)
    for step in range(start, end, 1 if end > start else -1):
        parts = colorsys.hls_to_rgb(hue, step / _STEPS, saturation)
        near = Colour(*(round(part * 255) for part in parts))
        if is_readable(near, paper):
            return near
    return BLACK if end == 0 else WHITE


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _mixed(colour: Colour, paper: Colour) -> Colour:
    parts = ((colour.red, paper.red), (colour.green, paper.green), (colour.blue, paper.blue))
    return Colour(*(round(TINT * one + (1 - TINT) * other) for one, other in parts))
