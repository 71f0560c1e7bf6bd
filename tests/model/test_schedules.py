"""A start, a rule and its exceptions, against a second reading of them and against those who mean harm."""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.model.repeats import FREQUENCIES, WEEKDAYS, parse_repeat
from statusgen.model.schedules import MOST, Schedule
from statusgen.model.times import parse_moment
from tests.model import clock_walk as walk

YEARS = 10
DAY = timedelta(days=1)
EARLY, LATE = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC")
RULES = [
    ("2025-03-02 02:00", "FREQ=DAILY", walk.daily()),
    ("2025-03-02 02:30", "FREQ=DAILY;INTERVAL=3", walk.daily(3)),
    ("2025-03-02 02:15", "FREQ=WEEKLY;BYDAY=SU", walk.weekly(6)),
    ("2025-03-02 01:30", "FREQ=WEEKLY", walk.weekly(6)),
    ("2025-03-03 01:45", "FREQ=WEEKLY;BYDAY=MO,SU;INTERVAL=2", walk.weekly(0, 6, every=2)),
    ("2025-03-31 02:30", "FREQ=MONTHLY;BYMONTHDAY=31,1", walk.monthly(31, 1)),
    ("2025-03-30 23:30", "FREQ=MONTHLY", walk.monthly(30)),
    ("2025-03-31 02:00", "FREQ=MONTHLY;BYMONTHDAY=-1;INTERVAL=5", walk.monthly(-1, every=5)),
    ("2025-03-02 02:15", "FREQ=MONTHLY;BYDAY=1SU", walk.nth_weekday(1, 6)),
    ("2025-03-30 00:15", "FREQ=MONTHLY;BYDAY=-1SU;INTERVAL=7", walk.nth_weekday(-1, 6, every=7)),
    ("2025-03-31 01:30", "FREQ=MONTHLY;BYDAY=5MO", walk.nth_weekday(5, 0)),
    ("2025-03-30 01:30", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", walk.nth_weekday(-1, 6, month=3)),
    ("2025-03-09 01:00", "FREQ=YEARLY", walk.yearly(3, 9)),
    ("2028-02-29 02:30", "FREQ=YEARLY;INTERVAL=2", walk.yearly(2, 29, 2)),
    ("2026-11-02 01:15", "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=2", walk.yearly(11, 2)),
]
"""None begins at a time that its zones' clocks show twice or never; many come upon one later."""


def schedule(start: str, rule: str, zone: str | None = None, *exceptions: date | datetime) -> Schedule:
    first = parse_moment(f"{start} {zone}" if zone else f"{start}Z")
    return Schedule(starts_at=first, repeat=parse_repeat(rule, zone), exceptions=frozenset(exceptions))


def days(found: tuple[datetime, ...]) -> list[str]:
    return [f"{start:%m-%d %H:%M}" for start in found]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("start", "rule", "fits"), RULES, ids=[f"{s} {r}" for s, r, _ in RULES])
def test_ten_years_of_a_rule_are_those_of_the_clocks_on_the_wall(zone, start, rule, fits):
    made = schedule(start, rule, zone)
    first = datetime.fromisoformat(start)
    everything = list(walk.starts(zone, first, fits, YEARS, set()))
    skipped = {each.astimezone(ZoneInfo(zone)).date() for each in everything[3::7]}
    expected = list(walk.starts(zone, first, fits, YEARS, skipped))
    end = datetime(first.year + YEARS, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)

    assert made.between(EARLY, end) == tuple(everything)
    assert schedule(start, rule, zone, *skipped).between(EARLY, end) == tuple(expected)
    assert schedule(start, rule, zone, *everything[3::7]).between(EARLY, end) == tuple(expected)


def test_most_of_the_rules_are_compared_in_every_zone_and_meet_both_changes_of_the_clocks():
    met = 0
    for zone in ZONES[:3]:
        for start, _rule, fits in RULES:
            first = datetime.fromisoformat(start)
            shown = walk.first_showing(zone, first.year, YEARS)
            locals_ = [
                walk.midnight(d)
                for d in (first.date() + n * DAY for n in range(3600))
                if fits(first.date(), d)
            ]
            met += any(datetime.combine(d, first.time()) not in shown for d in locals_)

    assert met >= 8, "rules that come upon a time that does not exist"


@pytest.mark.parametrize(
    "rule", ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=SU", "FREQ=MONTHLY;BYDAY=-1SU", "FREQ=YEARLY"]
)
@pytest.mark.parametrize("ending", ["", ";COUNT=500", ";UNTIL=20310601"])
def test_a_stretch_of_time_has_what_the_whole_has_in_it(rule, ending):
    made = schedule("2025-03-30 01:30", rule + ending, "Europe/Berlin", date(2025, 3, 31))
    whole = made.between(EARLY, LATE)
    for at in (whole[0], whole[len(whole) // 2], whole[-1]):
        for since in (at - 100 * DAY, at, at + DAY):
            until = min(since + 100 * DAY, LATE)
            assert made.between(since, until) == tuple(s for s in whole if since <= s < until)
        for moment in (m for m in (at - DAY, at, at + DAY) if m < LATE):
            assert made.last_until(moment) == max((s for s in whole if s <= moment), default=None)
            if moment < LATE - 1000 * DAY:
                assert made.next_after(moment) == min((s for s in whole if s > moment), default=None)


def test_a_time_that_does_not_exist_moves_by_the_gap_and_one_that_comes_twice_is_the_first():
    spring = schedule("2025-03-29 02:30", "FREQ=DAILY;COUNT=3", "Europe/Berlin")
    autumn = schedule("2025-10-25 02:30", "FREQ=DAILY;COUNT=3", "Europe/Berlin")

    assert days(spring.between(EARLY, LATE)) == ["03-29 01:30", "03-30 01:30", "03-31 00:30"]
    assert days(autumn.between(EARLY, LATE)) == ["10-25 00:30", "10-26 00:30", "10-27 01:30"]


def test_a_day_that_a_zone_left_out_does_not_make_two_starts_of_one():
    """Samoa had no 30 December 2011."""
    found = schedule("2011-12-28 10:00", "FREQ=DAILY;UNTIL=20120102", "Pacific/Apia").between(EARLY, LATE)

    assert len(set(found)) == len(found) == 5
    assert list(found) == sorted(found)


def test_hours_that_a_gap_exchanges_come_in_order():
    made = schedule("2025-03-29 02:30", "FREQ=DAILY;BYHOUR=2,3;COUNT=6", "Europe/Berlin")

    assert days(made.between(EARLY, LATE)) == [
        *("03-29 01:30", "03-29 02:30", "03-30 01:30", "03-31 00:30", "03-31 01:30", "04-01 00:30")
    ], "02:30 of the 30th is 03:30, so both are one"


def test_a_start_with_an_offset_is_fixed_and_its_days_are_those_of_the_offset():
    made = Schedule(
        starts_at=parse_moment("2025-03-02T00:30+02:00"),
        repeat=parse_repeat("FREQ=WEEKLY;BYDAY=SU", "+02:00"),
    )

    assert {f"{start:%a %H:%M}" for start in made.between(EARLY, LATE)} == {"Sat 22:30"}


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20250402", "04-02 00:00"),
        ("20250401", "04-01 00:00"),
        ("20250401T020000", "04-01 00:00"),
        ("20250401T015959", "03-31 00:00"),
        ("20250401T000000Z", "04-01 00:00"),
        ("20250331T235959Z", "03-31 00:00"),
    ],
)
def test_until_is_a_day_to_its_end_a_time_on_the_clocks_of_the_rule_or_one_in_utc(until, last):
    made = schedule("2025-03-28 02:00", f"FREQ=DAILY;UNTIL={until}", "Europe/Berlin")

    assert days(made.between(EARLY, LATE))[-1] == last


def test_until_in_utc_tells_the_two_same_times_of_autumn_apart():
    rule = "FREQ=DAILY;UNTIL=20251026T{}Z"
    ends = [
        schedule("2025-10-24 02:30", rule.format(t), "Europe/Berlin").between(EARLY, LATE)[-1].day
        for t in ("002959", "003000", "011500")
    ]

    assert ends == [25, 26, 26]


def test_exceptions_do_not_make_a_counted_rule_longer():
    made = schedule("2025-03-02 02:00", "FREQ=DAILY;COUNT=3", None, date(2025, 3, 3))

    assert days(made.between(EARLY, LATE)) == ["03-02 02:00", "03-04 02:00"]


BOMBS = [
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;BYHOUR=" + ",".join(map(str, range(24))),
    "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30,31",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1",
    "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",
    "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2",
    "FREQ=MONTHLY;BYDAY=5MO;BYSETPOS=5",
    "FREQ=YEARLY;INTERVAL=999",
    "FREQ=WEEKLY;INTERVAL=999",
    "FREQ=DAILY;COUNT=9999;BYMONTH=2;BYMONTHDAY=29",
    "FREQ=YEARLY;COUNT=9999;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=" + ",".join(map(str, range(24))),
    "FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))),
    "FREQ=DAILY;UNTIL=21991231",
]


@pytest.mark.proof("S5", "rules of repetition that would search or count for ever")
@pytest.mark.parametrize("rule", BOMBS)
def test_no_rule_is_a_bomb(rule):
    made = schedule("2025-03-02 02:00", rule, "Europe/Berlin")
    begin = time.process_time()
    for moment in (made.starts_at, datetime(2035, 6, 1, tzinfo=UTC), datetime(2199, 12, 31, tzinfo=UTC)):
        made.last_until(moment)
        made.next_after(moment)
    found = made.between(EARLY, datetime(2199, 12, 31, tzinfo=UTC))

    assert len(found) <= MOST
    assert time.process_time() - begin < 10, "a hang, not a benchmark"


def test_ten_years_of_a_rule_cost_no_more_than_its_first_months():
    """A ratio, since machines differ: 120 times as much would be walked from the start."""

    def cost(year: int) -> float:
        made = schedule("2015-03-01 02:00", "FREQ=DAILY", "Europe/Berlin")
        since = datetime(year, 4, 1, tzinfo=UTC)
        best = 1.0
        for n in range(20):
            begin = time.process_time()
            made.between(since + n * timedelta(seconds=1), since + 30 * DAY)
            best = min(best, time.process_time() - begin)
        return best

    assert cost(2035) < 5 * cost(2015)


LISTS = {
    "BYDAY": st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=3),
    "BYMONTHDAY": st.lists(st.integers(-31, 31).filter(bool), min_size=1, max_size=3),
    "BYMONTH": st.lists(st.integers(1, 12), min_size=1, max_size=2),
    "BYYEARDAY": st.lists(st.integers(-366, 366).filter(bool), min_size=1, max_size=3),
    "BYWEEKNO": st.lists(st.integers(-53, 53).filter(bool), min_size=1, max_size=2),
    "BYSETPOS": st.lists(st.integers(-5, 5).filter(bool), min_size=1, max_size=2),
    "BYHOUR": st.lists(st.integers(0, 23), min_size=1, max_size=3),
    "INTERVAL": st.integers(1, 999).map(lambda n: [n]),
    "COUNT": st.integers(1, 99).map(lambda n: [n]),
}
RULE = st.tuples(st.sampled_from(FREQUENCIES), st.fixed_dictionaries({}, optional=LISTS)).map(
    lambda made: ";".join(
        [f"FREQ={made[0]}", *(f"{name}={','.join(map(str, items))}" for name, items in made[1].items())]
    )
)


@given(RULE, st.sampled_from(ZONES), st.integers(0, 36_500))
@settings(max_examples=150, deadline=None)
def test_any_rule_is_refused_or_answers_in_order(rule, zone, days_later):
    try:
        made = schedule("2025-03-04 12:00", rule, zone)
    except ValueError:
        return
    moment = made.starts_at + days_later * DAY
    after, before = made.next_after(moment), made.last_until(moment)
    found = made.between(moment, moment + 400 * DAY)

    assert list(found) == sorted(set(found))
    assert all(start >= made.starts_at for start in found)
    assert after is None or after > moment
    assert before is None or before <= moment
    assert not [start for start in found if start > moment and (after is None or start < after)]
