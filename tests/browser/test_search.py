"""History can be searched without a server: from a folder, by keyboard, and read by month without JavaScript."""

from dataclasses import replace

import pytest

from statusgen.rendering.site import render
from tests.browser.inspecting import WATCH
from tests.browser.make import serve
from tests.browser.test_live import later
from tests.rendering import make
from tests.rendering.make import MINUTE, NOW

pytestmark = pytest.mark.browser

PATH = "history/index.html"


@pytest.fixture
def history(chromium, tmp_path):
    """The list in a folder, as somebody opens it who has no server."""
    for path, data in render(make.rich()).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    page = chromium.new_page()
    page.add_init_script(WATCH)
    page.goto((tmp_path / PATH).as_uri())
    yield page
    assert page.evaluate("window.violations") == []
    page.close()


def shown(page):
    return [text.split("\n")[0] for text in page.locator(".finds a:visible").all_inner_texts()]


ALL = [
    "New keys for the API",
    "Sign-in fails for most people",
    "Old clients stop in May",
    "Sign-in fails on desktops",
    "New cables",
    "Unreachable in Pakistan",
]


@pytest.mark.parametrize(
    ("wanted", "finds"),
    [
        ("", ALL),
        ("desktops", ["Sign-in fails on desktops"]),
        ("SIGN-IN", ["Sign-in fails for most people", "Sign-in fails on desktops"]),
        ("fails sign", ["Sign-in fails for most people", "Sign-in fails on desktops"]),
        ("mobile", ["Sign-in fails for most people"]),
        ("resolved down", ["Sign-in fails on desktops"]),
        ("partly", ["Sign-in fails for most people", "Unreachable in Pakistan"]),
        ("february 2025", ["New cables"]),
        ("2024-02", ["Unreachable in Pakistan"]),
        ("2024", ["Unreachable in Pakistan"]),
        ("announcement", ["Old clients stop in May"]),
        ("maintenance", ["New keys for the API", "New cables"]),
        ("no such thing", []),
    ],
)
def test_it_finds_by_title_component_state_and_date(history, wanted, finds):
    history.fill("#wanted", wanted)
    assert shown(history) == finds
    told = history.inner_text("#search output")
    assert told == (f"Found: {len(finds)} of {len(ALL)}" if wanted else "")


def test_months_and_years_without_a_find_go_and_come_back(history):
    history.fill("#wanted", "pakistan")
    assert history.locator(".year h2:visible").all_inner_texts() == ["2024"]
    assert history.locator(".month:visible").count() == 1
    history.fill("#wanted", "")
    assert history.locator(".year h2:visible").all_inner_texts() == ["2025", "2024"]


def test_the_keyboard_reaches_it_and_the_number_of_finds_is_announced(history):
    for _ in range(12):
        history.keyboard.press("Tab")
        if history.evaluate("document.activeElement.id") == "wanted":
            break
    history.keyboard.type("cables")
    assert shown(history) == ["New cables"]
    history.keyboard.press("Enter")
    assert history.url.endswith(PATH), "Enter leads nowhere"
    history.keyboard.press("Tab")
    assert history.evaluate("document.activeElement.textContent") == "February 2025", (
        "what was not found is passed over"
    )
    snapshot = history.locator("#search").aria_snapshot()
    assert "search" in snapshot
    assert 'searchbox "Search by title, component, state or date": cables' in snapshot
    assert 'status: "Found: 1 of 6"' in snapshot


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("Éclair überlastet", "eclair uber"),
        ("ＫＡＦＫＡ ①", "kafka 1"),
        ("پاکستان میں بند", "پاکستان"),
        ("خِدمت", "خدمت"),
    ],
)
def test_marks_and_forms_of_letters_do_not_matter(chromium, title, wanted):
    named = replace(make.resolved().incident, title=make.words(title))
    snapshot = replace(
        make.rich(), incidents=(*make.rich().incidents, replace(make.resolved(), incident=named))
    )
    with serve(render(snapshot)) as address:
        page = chromium.new_page()
        page.goto(address + PATH)
        page.fill("#wanted", wanted)
        assert shown(page) == [title]
        page.close()


def test_without_javascript_it_is_the_plain_list_by_month_and_year(chromium):
    with serve(render(make.rich())) as address:
        context = chromium.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(address + PATH)
        assert page.locator("#search:visible").count() == 0
        assert page.locator("h2").all_inner_texts() == ["2025", "2024"]
        assert [text.split("\n")[0] for text in page.locator("h3 a").all_inner_texts()] == [
            "March 2025",
            "February 2025",
            "February 2024",
        ]
        assert shown(page) == ALL
        context.close()


def test_what_was_typed_stays_when_the_page_renews_itself(chromium):
    files = render(make.rich())
    with serve(files, date=NOW) as address:
        page = chromium.new_page()
        page.clock.install(time=NOW + MINUTE)
        page.goto(address + PATH, wait_until="networkidle")
        page.click("#wanted")
        page.keyboard.type("sign")
        named = replace(make.resolved().incident, id="again", title=make.words("Sign-in is slow"))
        incidents = (*make.rich().incidents, replace(make.resolved(), incident=named))
        files.update(render(later(replace(make.rich(), incidents=incidents))))
        page.clock.run_for(31_000)
        page.wait_for_function("() => document.querySelector('footer').textContent.includes('11:10:20')")
        assert shown(page) == [
            "Sign-in fails for most people",
            "Sign-in fails on desktops",
            "Sign-in is slow",
        ]
        assert page.inner_text("#search output") == "Found: 3 of 7"
        page.keyboard.type("-in is")
        assert shown(page) == ["Sign-in is slow"]
        page.close()


def test_so_few_that_they_are_seen_at_a_glance_need_no_search():
    page = render(make.clear())[PATH].decode()
    assert "Sign-in fails on desktops" in page
    assert 'role="search"' not in page
