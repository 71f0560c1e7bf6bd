"""What people write as times and durations."""

import contextlib
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.model.times import (
    NaiveTimeError,
    format_duration,
    format_moment,
    parse_date,
    parse_duration,
    parse_moment,
    parse_zone,
)

SAME = datetime(2025, 3, 10, 10, 2, tzinfo=UTC)
WRONG = {
    "2025-03-10": "has no time of day (write 2025-03-10T09:00Z)",
    "2026-02-30T10:00Z": "does not exist in the calendar",
    "2025-02-29T10:00Z": "does not exist in the calendar",
    "2025-13-01T10:00Z": "does not exist in the calendar",
    "0000-01-01T00:00Z": "is not between 1970 and 2199",
    "9999-12-31T23:59Z": "is not between 1970 and 2199",
    "2025-03-10T24:00Z": "has hour 24 (write 00:00 of the next day)",
    "2025-03-10T25:00Z": "is not a time of day (write 00:00 to 23:59)",
    "2025-03-10T10:60Z": "is not a time of day (write 00:00 to 23:59)",
    "2016-12-31T23:59:60Z": "has second 60 (write second 59)",
    "2025-03-10T10:00+25:00": "impossible offset '+25:00' (write +05:00)",
    "2025-03-10T10:00+05:99": "impossible offset '+05:99' (write +05:00)",
    "2026-03-29 02:30 Europe/Paris": "(write 2026-03-29T02:30+01:00 or 2026-03-29T02:30+02:00)",
    "2026-10-25 02:30 Europe/Paris": "(write 2026-10-25T02:30+02:00 or 2026-10-25T02:30+01:00)",
    "2025-03-10 10:00 Europe/Lodon": "(did you mean Europe/London?)",
    "2025-03-10 10:00 ../../etc/passwd": "is not a time (write 2025-03-10T09:45Z)",
    "2025-03-10 10:00 PST": "is not a time zone (write a name such as Europe/Berlin)",
    "2025-W10-1": "is not a time (write 2025-03-10T09:45Z)",
    "1741599900": "is not a time (write 2025-03-10T09:45Z)",
    "10/03/2025 10:00": "is not a time (write 2025-03-10T09:45Z)",
    "٢٠٢٥-٠٣-١٠T10:00Z": "is not a time (write 2025-03-10T09:45Z)",
    "now": "is not a time (write 2025-03-10T09:45Z)",
    "": "is not a time (write 2025-03-10T09:45Z)",
}


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-10T10:02:00Z",
        "2025-03-10t10:02z",
        " 2025-03-10 10:02 Z ",
        "2025-03-10T15:02+05:00",
        "2025-03-10T15:02+0500",
        "2025-03-10 03:02 America/Los_Angeles",
        "2025-03-10 15:02:00 Asia/Karachi",
        "2025-03-10 10:02 UTC",
    ],
)
def test_one_moment_in_every_notation(text: str):
    assert parse_moment(text) == SAME
    assert parse_moment(text).tzinfo is UTC


@pytest.mark.parametrize(("text", "said"), WRONG.items(), ids=WRONG)
def test_a_wrong_time_says_what_to_write(text: str, said: str):
    with pytest.raises(ValueError, match=re.escape(said) + "$"):
        parse_moment(text)


@pytest.mark.parametrize("text", ["2025-03-10 10:02", "2025-03-10T10:02:03.5"])
def test_a_time_without_zone_is_its_own_error(text: str):
    with pytest.raises(NaiveTimeError):
        parse_moment(text)


def test_a_day_when_clocks_change_keeps_true_distances():
    before, after = (
        parse_moment("2026-03-29 01:00 Europe/Paris"),
        parse_moment("2026-03-29 04:00 Europe/Paris"),
    )

    assert after - before == timedelta(hours=2)


@given(st.datetimes(datetime(1970, 1, 2), datetime(2199, 12, 30), timezones=st.just(UTC)))
def test_a_moment_comes_back_to_the_millisecond(moment: datetime):
    assert abs(parse_moment(format_moment(moment)) - moment) < timedelta(milliseconds=1)


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_a_value_error(text: str):
    for parse in (parse_moment, parse_date, parse_duration):
        with contextlib.suppress(ValueError):
            assert parse(text) is not None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("800ms", 0.8), ("5s", 5), ("1.5m", 90), ("1h30m", 5400), ("14d", 1209600), ("1w", 604800)],
)
def test_durations(text: str, seconds: float):
    assert parse_duration(text).total_seconds() == seconds


@pytest.mark.parametrize(
    "text", ["5", "5 m", "m5", "0s", "-5m", "5m!", "", "1e9d", "99999w", "200000000w", "5M", "٥m"]
)
def test_what_is_no_duration_is_refused(text: str):
    with pytest.raises(ValueError, match=r"write|between"):
        parse_duration(text)


@given(st.integers(1, 10**9))
def test_a_duration_comes_back_as_it_is_written(milliseconds: int):
    duration = timedelta(milliseconds=milliseconds)

    assert parse_duration(format_duration(duration)) == duration


def test_dates():
    assert parse_date("2024-02-29") == date(2024, 2, 29)


@pytest.mark.parametrize("name", ["", "/etc/localtime", "..", "posixrules/x", "europe/berlin"])
def test_only_names_of_the_zone_database_are_zones(name: str):
    with pytest.raises(ValueError, match="is not a time zone"):
        parse_zone(name)
