"""`status.txt`: small, narrow, and never without the time until which it holds."""

from dataclasses import replace

import pytest

from statusgen.model.project import Page
from statusgen.model.snapshot import Headline
from statusgen.model.words import Confidence
from statusgen.rendering.columns import width
from statusgen.rendering.plain import COLUMNS, MOST
from statusgen.rendering.site import render
from tests.rendering import hostile, make

RICH = """\
Chirp status: Down
Sign-in is down for most people
Timelines and the API work.
Since 09:45 UTC (1 h 20 min), confirmed
As of 10 March 2025 11:05:20 UTC, valid until 11:20 UTC; later, treat as unknown

Down         Sign-in
Partly down  Search (In Pakistan)
Slow         Mobile app
Not known    Webhooks
Maintenance  API
In doubt     Notifications (failing, being confirmed)
"""
CLEAR = """\
Chirp status
All Systems Operational
As of 10 March 2025 11:05:20 UTC, valid until 11:20 UTC; later, treat as unknown

https://status.chirp.example/
"""
VALID = "valid until 11:20 UTC; later, treat as unknown"


def told(snapshot):
    return render(snapshot)["status.txt"].decode()


def test_an_outage_in_a_few_lines():
    text = told(make.rich())
    assert text.startswith(RICH)
    assert "\nIdentified 10:52 UTC: Sign-in fails\n" in text or "Sign-in" in text[len(RICH) :]
    assert text.endswith("https://status.chirp.example/\n")
    assert "\nNext word by " in text or "\nThe next word was due by " in text


def test_a_page_on_which_all_is_well():
    assert told(make.clear()) == CLEAR


def test_a_page_that_nobody_measures_says_so():
    text = told(make.unmeasured())
    assert "written by people; nothing here is measured" in text
    assert "No known problems (reported by people, not measured)" in text


def many_down():
    parts = [make.component(f"c-{n}", "漢字" * 30 + f" {n}", make.DOWN) for n in range(300)]
    headline = Headline(
        status=make.DOWN,
        text="漢字の部品 " * 60,
        detail="長い " * 90,
        confidence=Confidence.CONFIRMED,
        is_all_clear=False,
        since=make.SINCE,
    )
    page = Page(name=make.words("漢字" * 80), url=f"https://{'status.' * 8}chirp.example/")
    return make.snapshot(parts, headline=headline, page=page)


PAGES = {
    "rich": make.rich,
    "clear": make.clear,
    "fifty": make.many,
    "unmeasured": make.unmeasured,
    "three hundred down": many_down,
    "hostile": hostile.snapshot,
    "hostile without address": lambda: hostile.snapshot(None),
}


@pytest.mark.parametrize("name", PAGES)
def test_it_is_small_and_narrow_and_names_its_end_whatever_the_page(name):
    data = render(PAGES[name]())["status.txt"]
    text = data.decode()

    assert len(data) <= MOST
    assert max(width(line) for line in text.split("\n")) <= COLUMNS
    assert text.endswith("\n")
    assert all(letter == "\n" or letter.isprintable() or letter == "\u200d" for letter in text)
    assert VALID in text or "nothing here is measured" in text


def test_what_has_no_room_is_counted():
    lines = told(many_down()).splitlines()
    shown = [line for line in lines if line.startswith("Down  ")]
    assert shown
    assert f"and {300 - len(shown)} more" in lines


def test_an_address_without_room_is_left_out():
    page = Page(name=make.words("Chirp"), url=f"https://{'a' * 80}.example/")
    assert "https" not in told(replace(make.clear(), page=page))
