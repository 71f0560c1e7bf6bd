"""A state's word, shape and colour become a picture in PNG. Nothing else imports Pillow."""

import io
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from PIL import Image, ImageDraw, ImageFont

from statusgen.rendering.shapes import INK, PAPER, SOFT, TONES

WIDTH, HEIGHT = 1200, 630
"""What chats and networks ask for."""
_TINT = 0.08
"""As behind the page's headline."""
_MARGIN, _RULE = 90, 16
_NAME_SIZE, _WORD_SIZE, _FINE_SIZE, _SMALLEST = 56, 120, 34, 24
_SHAPE, _MIDDLE = 170, 335
_UNITS = 20
"""Shapes are drawn on a square of so many units, as in `partials/shapes.html`."""
_FINER = 4
"""They are drawn so much larger and made smaller, which smooths their edges."""
_Point: TypeAlias = tuple[float, float]
_Ink: TypeAlias = float | tuple[int, ...] | None
_Font: TypeAlias = ImageFont.FreeTypeFont | ImageFont.ImageFont


def card(tone: str, names: Sequence[str], word: str, fine: str) -> bytes:
    """A picture of 1200 by 630 pixels. `names`: the first that its font has all letters of is printed."""
    colour = TONES[tone].light
    back = Image.blend(_paper(PAPER.light), _paper(colour), _TINT)
    draw = ImageDraw.Draw(back)
    draw.rectangle((0, 0, _RULE, HEIGHT), fill=colour)
    _put(draw, (_MARGIN, 120), _printable(names), INK.light, _NAME_SIZE)
    _put_shape(back, tone, colour)
    _put(draw, (_MARGIN + _SHAPE + 50, _MIDDLE), word, colour, _WORD_SIZE)
    _put(draw, (_MARGIN, HEIGHT - 100), fine, SOFT.light, _FINE_SIZE)
    stream = io.BytesIO()
    back.save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _paper(colour: str) -> Image.Image:
    return Image.new("RGB", (WIDTH, HEIGHT), colour)


def _font(size: int) -> _Font:
    """The one inside the library: the same on every machine, also where no fonts are installed."""
    return ImageFont.load_default(size)


def _put(draw: ImageDraw.ImageDraw, at: tuple[int, int], text: str, colour: str, size: int) -> None:
    """A line as large as it fits, its middle at that height; what is too long even when small is cut."""
    room = WIDTH - at[0] - _MARGIN // 2
    while size > _SMALLEST and _font(size).getlength(text) > room:
        size -= 2
    while _font(size).getlength(text) > room:
        text = f"{text[:-2]}\N{HORIZONTAL ELLIPSIS}"
    draw.text(at, text, colour, _font(size), anchor="lm")


def _printable(names: Sequence[str]) -> str:
    """The first name without a letter that the font lacks; it would be an empty box."""
    font = _font(_FINE_SIZE)
    box = bytes(font.getmask("\uffff"))
    return next((name for name in names if all(_has(font, letter, box) for letter in name)), "")


def _has(font: _Font, letter: str, box: bytes) -> bool:
    return letter == " " or bytes(font.getmask(letter)) not in (box, b"")


def _put_shape(back: Image.Image, tone: str, colour: str) -> None:
    at = (_MARGIN, _MIDDLE - _SHAPE // 2)
    box = (*at, at[0] + _SHAPE, at[1] + _SHAPE)
    large = back.crop(box).resize((_SHAPE * _FINER, _SHAPE * _FINER))
    pen = _Pen(large, colour, large.getpixel((0, 0)))
    for stroke in _SHAPES[tone]:
        stroke(pen)
    back.paste(large.resize((_SHAPE, _SHAPE), Image.Resampling.LANCZOS), at)


class _Pen:
    """Draws in units of the shapes' square."""

    def __init__(self, image: Image.Image, colour: str, paper: _Ink) -> None:
        self._draw, self._colour, self._paper = ImageDraw.Draw(image), colour, paper
        self._scale = image.width / _UNITS

    def disc(self, radius: float, start: float = 0, end: float = 360) -> None:
        self._draw.pieslice(self._around(10, 10, radius), start, end, fill=self._colour)

    def ring(self, start: float = 0, end: float = 360, radius: float = 9.5) -> None:
        self._draw.arc(self._around(10, 10, radius), start, end, self._colour, round(2 * self._scale))

    def dashes(self) -> None:
        for start in range(0, 360, 40):
            self.ring(start, start + 24)

    def square(self) -> None:
        box = self._box(0.5, 0.5, 19.5, 19.5)
        self._draw.rounded_rectangle(box, 4 * self._scale, fill=self._colour)

    def polygon(self, *points: _Point, is_hole: bool = False) -> None:
        self._draw.polygon(self._scaled(points), fill=self._paper if is_hole else self._colour)

    def bow(self) -> None:
        """The upper part of a question mark."""
        self._draw.arc(self._around(10, 8, 3.4), 170, 425, self._colour, round(2 * self._scale))

    def line(self, *points: _Point, is_cut: bool = False) -> None:
        """With round ends and corners."""
        ink = self._paper if is_cut else self._colour
        self._draw.line(self._scaled(points), ink, round(2.2 * self._scale), joint="curve")
        for x, y in points:
            self._draw.ellipse(self._around(x, y, 1.1), fill=ink)

    def _around(self, x: float, y: float, radius: float) -> tuple[float, float, float, float]:
        return self._box(x - radius, y - radius, x + radius, y + radius)

    def _box(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        scale = self._scale
        return left * scale, top * scale, right * scale, bottom * scale

    def _scaled(self, points: Sequence[_Point]) -> list[_Point]:
        return [(x * self._scale, y * self._scale) for x, y in points]


_SHAPES: Mapping[str, Sequence[Callable[[_Pen], None]]] = {
    "ok": (
        lambda pen: pen.disc(9.5),
        lambda pen: pen.line((5.5, 10.3), (8.7, 13.5), (14.5, 7), is_cut=True),
    ),
    "said": (lambda pen: pen.ring(), lambda pen: pen.line((6, 10.3), (8.8, 13.1), (14, 7.2))),
    "doubt": (
        lambda pen: pen.dashes(),
        lambda pen: pen.line((10, 5.4), (10, 10.8)),
        lambda pen: pen.line((10, 14.4), (10, 14.5)),
    ),
    "slow": (
        lambda pen: pen.polygon((10, 1), (19.5, 18.5), (0.5, 18.5)),
        lambda pen: pen.line((10, 7.5), (10, 12), is_cut=True),
        lambda pen: pen.line((10, 15.5), (10, 15.6), is_cut=True),
    ),
    "part": (lambda pen: pen.ring(), lambda pen: pen.disc(9, -90, 90)),
    "down": (
        lambda pen: pen.square(),
        lambda pen: pen.line((6.2, 6.2), (13.8, 13.8), is_cut=True),
        lambda pen: pen.line((13.8, 6.2), (6.2, 13.8), is_cut=True),
    ),
    "work": (
        lambda pen: pen.polygon((10, 0.2), (19.8, 10), (10, 19.8), (0.2, 10)),
        lambda pen: pen.polygon((10, 6.2), (13.8, 10), (10, 13.8), (6.2, 10), is_hole=True),
    ),
    "unk": (
        lambda pen: pen.dashes(),
        lambda pen: pen.bow(),
        lambda pen: pen.line((10, 11.2), (10, 12.2)),
        lambda pen: pen.line((10, 15), (10, 15.1)),
    ),
}
"""By a state's key, as on the page."""
