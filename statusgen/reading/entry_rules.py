"""What one file of `incidents/` says against itself: impossible times and words of another kind."""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any, TypeAlias

from statusgen.model.codes import Code, coded
from statusgen.model.errors import Problem
from statusgen.model.incidents import Announcement, Entry, Incident, Maintenance
from statusgen.model.nodes import Source, Step
from statusgen.model.times import format_moment
from statusgen.model.words import INCIDENT_STATUSES, MAINTENANCE_STATUSES, Status
from statusgen.reading.repeat_rules import RULES_OF_REPEATS

Rule: TypeAlias = Callable[[Any, Source], Iterator[Problem]]
CLOCKS = (
    ("started_at", "mitigated_at"),
    ("started_at", "resolved_at"),
    ("detected_at", "mitigated_at"),
    ("detected_at", "resolved_at"),
    ("mitigated_at", "resolved_at"),
    ("started_at", "announced_at"),
    ("detected_at", "announced_at"),
)
"""The second never comes before the first. A fault may be detected before users feel it, and told of when
it is over."""
COVERED = (Status.UNDER_MAINTENANCE, Status.OPERATIONAL)
"""What a maintenance may say of a component; what breaks beyond that is an incident."""


def faults(entry: Entry, source: Source) -> Iterator[Problem]:
    """Everything impossible in one entry whose updates are in order of time."""
    for rule in (*_RULES_OF_ALL, *_RULES[type(entry)]):
        yield from coded(rule(entry, source), Code.IMPOSSIBLE_TIMES)


def _updates_differ(entry: Entry, source: Source) -> Iterator[Problem]:
    for index, (first, second) in enumerate(pairwise(entry.updates), start=1):
        if first.at == second.at:
            line = source.place(("updates", index - 1, "at")).line
            what = f"the update in line {line} has the same time, {format_moment(second.at)}"
            yield source.problem(("updates", index, "at"), what, "move one by a second, or join them")
    seen: dict[str, int] = {}
    for index, update in enumerate(entry.updates):
        path: tuple[Step, ...] = ("updates", index, "id")
        if update.id and update.id in seen:
            what = f"id '{update.id}' is taken by the update in line {seen[update.id]}"
            yield source.problem(path, what, "ids are unique within a file", code=Code.TAKEN_ID)
        if update.id:
            seen.setdefault(update.id, source.place(path).line)


def _updates_look_ahead(entry: Entry, source: Source) -> Iterator[Problem]:
    for index, update in enumerate(entry.updates):
        for key in ("eta", "next_update_by", "posted_at"):
            moment = getattr(update, key)
            if moment is not None and moment < update.at:
                what = f"'{key}' {format_moment(moment)} is before its update, {format_moment(update.at)}"
                yield source.problem(("updates", index, key), what, "check both times")


def _has_a_time(entry: Incident | Announcement, source: Source) -> Iterator[Problem]:
    if not entry.updates and getattr(entry, "started_at", None) is None:
        hint = "write updates: with at least one, or started_at:"
        if isinstance(entry, Announcement):
            hint = "write updates: with at least one"
        yield source.problem((), f"the {entry.kind} has no time", hint, code=Code.MISSING_KEY)


def _clocks_in_order(entry: Incident, source: Source) -> Iterator[Problem]:
    told = set()
    for first, second in CLOCKS:
        begin, end = getattr(entry, first), getattr(entry, second)
        if begin and end and end < begin and second not in told:
            told.add(second)
            what = f"'{second}' {format_moment(end)} is before '{first}' {format_moment(begin)}"
            yield source.problem((second,), what, "check both times")


def _nothing_before_the_start(entry: Incident, source: Source) -> Iterator[Problem]:
    if entry.started_at:
        for index, update in enumerate(entry.updates):
            if update.at < entry.started_at:
                what = f"an update at {format_moment(update.at)} is before 'started_at'"
                hint = f"started_at is {format_moment(entry.started_at)}; check both times"
                yield source.problem(("updates", index, "at"), what, hint)
    elif entry.updates and entry.resolved_at and entry.resolved_at < entry.updates[0].at:
        what = f"'resolved_at' {format_moment(entry.resolved_at)} is before the first update"
        yield source.problem(("resolved_at",), what, "write started_at too")


def _announced_first(entry: Incident, source: Source) -> Iterator[Problem]:
    if entry.announced_at and entry.updates and entry.announced_at > entry.updates[0].at:
        what = f"'announced_at' {format_moment(entry.announced_at)} is after the first update"
        first = format_moment(entry.updates[0].at)
        hint = f"that told users at {first}; remove announced_at, or check both times"
        yield source.problem(("announced_at",), what, hint)


def _exclusions_have_length(entry: Incident, source: Source) -> Iterator[Problem]:
    for index, exclusion in enumerate(entry.exclude):
        if exclusion.ends_at <= exclusion.starts_at:
            what = f"'ends_at' {format_moment(exclusion.ends_at)} is not after 'starts_at'"
            yield source.problem(("exclude", index, "ends_at"), what, "check both times")


def _window_has_length(entry: Maintenance, source: Source) -> Iterator[Problem]:
    if entry.ends_at <= entry.starts_at:
        what = f"'ends_at' {format_moment(entry.ends_at)} is not after"
        what += f" 'starts_at' {format_moment(entry.starts_at)}"
        yield source.problem(("ends_at",), what, "check both times")


def _expires_after_it_appears(entry: Announcement, source: Source) -> Iterator[Problem]:
    if entry.expires_at and entry.updates and entry.expires_at <= entry.updates[0].at:
        what = f"'expires_at' {format_moment(entry.expires_at)} is not after the first update"
        yield source.problem(("expires_at",), what, "check both times")


def _only_says(entry: Announcement, source: Source) -> Iterator[Problem]:
    hint = "remove it, or write kind: incident"
    if entry.postmortem is not None:
        what = "'postmortem' does not fit an announcement"
        yield source.problem(("postmortem",), what, hint, code=Code.WRONG_WORD, of_key=True)
    for index, update in enumerate(entry.updates):
        for key in ("impact", "recovered", "eta"):
            if getattr(update, key):
                what = f"'{key}' does not fit an announcement"
                place = ("updates", index, key)
                yield source.problem(place, what, hint, code=Code.WRONG_WORD, of_key=True)


def _words_of(*allowed: Any) -> Rule:
    def rule(entry: Entry, source: Source) -> Iterator[Problem]:
        for index, update in enumerate(entry.updates):
            if update.status is not None and update.status not in allowed:
                hint = f"write one of {', '.join(allowed)}" if allowed else "remove it"
                article = "an" if entry.kind[0] in "ai" else "a"
                what = f"status '{update.status}' does not fit {article} {entry.kind}"
                yield source.problem(("updates", index, "status"), what, hint, code=Code.WRONG_WORD)

    return rule


def _covers(entry: Maintenance, source: Source) -> Iterator[Problem]:
    for path, status in _impacts(entry):
        if status not in COVERED:
            hint = "write under_maintenance; what breaks beyond the plan is an incident"
            yield source.problem(
                path, f"impact '{status}' does not fit a maintenance", hint, code=Code.WRONG_WORD
            )


def _is_unplanned(entry: Incident, source: Source) -> Iterator[Problem]:
    for path, status in _impacts(entry):
        if status is Status.UNDER_MAINTENANCE:
            hint = "write kind: maintenance, or an outage"
            yield source.problem(
                path, f"impact '{status}' does not fit an incident", hint, code=Code.WRONG_WORD
            )


def _impacts(entry: Incident | Maintenance) -> Iterator[tuple[tuple[Step, ...], Status]]:
    places: list[tuple[tuple[Step, ...], Mapping[str, Status]]] = [(("impact",), entry.impact)]
    places += [(("updates", n, "impact"), update.impact) for n, update in enumerate(entry.updates)]
    for path, impact in places:
        for name, status in impact.items():
            yield (*path, name), status


_RULES_OF_ALL: tuple[Rule, ...] = (_updates_differ, _updates_look_ahead)
_RULES: dict[type, tuple[Rule, ...]] = {
    Incident: (
        _has_a_time,
        _clocks_in_order,
        _nothing_before_the_start,
        _announced_first,
        _exclusions_have_length,
        _words_of(*INCIDENT_STATUSES),
        _is_unplanned,
    ),
    Maintenance: (_window_has_length, *RULES_OF_REPEATS, _words_of(*MAINTENANCE_STATUSES), _covers),
    Announcement: (_has_a_time, _expires_after_it_appears, _words_of(), _only_says),
}
