"""Situations that people meet, as evidence and files; what the page says of each stands in docs/judging.md."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from statusgen.model.evidence import Report
from statusgen.model.snapshot import Snapshot
from statusgen.model.tallies import History
from tests.judging.make import NOW, component, history, incident, project, snapshot, update

GOOD, DOWN = "." * 30, "." * 20 + "F" * 10
CUT = "." * 20 + "T" * 10
SLOW = "." * 20 + "s" * 10
HOUR = timedelta(hours=1)
FIVE_COUNTRIES = {
    name: {"country": name.upper(), "network": "datacenter"} for name in ("de", "us", "jp", "br", "in")
}
HOMES = {
    "de-home": {"country": "DE", "network": "eyeball", "asn": 1},
    "us-home": {"country": "US", "network": "eyeball", "asn": 2},
    "de-dc": {"country": "DE", "network": "datacenter", "asn": 3},
    "us-dc": {"country": "US", "network": "datacenter", "asn": 4},
}
PAKISTAN = {"pk": {"country": "PK"}, "de": {"country": "DE"}, "us": {"country": "US"}}
NETWORKS = {
    "pk-a": {"country": "PK", "network": "eyeball", "asn": 1},
    "pk-b": {"country": "PK", "network": "eyeball", "asn": 2},
    "pk-dc": {"country": "PK", "network": "datacenter", "asn": 3},
    "de-dc": {"country": "DE", "network": "datacenter", "asn": 4},
    "us-dc": {"country": "US", "network": "datacenter", "asn": 5},
}
CONTROLS = ["https://control.example/", "tcp://192.0.2.1:443"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is measured and written, and when somebody looks."""

    lines: Mapping[str, str] | str = field(default_factory=dict)
    entries: Sequence[Mapping[str, Any]] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    now: datetime = NOW
    made: Callable[[History], History] = lambda given: given
    """What else is special about the evidence."""
    reports: Sequence[Report] = ()

    def snapshot(self) -> Snapshot:
        """What is true then."""
        given = self.made(history(self.lines)) if self.lines else History()
        whole = replace(project(*self.entries, **self.settings), reports=tuple(self.reports))
        return snapshot(whole, given, self.now)


def everywhere(line: str, *, but: Mapping[str, str], places: Mapping[str, Any]) -> dict[str, str]:
    """The same line from every place but some."""
    return {f"web@{name}": but.get(name, line) for name in places}


def at_places(places: Mapping[str, Any], line: str = GOOD, **but: str) -> Situation:
    """The web from several places; names of places with `_` for `-`."""
    other = {name.replace("_", "-"): text for name, text in but.items()}
    return Situation(lines=everywhere(line, but=other, places=places), settings={"vantages": places})


def _controls(passed: int, of: int = 2, vantage: str = "local") -> Callable[[History], History]:
    def made(given: History) -> History:
        return History(
            rounds=tuple(
                replace(r, controls_passed=passed if r.vantage == vantage else of, controls_all=of)
                for r in given.rounds
            )
        )

    return made


def _hourly(given: History) -> History:
    return History(rounds=tuple(replace(r, every=HOUR) for r in given.rounds))


def _across_the_clocks(given: History) -> History:
    """As if the last of them were at 02:00 UTC on the day on which clocks in Europe go forward."""
    shift = datetime(2025, 3, 30, 2, 0, tzinfo=UTC) - NOW
    return History(rounds=tuple(replace(r, at=r.at + shift) for r in given.rounds))


def _older(*, than: timedelta) -> Callable[[History], History]:
    return lambda given: History(rounds=tuple(replace(r, at=r.at - than) for r in given.rounds))


def _both(*parts: History) -> Callable[[History], History]:
    def made(given: History) -> History:
        rounds = [*given.rounds, *(r for part in parts for r in part.rounds)]
        return History(rounds=tuple(sorted(rounds, key=lambda r: (r.at, r.vantage))))

    return made


def _reports(latest: int, city: str | None = None) -> list[Report]:
    """Two in a quarter of an hour, on five Mondays; now so many."""
    usual = [
        _report(2, NOW - timedelta(weeks=weeks, minutes=15 * n), city)
        for weeks in range(1, 6)
        for n in range(8)
    ]
    return [
        *usual,
        *(_report(2, NOW - timedelta(minutes=15 * n), city) for n in (4, 3, 2)),
        _report(latest, NOW - timedelta(minutes=15), city),
    ]


def _report(count: int, at: datetime, city: str | None) -> Report:
    return Report(at=at, minutes=15, count=count, country="PK", city=city, component="web", source="tracker")


TOLD = incident(updates=[update("2025-03-10T11:30Z", "investigating")])
WORK = {
    "id": "work",
    "kind": "maintenance",
    "title": "Work",
    "impact": {"web": "under_maintenance"},
    "starts_at": "2025-03-10T11:00Z",
    "ends_at": "2025-03-10T12:30Z",
    "updates": [update("2025-03-10T10:00Z", "scheduled")],
}
BLOCK = incident(
    "block",
    title="Blocked in Pakistan",
    impact={"web": "partial_outage"},
    scope={"kind": "country", "countries": ["PK"]},
    updates=[update("2024-02-17T10:00Z", "identified")],
)
TWO = {"components": [component("web"), component("api")]}
UNMEASURED = {"id": "phone", "name": "Phone"}

SITUATIONS: dict[str, Situation] = {
    "The first round ever, and it is good": Situation(lines="."),
    "The first round ever, and it fails": Situation(lines="F"),
    "Two failed rounds, one place": Situation(lines="." * 20 + "FF"),
    "Three failed rounds, one place": Situation(lines="." * 20 + "FFF"),
    "One good round after an outage": Situation(lines="." * 20 + "FFFF."),
    "Two good rounds after an outage": Situation(lines="." * 20 + "FFFF.."),
    "Good and failed in turns": Situation(lines="." * 20 + ".F" * 6),
    "Slow for three rounds": Situation(lines="." * 20 + "sss"),
    "Slow in one round": Situation(lines="." * 20 + "s"),
    "Throttled for an hour": Situation(lines="." * 10 + "?" * 12),
    "A late schedule: the last round was three hours ago": Situation(lines=GOOD, now=NOW + 3 * HOUR),
    "A late schedule: a round came after a gap of six hours": Situation(
        lines=".", made=_both(_older(than=6 * HOUR)(history(GOOD)))
    ),
    "A late schedule: after such a gap the first round fails": Situation(
        lines="F", made=_both(_older(than=6 * HOUR)(history(GOOD)))
    ),
    "Probes that promise an hour, two hours after the last": Situation(
        lines=GOOD, made=_hourly, now=NOW + 2 * HOUR
    ),
    "Nothing answers, and there are no controls": Situation(lines={"web": CUT, "api": CUT}, settings=TWO),
    "All fails, and the controls fail too": Situation(
        lines=CUT, settings={"controls": CONTROLS}, made=_controls(0)
    ),
    "All fails, and the controls are fine": Situation(
        lines={"web": CUT, "api": CUT}, settings={**TWO, "controls": CONTROLS}, made=_controls(2)
    ),
    "It works, while the controls fail": Situation(
        lines=GOOD, settings={"controls": CONTROLS}, made=_controls(0)
    ),
    "One of two checks fails": Situation(
        lines={"web/a": GOOD, "web/b": DOWN}, settings={"components": [component("web", checks=2)]}
    ),
    "A certificate that ends soon": Situation(lines="e" * 20),
    "Two places that disagree": at_places({"de": {"country": "DE"}, "us": {"country": "US"}}, us=DOWN),
    "Three places in one country, all down": at_places(
        {name: {"country": "DE"} for name in ("de-a", "de-b", "de-c")}, DOWN
    ),
    "Down in one country of five, three rounds": at_places(FIVE_COUNTRIES, jp=DOWN),
    "Down in one country of five, two rounds so far": at_places(FIVE_COUNTRIES, jp="." * 20 + "FF"),
    "Down in two countries of five": at_places(FIVE_COUNTRIES, jp=DOWN, br=DOWN),
    "Down in three countries of five": at_places(FIVE_COUNTRIES, jp=DOWN, br=DOWN, us=DOWN),
    "Down on home networks only": at_places(HOMES, de_home=DOWN, us_home=DOWN),
    "Down on one network in two countries": at_places(
        {
            **HOMES,
            "us-home": {"country": "US", "network": "eyeball", "asn": 1},
            "jp": {"country": "JP", "asn": 9},
        },
        de_home=DOWN,
        us_home=DOWN,
    ),
    "Slow in one country of five": at_places(FIVE_COUNTRIES, jp=SLOW),
    "Four of five places are silent, and the last one is fine": at_places(
        FIVE_COUNTRIES, "." * 10 + " " * 20, de=GOOD
    ),
    "Four of five places are silent, and the last one is down": at_places(
        FIVE_COUNTRIES, "." * 10 + " " * 20, de=DOWN
    ),
    "Controls are blocked in one country": replace(
        at_places(PAKISTAN, pk=CUT),
        settings={"vantages": PAKISTAN, "controls": CONTROLS},
        made=_controls(0, vantage="pk"),
    ),
    "A new place takes over from one that was failing": Situation(
        lines={"web@new": GOOD, "web@old": DOWN}, settings={"vantages": {"new": {"country": "DE"}}}
    ),
    "Probes are red, and nobody wrote anything": Situation(lines=DOWN),
    "Probes are red, and an incident says so": Situation(lines=DOWN, entries=[TOLD]),
    "An incident was resolved while probes fail": Situation(
        lines=DOWN,
        entries=[
            incident(
                updates=[
                    update("2025-03-10T11:20Z", "investigating"),
                    update("2025-03-10T11:50Z", "resolved"),
                ]
            )
        ],
    ),
    "An incident says down, and probes are green for two hours": Situation(
        lines=GOOD, entries=[incident(updates=[update("2025-03-10T09:00Z", "investigating")])]
    ),
    "An incident was reopened": Situation(
        lines=GOOD,
        entries=[
            incident(
                updates=[
                    update("2025-03-10T11:00Z", "investigating"),
                    update("2025-03-10T11:30Z", "resolved"),
                    update("2025-03-10T11:50Z", "investigating"),
                ]
            )
        ],
    ),
    "An incident of tomorrow": Situation(
        lines=GOOD, entries=[incident(updates=[update("2025-03-11T11:00Z", "investigating")])]
    ),
    "Planned work, and probes fail in its window": Situation(lines=DOWN, entries=[WORK]),
    "Planned work that is over by its plan, and probes fail still": Situation(
        lines=DOWN, entries=[{**WORK, "ends_at": "2025-03-10T11:30Z"}]
    ),
    "A component without checks beside one that works": Situation(
        lines=GOOD, settings={"components": [component("web"), UNMEASURED]}
    ),
    "A page on which nothing is measured": Situation(settings={"components": [UNMEASURED]}),
    "A renamed component": Situation(
        lines={"www": DOWN}, settings={"components": [component("web", was=["www"])]}
    ),
    "A retired component that fails": Situation(
        lines={"web": GOOD, "api": DOWN},
        settings={"components": [component("web"), component("api", retired="2025-03-01")]},
    ),
    "A block in one country since last year": replace(at_places(PAKISTAN, pk="F" * 30), entries=[BLOCK]),
    "The same block, and an outage everywhere": replace(
        at_places(PAKISTAN, DOWN, pk="F" * 30), entries=[BLOCK]
    ),
    "Three reports in a quiet hour": Situation(lines=GOOD, reports=_reports(3)),
    "A spike of reports from one city, and probes see nothing": Situation(
        lines=GOOD, reports=_reports(60, "Lahore")
    ),
    "A spike of reports, and probes see it too": Situation(lines=DOWN, reports=_reports(60)),
    "Cut off at TLS on both home networks of a country, not in its data centre": replace(
        at_places(NETWORKS, pk_a="." * 20 + "x" * 10, pk_b="." * 20 + "x" * 10),
        settings={"vantages": NETWORKS, "controls": CONTROLS},
        made=_controls(2),
    ),
    "The night in which the clocks go forward": Situation(
        lines=GOOD, made=_across_the_clocks, now=datetime(2025, 3, 30, 2, 3, tzinfo=UTC)
    ),
}
"""By what one would call it."""


def row(name: str) -> tuple[str, str, str]:
    """What the page says: the headline, the first component's status with its scope, and conflicts."""
    found = SITUATIONS[name].snapshot()
    state = found.components[0]
    words = [state.status.value]
    if state.scope:
        where = ", ".join((*state.scope.countries, *(f"AS{number}" for number in state.scope.networks)))
        words.append(f"{state.scope.kind.value}{f' {where}' if where else ''}")
    words.append(state.confidence.value)
    more = [*(conflict.kind for conflict in found.conflicts), *([state.note] if state.note else [])]
    more += [finding.text for finding in found.findings]
    return found.headline.text, "; ".join(words), ", ".join(more)


def table() -> str:
    """All of them, as docs/judging.md has them."""
    lines = ["| situation | the headline | the component | beside it |", "|---|---|---|---|"]
    lines += [f"| {name} | {' | '.join(row(name))} |" for name in SITUATIONS]
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
