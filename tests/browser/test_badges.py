"""Badges in a browser: nothing of axe, room for every text, dark where the reader is, alone and inside pages."""

import re

import pytest

from statusgen.model.words import Status
from statusgen.rendering.shapes import PAPER
from statusgen.rendering.site import render
from statusgen.rendering.wording import STATES
from tests.browser.make import serve
from tests.rendering import make

axe = pytest.importorskip("axe_playwright_python.sync_playwright")
pytestmark = pytest.mark.browser
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Badges</title></head>
<body><main><h1>Badges</h1>{}</main></body></html>"""
WIDTHS = """() => [...document.querySelectorAll("text")].map((text) => {
  const given = +text.getAttribute("textLength");
  text.removeAttribute("textLength");
  return [text.textContent, given, text.getComputedTextLength()];
})"""


def badges():
    """Of all six states, what people alone say, doubt and uptime."""
    components = [make.component(f"part-{n}", status.formal, status) for n, status in enumerate(Status)]
    components += [make.component("said", "Said", measured=False), make.component("doubt", note="failing")]
    files = render(make.snapshot(components))
    return {path: data for path, data in files.items() if path.startswith("badge/") and path.endswith(".svg")}


def test_axe_finds_nothing_and_each_is_named(chromium):
    made = badges()
    images = "".join(f'<p><img src="{path}" alt="{path}"></p>' for path in made)
    inline = "".join(f"<p>{data.decode()}</p>" for data in made.values())
    page = chromium.new_page()
    with serve({"index.html": PAGE.format(images + inline).encode(), **made}) as address:
        page.goto(address)
        violations = axe.Axe().run(page).response["violations"]
        assert [(v["id"], [node["html"] for node in v["nodes"]][:2]) for v in violations] == []
        names = page.get_by_role("img").count()
        assert names == 2 * len(made)
        for status in Status:
            said = re.compile(
                f"{STATES[status].formal}: {STATES[status].formal} as of 10 March 2025 11:05:20 UTC"
            )
            assert page.get_by_role("img", name=said).count() == 1
    page.close()


def test_the_widths_that_are_given_are_about_those_of_the_letters(chromium):
    page = chromium.new_page()
    page.set_content(PAGE.format("".join(data.decode() for data in badges().values())))
    found = page.evaluate(WIDTHS)
    page.close()

    assert len(found) > 40
    for text, given, natural in found:
        assert 0.75 < given / natural < 1.35, text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_ground_is_the_readers(chromium, scheme):
    context = chromium.new_context(color_scheme=scheme)
    page = context.new_page()
    with serve(badges()) as address:
        page.goto(f"{address}badge/status.svg")
        fill = page.evaluate("getComputedStyle(document.querySelector('rect')).fill")
    context.close()

    digits = getattr(PAPER, scheme)[1:]
    parts = [digits[n : n + 2] for n in (0, 2, 4)] if len(digits) == 6 else [2 * digit for digit in digits]
    assert fill == f"rgb({', '.join(str(int(part, 16)) for part in parts)})"
