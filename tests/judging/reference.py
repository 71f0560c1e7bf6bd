"""The rules of judging a second time, slow and plain, to compare the real ones with.

Nothing of `statusgen` is imported but the model. Time is cut into equal cells, counted back from now:
cell -1 is the last before now. Every border in the histories compared lies between two cells, so
walking over cells one by one is exact.
"""

import calendar
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache

from statusgen.model.checks import Check
from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.incidents import Incident, Maintenance, Update
from statusgen.model.project import Component, Project, Settings, Vantage
from statusgen.model.reasons import REASONS
from statusgen.model.words import NetworkKind, Outcome, Status, UpdateStatus, worst

OK, SLOW, DOWN, PARTIAL, NONE = (
    Status.OPERATIONAL,
    Status.DEGRADED_PERFORMANCE,
    Status.MAJOR_OUTAGE,
    Status.PARTIAL_OUTAGE,
    Status.UNKNOWN,
)
GOOD = (Outcome.OK, Outcome.SLOW)
Voter = tuple[str, Vantage, Status, Status]
"""Id, vantage, its state where others agree, its state where none does."""


@dataclass(frozen=True)
class Clock:
    """Now, and how long a cell is."""

    now: datetime
    cell: timedelta
    cells: int
    """How far back to look."""

    def place(self, at: datetime) -> int:
        """The cell that begins at a moment; the future is now."""
        steps, rest = divmod(min(at, self.now) - self.now, self.cell)
        assert not rest, f"{at} is between two borders"
        return steps

    def length(self, span: timedelta) -> int:
        """In cells."""
        steps, rest = divmod(span, self.cell)
        assert not rest, f"{span} is not whole"
        return steps


@dataclass(frozen=True)
class Look:
    """One result: from which cell on, how long it counts, what it says."""

    begins: int
    expires: int
    outcome: Outcome
    day: object


@dataclass(frozen=True)
class Past:
    """One check at one vantage: what is known of each look by now, and where it stands."""

    looks: Sequence[Look]
    states: Sequence[Status | None]
    """None for a look that says nothing."""
    last: Look | None
    is_failing: bool


@dataclass(frozen=True)
class Answer:
    """What the reference says of one component."""

    declared: Status
    observed: Status
    published: Status
    confidence: str
    is_failing: bool
    is_offline: bool
    scope: str | None
    checks: tuple[Status, ...]
    expires: int | None
    """Cells from now."""
    totals: Mapping[str, Mapping[str, int]]
    """By window and month: cells by what they count as."""
    countries: Mapping[str, Mapping[str, Mapping[str, int]]]
    """The same by country, then by window or month."""
    days: Mapping[object, Mapping[str, int]]
    blips: Mapping[object, int]


WINDOWS = {"24h": 1, "7d": 7, "30d": 30, "90d": 90, "365d": 365}


def answer(project: Project, rounds: Iterable[Round], component: Component, clock: Clock) -> Answer:
    """All that rules 1 to 4, 7, 8, 12 and 13 say of one component."""
    settings = project.settings
    by_vantage = _believed(rounds, clock)
    views = [_CheckReference(component, check, settings, by_vantage, clock) for check in component.all_checks]
    now_states = [view.verdict[0] for view in views]
    observed = _component_state(now_states)
    declared, in_maintenance = _declared(project, component.id, clock)
    cells = {c: _cell(views, c) for c in range(-clock.cells, 0)}
    return Answer(
        declared=declared,
        observed=observed,
        published=declared if in_maintenance else worst(declared, observed),
        confidence=_confidence(declared, observed, views),
        is_failing=any(view.failing for view in views),
        is_offline=any(view.verdict[1] == "monitor_offline" for view in views),
        scope=_leading(views)[1] if observed is not OK else None,
        checks=tuple(now_states),
        expires=min((view.expires for view in views if view.expires is not None), default=None),
        totals=_all_totals(project, component.id, cells, clock),
        countries=_countries(project, component, by_vantage, clock),
        days=_days(cells, clock),
        blips=Counter(day for view in views for day in view.blips),
    )


# Rule 1


def _believed(rounds: Iterable[Round], clock: Clock) -> Mapping[str, list[Round]]:
    found: dict[str, list[Round]] = {}
    for one in sorted(rounds, key=lambda r: r.at):
        if one.results and one.at - clock.now <= timedelta(minutes=2):
            found.setdefault(one.vantage, []).append(one)
    return found


def _is_online(one: Round, settings: Settings) -> bool:
    if one.controls_all > 0:
        return one.controls_passed > one.controls_all - one.controls_passed
    heard = {
        key
        for _, component in settings.all_components()
        for check in component.all_checks
        if _is_local(check)
        for key in component.history_keys(check)
    }
    asked = set(one.results) - heard
    return not asked or any(_answers(one.results[key]) for key in asked)


def _is_local(check: Check) -> bool:
    return str(check.url).startswith("heartbeat://")


def _answers(result: ProbeResult) -> bool:
    return result.outcome in GOOD or (result.reason in REASONS and REASONS[str(result.reason)].is_answer)


def _looks(
    component: Component, check: Check, rounds: Sequence[Round], settings: Settings, clock: Clock
) -> list[Look]:
    looks = []
    for one in rounds:
        keys = [key for key in component.history_keys(check) if key in one.results]
        if not keys:
            continue
        outcome = one.results[keys[0]].outcome
        if outcome is Outcome.FAILED and not _is_online(one, settings) and not _is_local(check):
            outcome = Outcome.UNKNOWN
        interval = one.every or settings.interval(one.vantage)
        if check.every is not None and check.every > interval:
            interval = check.every
        begins, day = clock.place(one.at), min(one.at, clock.now).date()
        looks.append(Look(begins, begins + clock.length(3 * interval), outcome, day))
    return looks


# Rule 2


def _past(looks: Sequence[Look], down_after: int) -> Past:
    states: list[Status | None] = [None] * len(looks)
    telling = [index for index, look in enumerate(looks) if look.outcome is not Outcome.UNKNOWN]
    segment: list[int] = []
    for index in telling:
        if segment and looks[index].begins > looks[segment[-1]].expires:
            segment = []
        segment.append(index)
        outcomes = "".join({"ok": "o", "slow": "s", "failed": "F"}[looks[i].outcome] for i in segment)
        states[index], first = _state(outcomes, down_after)
        for earlier in segment[first:]:
            states[earlier] = states[index]
    last = looks[telling[-1]] if telling else None
    ends_failing = last is not None and last.outcome is Outcome.FAILED
    return Past(looks, states, last, ends_failing and states[telling[-1]] is not DOWN)


@lru_cache(maxsize=1 << 14)
def _state(outcomes: str, down_after: int) -> tuple[Status, int]:
    """The state after these rounds in a row, and from which of them it is known to hold."""
    here = len(outcomes) - 1
    was_down = here > 0 and _is_down(outcomes[:-1], down_after)
    if _is_down(outcomes, down_after):
        return DOWN, here if was_down else len(outcomes) - down_after
    if set(outcomes) == {"F"}:
        return NONE, here
    slow = _is_slow(outcomes, down_after)
    state = SLOW if slow or _is_intermittent(outcomes) else OK
    if was_down:
        return state, here - 1
    if not outcomes[:-1].strip("F"):
        return state, here
    was_slow = _is_slow(outcomes[:-1], down_after)
    if slow and not was_slow:
        slows = [index for index, mark in enumerate(outcomes) if mark == "s"]
        return state, slows[-down_after]
    return state, here - 1 if was_slow and not slow else here


def _is_down(outcomes: str, down_after: int) -> bool:
    """Whichever was last: enough failures in a row, or two good rounds."""
    for end in range(len(outcomes), 0, -1):
        if outcomes[:end].endswith("F" * down_after):
            return True
        if end >= 2 and "F" not in outcomes[end - 2 : end]:
            return False
    return False


@lru_cache(maxsize=1 << 14)
def _is_slow(outcomes: str, down_after: int) -> bool:
    """Of a check that is not down. Failures between slow rounds do not make it faster."""
    before = outcomes[:-1]
    if not before.strip("F") and not (before and _is_down(before, down_after)):
        return outcomes.endswith("s")
    if _is_down(before, down_after):
        return outcomes.endswith("s" * min(2, down_after))
    if _is_slow(before, down_after):
        return not outcomes.endswith("oo")
    since_normal = outcomes.rpartition("o")[2]
    return since_normal.count("s") >= down_after


def _is_intermittent(outcomes: str) -> bool:
    newest = outcomes[-12:]
    runs = [run for run in newest.replace("s", "o").split("o") if run]
    return newest.count("F") >= 4 and len(runs) >= 2


# Rules 3 and 4


class _CheckReference:
    """One check over all vantages."""

    def __init__(
        self,
        component: Component,
        check: Check,
        settings: Settings,
        rounds: Mapping[str, list[Round]],
        clock: Clock,
    ) -> None:
        self.settings = settings
        looks = {v: _looks(component, check, rows, settings, clock) for v, rows in sorted(rounds.items())}
        looks = {v: rows for v, rows in looks.items() if rows}
        self.alone = {v: _past(rows, check.down_after or 3) for v, rows in looks.items()}
        self.agreed = {v: _past(rows, check.down_after or 2) for v, rows in looks.items()}
        self.begins = min((rows[0].begins for rows in looks.values()), default=0)
        present = [v for v in looks if v in settings.vantages]
        silent = [v for v in present if _is_silent(rounds[v][-1], settings) and not _is_local(check)]
        self.voting = [v for v in present if v not in silent and self._expires(v) > 0]
        self.failing = [v for v in self.voting if self.alone[v].is_failing]
        self.expires = min((self._expires(v) for v in self.voting), default=None)
        self.blips = [
            look.day
            for past in self.alone.values()
            for look, state in zip(past.looks, past.states, strict=True)
            if look.outcome is Outcome.FAILED and state is not DOWN
        ]
        votes = [
            (v, _newest(self.agreed[v]), _newest(self.alone[v]))
            for v in self.voting
            if _newest(self.agreed[v]) is not NONE
        ]
        self.verdict = self._place(votes)
        fresh_silence = any(
            clock.place(rounds[v][-1].at)
            + clock.length(3 * (rounds[v][-1].every or settings.interval(rounds[v][-1].vantage)))
            > 0
            for v in silent
        )
        if not self.voting and fresh_silence:
            self.verdict = (NONE, "monitor_offline", "unconfirmed")
        elif self.failing and self.verdict[0] in (OK, NONE):
            self.verdict = (self.verdict[0], None, "unconfirmed")
        self.over_time = {v: (_cells(self.agreed[v]), _cells(self.alone[v])) for v in looks}

    def _expires(self, vantage: str) -> int:
        last = self.alone[vantage].last
        return last.expires if last else 0

    def at(self, cell: int) -> Status | None:
        """In a cell of the past; None before its first look."""
        if cell < self.begins:
            return None
        votes = [
            (v, agreed[cell], alone.get(cell, NONE))
            for v, (agreed, alone) in self.over_time.items()
            if cell in agreed
        ]
        return self._place(votes)[0]

    def _place(self, votes: Sequence[tuple[str, Status, Status]]) -> tuple[Status, str | None, str]:
        known = self.settings.vantages
        return _place(tuple((v, known.get(v, Vantage()), agreed, alone) for v, agreed, alone in votes))


def _is_silent(one: Round, settings: Settings) -> bool:
    return one.controls_all == 0 and not _is_online(one, settings)


def _newest(past: Past) -> Status:
    return next((state for state in reversed(past.states) if state is not None), NONE)


def _cells(past: Past) -> dict[int, Status]:
    """The state in each cell for which a look stands."""
    cells = {}
    for index, (look, state) in enumerate(zip(past.looks, past.states, strict=True)):
        following = past.looks[index + 1].begins if index + 1 < len(past.looks) else 0
        if state not in (None, NONE):
            cells.update(dict.fromkeys(range(look.begins, min(look.expires, following, 0)), state))
    return {cell: state for cell, state in cells.items() if state is not None}


@lru_cache(maxsize=1 << 14)
def _place(votes: tuple[Voter, ...]) -> tuple[Status, str | None, str]:
    """Status, scope and confidence."""
    if len(votes) == 1:
        votes = tuple((name, vantage, alone, alone) for name, vantage, _, alone in votes)
    down = _those(votes, (DOWN,))
    if down:
        status, scope = _row(votes, down)
        return status, scope, "likely" if len(down) == 1 else "confirmed"
    slow = _those(votes, (DOWN, SLOW))
    if slow:
        return SLOW, _row(votes, slow)[1], "likely" if len(slow) == 1 else "confirmed"
    if any(alone is not NONE for *_, alone in votes):
        return OK, None, "confirmed"
    return NONE, None, "unknown"


def _those(votes: tuple[Voter, ...], states: tuple[Status, ...]) -> set[str]:
    agreeing = {name for name, _, state, _ in votes if state in states}
    if len(agreeing) > 1:
        return agreeing
    return {name for name, _, _, alone in votes if name in agreeing and alone in states}


def _row(votes: tuple[Voter, ...], down: set[str]) -> tuple[Status, str]:
    """Rule 3, a to f."""
    country = {name: vantage.country for name, vantage, *_ in votes}
    network = {name: vantage.asn for name, vantage, *_ in votes}
    kind = {name: vantage.network for name, vantage, *_ in votes}
    voters, countries = set(country), {c for c in country.values() if c}
    if down == voters:
        return DOWN, "global" if len(countries) >= 2 else "unknown"
    lost = set()
    for place in countries:
        inside = {name for name in voters if country[name] == place}
        if len(inside & down) > len(inside - down):
            lost.add(place)
    if (
        len(down) >= 2
        and len(down) >= len(voters - down)
        and len(lost) >= 2
        and 2 * len(lost) >= len(countries)
    ):
        return DOWN, "global"
    fine = voters - down
    places = {country[name] for name in down}
    if None not in places and not places & {country[name] for name in fine}:
        return PARTIAL, "country"
    numbers = {network[name] for name in down}
    is_one_network = len(down) >= 2 and len(numbers) == 1 and None not in numbers
    if is_one_network and not numbers & {network[name] for name in fine}:
        return PARTIAL, "network"
    homes = {name for name in voters if kind[name] is NetworkKind.EYEBALL}
    if homes and homes <= down and not any(kind[name] is NetworkKind.DATACENTER for name in down):
        return DOWN, "partial"
    return PARTIAL, "partial"


def _component_state(states: Sequence[Status]) -> Status:
    red = [state for state in states if state in (DOWN, PARTIAL)]
    if not red:
        return worst(*states)
    return DOWN if red.count(DOWN) == len(states) else PARTIAL


def _cell(views: Sequence[_CheckReference], cell: int) -> Status:
    states = [state for view in views if (state := view.at(cell)) is not None]
    return _component_state(states) if states else NONE


_SURE = ["confirmed", "likely", "unconfirmed", "unknown"]


def _leading(views: Sequence[_CheckReference]) -> tuple[Status, str | None, str]:
    troubled = [view.verdict for view in views if view.verdict[0] is not OK]
    if troubled:
        return max(troubled, key=lambda verdict: verdict[0].badness)
    return max((view.verdict for view in views), key=lambda verdict: _SURE.index(verdict[2]))


def _confidence(declared: Status, observed: Status, views: Sequence[_CheckReference]) -> str:
    red = (DOWN, PARTIAL)
    if worst(declared, observed) is not observed and not (declared in red and observed in red):
        return "unconfirmed"
    return _leading(views)[2]


# Rules 7 and 8


def _declared(project: Project, component: str, clock: Clock) -> tuple[Status, bool]:
    said = [_said(incident, component, project.settings, clock.now) for incident in project.incidents]
    covers = any(
        clock.now in _cover(maintenance, component, project.settings, clock.now)
        for maintenance in project.maintenances
    )
    return worst(*said, *([Status.UNDER_MAINTENANCE] if covers else [])), covers


def _names(impact: Mapping[str, Status], component: str, settings: Settings) -> Status | None:
    if component in impact:
        return impact[component]
    groups = [g.id for g in settings.groups if component in [c.id for c in g.components]]
    return worst(*(impact[g] for g in groups if g in impact)) if set(groups) & set(impact) else None


def _said(incident: Incident, component: str, settings: Settings, now: datetime) -> Status:
    past = [update for update in incident.updates if update.at <= now]
    if incident.withdrawn or not past:
        return OK
    impact = _names(incident.impact, component, settings) or OK
    is_open = True
    for update in past:
        if update.status is UpdateStatus.RESOLVED:
            is_open = False
        elif update.status is not None and update.status is not UpdateStatus.POSTMORTEM:
            is_open = True
        if is_open:
            impact = _names(update.impact, component, settings) or impact
    return impact if is_open else OK


class _cover:  # noqa: N801 (reads as a set of moments)
    """The moments at which a maintenance covers a component."""

    def __init__(self, entry: Maintenance, component: str, settings: Settings, now: datetime) -> None:
        self.entry, self.component, self.settings = entry, component, settings
        starts = _starts(entry, now)
        self.past: dict[datetime, list[Update]] = {start: [] for start in starts}
        for update in (u for u in entry.updates if u.at <= now):
            before = [start for start in starts if start <= update.at]
            after = [start for start in starts if start > update.at]
            is_ahead = update.status is UpdateStatus.SCHEDULED
            choice = after[:1] + before[-1:] if is_ahead else before[-1:] + after[:1]
            for start in choice[:1]:
                self.past[start].append(update)
        long = entry.ends_at - entry.starts_at
        self.ends = {
            start: min([start + long, *(u.at for u in past if u.status is UpdateStatus.COMPLETED)])
            for start, past in self.past.items()
        }

    def __contains__(self, moment: datetime) -> bool:
        times = [start for start, end in self.ends.items() if start <= moment < end]
        return any(self._covers(self.past[start], moment) for start in times)

    def _covers(self, past: Sequence[Update], moment: datetime) -> bool:
        if self.entry.withdrawn:
            return False
        words = [self.entry.impact, *(u.impact for u in past if u.at <= moment)]
        said = [word for impact in words if (word := _names(impact, self.component, self.settings))]
        return bool(said) and said[-1] is not OK


def _starts(entry: Maintenance, now: datetime) -> list[datetime]:
    """Every few days by the rule, to some weeks past now, but for the days left out."""
    if entry.repeat is None:
        return [entry.starts_at]
    parts = entry.repeat.parts
    step = timedelta(days=int(parts["INTERVAL"]))
    starts = [entry.starts_at]
    while starts[-1] < now + timedelta(days=200) and len(starts) < int(parts.get("COUNT", 1000)):
        starts.append(starts[-1] + step)
    return [start for start in starts if start.date() not in entry.exceptions]


# Rule 12


def _all_totals(
    project: Project, component: str, cells: Mapping[int, Status], clock: Clock
) -> Mapping[str, Counter[str]]:
    """By window and month: cells by what they count as."""
    covers = [_cover(m, component, project.settings, clock.now) for m in project.maintenances]
    totals: dict[str, Counter[str]] = {name: Counter() for name in (*WINDOWS, *_last_months(clock.now))}
    spans = {name: _span(name, clock.now) for name in totals}
    for cell, state in cells.items():
        moment = clock.now + cell * clock.cell
        if state is NONE:
            continue
        if any(_annuls(incident, component, project.settings, moment) for incident in project.incidents):
            counts_as = ["excluded"]
        elif any(moment in cover for cover in covers):
            counts_as = ["maintenance", *(["maintenance down"] if state is DOWN else [])]
        else:
            counts_as = [state.value]
        for name, (start, end) in spans.items():
            if start <= moment < end:
                totals[name].update(counts_as)
    return totals


def _span(window: str, now: datetime) -> tuple[datetime, datetime]:
    if window in WINDOWS:
        return now - timedelta(days=WINDOWS[window]), datetime.max.replace(tzinfo=UTC)
    return month_borders(window)


def month_of(moment: datetime) -> str:
    """Its name."""
    return moment.isoformat()[:7]


def month_borders(name: str) -> tuple[datetime, datetime]:
    """Its first instant and the one behind its last."""
    year, month = map(int, name.split("-"))
    start = datetime(year, month, 1, tzinfo=UTC)
    return start, start + timedelta(days=calendar.monthrange(year, month)[1])


def _last_months(now: datetime) -> list[str]:
    names, start = [month_of(now)], month_borders(month_of(now))[0]
    while len(names) < 12:
        names.insert(0, month_of(start - timedelta(days=1)))
        start = month_borders(names[0])[0]
    return names


def _countries(
    project: Project, component: Component, rounds: Mapping[str, list[Round]], clock: Clock
) -> Mapping[str, Mapping[str, Mapping[str, int]]]:
    """As if there were no other vantages."""
    settings = project.settings
    country = {name: vantage.country for name, vantage in settings.vantages.items()}
    found = {}
    for place in sorted({one for one in country.values() if one}) if len(set(country.values())) > 1 else ():
        those = {name: rows for name, rows in rounds.items() if country.get(name) == place}
        views = [_CheckReference(component, check, settings, those, clock) for check in component.all_checks]
        cells = {c: _cell(views, c) for c in range(-clock.cells, 0)}
        found[place] = _all_totals(project, component.id, cells, clock)
    return found


def _annuls(incident: Incident, component: str, settings: Settings, moment: datetime) -> bool:
    return not incident.withdrawn and any(
        one.starts_at <= moment < one.ends_at
        and _names(dict.fromkeys(one.components or incident.impact, DOWN), component, settings) is not None
        for one in incident.exclude
    )


def _days(cells: Mapping[int, Status], clock: Clock) -> Mapping[object, Mapping[str, int]]:
    today = datetime.combine(clock.now.date(), time(), tzinfo=UTC)
    days: dict[object, Counter[str]] = {}
    for cell, state in cells.items():
        moment = clock.now + cell * clock.cell
        if moment >= today - timedelta(days=89):
            days.setdefault(moment.date(), Counter())[state.value] += 1
    return days
