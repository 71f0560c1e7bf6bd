"""The list of history: everything in its month, the latest first, and no longer than a reader's device bears."""

import re

from statusgen.rendering import history
from statusgen.rendering.finds import finds
from statusgen.rendering.scene import set_scene
from statusgen.rendering.site import render
from tests.rendering import make

PATH = "history/index.html"


def months(page):
    return re.findall(r'<h3><a href="[^"]+">([^<]+)</a></h3>\n(<ul)?', page)


def test_everything_stands_in_its_month_the_latest_first():
    found = {month: [one() for one in those] for month, those in finds(set_scene(make.rich())).items()}
    assert {month: [find.title.text for find in those] for month, those in found.items()} == {
        (2025, 3): [
            "New keys for the API",
            "Sign-in fails for most people",
            "Old clients stop in May",
            "Sign-in fails on desktops",
        ],
        (2025, 2): ["New cables"],
        (2024, 2): ["Unreachable in Pakistan"],
    }


def test_what_is_not_over_has_not_lasted_so_long():
    found = {
        find.title.text: find
        for those in finds(set_scene(make.rich())).values()
        for find in [one() for one in those]
    }
    assert found["Sign-in fails on desktops"].lasted == "37 min"
    assert found["Sign-in fails for most people"].lasted == ""
    assert (found["Sign-in fails on desktops"].word, found["Sign-in fails on desktops"].impact) == (
        "Resolved",
        "Down",
    )


def test_a_list_that_would_grow_too_long_has_links_to_its_older_months_and_says_so(monkeypatch):
    whole = render(make.rich())[PATH].decode()
    assert months(whole) == [("March 2025", "<ul"), ("February 2025", "<ul"), ("February 2024", "<ul")]
    assert "by month alone" not in whole
    monkeypatch.setattr(history, "_MOST", 5)
    cut = render(make.rich())[PATH].decode()
    assert months(cut) == [("March 2025", "<ul"), ("February 2025", "<ul"), ("February 2024", "")]
    assert "What is older than February 2025 is listed by month alone." in cut
