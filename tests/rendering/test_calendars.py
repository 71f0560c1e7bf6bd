"""Calendars: three readers that others wrote find the instants at which planned work takes place."""

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import icalendar
import ics
import pytest

from statusgen.model.times import format_moment, parse_moment
from statusgen.reading.load import load
from statusgen.rendering.events import MOST_PAST
from statusgen.rendering.site import render
from tests.browser.poison import PAYLOADS, everywhere
from tests.rendering import make
from tests.rendering.test_feeds import HOSTILE
from tests.rendering.written import URL, site

NOW = "2025-03-10T12:00Z"
READER = Path(__file__).parent / "icaljs"
WORK = """\
kind: maintenance
title: {title}
impact: {{sign-in: under_maintenance}}
starts_at: {starts_at}
ends_at: {ends_at}
updates:
  - {{at: 2025-03-09T08:00Z, status: scheduled, text: "Sessions **move**."}}
"""
ONCE = WORK.format(
    title="Sessions move", starts_at="2025-03-15 02:00 Europe/Berlin", ends_at="2025-03-15T03:00Z"
)
NIGHTLY = """\
kind: maintenance
title: Backups
impact: {mail: under_maintenance}
"""


def calendar_of(tmp_path, now=NOW, path="maintenance.ics", **files):
    return site(tmp_path, files, now)[path]


def events(data):
    return list(icalendar.Calendar.from_ical(data, multiple=False).walk("VEVENT"))


def asked_of_ical_js(data, until):
    """Every time before a moment, as ical.js finds it: uid, start, end, status, title, sequence."""
    if shutil.which("node") is None or not (READER / "node_modules/ical.js").exists():
        pytest.skip("ical.js is not installed (run: sh tests/npm.sh)")
    words = ["node", READER / "expand.cjs", until.isoformat()[:19]]
    done = subprocess.run(words, input=data, cwd=READER, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    return [(uid, moment(start), moment(end), *rest) for uid, start, end, *rest in json.loads(done.stdout)]


def moment(text):
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def test_one_work_is_read_alike_by_three_readers(tmp_path):
    data = calendar_of(tmp_path, move=ONCE)
    (event,) = events(data)
    (read,) = ics.Calendar(data.decode()).events

    wanted = datetime(2025, 3, 15, 1, tzinfo=UTC), datetime(2025, 3, 15, 3, tzinfo=UTC)
    assert (event.start, event.end) == wanted
    assert (read.begin.datetime, read.end.datetime) == wanted
    assert event["description"] == "Concerns: Sign-in\n\nSessions **move**."
    assert event["url"] == URL + "maintenance/move/"
    assert event["transp"] == "TRANSPARENT"
    ((_, start, end, status, title, sequence),) = asked_of_ical_js(data, datetime(2026, 1, 1))
    assert (start, end) == wanted
    assert (status, title, sequence) == ("CONFIRMED", "Sessions move", 1)


def test_the_uid_stays_and_the_sequence_grows_with_each_update(tmp_path):
    before = events(calendar_of(tmp_path, move=ONCE))[0]
    renamed = ONCE.replace("Sessions move", "New storage").replace("2025-03-15T03:00Z", "2025-03-15T05:00Z")
    more = renamed + "  - {at: 2025-03-10T09:00Z, status: scheduled, text: An hour later.}\n"
    after = events(
        site(tmp_path, {"move": more}, NOW, url="https://other.example/", name="Twit")["maintenance.ics"]
    )[0]

    assert after["uid"] == before["uid"]
    assert (before["sequence"], after["sequence"]) == (1, 2)
    assert after["dtstamp"].dt == after["last-modified"].dt == datetime(2025, 3, 10, 9, tzinfo=UTC)


def test_an_update_of_the_future_changes_nothing(tmp_path):
    later = ONCE + "  - {at: 2025-03-15T02:00Z, status: completed, text: Done.}\n"
    assert calendar_of(tmp_path, move=later) == calendar_of(tmp_path, move=ONCE)
    (event,) = events(calendar_of(tmp_path, now="2025-03-15T02:30Z", move=later))
    assert event.end == datetime(2025, 3, 15, 2, tzinfo=UTC)


def test_what_was_withdrawn_is_cancelled_and_not_deleted(tmp_path):
    before = events(calendar_of(tmp_path, move=ONCE))[0]
    (event,) = events(calendar_of(tmp_path, move=ONCE + "withdrawn: We found another way.\n"))

    assert event["uid"] == before["uid"]
    assert (event["status"], event["sequence"]) == ("CANCELLED", 2)
    assert event.start == before.start
    assert (event["summary"], event["description"]) == ("Withdrawn: Sessions move", "We found another way.")


def test_drafts_are_not_told(tmp_path):
    assert b"Sessions" not in calendar_of(tmp_path, move="draft: true\n" + ONCE)


def test_each_part_has_a_calendar_of_what_concerns_it(tmp_path):
    files = site(tmp_path, {"move": ONCE}, NOW)
    told = {path for path, data in files.items() if path.endswith(".ics") and b"BEGIN:VEVENT" in data}
    assert told == {"maintenance.ics", "components/sign-in/maintenance.ics", "groups/chirp/maintenance.ics"}
    assert b"Chirp Status - Mail - Planned Work" in files["components/mail/maintenance.ics"]


RULES = [
    # the clocks are put forward on 30 March and back on 26 October 2025
    ("FREQ=WEEKLY;BYDAY=SU", "2025-03-02 02:30 Europe/Berlin"),
    ("FREQ=DAILY", "2025-03-25 02:00 Europe/Berlin"),
    ("FREQ=DAILY;COUNT=20", "2025-10-20 02:30 Europe/Berlin"),
    ("FREQ=MONTHLY;BYDAY=1SU", "2025-01-05 23:00 America/New_York"),
    ("FREQ=MONTHLY;BYDAY=-1FR;BYMONTH=3,6,9,12", "2025-03-28 23:00 America/Los_Angeles"),
    ("FREQ=MONTHLY", "2025-01-31 22:00 Asia/Karachi"),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;WKST=SU", "2025-01-02 09:00 Australia/Lord_Howe"),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2025-01-13 09:00 Europe/London"),
    ("FREQ=WEEKLY", "2025-01-01T09:00Z"),
    ("FREQ=WEEKLY", "2025-01-01T09:00+05:30"),
    ("FREQ=WEEKLY;UNTIL=20250630", "2025-01-05 23:30 America/New_York"),
    ("FREQ=DAILY;UNTIL=20250330T020000", "2025-03-20 02:00 America/St_Johns"),
    ("FREQ=DAILY;UNTIL=20250330T020000Z", "2025-03-20 02:00 Africa/Casablanca"),
    ("FREQ=YEARLY;BYMONTH=6,11", "2024-06-15 10:00 Europe/Dublin"),
    ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=1,3", "2025-03-24 01:00 Europe/Berlin"),
    ("FREQ=DAILY", "2025-04-20 00:30 Africa/Cairo"),
]


@pytest.mark.parametrize(("rule", "starts_at"), RULES)
def test_repeating_work_takes_place_when_ical_js_says_so(tmp_path, rule, starts_at):
    start, until = parse_moment(starts_at), datetime(2027, 4, 15, tzinfo=UTC)
    work = (
        NIGHTLY
        + f"starts_at: {starts_at}\nends_at: {format_moment(start + timedelta(minutes=50))}\nrepeat: {rule}\n"
    )
    site(tmp_path, {"backups": work}, NOW)
    all_ = load(tmp_path).project.maintenances[0].occurrences(start, until)
    left_out = [format_moment(all_[n].starts_at) for n in (1, 3)]
    files = site(tmp_path, {"backups": f"{work}exceptions: [{', '.join(left_out)}]\n"}, NOW)

    (entry,) = load(tmp_path).project.maintenances
    wanted = [each.starts_at for each in entry.occurrences(start, until)]
    # Its moment is read on the rule's clocks, so it goes a day further.
    found = asked_of_ical_js(files["maintenance.ics"], until + timedelta(days=1))
    whole(files["maintenance.ics"])

    assert len(wanted) == len(all_) - 2
    assert [start for _, start, *_ in found if start < until] == wanted
    assert {end - start for _, start, end, *_ in found} == {timedelta(minutes=50)}


def test_a_day_without_work_is_left_out_of_the_rule(tmp_path):
    work = NIGHTLY + (
        "starts_at: 2025-03-23 23:30 Europe/Berlin\nends_at: 2025-03-24 01:00 Europe/Berlin\nrepeat: FREQ=DAILY\n"
        "exceptions: [2025-03-25, 2025-03-31]\n"
    )
    (event,) = events(calendar_of(tmp_path, backups=work))
    assert [each.dt.replace(tzinfo=None) for one in event["exdate"] for each in one.dts] == [
        datetime(2025, 3, 25, 23, 30),
        datetime(2025, 3, 31, 23, 30),
    ]


def test_a_time_that_ended_early_is_told_with_its_words(tmp_path):
    work = NIGHTLY + (
        "starts_at: 2025-03-02 02:30 Europe/Berlin\nends_at: 2025-03-02 04:30 Europe/Berlin\nrepeat: FREQ=WEEKLY\n"
        "updates:\n  - {at: 2025-03-01T00:00Z, status: scheduled, text: Every Sunday.}\n"
        "  - {at: 2025-03-09T02:00Z, status: completed, text: Done early.}\n"
    )
    data = calendar_of(tmp_path, backups=work)
    found = asked_of_ical_js(data, datetime(2025, 3, 20))

    hours = [(start, (end - start) / timedelta(hours=1)) for _, start, end, *_ in found]
    assert hours == [
        (datetime(2025, 3, 2, 1, 30, tzinfo=UTC), 2),
        (datetime(2025, 3, 9, 1, 30, tzinfo=UTC), 0.5),
        (datetime(2025, 3, 16, 1, 30, tzinfo=UTC), 2),
    ]
    assert len({uid for uid, *_ in found}) == 1
    early = next(e for e in events(data) if "recurrence-id" in e and e.start.day == 9)
    assert "Done early." in early["description"]
    assert all(event["sequence"] == 2 for event in events(data))


def test_a_repeating_work_that_was_withdrawn_is_cancelled_whole(tmp_path):
    work = (
        NIGHTLY
        + "starts_at: 2025-03-02T02:30Z\nends_at: 2025-03-02T04:30Z\nrepeat: FREQ=WEEKLY\nwithdrawn: No.\n"
    )
    (event,) = events(calendar_of(tmp_path, backups=work))
    assert event["status"] == "CANCELLED"
    assert event["rrule"]["FREQ"] == ["WEEKLY"]


def test_zones_are_told_with_the_changes_of_their_clocks(tmp_path):
    work = NIGHTLY + (
        "starts_at: 2025-03-02 02:30 Europe/Berlin\nends_at: 2025-03-02 04:30 Europe/Berlin\nrepeat: FREQ=WEEKLY\n"
    )
    calendar = icalendar.Calendar.from_ical(calendar_of(tmp_path, backups=work), multiple=False)
    (zone,) = calendar.walk("VTIMEZONE")
    (summer,) = (part for part in zone.walk("DAYLIGHT"))
    onsets = [summer["dtstart"].dt, *(each.dt for line in summer["rdate"] for each in line.dts)]

    assert str(zone["tzid"]) == "Europe/Berlin"
    assert datetime(2025, 3, 30, 2) in onsets, "on the clocks as they were until then"
    assert datetime(2049, 3, 28, 2) in onsets
    assert (summer["tzoffsetfrom"].to_ical(), summer["tzoffsetto"].to_ical()) == ("+0100", "+0200")


@pytest.mark.parametrize("made", [make.rich, make.clear, make.unmeasured])
def test_every_calendar_is_read_and_holds_something(made):
    for path, data in render(made()).items():
        if path.endswith(".ics"):
            whole(data)


def whole(data):
    """Strictly read by two; lines are short and end as they must; every event has what it needs."""
    text = data.decode()
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert "\r" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    calendar = icalendar.Calendar.from_ical(data, multiple=False)
    assert calendar.subcomponents
    assert not calendar.errors
    ics.Calendar(text)
    for event in calendar.walk("VEVENT"):
        assert not event.errors
        for key in ("uid", "dtstamp", "dtstart", "summary", "status", "sequence"):
            assert (
                len([name for name, _ in event.property_items(recursive=False) if name.lower() == key]) == 1
            )
    return calendar


def test_whatever_people_write_every_calendar_still_parses():
    for texts in (HOSTILE, PAYLOADS):
        made = everywhere(texts)
        data = render(replace(made, page=replace(made.page, url=URL)))["maintenance.ics"]
        assert len(whole(data).walk("VEVENT")) == len(texts)
        assert len(asked_of_ical_js(data, datetime(2026, 1, 1))) == len(texts)


def test_a_calendar_has_the_same_bytes_until_something_is_said():
    made = make.rich()
    later = replace(made, taken_at=made.taken_at + make.MINUTE, expires_at=made.expires_at + make.MINUTE)
    assert render(made)["maintenance.ics"] == render(later)["maintenance.ics"]


def test_what_is_over_is_bounded_and_what_is_to_come_is_not():
    hour = timedelta(hours=1)
    past = [
        make.maintenance(f"past-{n}", f"Past {n}", make.NOW - (n + 2) * make.DAY, hour) for n in range(80)
    ]
    ahead = [
        make.maintenance(f"next-{n}", f"Next {n}", make.NOW + (n + 1) * make.DAY, hour) for n in range(80)
    ]
    data = render(make.snapshot([make.component("api")], maintenances=(*ahead, *past)))["maintenance.ics"]

    titles = {str(event["summary"]) for event in events(data)}
    assert len(titles) == MOST_PAST + 80
    assert {"Past 0", "Next 79"} <= titles
    assert "Past 79" not in titles
