"""How wide a text is, without a font: enough to draw a box around it."""

import unicodedata

_ASCII = (
    *(318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337),
    *(636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531),
    *(1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787),
    *(603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500),
    *(500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612),
    *(635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838),
)
"""Of space to tilde, in thousandths of the font's size: DejaVu Sans, whose widths are those of Verdana."""
_OTHER = 720
"""Of a letter of another script, on the wide side: a text is better spread than cut off."""
_WIDE = 1000
_NOTHING = ("Mn", "Me", "Cf")
"""Marks that stand on the letter before, and what is not seen."""


def text_width(text: str, size: float) -> float:
    """Of one line in a plain sans-serif font, to a tenth of the unit of `size`."""
    return round(sum(map(_thousandths, text)) * size / 1000, 1)


def _thousandths(character: str) -> int:
    code = ord(character)
    if 32 <= code <= 126:
        return _ASCII[code - 32]
    if unicodedata.category(character) in _NOTHING:
        return 0
    return _WIDE if unicodedata.east_asian_width(character) in "WF" else _OTHER
