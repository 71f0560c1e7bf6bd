"""How we measure says the numbers by which it is judged."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from statusgen.judging.checks import DOWN_AFTER_AGREED, DOWN_AFTER_ALONE
from statusgen.judging.evidence import FRESH_INTERVALS
from statusgen.judging.streaks import INTERMITTENT_FAILED, INTERMITTENT_OF, UP_AFTER
from statusgen.rendering.site import render
from tests.rendering import make

WORDS = {2: "two", 3: "three", 4: "four", 12: "twelve"}


def told(snapshot):
    page = render(snapshot)["how-we-measure/index.html"].decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def test_the_numbers_are_those_of_the_rules():
    page = told(make.rich())

    assert f"A look older than {WORDS[FRESH_INTERVALS]} of its intervals is no evidence" in page
    assert f"down after {WORDS[DOWN_AFTER_ALONE]} failed looks in a row from one place" in page
    assert f"or {WORDS[DOWN_AFTER_AGREED]} where several places agree" in page
    assert f"{WORDS[UP_AFTER].capitalize()} good ones in a row end it" in page
    assert (
        f"{WORDS[INTERMITTENT_FAILED].capitalize()} failed looks among the last {WORDS[INTERMITTENT_OF]}"
        in page
    )


@pytest.mark.parametrize(("resolution", "word"), [(timedelta(hours=1), "hour"), (timedelta(days=1), "day")])
def test_a_page_of_long_ago_says_by_what_latencies_are_kept(resolution, word):
    files = render(replace(make.rich(), resolution=resolution))

    assert f"its latency is kept by the {word}" in told(replace(make.rich(), resolution=resolution))
    for name in ("index.html", "components/web/index.html"):
        assert f"Latencies of this time are kept by the {word}." in files[name].decode()
    assert json.loads(files["status.json"])["latency_resolution"] == word


def test_a_page_of_which_every_look_is_kept_says_nothing_of_it():
    files = render(make.rich())

    assert "kept by the" not in "".join(
        data.decode() for name, data in files.items() if name.endswith(".html")
    )
    assert "latency_resolution" not in json.loads(files["status.json"])


def test_damaged_lines_and_missing_controls_are_told():
    assert "3 lines of it could not be read and were left out" in told(make.rich())
    assert "All of it could be read" in told(make.clear())
    assert "We ask no neutral targets" in told(make.clear())
