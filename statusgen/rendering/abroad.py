"""All countries together become the one line on the home page."""

from collections.abc import Sequence

from statusgen.model.countries import country_name, in_country
from statusgen.model.places import CountryState, LocalState
from statusgen.model.sentences import listed
from statusgen.model.words import Status
from statusgen.rendering.scene import Scene
from statusgen.rendering.wording import DOUBT, STATES, State

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
    return " ".join(part for part in parts if part)


def _of_one(one: CountryState) -> str:
    where = in_country(one.country or "")
    if not one.seen:
        return f"We measure from one country only, {where}, and have no fresh look from it."
    if one.is_fine:
        return f"Everything works from {where}, the only country we measure."
    return f"Something fails from {where}, the only country we measure."


def _tally(fine: int, bad: int, known: int) -> str:
    if bad == known:
        return f"Something fails or is slow from each of the {known} countries we measure."
    if fine == known:
        return f"Everything works from all {known} countries we measure."
    if not fine and bad:
        return f"Something fails or is slow from {bad} of {known} countries we measure."
    if not fine:
        return f"We have no fresh look from any of the {known} countries we measure."
    return f"Everything works from {fine} of {known} countries we measure."


def _named(bad: Sequence[CountryState], fine: Sequence[CountryState], scene: Scene) -> str:
    """Those with trouble, unless that is most of them, or what stands for long tells of them."""
    told = {
        code
        for state in scene.snapshot.incidents
        if state.is_open and state.is_standing and state.incident.scope
        for code in state.incident.scope.countries
    }
    new = [one.country or "" for one in bad if one.country not in told]
    if not new or len(new) > FEW or not fine:
        return ""
    return f"Trouble in {listed([in_country(code) for code in new])}."


def _silent(silent: Sequence[CountryState], known: Sequence[CountryState]) -> str:
    names = [country_name(one.country or "") for one in silent]
    if not names or len(names) == len(known):
        return ""
    if len(names) > FEW:
        return f"No fresh look from {len(names)} of them."
    return f"No fresh look from {listed(names)}."
