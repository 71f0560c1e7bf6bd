"""Two hundred clocks that jump, leap, disagree and lie: the real judge against answers known beforehand."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from statusgen.model.evidence import Round
from statusgen.model.tallies import History
from statusgen.recording.tallying import unique
from tests.judging.make import FIVE, NOW, history, incident, only, project, snapshot
from tests.test_clocks import ZONES, changes_of

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
HALF_HOUR = 30 * MINUTE
THREE = {"de": {"country": "DE"}, "us": {"country": "US"}, "jp": {"country": "JP"}}
DOWN_SINCE_20 = "." * 6 + "F" * 5
"""The first of its failed rounds was 20 minutes before the last."""


@dataclass(frozen=True)
class Case:
    """Evidence and files, an instant, and what must be said of the one component then."""

    sort: str
    name: str
    rounds: tuple[Round, ...]
    now: datetime
    expected: dict[str, Any]
    settings: dict[str, Any] = field(default_factory=dict)
    entries: tuple[Any, ...] = ()


def found(case: Case) -> dict[str, Any]:
    """What is said, of those things that the case expects."""
    known = History(rounds=tuple(sorted(case.rounds, key=lambda one: (one.at, one.vantage))))
    snap = snapshot(project(*case.entries, **case.settings), known, case.now)
    web = only(snap)
    told = {
        "status": web.status.value,
        "scope": web.scope.kind.value if web.scope else None,
        "note": web.note,
        "since": web.since,
        "down": web.uptime["90d"].down_time,
        "up": web.uptime["90d"].up_time,
        "days": [day.date for day in web.days],
        "declared since": snap.incidents[0].starts_at if snap.incidents else None,
    }
    return {name: told[name] for name in case.expected}


def rounds_of(line: str, until: datetime, vantage: str = "local") -> tuple[Round, ...]:
    return history({f"web@{vantage}": line}, until=until).rounds


def on_days_when_clocks_change() -> Iterator[Case]:
    """An outage from 10 minutes before to 10 after the change lasts 25 minutes: to the first good round."""
    for name in ZONES:
        zone = ZoneInfo(name)
        for change in changes_of(zone):
            edge = f"{name} {change:%d %b}"
            seen = rounds_of("." * 6 + "F" * 5 + "." * 6, change + 40 * MINUTE)
            expected = {"status": "operational", "down": 25 * MINUTE, "since": change + 15 * MINUTE}
            yield Case("change of clocks", f"{edge}: over", seen, change + 41 * MINUTE, expected)
            wall = (change - HALF_HOUR).astimezone(zone)
            told = incident(updates=[{"at": wall.isoformat(), "status": "investigating", "text": "Words."}])
            expected = {"status": "major_outage", "declared since": change - HALF_HOUR}
            green = rounds_of("." * 12, change + 5 * MINUTE)
            yield Case(
                "change of clocks", f"{edge}: declared", green, change + 6 * MINUTE, expected, entries=(told,)
            )


def on_leap_days() -> Iterator[Case]:
    """90 days in a row by ordinals, the leap day among them when there is one; an outage over midnight."""
    for year in (1996, 2000, 2004, 2023, 2024, 2028, 2096, 2100):
        march = datetime(year, 3, 1, tzinfo=UTC)
        last_of_february = march - DAY
        for midnight in (last_of_february, march):
            now = midnight + 16 * MINUTE
            seen = rounds_of("." * 4 + "F" * 6, midnight + 15 * MINUTE)
            days = [date.fromordinal(now.date().toordinal() - back) for back in range(89, -1, -1)]
            expected = {
                "status": "major_outage", "since": midnight - 10 * MINUTE, "down": 26 * MINUTE, "days": days,
            }  # fmt: skip
            yield Case("leap day", f"{midnight:%Y-%m-%d}", seen, now, expected)


PATTERNS: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "all fine": ((), {"status": "operational", "scope": None}),
    "one down": (("de",), {"status": "partial_outage", "scope": "country"}),
    "two down": (("de", "us"), {"status": "major_outage", "scope": "global"}),
    "all down": (("de", "us", "jp"), {"status": "major_outage", "scope": "global"}),
}
"""Where it is down for 50 minutes, and rule 3 of it. A wrong clock of ten minutes changes nothing."""


def with_skewed_vantages() -> Iterator[Case]:
    for pattern, (down, expected) in PATTERNS.items():
        for skewed in THREE:
            for minutes in (-10, -7, -1, 1, 7, 10):
                seen = [
                    one
                    for place in THREE
                    for one in rounds_of(
                        "." * 10 + ("F" if place in down else ".") * 10,
                        NOW + (minutes * MINUTE if place == skewed else 0 * MINUTE),
                        place,
                    )
                ]
                name = f"{pattern}, {skewed} is {minutes:+} minutes off"
                yield Case("skew", name, tuple(seen), NOW, expected, {"vantages": THREE})


def after_a_jump_of_a_day() -> Iterator[Case]:
    """The last rounds of a place are stamped a day ahead or behind: they say nothing of now."""
    for mark in ".F":
        for sign in (-1, 1):
            for count in (1, 2, 3, 6):
                right = rounds_of("." * 12, NOW - count * FIVE)
                wrong = rounds_of(mark * count, NOW + sign * DAY)
                name = f"{count} rounds of {mark!r} by {sign:+} day"
                alone = "operational" if count < 3 else "unknown"  # the last right one is 15 minutes old
                yield Case("jump", f"{name}, alone", (*right, *wrong), NOW, {"status": alone})
                places = {"local": {}, "other": {}}
                other = rounds_of("." * 12, NOW, "other")
                seen = (*right, *wrong, *other)
                yield Case(
                    "jump",
                    f"{name}, with another",
                    seen,
                    NOW,
                    {"status": "operational"},
                    {"vantages": places},
                )
    for sign in (-1, 1):
        seen = rounds_of("." * 12, NOW)
        yield Case("jump", f"our own clock by {sign:+} day", seen, NOW + sign * DAY, {"status": "unknown"})


def from_the_future() -> Iterator[Case]:
    """A single round, two minutes ahead at most, is believed; one failed round is no outage."""
    for seconds in (0, 1, 30, 60, 119, 120, 121, 180, 299, 300, 600, 3600, 86_400):
        is_believed = seconds <= 120
        at = NOW + timedelta(seconds=seconds)
        good = {"status": "operational" if is_believed else "unknown", "note": None}
        failed = {"status": "unknown", "note": "failing, being confirmed" if is_believed else None}
        yield Case("future", f"good, {seconds} s ahead", rounds_of(".", at), NOW, good)
        yield Case("future", f"failed, {seconds} s ahead", rounds_of("F", at), NOW, failed)


def at_equal_times() -> Iterator[Case]:
    """A round that is written several times is one, and places that look at one instant are several."""
    for copies in (2, 3, 5, 12):
        seen = rounds_of("." * 6 + "F", NOW)
        again = tuple(unique([*seen, *(seen[-1:] * copies)]))
        expected = {"status": "operational", "note": "failing, being confirmed"}
        yield Case("equal times", f"one failed round, {copies} more times", again, NOW, expected)
        down = rounds_of(DOWN_SINCE_20, NOW)
        again = tuple(unique([one for one in down for _ in range(copies)]))
        expected = {"status": "major_outage", "since": NOW - 20 * MINUTE, "down": 20 * MINUTE}
        yield Case("equal times", f"an outage, {copies} times", again, NOW, expected)
    for pattern, (down_at, expected) in PATTERNS.items():
        for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0)):
            names = [list(THREE)[index] for index in order]
            lines = {f"web@{place}": "." * 10 + ("F" if place in down_at else ".") * 10 for place in names}
            seen = history(lines, until=NOW).rounds
            yield Case("equal times", f"{pattern}, {names}", seen, NOW, expected, {"vantages": THREE})
    # Their times differ and are cut to now, since both lie in the future that is believed.
    for first, second in ((30, 90), (60, 120), (1, 2)):
        seen = tuple(
            replace(one, at=NOW + timedelta(seconds=seconds))
            for one, seconds in zip(rounds_of("FF", NOW), (first, second), strict=True)
        )
        expected = {"status": "operational", "note": "failing, being confirmed", "since": NOW - HALF_HOUR}
        yield Case(
            "equal times", f"{first} s and {second} s ahead", (*rounds_of("." * 7, NOW), *seen), NOW, expected
        )


CASES = [
    *on_days_when_clocks_change(),
    *on_leap_days(),
    *with_skewed_vantages(),
    *after_a_jump_of_a_day(),
    *from_the_future(),
    *at_equal_times(),
]


@pytest.mark.proof("S14", "clock cases judged right")
@pytest.mark.parametrize("case", CASES, ids=[f"{case.sort}: {case.name}" for case in CASES])
def test_it_is_judged_as_if_clocks_were_right(case: Case) -> None:
    assert found(case) == case.expected


def test_there_are_two_hundred_and_some_of_each_sort() -> None:
    assert len(CASES) >= 200
    assert min(Counter(case.sort for case in CASES).values()) >= 16
    assert len({case.name for case in CASES}) == len(CASES)
