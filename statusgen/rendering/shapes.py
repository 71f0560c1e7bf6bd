"""How each state is drawn outside the pages, where no stylesheet reaches: its colours and its shape."""

from dataclasses import dataclass
from typing import NamedTuple


class Colour(NamedTuple):
    """The same colour on a light ground and on a dark one."""

    light: str
    dark: str


PAPER = Colour("#fff", "#101215")
INK = Colour("#17191d", "#e9ebee")
SOFT = Colour("#565e69", "#a3adba")
HAIR = Colour("#e3e6ea", "#2a2e35")
_GOOD, _SLOW = Colour("#13713f", "#4fc98a"), Colour("#845400", "#e3b341")
TONES: dict[str, Colour] = {
    "ok": _GOOD,
    "said": _GOOD,
    "doubt": _SLOW,
    "slow": _SLOW,
    "part": Colour("#b23c00", "#ff9a5c"),
    "down": Colour("#b3202a", "#ff7b80"),
    "work": Colour("#1d5fc4", "#7db3ff"),
    "unk": Colour("#5b6470", "#a3adba"),
}
"""By a state's key; those of the stylesheet."""


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a shape, drawn on a square of 20."""

    tag: str
    geometry: dict[str, str]
    look: str = ""
    """As in the stylesheet: `cut` and `hole` show the ground, `ring` and `pen` are lines; else filled."""


def _circle(radius: str, look: str = "") -> Part:
    return Part("circle", {"cx": "10", "cy": "10", "r": radius}, look)


def _path(line: str, look: str = "") -> Part:
    return Part("path", {"d": line}, look)


SHAPES: dict[str, tuple[Part, ...]] = {
    "ok": (_circle("9.5"), _path("M5.5 10.3l3.2 3.2 5.8-6.5", "cut")),
    "said": (_circle("8.5", "ring"), _path("M6 10.3l2.8 2.8 5.2-5.9", "pen")),
    "doubt": (_circle("8.5", "ring dash"), _path("M10 5.4v5.4M10 14.4v.1", "pen")),
    "slow": (
        _path("M10 1.2q1 0 1.5.9l8 14.4q.9 2-1.3 2.3H1.8Q-.4 18.5.5 16.5l8-14.4q.5-.9 1.5-.9z"),
        _path("M10 7v5M10 15.2v.1", "cut"),
    ),
    "part": (_circle("8.5", "ring"), _path("M10 1.5a8.5 8.5 0 0 1 0 17z")),
    "down": (
        Part("rect", {"x": ".5", "y": ".5", "width": "19", "height": "19", "rx": "4"}),
        _path("M6.2 6.2l7.6 7.6M13.8 6.2l-7.6 7.6", "cut"),
    ),
    "work": (_path("M10 .2L19.8 10 10 19.8.2 10z"), _path("M10 6.2l3.8 3.8-3.8 3.8-3.8-3.8z", "hole")),
    "unk": (
        _circle("8.5", "ring dash"),
        _path("M7.4 7.8a2.6 2.6 0 1 1 3.7 2.4q-1.1.5-1.1 1.8M10 14.7v.1", "pen"),
    ),
}
"""By a state's key; those of the pages (`templates/partials/shapes.html`)."""
