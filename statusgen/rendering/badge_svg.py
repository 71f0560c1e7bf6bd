"""A badge becomes an SVG that needs no font, no stylesheet and no script, light or dark as its reader is."""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from statusgen.rendering.shapes import HAIR, INK, PAPER, SHAPES, SOFT, TONES, Colour, Part
from statusgen.rendering.text_widths import text_width

HEIGHT = 20
_SIZE, _BASELINE = 11, 14
_EDGE, _GAP, _SHAPE = 7.0, 5.0, 12.0
_FONT = "Verdana,Geneva,DejaVu Sans,sans-serif"
_LONGEST = 40
"""Characters of one text; a badge stands in a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """What one badge says."""

    label: str
    """Whose it is."""
    key: str | None
    """Of the state whose shape and colour it has; None for a number."""
    words: str
    aside: str
    """A few soft words more; may be empty."""
    when: str
    """The instant it tells of: a picture cannot know how old it is."""
    spoken: str
    """All of it as one sentence, for those who do not see it."""


def draw(badge: Badge) -> bytes:
    """The picture."""
    svg = Element("svg", xmlns="http://www.w3.org/2000/svg")
    SubElement(svg, "title").text = badge.spoken
    tone = TONES[badge.key] if badge.key else INK
    SubElement(svg, "style").text = _dark(tone)
    box = SubElement(svg, "rect", {"x": ".5", "y": ".5"})
    right = _write(svg, badge.label, _EDGE, SOFT, "s") + _GAP
    SubElement(svg, "path", {"class": "h", "d": f"M{right:g} 1v18", "stroke": HAIR.light, "fill": "none"})
    right += _GAP
    if badge.key:
        _shape(svg, SHAPES[badge.key], right, tone)
        right += _SHAPE + _GAP
    right = _write(svg, badge.words, right, tone, "t")
    for soft in filter(None, (badge.aside, badge.when)):
        right = _write(svg, soft, right + _GAP + 1, SOFT, "s")
    width = f"{right + _EDGE:.0f}"
    svg.attrib |= {"width": width, "height": str(HEIGHT), "role": "img", "aria-label": badge.spoken}
    box.attrib |= {"width": str(int(width) - 1), "height": str(HEIGHT - 1), "rx": "4"}
    box.attrib |= {"class": "p h", "fill": PAPER.light, "stroke": HAIR.light}
    return tostring(svg, encoding="unicode").encode() + b"\n"


def _write(svg: Element, text: str, left: float, colour: Colour, name: str) -> float:
    """Put the text there; where it ends. Whatever font the reader has, it takes that width."""
    shown = text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
    width = text_width(shown, _SIZE)
    made = SubElement(
        svg, "text", {"class": name, "x": f"{left:g}", "y": str(_BASELINE), "fill": colour.light}
    )
    made.attrib |= {"textLength": f"{width:g}", "lengthAdjust": "spacingAndGlyphs"}
    made.attrib |= {"font-family": _FONT, "font-size": str(_SIZE)}
    made.text = shown
    return round(left + width, 1)


def _shape(svg: Element, parts: Iterable[Part], left: float, tone: Colour) -> None:
    top = (HEIGHT - _SHAPE) / 2
    place = f"translate({left:g} {top:g}) scale({_SHAPE / 20:g})"
    group = SubElement(svg, "g", {"transform": place, "stroke-linecap": "round", "stroke-linejoin": "round"})
    for part in parts:
        SubElement(group, part.tag, part.geometry | _look(part, tone))


def _look(part: Part, tone: Colour) -> dict[str, str]:
    """Without a stylesheet it is light; the classes turn it dark."""
    if part.look == "cut":
        return {"class": "c", "fill": "none", "stroke": PAPER.light, "stroke-width": "2.6"}
    if part.look == "hole":
        return {"class": "p", "fill": PAPER.light}
    if not part.look:
        return {"class": "t", "fill": tone.light}
    dashes = {"stroke-dasharray": "3.6 2.3", "stroke-linecap": "butt"} if "dash" in part.look else {}
    return {"class": "l", "fill": "none", "stroke": tone.light, "stroke-width": "2.4", **dashes}


def _dark(tone: Colour) -> str:
    fills = {"p": PAPER, "s": SOFT, "t": tone}
    lines = {"h": HAIR, "c": PAPER, "l": tone}
    rules = [f".{name}{{fill:{colour.dark}}}" for name, colour in fills.items()]
    rules += [f".{name}{{stroke:{colour.dark}}}" for name, colour in lines.items()]
    return f"@media(prefers-color-scheme:dark){{{''.join(rules)}}}"
