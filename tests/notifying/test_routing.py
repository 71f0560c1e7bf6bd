"""Who hears of what, and when not."""

from datetime import UTC, datetime, time

import pytest

from statusgen.model.receivers import QuietHours, Receiver, Topic
from statusgen.model.words import Severity
from statusgen.notifying.routing import gathered, heard_by, is_quiet
from tests.notifying.make import between, edition, incident, row, said, work

IDS = {"chirp": ("web", "api"), "web": ("web",), "api": ("api",), "old-web": ("web",), "mail": ("mail",)}
CHANGES = between(
    edition(components=(row("web", "operational"), row("api", "operational"), row("mail", "operational"))),
    edition(
        5,
        components=(
            row("web", "major_outage", 1),
            row("api", "degraded_performance", 2),
            row("mail", "unknown", 3),
        ),
        incidents=(incident(said("a", 4, "investigating")),),
        maintenance=(work(60, 90, components=("api",)),),
    ),
)
ALL = tuple(Topic)


@pytest.mark.parametrize(
    ("filters", "subjects"),
    [
        ({}, ["web", "api", "ddos", "move"]),
        ({"tell": ALL}, ["web", "api", "mail", "ddos", "move"]),
        ({"tell": (Topic.INCIDENTS,)}, ["ddos"]),
        ({"tell": (Topic.EVIDENCE,)}, ["mail"]),
        ({"components": ("web",)}, ["web", "ddos"]),
        ({"components": ("old-web",)}, ["web", "ddos"]),
        ({"components": ("chirp",)}, ["web", "api", "ddos", "move"]),
        ({"components": ("mail",), "tell": ALL}, ["mail"]),
        ({"severity": Severity.MINOR}, ["web", "api", "ddos"]),
        ({"severity": Severity.MAJOR}, ["web", "ddos"]),
        ({"severity": Severity.CRITICAL}, ["web"]),
        ({"severity": Severity.CRITICAL, "components": ("api",)}, []),
    ],
)
def test_filters_let_through_what_they_name(filters, subjects):
    receiver = Receiver(id="ops", webhook="https://hook.example/", **filters)
    assert [change.subject for change in heard_by(receiver, CHANGES, IDS)] == subjects


def test_components_that_change_together_are_one_message():
    groups = [[change.subject for change in group] for group in gathered(CHANGES)]
    assert groups == [["web", "api", "mail"], ["ddos"], ["move"]]


def test_nothing_becomes_no_message():
    assert list(gathered(())) == []


NIGHT = QuietHours(start=time(22), end=time(7), zone="Europe/Berlin")
DAY = QuietHours(start=time(9), end=time(17), zone="UTC", unless=Severity.MINOR)


@pytest.mark.parametrize(
    ("hours", "moment", "severity", "expected"),
    [
        (None, "2025-03-10T23:00", Severity.NONE, False),
        (NIGHT, "2025-03-10T20:59", Severity.MAJOR, False),
        (NIGHT, "2025-03-10T21:00", Severity.MAJOR, True),
        (NIGHT, "2025-03-11T05:59", Severity.MAJOR, True),
        (NIGHT, "2025-03-11T06:00", Severity.MAJOR, False),
        (NIGHT, "2025-03-10T23:00", Severity.CRITICAL, False),
        # In summer its clocks are an hour ahead.
        (NIGHT, "2025-07-10T20:00", Severity.NONE, True),
        (NIGHT, "2025-07-11T05:00", Severity.NONE, False),
        # The night in which clocks jump from 2 to 3.
        (NIGHT, "2025-03-30T04:59", Severity.NONE, True),
        (NIGHT, "2025-03-30T05:00", Severity.NONE, False),
        (DAY, "2025-03-10T12:00", Severity.NONE, True),
        (DAY, "2025-03-10T12:00", Severity.MINOR, False),
        (DAY, "2025-03-10T17:00", Severity.NONE, False),
    ],
)
def test_quiet_hours_follow_their_zones_clocks(hours, moment, severity, expected):
    now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert is_quiet(hours, severity, now) is expected
