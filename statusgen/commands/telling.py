"""What has changed becomes the monitor's next word: facts, each when it is new, and no opinions."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from statusgen.commands.facts import Fact, is_told, text_of_facts
from statusgen.commands.outlook import QUIET, Outlook
from statusgen.model.incidents import Incident, Update
from statusgen.model.scalars import text_of
from statusgen.model.sentences import listed
from statusgen.model.times import format_duration
from statusgen.model.words import Author, Status, UpdateStatus, worst

MOST = 100
"""Updates of the monitor in one incident, but for its end: nobody reads so many."""
_TITLES = {Status.MAJOR_OUTAGE: "down", Status.PARTIAL_OUTAGE: "failing in part"}
_NOBODY = "The monitor wrote this. No person has looked at it yet."


def first_word(outlook: Outlook, *, is_draft: bool) -> Incident | None:
    """A new incident for what has been down for long enough; what fails with it stands in the same."""
    alone = [fact for fact in outlook.unanswered() if outlook.host(fact) is None]
    if not any(outlook.lasts(fact.begun) for fact in alone):
        return None
    return Incident(
        id="unnamed",
        title=text_of(_title(alone)),
        impact={fact.id: fact.status for fact in alone},
        draft=is_draft,
        started_at=min(fact.begun for fact in alone if fact.begun),
        written_by=Author.MONITOR,
        updates=(_update(outlook, alone, UpdateStatus.INVESTIGATING, _NOBODY),),
    )


def next_word(outlook: Outlook, incident: Incident) -> Update | None:
    """What is to be added to one of the monitor's incidents now, if anything.

    Where nobody else has written, it is kept true as a whole: status, impact and end. Else what people wrote
    stands, and only what is newly down is named.
    """
    named = [outlook.facts[id_] for id_ in sorted(outlook.named(incident)) if id_ in outlook.facts]
    is_untouched = incident.id in outlook.untouched
    ended = incident.ended_at(outlook.now)
    if incident.updates[-1].at >= outlook.now:
        return None
    if ended is not None:
        return _again(outlook, named, ended) if is_untouched and _may_speak(outlook, incident) else None
    if is_untouched and _is_over(outlook, incident, named):
        more = f"All of it has worked for {format_duration(_patience(outlook, incident))} or longer."
        return _update(outlook, named, UpdateStatus.RESOLVED, more)
    if not _may_speak(outlook, incident):
        return None
    joining = [fact for fact in outlook.unanswered() if outlook.host(fact) is incident]
    changed = [*(fact for fact in named if not is_told(incident, fact)), *joining]
    if not changed:
        return None
    status = _status(outlook, incident, [*named, *joining]) if is_untouched else None
    impact = {fact.id: fact.status for fact in (changed if is_untouched else joining)}
    return _update(outlook, changed, status, impact=impact)


def _again(outlook: Outlook, named: Sequence[Fact], ended: datetime) -> Update | None:
    """It was over, and it is back within the hour."""
    back = [fact for fact in named if fact.is_down and fact.begun and ended <= fact.begun < ended + QUIET]
    if not any(outlook.lasts(fact.begun) for fact in back):
        return None
    impact = {fact.id: fact.status for fact in back}
    # What it was before holds again with an open status, so that the others are told to be well.
    impact |= {fact.id: fact.status for fact in named if fact not in back}
    return _update(outlook, back, UpdateStatus.INVESTIGATING, impact=impact)


def _is_over(outlook: Outlook, incident: Incident, named: Sequence[Fact]) -> bool:
    """All that it names is known, and has been well for as long as it takes to be called down."""
    asked = outlook.named(incident) & outlook.measured
    is_known = asked == {fact.id for fact in named}
    return (
        bool(asked)
        and is_known
        and all(outlook.lasts(fact.well_since, _patience(outlook, incident)) for fact in named)
    )


def _patience(outlook: Outlook, incident: Incident) -> timedelta:
    """How long all must have been well: what has come back once may do so again."""
    is_reopened = any(update.status is UpdateStatus.RESOLVED for update in incident.updates)
    return max(outlook.after, QUIET) if is_reopened else outlook.after


def _may_speak(outlook: Outlook, incident: Incident) -> bool:
    """Flapping is told at most as often as an outage can begin, and not for ever."""
    own = [update.at for update in incident.updates if update.written_by is Author.MONITOR]
    return len(own) < MOST and (not own or outlook.lasts(max(own)))


def _status(outlook: Outlook, incident: Incident, facts: Collection[Fact]) -> UpdateStatus | None:
    """`monitoring` once nothing is wrong, `investigating` when something is again; None while it stays so."""
    if {fact.id for fact in facts} < outlook.named(incident) & outlook.measured:
        return None
    is_well = all(fact.status is Status.OPERATIONAL for fact in facts)
    status = UpdateStatus.MONITORING if is_well else UpdateStatus.INVESTIGATING
    return status if status is not incident.status_at(outlook.now) else None


def _update(
    outlook: Outlook,
    facts: Sequence[Fact],
    status: UpdateStatus | None,
    more: str = "",
    impact: dict[str, Status] | None = None,
) -> Update:
    text = text_of_facts(facts)
    return Update(
        at=outlook.now,
        status=status,
        text=text_of(f"{text}\n{more}\n" if more else text),
        impact=impact or {},
        written_by=Author.MONITOR,
    )


def _title(facts: Sequence[Fact]) -> str:
    names = [fact.name for fact in facts]
    shown = names if len(names) <= 3 else [*names[:2], f"{len(names) - 2} more"]
    verb = "is" if len(names) == 1 else "are"
    return f"{listed(shown)} {verb} {_TITLES[worst(*(fact.status for fact in facts))]}"
