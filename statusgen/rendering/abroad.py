"""All countries together become the one line on the home page."""

from collections.abc import Sequence

from statusgen.model.places import CountryState, LocalState
from statusgen.model.sentences import Country, Joined, say
from statusgen.model.words import Status
from statusgen.rendering.scene import Scene
from statusgen.rendering.wording import DOUBT, STATES, State, all_of, countries_within

FEW = 3
"""Names that are told; the others are counted."""


def state_there(one: CountryState | LocalState) -> State:
    """How it looks: a failure that is being confirmed is never the look of what is fine."""
    return DOUBT if one.status is Status.OPERATIONAL and not one.is_fine else STATES[one.status]


def place_anchor(code: str | None) -> str:
    """Where a country stands on the page of places."""
    return f"in-{code.lower()}" if code and code.isascii() and code.isalpha() else "elsewhere"


def line(scene: Scene) -> str:
    """`Everything works from 11 of 12 countries we measure.` Empty where no country is known."""
    known = [one for one in scene.snapshot.countries if one.country and one.parts]
    if not known:
        return ""
    fine = [one for one in known if one.is_fine]
    silent = [one for one in known if not one.seen]
    bad = [one for one in known if one not in fine and one not in silent]
    if len(known) == 1:
        return _of_one(known[0])
    parts = (_tally(len(fine), len(bad), len(known)), _named(bad, fine, scene), _silent(silent, known))
    return Joined([part for part in parts if part])


def _of_one(one: CountryState) -> str:
    where = Country(one.country or "", is_within=True)
    if not one.seen:
        return say(
            "We measure from one country only, {country}, and have no fresh look from it.", country=where
        )
    if one.is_fine:
        return say("Everything works from {country}, the only country we measure.", country=where)
    return say("Something fails from {country}, the only country we measure.", country=where)


def _tally(fine: int, bad: int, known: int) -> str:
    if bad == known:
        return say(
            "Something fails or is slow from the {count} country we measure.",
            "Something fails or is slow from each of the {count} countries we measure.",
            count=known,
        )
    if fine == known:
        return say(
            "Everything works from the {count} country we measure.",
            "Everything works from all {count} countries we measure.",
            count=known,
        )
    if not fine and bad:
        return say(
            "Something fails or is slow from {bad} of {count} country we measure.",
            "Something fails or is slow from {bad} of {count} countries we measure.",
            bad=bad,
            count=known,
        )
    if not fine:
        return say(
            "We have no fresh look from the {count} country we measure.",
            "We have no fresh look from any of the {count} countries we measure.",
            count=known,
        )
    return say(
        "Everything works from {fine} of {count} country we measure.",
        "Everything works from {fine} of {count} countries we measure.",
        fine=fine,
        count=known,
    )


def _named(bad: Sequence[CountryState], fine: Sequence[CountryState], scene: Scene) -> str:
    """Those with trouble, unless that is most of them, or what stands for long tells of them."""
    told = {
        code
        for state in scene.open
        if state.is_standing and state.incident.scope
        for code in state.incident.scope.countries
    }
    new = [one.country or "" for one in bad if one.country not in told]
    if not new or len(new) > FEW or not fine:
        return ""
    return say("Trouble in {countries}.", countries=countries_within(new))


def _silent(silent: Sequence[CountryState], known: Sequence[CountryState]) -> str:
    names = [Country(one.country or "") for one in silent]
    if not names or len(names) == len(known):
        return ""
    if len(names) > FEW:
        return say(
            "No fresh look from {count} of them.", "No fresh look from {count} of them.", count=len(names)
        )
    return say("No fresh look from {countries}.", countries=all_of(names))
