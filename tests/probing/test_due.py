"""A check with an interval of its own is put when it is due, not in every round."""

from datetime import UTC, datetime, timedelta

import pytest

from statusgen.model.checks import Check
from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.project import Component, Page, Settings
from statusgen.model.scalars import text_of
from statusgen.model.words import Outcome
from statusgen.probing.due import due_at, longest_interval

NOW = datetime(2025, 3, 10, 12, 0, tzinfo=UTC)
FIVE, HOUR = timedelta(minutes=5), timedelta(hours=1)
HOURLY = Check(url="tls://a.example:443", every=HOUR)
USUAL = Check(url="https://a.example/")
WEB = Component(id="web", name=text_of("Web"), checks=(USUAL, HOURLY))


def seen(*ages: timedelta) -> list[Round]:
    key = WEB.history_keys(HOURLY)[0]
    return [
        Round(
            at=NOW - age,
            vantage="local",
            results={key: ProbeResult(Outcome.OK, 1), "web": ProbeResult(Outcome.OK, 1)},
        )
        for age in ages
    ]


@pytest.mark.parametrize(
    ("ages", "is_due"),
    [
        ((), True),
        ((timedelta(minutes=5),), False),
        ((timedelta(minutes=57),), False),
        ((timedelta(minutes=58),), True),
        ((timedelta(hours=3), timedelta(minutes=30)), False),
        ((timedelta(minutes=30), timedelta(hours=3)), False),
        ((timedelta(hours=2),), True),
    ],
)
def test_it_is_due_when_its_newest_result_is_old_enough(ages, is_due):
    assert due_at(seen(*ages), NOW, FIVE)(WEB, HOURLY) is is_due


def test_a_check_without_its_own_interval_is_always_due():
    assert due_at(seen(timedelta(seconds=1)), NOW, FIVE)(WEB, USUAL)


def test_settings_without_such_checks_need_no_look_back():
    page = Page(name=text_of("Chirp"))
    plain = Component(id="api", name=text_of("Api"), check=USUAL)

    assert longest_interval(Settings(page=page, components=(plain,))) is None
    assert longest_interval(Settings(page=page, components=(plain, WEB))) == HOUR
