"""What our places see of a component becomes a sentence for whatever a reader's browser finds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from statusgen.model.sentences import Joined, say
from statusgen.rendering.wording import countries_within


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


_FIXED: Mapping[Case, Words] = {
    Case.UNMEASURED: Words(
        by_hand=say("We do not measure it, so there is nothing to compare with."),
        can=say("You can reach it. We do not measure it, so there is nothing to compare with."),
        cannot=say("You cannot reach it. We do not measure it, so there is nothing to compare with."),
    ),
    Case.NO_LOOK: Words(
        by_hand=say("We have no fresh look to compare with."),
        can=say("You can reach it. We have no fresh look to compare with."),
        cannot=say("You cannot reach it. We have no fresh look to compare with."),
    ),
    Case.THE_ONE: Words(
        by_hand=say("It works from the one place from which we look."),
        can=say("You can reach it, and it works from the one place from which we look."),
        cannot=Joined(
            [
                say("You cannot reach it, but it works from the one place from which we look."),
                say("It may be your network, a filter or your browser."),
            ]
        ),
    ),
    Case.NOT_THE_ONE: Words(
        by_hand=say("It does not work from the one place from which we look."),
        can=Joined(
            [
                say("You can reach it, but it does not work from the one place from which we look."),
                say("What you reach may be a page that says so."),
            ]
        ),
        cannot=Joined(
            [
                say("You cannot reach it, nor does it work from the one place from which we look."),
                say("It is probably not you."),
            ]
        ),
    ),
}
OLD = Words(
    by_hand=say("What we saw last is too old to compare with."),
    can=say("You can reach it. What we saw last is too old to compare with."),
    cannot=say("You cannot reach it. What we saw last is too old to compare with."),
)
"""When the page has expired."""


def compare(seen: Seen) -> Words:
    """The three sentences for what our places see."""
    case = _case(seen)
    return _FIXED[case] if case in _FIXED else _COUNTED[case](seen)


def _all(seen: Seen) -> Words:
    return Words(
        by_hand=say(
            "It works from the {count} place from which we look.",
            "It works from all {count} places from which we look.",
            count=seen.places,
        ),
        can=say(
            "You can reach it, and it works from the {count} place from which we look.",
            "You can reach it, and it works from all {count} places from which we look.",
            count=seen.places,
        ),
        cannot=Joined(
            [
                say(
                    "You cannot reach it, but it works from the {count} place from which we look.",
                    "You cannot reach it, but it works from all {count} places from which we look.",
                    count=seen.places,
                ),
                say("It may be your network, a filter or your browser."),
            ]
        ),
    )


def _some(seen: Seen) -> Words:
    return Words(
        by_hand=say(
            "It works from {works} of the {count} place from which we look.",
            "It works from {works} of the {count} places from which we look.",
            works=seen.works,
            count=seen.places,
        ),
        can=say(
            "You can reach it, and it works from {works} of the {count} place from which we look.",
            "You can reach it, and it works from {works} of the {count} places from which we look.",
            works=seen.works,
            count=seen.places,
        ),
        cannot=say(
            "You cannot reach it; it works from {works} of the {count} place from which we look.",
            "You cannot reach it; it works from {works} of the {count} places from which we look.",
            works=seen.works,
            count=seen.places,
        ),
    )


def _none(seen: Seen) -> Words:
    return Words(
        by_hand=say(
            "It does not work from the {count} place from which we look.",
            "It works from none of the {count} places from which we look.",
            count=seen.places,
        ),
        can=Joined(
            [
                say(
                    "You can reach it, but it does not work from the {count} place from which we look.",
                    "You can reach it, but it works from none of the {count} places from which we look.",
                    count=seen.places,
                ),
                say("What you reach may be a page that says so."),
            ]
        ),
        cannot=Joined(
            [
                say(
                    "You cannot reach it, and it does not work from the {count} place from which we look.",
                    "You cannot reach it, and it works from none of the {count} places from which we look.",
                    count=seen.places,
                ),
                say("It is not you."),
            ]
        ),
    )


_COUNTED: Mapping[Case, Callable[[Seen], Words]] = {Case.ALL: _all, Case.SOME: _some, Case.NONE: _none}


def fails_in(seen: Seen) -> str:
    """Where it fails, while it works elsewhere."""
    if _case(seen) is not Case.SOME or not seen.failing:
        return ""
    return say("It does not work in {countries}.", countries=countries_within(seen.failing))


def _case(seen: Seen) -> Case:
    if not seen.places:
        return Case.NO_LOOK if seen.is_measured else Case.UNMEASURED
    if seen.places == 1:
        return Case.THE_ONE if seen.works else Case.NOT_THE_ONE
    if seen.works == seen.places:
        return Case.ALL
    return Case.SOME if seen.works else Case.NONE
