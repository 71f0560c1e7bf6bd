"""Badges: the word, shape and colour of each state, what they say aloud, and that no name breaks them."""

import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import fromstring

import jsonschema
import pytest

from statusgen.model.project import Page
from statusgen.model.uptime import Numbers
from statusgen.model.words import Confidence, Status
from statusgen.rendering.badge_svg import HEIGHT
from statusgen.rendering.shapes import HAIR, INK, PAPER, SHAPES, SOFT, TONES
from statusgen.rendering.site import render
from statusgen.rendering.text_widths import text_width
from statusgen.rendering.wording import STATES
from tests.browser.poison import PAYLOADS, everywhere
from tests.rendering import make
from tests.rendering.test_feeds import HOSTILE

SVG = "{http://www.w3.org/2000/svg}"
SHIELD = {
    "type": "object",
    "properties": {
        "schemaVersion": {"const": 1},
        "label": {"type": "string"},
        "message": {"type": "string", "minLength": 1},
        "color": {"type": "string", "pattern": "^#[0-9a-f]{6}$"},
        "isError": {"const": True},
        "cacheSeconds": {"type": "integer", "minimum": 300},
    },
    "required": ["schemaVersion", "label", "message", "color", "cacheSeconds"],
    "additionalProperties": False,
}
"""What shields.io takes, as far as we use it."""
LOOKS = {
    **{status: make.component(status=status) for status in Status},
    "said": make.component(measured=False),
    "doubt": make.component(note="failing, being confirmed"),
}
WORDS = {
    **{status: state.word for status, state in STATES.items()},
    "said": "Operational",
    "doubt": "In doubt",
}
KEYS = {**{status: state.key for status, state in STATES.items()}, "said": "said", "doubt": "doubt"}


def badge(files, path):
    return fromstring(files[f"badge/{path}.svg"])


def texts(svg):
    return [text.text for text in svg.iter(f"{SVG}text")]


def drawn(svg):
    """Each piece of the shape: its tag and its geometry."""
    shape = svg.find(f"{SVG}g")
    names = ("cx", "cy", "r", "x", "y", "width", "height", "rx", "d")
    return [(p.tag.removeprefix(SVG), {n: p.get(n) for n in names if p.get(n)}) for p in shape]


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_each_state_has_its_word_its_shape_and_its_colour(look):
    files = render(make.snapshot([LOOKS[look]]))
    svg, shield = badge(files, "web/status"), json.loads(files["badge/web/status.json"])

    assert texts(svg)[:2] == ["Web", WORDS[look]]
    assert drawn(svg) == [(part.tag, part.geometry) for part in SHAPES[KEYS[look]]]
    assert svg.findall(f"{SVG}text")[1].get("fill") == TONES[KEYS[look]].light == shield["color"]
    assert shield["message"].startswith(WORDS[look])
    assert shield["label"] == "Web"


@pytest.mark.parametrize("status", Status)
def test_the_page_has_a_badge_of_its_headline(status):
    svg = badge(render(make.snapshot([make.component(status=status)])), "status")

    assert texts(svg) == ["Chirp", STATES[status].word, "as of 10 Mar 11:05 UTC"]
    spoken = (
        f"Chirp: {STATES[status].formal} as of 10 March 2025 11:05:20 UTC; after 11:20 UTC, treat as unknown"
    )
    assert svg.get("aria-label") == svg.find(f"{SVG}title").text == spoken
    assert svg.get("role") == "img"


def test_a_page_in_doubt_or_told_by_people_alone_is_not_plainly_green():
    sure = make.snapshot([make.component()])
    unsure = replace(
        sure, headline=replace(sure.headline, confidence=Confidence.UNCONFIRMED, is_all_clear=False)
    )

    assert texts(badge(render(unsure), "status"))[1] == "In doubt"
    assert texts(badge(render(make.unmeasured()), "status"))[1:3] == ["Operational", "reported, not measured"]
    assert drawn(badge(render(make.unmeasured()), "status")) != drawn(badge(render(sure), "status"))


@pytest.mark.parametrize(
    ("up", "measured", "wanted"),
    [
        (0.99999, 1.0, ["Web uptime", "99.99\u00a0% in 90 days", "to 10 Mar"]),
        (1.0, 0.975, ["Web uptime", "100\u00a0% in 90 days", "97\u00a0% measured", "to 10 Mar"]),
        (0.5, 0.001, ["Web uptime", "50.00\u00a0% in 90 days", "under 1\u00a0% measured", "to 10 Mar"]),
        (None, 0.0, ["Web uptime", "not measured", "to 10 Mar"]),
    ],
)
def test_uptime_is_rounded_down_and_stands_beside_its_coverage(up, measured, wanted):
    windows = {"90d": make.uptime(up=up, measured=measured)}
    page = make.snapshot([make.component(uptime=windows)], numbers=Numbers(windows=windows, months=()))
    files = render(page)

    assert texts(badge(files, "web/uptime")) == wanted
    assert texts(badge(files, "uptime")) == ["Chirp uptime", *wanted[1:]]
    assert json.loads(files["badge/web/uptime.json"])["message"] == " · ".join(wanted[1:])


def test_what_nobody_measures_has_no_uptime():
    assert "not measured" in texts(badge(render(make.unmeasured()), "web/uptime"))


def test_only_what_is_fine_may_be_recoloured_at_shields():
    """`isError` keeps the address that asks from painting an outage green."""
    for look, state in LOOKS.items():
        shield = json.loads(render(make.snapshot([state]))["badge/web/status.json"])
        assert shield.get("isError", False) == (look not in (Status.OPERATIONAL, "said")), look


@pytest.mark.parametrize(
    "made", [make.rich, make.clear, make.unmeasured, lambda: everywhere(HOSTILE + PAYLOADS)]
)
def test_every_answer_for_shields_is_what_it_takes(made):
    shields = {p: d for p, d in render(made()).items() if p.startswith("badge/") and p.endswith(".json")}

    assert len(shields) >= 4
    for path, data in shields.items():
        jsonschema.validate(json.loads(data), SHIELD), path


def test_whatever_a_name_is_the_picture_parses_and_holds_its_texts():
    files = render(everywhere(HOSTILE + PAYLOADS + ("長い名前" * 40, "م" * 200, "👩🏽‍🚒" * 50, "i" * 500)))
    pictures = {
        path: data for path, data in files.items() if path.startswith("badge/") and path.endswith(".svg")
    }

    assert len(pictures) > 2 * len(PAYLOADS)
    for path, data in pictures.items():
        svg = fromstring(data)
        assert {e.tag.removeprefix(SVG) for e in svg.iter()} <= {
            *("svg", "title", "style", "rect", "path", "text", "g", "circle"),
        }, path
        right = max(float(text.get("x")) + float(text.get("textLength")) for text in svg.iter(f"{SVG}text"))
        assert right < int(svg.get("width")) < 900, path
        assert int(svg.get("height")) == HEIGHT


def test_an_address_is_the_id_and_an_earlier_id_keeps_its_own():
    state = make.component("post", "Mail")
    renamed = replace(state, component=replace(state.component, name=make.words("Letters"), was=("mail",)))
    files = render(make.snapshot([renamed]))

    assert files["badge/mail/status.svg"] == files["badge/post/status.svg"]
    assert texts(badge(files, "mail/status"))[0] == "Letters"


def test_components_with_the_names_of_the_pages_badges_take_no_others_place():
    files = render(make.snapshot([make.component("status"), make.component("uptime", status=make.DOWN)]))

    assert texts(badge(files, "status"))[0] == "Chirp"
    assert texts(badge(files, "status/status"))[:2] == ["Status", "Operational"]
    assert texts(badge(files, "uptime/status"))[:2] == ["Uptime", "Down"]


def test_a_page_without_a_printable_name_still_has_a_label():
    files = render(make.snapshot([make.component()], page=Page(name=make.words("\x00"))))
    assert texts(badge(files, "status"))[0] == "Status"


def test_the_shapes_are_those_of_the_pages():
    page = Path("templates/partials/shapes.html").read_text(encoding="utf-8")
    found = {}
    for key, inside in re.findall(r'<symbol id="s-(\w+)"[^>]*>(.*?)</symbol>', page):
        pieces = re.findall(r"<(\w+) ([^>]*)/>", inside)
        attributes = [(tag, dict(re.findall(r'([\w-]+)="([^"]*)"', text))) for tag, text in pieces]
        found[key] = [(tag, a.pop("class", ""), a) for tag, a in attributes]
    del found["past"]

    assert found == {
        key: [(part.tag, part.look, part.geometry) for part in parts] for key, parts in SHAPES.items()
    }


def test_the_colours_are_those_of_the_pages():
    style = Path("templates/assets/style.css").read_text(encoding="utf-8")
    colours = {
        name: tuple(pair) for name, *pair in re.findall(r"--(\w+): light-dark\((#\w+), (#\w+)\);", style)
    }
    tones = dict(re.findall(r"\.(\w+) \{ --tone: var\(--(\w+)\); \}", style))

    assert {key: colours[name] for key, name in tones.items() if key in TONES} == TONES
    assert (colours["paper"], colours["ink"], colours["soft"], colours["hair"]) == (PAPER, INK, SOFT, HAIR)


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first, second):
    bright, dim = sorted((luminance(first), luminance(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_every_word_can_be_read_by_day_and_by_night():
    assert contrast("#fff", "#000") == pytest.approx(21)
    for colour in (*TONES.values(), INK, SOFT):
        assert contrast(colour.light, PAPER.light) >= 4.5, colour
        assert contrast(colour.dark, PAPER.dark) >= 4.5, colour


def test_widths_of_texts_are_about_those_of_letters():
    assert text_width("", 11) == 0
    assert text_width("iii", 10) < text_width("mmm", 10) / 3
    assert text_width("e\u0301", 10) == text_width("e", 10)
    assert text_width("日本", 10) == 20.0
