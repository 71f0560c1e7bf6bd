"""People's reports on the page: numbers beside the usual ones, waves, and no green where people doubt."""

import json
import re
from dataclasses import replace

from statusgen.model.snapshot import Scope
from statusgen.model.words import Confidence, ScopeKind, Trend
from statusgen.rendering.site import render
from tests.rendering import make


def words(page: bytes) -> str:
    """The page's text without its markup."""
    text = re.sub(r"<(style|script|svg).*?</\1>", "", page.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def home(**more) -> str:
    return words(render(make.snapshot([make.component("web")], **more))["index.html"])


def test_spikes_stand_beside_what_is_usual():
    told = home(reports=(make.spike(), make.spike(country="PK", count=109, expected=2.5, trend=Trend.STEADY)))

    assert "What people report From Reports in 15 minutes Usual" in told
    assert "United States 40,000 rising 40" in told
    assert "Pakistan 109 2.5" in told
    assert "Mostly: sign-in 70 %, page 30 %" in told
    assert "by tracker" in told


def test_what_is_as_usual_has_no_place_on_the_page():
    assert "What people report" not in home(reports=(make.spike(is_spike=False),))


def test_cities_are_named_and_many_countries_counted():
    rows = [
        make.spike(country=code, cities=("Town",))
        for code in ("US", "PK", "JP", "GB", "DE", "FR", "IT", "ES")
    ]

    told = home(reports=tuple(rows))

    assert "Pakistan Town" in told
    assert "And 2 more countries." in told


def test_nothing_to_compare_with_is_said():
    assert "40,000 rising not known yet" in home(reports=(make.spike(expected=None),))


def test_what_only_people_doubt_is_never_green():
    doubted = make.component(
        "web",
        note="possible problems in the United States",
        scope=Scope(kind=ScopeKind.UNCONFIRMED, countries=("US",)),
        reports=(make.spike(),),
    )
    doubted = replace(doubted, confidence=Confidence.UNCONFIRMED)
    unmeasured = replace(
        make.component("docs", measured=False), note="possible problems in the United States"
    )

    files = render(make.snapshot([doubted, unmeasured]))

    assert words(files["index.html"]).count("In doubt") == 2
    told = words(files["components/web/index.html"])
    assert "In doubt · possible problems in the United States" in told
    assert "Since 09:45 UTC (1 h 20 min) · not confirmed · Perhaps in the United States" in told


def test_a_components_page_says_that_reports_are_as_usual():
    calm = make.component("web", reports=(make.spike(is_spike=False),))

    told = words(render(make.snapshot([calm]))["components/web/index.html"])

    assert "People report Not more than usual" in told


def test_waves_stand_in_a_table_and_in_the_chart():
    page = render(make.rich())["incidents/sign-in-fails/index.html"]

    assert "Waves of people’s reports Wave When Highest Usual" in words(page)
    assert "40,109 in 15 minutes" in words(page)
    assert "United States 40,000, Pakistan 109" in words(page)
    assert (
        'aria-label="Reports of people: up to 40,109 for 30 min, then up to 900 for 15 min."' in page.decode()
    )


def test_findings_are_told_on_the_home_page_and_to_machines():
    files = render(make.rich())

    assert "Looks like network-level interference in Pakistan: Search" in words(files["index.html"])
    (finding,) = json.loads(files["status.json"])["findings"]
    assert (finding["kind"], finding["country"], finding["components"]) == ("interference", "PK", ["search"])


def test_names_from_files_of_reports_are_data():
    evil = make.spike(
        source="<script>alert(1)</script>", cities=("<b>Town</b>",), problems=(("<i>x", 0.5), ("y", 0.5))
    )

    page = render(make.snapshot([make.component("web", reports=(evil,))], reports=(evil,)))[
        "index.html"
    ].decode()

    assert "<script>alert" not in page
    assert "<b>Town" not in page
    assert "&lt;b&gt;Town" in page
