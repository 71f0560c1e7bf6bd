"""Hostile texts in every field of real files, through the command line, on every page in a real browser."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from statusgen.reading.decode import FORBIDDEN
from tests.browser.inspecting import ran, strained
from tests.browser.payloads.every import PAYLOADS, batches, together
from tests.browser.poison import MARKDOWN
from tests.browser.structure import harmless, strange_pages
from tests.commands.make import quickly
from tests.scorecard import IS_PROOF

FOREIGN = tuple(payload for payload in PAYLOADS if re.match(r"!\[x\](?:\[|\((?!x\.png))", payload))
"""Pictures from elsewhere, which reading refuses; those of the project lie where payloads look for them."""
READABLE = tuple(p for p in PAYLOADS if p not in FOREIGN and not FORBIDDEN.search(p) and max(p) <= "\uffff")
TEXTS = READABLE if IS_PROOF else tuple(together(batch) for batch in batches(READABLE, 24))
"""Full size: each in files of its own."""
GRAPH = Path(__file__).parent.parent / "reading/pictures/graph.png"
CANARY = "{{ 7*191 }} {% raw %} ${7*191} #{7*191} <%= 7*191 %>"
NOW = "2025-03-10T12:00Z"


def settings(payloads: tuple[str, ...]) -> str:
    """Groups, components, places and checks named by payloads."""
    groups = [
        {
            "id": f"g{number}",
            "name": payload,
            "components": [
                {
                    "id": f"c{number}",
                    "name": {"en": payload, "ur": payload},
                    "description": payload,
                    "check": {
                        "url": "https://x.example/",
                        "expect": {"text": payload},
                        "headers": {"X": payload},
                    },
                }
            ],
        }
        for number, payload in enumerate(payloads)
    ]
    page = {"name": payloads[0], "description": CANARY, "languages": ["en", "ur"], "show_targets": "true"}
    places = {f"v{number}": {"city": payload} for number, payload in enumerate(payloads)}
    return json.dumps({"page": page, "vantages": places, "groups": groups})


def incident(number: int, payload: str) -> str:
    updates = [
        {"at": f"2025-03-10T10:{minute:02}Z", "status": status, "text": text}
        for minute, (status, text) in enumerate(
            [
                ("investigating", payload),
                ("identified", f"x {payload}"),
                ("monitoring", f"- {payload}\n- {CANARY}"),
            ]
        )
    ]
    return json.dumps(
        {
            "title": payload,
            "impact": {f"c{number}": "partial_outage"},
            "cause": payload,
            "scope": {"kind": "global", "filtering": payload, "source": "https://x.example/?<img>'\"`"},
            "updates": updates,
            "postmortem": f"{payload}\n\n{CANARY}",
            "exclude": [
                {"starts_at": "2025-03-10T09:00Z", "ends_at": "2025-03-10T09:05Z", "reason": payload},
            ],
            **({"withdrawn": payload} if number % 4 == 3 else {}),
        }
    )


def maintenance(payload: str) -> str:
    update = {"at": "2025-03-10T11:31Z", "status": "in_progress", "text": payload}
    hours = {"starts_at": "2025-03-10T11:30Z", "ends_at": "2025-03-10T13:00Z"}
    return json.dumps(
        {
            "kind": "maintenance",
            "title": payload,
            "impact": {"c0": "under_maintenance"},
            **hours,
            "updates": [update],
        }
    )


def announcement(payload: str) -> str:
    update = {"at": "2025-03-10T11:00Z", "text": payload}
    return json.dumps(
        {"kind": "announcement", "title": payload, "expires_at": "2025-03-11T00:00Z", "updates": [update]}
    )


def site_of(root: Path, payloads: tuple[str, ...]) -> dict[str, bytes]:
    """The site that the command line builds of these files."""
    for folder in ("incidents", "reports", "history/v0"):
        (root / folder).mkdir(parents=True)
    (root / "statusgen.yaml").write_text(settings(payloads))
    for number, payload in enumerate(payloads):
        (root / f"incidents/i{number}.yaml").write_text(incident(number, payload))
        if number % 5 == 0:
            (root / f"incidents/m{number}.yaml").write_text(maintenance(payload))
            (root / f"incidents/n{number}.yaml").write_text(announcement(payload))
    for name in ("x", "x.png"):
        (root / "incidents" / name).write_bytes(GRAPH.read_bytes())
    rows = [
        {
            "at": "2025-03-10T11:45Z",
            "minutes": 15,
            "component": "c0",
            "count": 900,
            "city": p[:199],
            "problem": p[:199],
        }
        for p in READABLE
        if not re.search(r"[\t\n]", p)
    ]
    (root / "reports/a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    line = {
        "v": 1,
        "at": "2025-03-10T11:59:00Z",
        "source": payloads[0],
        "results": {"c0": ["failed", None, "http", "<b>"]},
    }
    (root / "history/v0/2025-03-10.jsonl").write_text(json.dumps(line) + "\n")
    ran = quickly("-C", root, "build", "--now", NOW)
    assert ran.code == 0, ran.err
    return {
        str(p.relative_to(root / "site")): p.read_bytes() for p in (root / "site").rglob("*") if p.is_file()
    }


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Every payload that files can hold, in every field."""
    return site_of(tmp_path_factory.mktemp("site"), TEXTS)


@pytest.fixture(scope="module")
def of_files(known, tmp_path_factory):
    """What pages are made of, those of such files among them."""
    files = site_of(tmp_path_factory.mktemp("harmless"), (f"{MARKDOWN}\n\n![a](x.png 't')", "x", "y", "z"))
    mine = harmless(data for path, data in files.items() if path.endswith(".html"))
    return replace(known, attributes=known.attributes | mine.attributes, code=known.code | mine.code)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.proof("S7")
def test_nothing_that_stands_in_any_file_leaves_a_trace_or_runs_on_any_page(
    chromium, site, of_files, record_property
):
    pages = sum(path.endswith(".html") for path in site)
    record_property("S7", f"0 of {len(READABLE)} payloads from files, on {pages} pages without the policy")

    assert len(READABLE) >= 300
    assert strange_pages(site, of_files) == {}
    shown = [path for path in site if path.endswith(".html")][:: 1 if IS_PROOF else 6]
    assert ran(chromium, site, policy=False, paths=["index.html", *shown]) == set()


@pytest.mark.browser
def test_hostile_files_do_not_even_strain_the_policy(chromium, tmp_path):
    assert strained(chromium, site_of(tmp_path, READABLE[::100])) == {}


def test_nothing_in_any_file_is_evaluated_as_a_template(site):
    # Checksums of all files may have any digits.
    assert [path for path, data in site.items() if b"1337" in data and path != "build.json"] == []
    assert b"{{ 7*191 }}" in site["index.html"]


def test_every_json_file_stays_json(site):
    documents = {path: json.loads(data) for path, data in site.items() if path.endswith(".json")}
    assert len(documents["status.json"]["components"]) == len(TEXTS)


@pytest.mark.parametrize("payload", FOREIGN)
def test_a_picture_from_elsewhere_stops_the_build(tmp_path, payload):
    with pytest.raises(AssertionError, match=r"is not from the project|leads out of incidents"):
        site_of(tmp_path, (payload,))


@pytest.mark.browser
def test_a_picture_is_shown_from_a_file_under_the_policy(chromium, tmp_path):
    site_of(tmp_path, ("![The graph](x.png)",))
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    for path in ("index.html", "incidents/i0/index.html", "history/2025-03/index.html"):
        page.goto((tmp_path / "site" / path).as_uri())
        picture = page.locator("img[alt='The graph']").first
        picture.scroll_into_view_if_needed()
        page.wait_for_function("document.querySelector('img').complete")
        assert picture.evaluate("e => [e.naturalWidth, e.naturalHeight, e.width, e.loading]") == [
            40,
            30,
            40,
            "lazy",
        ]
    page.close()
