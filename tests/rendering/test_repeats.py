"""Maintenance that repeats: its rule in words, its times on its page, one line elsewhere."""

import json
import re
from datetime import UTC, datetime

import pytest

from statusgen.model.repeats import parse_repeat
from statusgen.model.sentences import within
from statusgen.rendering.repeats import UNCOMMON, sentence
from statusgen.rendering.site import render
from tests.judging.make import component, project
from tests.judging.make import snapshot as judged
from tests.model.tongues import Foreign

SUNDAY = datetime(2025, 3, 2, 1, tzinfo=UTC)
NOW = datetime(2025, 3, 12, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "every day at 02:00 Europe/Berlin"),
        ("FREQ=DAILY;INTERVAL=3", "every 3 days at 02:00 Europe/Berlin"),
        ("FREQ=WEEKLY", "every Sunday at 02:00 Europe/Berlin"),
        ("FREQ=WEEKLY;BYDAY=SU;WKST=SU", "every Sunday at 02:00 Europe/Berlin"),
        ("FREQ=WEEKLY;BYDAY=SU,MO,WE", "every Monday, Wednesday and Sunday at 02:00 Europe/Berlin"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every Monday to Friday at 02:00 Europe/Berlin"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "every day at 02:00 Europe/Berlin"),
        (
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;INTERVAL=2",
            "every 2 weeks on all days at 02:00 Europe/Berlin",
        ),
        ("FREQ=WEEKLY;BYDAY=SU;INTERVAL=2", "every 2 weeks on Sunday at 02:00 Europe/Berlin"),
        ("FREQ=MONTHLY", "on day 2 of every month at 02:00 Europe/Berlin"),
        ("FREQ=MONTHLY;BYMONTHDAY=15,2", "on days 2 and 15 of every month at 02:00 Europe/Berlin"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "on the last day of every month at 02:00 Europe/Berlin"),
        ("FREQ=MONTHLY;BYDAY=1SU", "on the first Sunday of every month at 02:00 Europe/Berlin"),
        (
            "FREQ=MONTHLY;BYDAY=-1FR;INTERVAL=3",
            "on the last Friday of every third month at 02:00 Europe/Berlin",
        ),
        ("FREQ=YEARLY", "every year on 2 March at 02:00 Europe/Berlin"),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=1SU", "every year on the first Sunday of March at 02:00 Europe/Berlin"),
        ("FREQ=WEEKLY;COUNT=10", "every Sunday at 02:00 Europe/Berlin, 10 times in all"),
        ("FREQ=WEEKLY;UNTIL=20251228", "every Sunday at 02:00 Europe/Berlin, until 28 December 2025"),
        ("FREQ=WEEKLY;UNTIL=20251228T233000Z", "every Sunday at 02:00 Europe/Berlin, until 29 December 2025"),
        ("FREQ=MONTHLY;BYDAY=SU", UNCOMMON),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", UNCOMMON),
        ("FREQ=DAILY;BYHOUR=2,14", UNCOMMON),
        ("FREQ=YEARLY;BYYEARDAY=100", UNCOMMON),
        ("FREQ=MONTHLY;INTERVAL=7", "on day 2 of every 7th month at 02:00 Europe/Berlin"),
        ("FREQ=YEARLY;BYMONTH=3,9", UNCOMMON),
    ],
)
def test_a_rule_in_words(rule, words):
    told = sentence(parse_repeat(rule, "Europe/Berlin"), SUNDAY)
    assert told == words
    assert not re.search("[A-Za-z]", within(told, Foreign()).replace("Europe/Berlin", ""))


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        (None, "every Sunday at 01:00 UTC"),
        ("+05:30", "every Sunday at 06:30 UTC+05:30"),
        ("America/New_York", "every Saturday at 20:00 America/New York"),
    ],
)
def test_the_time_of_day_is_that_of_the_clocks_of_the_rule(zone, words):
    assert sentence(parse_repeat("FREQ=WEEKLY", zone), SUNDAY) == words


WORK = {
    "kind": "maintenance",
    "id": "sessions",
    "title": "Sessions are moved",
    "impact": {"web": "under_maintenance"},
    "starts_at": "2024-01-07 02:00 Europe/Berlin",
    "ends_at": "2024-01-07 03:00 Europe/Berlin",
    "repeat": "FREQ=WEEKLY;BYDAY=SU",
    "exceptions": ["2025-03-23"],
    "updates": [{"at": "2024-06-02T00:30Z", "status": "completed", "text": "Done early."}],
}


def pages(now=NOW, **more):
    made = project(
        {**WORK, **more}, page={"name": "Chirp", "timezones": ["Asia/Karachi"]}, components=[component("web")]
    )
    return {path: data.decode() for path, data in render(judged(made, now=now)).items()}


def times(page: str, heading: str) -> list[str]:
    part = page.partition(f"<h2>{heading}</h2>")[2].partition("</section>")[0]
    return re.findall(r"<li><time[^>]*>([^<]*)</time>", part)


def test_its_page_tells_the_rule_the_next_times_and_the_last():
    page = pages()["maintenance/sessions/index.html"]

    assert "every Sunday at 02:00 Europe/Berlin" in page
    assert times(page, "After that") == [
        *("30 Mar 01:00 UTC", "6 Apr 00:00 UTC", "13 Apr 00:00 UTC", "20 Apr 00:00 UTC", "27 Apr 00:00 UTC")
    ]
    assert times(page, "Before")[:2] == ["9 Mar 01:00 UTC", "2 Mar 01:00 UTC"]
    assert times(page, "Before")[-2:] == ["2 Jun 2024 00:00 UTC", "7 Jan 2024 01:00 UTC"]
    assert "06:00 Karachi" in page


def test_home_and_the_list_tell_it_once_with_its_next_time():
    made = pages()

    for path in ("index.html", "maintenance/index.html"):
        assert made[path].count("Sessions are moved") == 1
        assert "16 Mar 01:00 UTC" in made[path]


def test_history_tells_the_first_time_and_those_somebody_spoke_of():
    told = {path: page for path, page in pages().items() if re.match(r"history/\d", path)}

    assert {path for path, page in told.items() if "Sessions are moved" in page} == {
        "history/2024-01/index.html",
        "history/2024-06/index.html",
    }
    assert "2 Jun 2024 00:00 UTC</time> to <time" in told["history/2024-06/index.html"]


def test_what_is_said_tomorrow_of_an_earlier_time_is_not_known_today():
    late = {"at": "2025-06-01T00:00Z", "status": "completed", "text": "All of it is done."}
    before, after = pages(), pages(updates=[*WORK["updates"], late])

    assert before == after


def test_status_json_has_this_time_and_the_next():
    (work,) = json.loads(pages()["status.json"])["maintenance"]

    assert (work["starts_at"], work["repeat"]) == ("2025-03-16T01:00:00Z", "FREQ=WEEKLY;BYDAY=SU")
    assert work["next"] == {"starts_at": "2025-03-30T01:00:00Z", "ends_at": "2025-03-30T02:00:00Z"}


def test_a_time_that_nobody_completed_says_so_once_the_next_has_begun():
    said = [{"at": "2025-03-02T01:00Z", "status": "in_progress", "text": "We begin."}]
    page = pages(updates=said)["maintenance/sessions/index.html"]

    assert "End not told" in page
