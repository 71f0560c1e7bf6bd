"""Pages look as the pictures that were looked at, and hold together at any width with any words."""

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser

from tests.browser.inspecting import pages
from tests.browser.looks import FONT, KEPT, MOST_DIFFERENT, camera, difference, shots
from tests.browser.make import serve
from tests.browser.nasty import NASTY
from tests.rendering import make
from tests.scorecard import IS_PROOF

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SHOTS = shots()
SOME = SHOTS if IS_PROOF else SHOTS[::3]
"""At full size all of them; else a third, of every kind."""
ANEW = "look at it, then at what `make looks` takes anew"
OF_PAGES = (
    "home",
    "components",
    "incidents",
    "maintenance",
    "history",
    "how-we-measure",
    "places",
    "subscribe",
)
CROWDED = """() => {
  const wide = document.documentElement.clientWidth, boxes = [], faults = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = walker.nextNode());) {
    const parent = text.parentElement;
    if (!text.data.trim() || !parent.checkVisibility() || parent.closest("svg,.unseen,.skip,script,style")) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const { left, right, top, bottom } of range.getClientRects()) {
      if (right - left < 2) continue;
      // What scrolls by itself may be wider.
      const scrolls = parent.closest("pre,table")?.parentElement;
      if ((left < -1 || right > wide + 1) && !(scrolls && scrolls.scrollWidth > scrolls.clientWidth))
        faults.push("outside: " + text.data.slice(0, 40));
      boxes.push({ left, right, top, bottom, text });
    }
  }
  boxes.sort((a, b) => a.top - b.top);
  boxes.forEach((a, number) => {
    for (let next = number + 1; next < boxes.length && boxes[next].top < a.bottom; next++) {
      const b = boxes[next];
      const down = Math.min(a.bottom, b.bottom) - b.top, along = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      if (a.text !== b.text && along > 3 && down > 0.45 * Math.min(a.bottom - a.top, b.bottom - b.top))
        faults.push("over each other: " + a.text.data.slice(0, 40) + " | " + b.text.data.slice(0, 40));
    }
  });
  if (document.documentElement.scrollWidth > wide) faults.push("scrolls to the side");
  return faults.slice(0, 5);
}"""


@pytest.fixture(scope="module")
def take(chromium: Browser):
    if not FONT.exists():
        pytest.skip("DejaVu Sans is not installed (on Debian: fonts-dejavu-core)")
    with camera(chromium.browser_type) as taken:
        yield taken


@pytest.mark.parametrize("shot", SOME, ids=lambda shot: shot.file.stem)
def test_a_page_looks_as_it_did(take, shot, tmp_path):
    picture = take(shot)
    here = tmp_path / shot.file.name
    picture.save(here)
    assert shot.file.exists(), ANEW
    assert difference(picture, Image.open(shot.file)) <= MOST_DIFFERENT, f"{here} is not {shot.file}: {ANEW}"


def test_the_pictures_are_those_of_the_list_and_stay_small():
    kept = list(KEPT.glob("*.png"))
    assert {path.name for path in kept} == {shot.file.name for shot in SHOTS}
    assert sum(path.stat().st_size for path in kept) < 1_500_000


def test_another_state_another_colour_and_another_word_are_noticed():
    by_name = {shot.file.stem: Image.open(shot.file).convert("RGB") for shot in SHOTS}
    home = by_name["waves-2025-03-10T1642-phone"]
    same_look = [
        name for name in by_name if name.endswith("-phone") and name != "waves-2025-03-10T1642-phone"
    ]
    assert len(same_look) > 20
    assert min(difference(home, by_name[name]) for name in same_look) > MOST_DIFFERENT * 3
    assert difference(home, by_name["waves-2025-03-10T1642-phone-dark"]) > 0.5
    touched = home.copy()
    ImageDraw.Draw(touched).rectangle((40, 40, 70, 55), fill=(0, 128, 0))
    assert difference(home, touched) > MOST_DIFFERENT
    assert difference(home, home.copy()) == 0


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("name", [*NASTY, "rich", "thousand"])
def test_at_320_dots_nothing_is_cut_off_or_over_another(chromium, name, direction):
    made = {"rich": make.rich, "thousand": lambda: make.many(1000), **NASTY}[name]()
    files = pages(made, ("home",) if name == "thousand" else OF_PAGES)
    with serve(files) as address:
        page = chromium.new_page(viewport={"width": 320, "height": 640})
        for path in (path for path in files if path.endswith(".html")):
            page.goto(address + path)
            page.evaluate(f"document.documentElement.dir = '{direction}'")
            assert page.evaluate(CROWDED) == [], path
        page.close()


def _in_order(fault: str) -> str:
    """Which of two stands first in the list is not said."""
    what, colon, names = fault.partition(": ")
    return what + colon + " | ".join(sorted(names.split(" | ")))


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<p style='width:600px'>x</p>", "scrolls to the side"),
        ("<p style='position:absolute;left:-50px'>cut off</p>", "outside: cut off"),
        ("<p>one and two</p><p style='margin-top:-2.2em'>three</p>", "over each other: one and two | three"),
    ],
)
def test_what_is_cut_off_or_over_another_is_noticed(chromium, body, fault):
    page = chromium.new_page(viewport={"width": 320, "height": 640})
    page.set_content(body)
    assert fault in [_in_order(one) for one in page.evaluate(CROWDED)]
    page.close()
