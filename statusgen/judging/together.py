"""Components that all fail at once say so: one cause is likely, and it may be ours. Nothing red is hidden."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from statusgen.judging.sentences import place_name
from statusgen.model.project import Settings
from statusgen.model.reasons import REASONS
from statusgen.model.sentences import Joined, Listed, say
from statusgen.model.snapshot import ComponentState, Headline, PlaceState, Reason
from statusgen.model.words import Outcome

LEAST = 2
"""Components that make an "all"."""


def at_once(states: Sequence[ComponentState], settings: Settings) -> str | None:
    """The sentence that says so; None where something works, or where a place was not proved online."""
    counts = {vantage: _failing(looks) for vantage, looks in _by_vantage(states).items()}
    where = [vantage for vantage, count in counts.items() if count >= LEAST]
    if not where:
        return None
    count = max(counts[vantage] for vantage in where)
    if len(counts) == 1:
        return say(
            "All {count} components fail at once: one cause is likely, and it may lie near our only place",
            count=count,
        )
    if len(where) == len(counts):
        return say(
            "All {count} components fail at once, from all {places} places: one cause is likely",
            count=count,
            places=len(where),
        )
    return say(
        "All {count} components fail at once from {places}: one cause is likely, and it may lie there",
        count=count,
        places=Listed([place_name(vantage, settings.vantages[vantage]) for vantage in where]),
    )


def with_reason(states: Sequence[ComponentState], sentence: str | None) -> tuple[ComponentState, ...]:
    """The measured components with the sentence behind their own reasons."""
    if sentence is None:
        return tuple(states)
    reason = Reason(text=sentence, source="probes")
    return tuple(
        replace(state, reasons=(*state.reasons, reason)) if state.is_measured else state for state in states
    )


def with_detail(headline: Headline, sentence: str | None) -> Headline:
    """The headline with the sentence behind what else it says."""
    return replace(headline, detail=_after(headline.detail, sentence)) if sentence else headline


def _after(detail: str, sentence: str) -> str:
    stopped = say("{sentence}.", sentence=sentence)
    return Joined([detail, stopped]) if detail else stopped


def _by_vantage(states: Sequence[ComponentState]) -> Mapping[str, Mapping[str, list[PlaceState]]]:
    """The fresh looks of each vantage, by component."""
    found: dict[str, dict[str, list[PlaceState]]] = {}
    for state in states:
        for check in state.checks:
            for look in check.places:
                if look.is_fresh:
                    found.setdefault(look.vantage, {}).setdefault(state.component.id, []).append(look)
    return found


def _failing(looks: Mapping[str, Sequence[PlaceState]]) -> int:
    """How many components fail, when all do that were measured; else 0."""
    every = [look for rows in looks.values() for look in rows if not _is_unmeasured(look)]
    if any(look.outcome is not Outcome.FAILED for look in every):
        return 0
    return sum(any(look in every for look in rows) for rows in looks.values())


def _is_unmeasured(look: PlaceState) -> bool:
    reason = REASONS.get(look.reason or "")
    return look.outcome is Outcome.UNKNOWN and not (reason and reason.is_answer)
