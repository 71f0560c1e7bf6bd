"""What other sites show of the page: when, in which words, and that it is small."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from statusgen.model.snapshot import Headline
from statusgen.model.words import Confidence, Status
from statusgen.rendering.shapes import TONES
from statusgen.rendering.site import render
from statusgen.rendering.wording import STATES
from tests.browser.poison import PAYLOADS, everywhere
from tests.rendering import make
from tests.rendering.test_feeds import HOSTILE

KEYS = [
    *("schema", "is_wrong", "tone", "taken_at", "expires_at"),
    *("label", "text", "late_text", "link_text"),
]
WRONG = {
    Status.OPERATIONAL: False,
    Status.UNKNOWN: False,
    Status.UNDER_MAINTENANCE: True,
    Status.DEGRADED_PERFORMANCE: True,
    Status.PARTIAL_OUTAGE: True,
    Status.MAJOR_OUTAGE: True,
}


def banner(snapshot):
    return json.loads(render(snapshot)["embed/banner.json"])


def test_the_script_is_small_and_writes_no_markup():
    script = render(make.clear())["embed.js"].decode()

    assert len(script.encode()) < 2000
    assert "textContent" in script
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|eval|setAttribute\(\"on", script
    )


def test_the_script_has_the_colours_of_the_pages():
    script = Path("templates/assets/embed.js").read_text(encoding="utf-8")
    colours = {key: tuple(pair) for key, *pair in re.findall(r'(\w+): "(#\w+),(#\w+)"', script)}

    bad = {STATES[status].key for status, is_wrong in WRONG.items() if is_wrong}
    assert colours == {key: TONES[key] for key in (*bad, "unk")}


@pytest.mark.parametrize("status", Status)
def test_it_shows_when_something_is_wrong_and_never_when_nothing_is_known(status):
    told = banner(make.snapshot([make.component(status=status)]))

    assert list(told) == KEYS
    assert told["is_wrong"] is WRONG[status]
    assert told["tone"] == STATES[status].key


def test_it_says_when_it_was_true_and_later_that_it_may_be_over():
    told = banner(make.rich())

    assert told["text"] == "Sign-in is down for most people (as of 10 Mar 11:05 UTC)"
    assert told["late_text"] == (
        "Last known on 10 March 2025 11:05:20 UTC: Sign-in is down for most people. This may have changed."
    )
    assert (told["taken_at"], told["expires_at"]) == ("2025-03-10T11:05:20Z", "2025-03-10T11:20:20Z")


def test_what_has_stood_for_long_and_is_explained_is_no_news():
    blocked = make.component("web", status=make.PART, elsewhere=make.OK)
    down = make.component("api", status=make.DOWN)

    assert banner(make.snapshot([blocked]))["is_wrong"] is False
    assert banner(make.snapshot([blocked, down]))["is_wrong"] is True
    assert banner(make.snapshot([replace(blocked, elsewhere=make.SLOW)]))["tone"] == "slow"


def test_what_people_alone_say_does_not_expire():
    told = banner(make.unmeasured())
    assert told["expires_at"] is None
    assert told["is_wrong"] is False


def test_a_doubt_is_not_shown_to_readers_of_other_sites():
    doubt = Headline(
        status=make.OK,
        text="People report problems",
        confidence=Confidence.UNCONFIRMED,
        is_all_clear=False,
    )
    assert banner(make.snapshot([make.component()], headline=doubt))["is_wrong"] is False


@pytest.mark.parametrize("text", [*HOSTILE, *PAYLOADS])
def test_whatever_a_headline_says_the_file_parses_as_one_line(text):
    told = banner(everywhere((text,)))

    assert list(told) == KEYS
    assert all("\n" not in told[key] for key in ("text", "late_text", "label"))


def test_the_page_for_an_iframe_is_whole_and_asks_not_to_be_found():
    for snapshot in (make.rich(), make.clear(), make.unmeasured()):
        page = render(snapshot)["embed/index.html"].decode()

        assert snapshot.headline.text in page
        assert "As of <time" in page
        assert '<meta name="robots" content="noindex">' in page
        assert "default-src &#39;none&#39;" in page
        assert (
            re.findall(r'<a [^>]*href="([^"]+)" target="_blank" rel="noopener"', page)
            == ["../index.html"] * 2
        )
        assert not re.search(r'(href|src)="(https?:)?//', page)


def test_a_theme_may_have_a_banner_of_its_own(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/embed.js").write_text("// ours\n")
    files = render(make.clear(), overrides=tmp_path)
    assert files["embed.js"] == b"// ours\n"
    assert "assets/embed.js" not in files
