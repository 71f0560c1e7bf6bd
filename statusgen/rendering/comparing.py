"""What our places see of a component becomes a sentence for whatever a reader's browser finds."""

from dataclasses import dataclass
from enum import Enum, auto

from statusgen.model.countries import in_country
from statusgen.model.sentences import listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What our places last saw of a component."""

    works: int
    """Places in which all its checks pass."""
    places: int
    """Places with fresh looks."""
    failing: tuple[str, ...]
    """Countries in which it works nowhere, though we look."""
    is_measured: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Whole sentences; which one fits is known when the reader has tried."""

    by_hand: str
    """For whoever tries without our help."""
    can: str
    """For a reader whose browser got an answer."""
    cannot: str
    """For one whose browser got none."""


class Case(Enum):
    """How many of our places can reach it."""

    UNMEASURED = auto()
    NO_LOOK = auto()
    THE_ONE = auto()
    NOT_THE_ONE = auto()
    ALL = auto()
    SOME = auto()
    NONE = auto()


SENTENCES = {
    Case.UNMEASURED: Words(
        by_hand="We do not measure it, so there is nothing to compare with.",
        can="You can reach it. We do not measure it, so there is nothing to compare with.",
        cannot="You cannot reach it. We do not measure it, so there is nothing to compare with.",
    ),
    Case.NO_LOOK: Words(
        by_hand="We have no fresh look to compare with.",
        can="You can reach it. We have no fresh look to compare with.",
        cannot="You cannot reach it. We have no fresh look to compare with.",
    ),
    Case.THE_ONE: Words(
        by_hand="It works from the one place from which we look.",
        can="You can reach it, and it works from the one place from which we look.",
        cannot="You cannot reach it, but it works from the one place from which we look. "
        "It may be your network, a filter or your browser.",
    ),
    Case.NOT_THE_ONE: Words(
        by_hand="It does not work from the one place from which we look.",
        can="You can reach it, but it does not work from the one place from which we look. "
        "What you reach may be a page that says so.",
        cannot="You cannot reach it, nor does it work from the one place from which we look. "
        "It is probably not you.",
    ),
    Case.ALL: Words(
        by_hand="It works from all {places} places from which we look.",
        can="You can reach it, and it works from all {places} places from which we look.",
        cannot="You cannot reach it, but it works from all {places} places from which we look. "
        "It may be your network, a filter or your browser.",
    ),
    Case.SOME: Words(
        by_hand="It works from {works} of the {places} places from which we look.",
        can="You can reach it, and it works from {works} of the {places} places from which we look.",
        cannot="You cannot reach it; it works from {works} of the {places} places from which we look.",
    ),
    Case.NONE: Words(
        by_hand="It works from none of the {places} places from which we look.",
        can="You can reach it, but it works from none of the {places} places from which we look. "
        "What you reach may be a page that says so.",
        cannot="You cannot reach it, and it works from none of the {places} places from which we look. "
        "It is not you.",
    ),
}
OLD = Words(
    by_hand="What we saw last is too old to compare with.",
    can="You can reach it. What we saw last is too old to compare with.",
    cannot="You cannot reach it. What we saw last is too old to compare with.",
)
"""When the page has expired."""


def compare(seen: Seen) -> Words:
    """The three sentences for what our places see."""
    words, numbers = SENTENCES[_case(seen)], {"works": f"{seen.works:,}", "places": f"{seen.places:,}"}
    return Words(
        by_hand=words.by_hand.format(**numbers),
        can=words.can.format(**numbers),
        cannot=words.cannot.format(**numbers),
    )


def fails_in(seen: Seen) -> str:
    """Where it fails, while it works elsewhere."""
    if _case(seen) is not Case.SOME or not seen.failing:
        return ""
    return f"It does not work in {listed([in_country(code) for code in seen.failing])}."


def _case(seen: Seen) -> Case:
    if not seen.places:
        return Case.NO_LOOK if seen.is_measured else Case.UNMEASURED
    if seen.places == 1:
        return Case.THE_ONE if seen.works else Case.NOT_THE_ONE
    if seen.works == seen.places:
        return Case.ALL
    return Case.SOME if seen.works else Case.NONE
