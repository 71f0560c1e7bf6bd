"""A project makes the page its own: logo, colour, stylesheet, and any template or partial alone."""

import base64
import hashlib
import re
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from statusgen.commands.scenes import page_at, scene_of_story
from statusgen.model.colours import parse_colour
from statusgen.model.pictures import Picture
from statusgen.model.project import Page
from statusgen.model.theme import Accent, Logo, ThemeFile
from statusgen.rendering.copies import copies, originals
from statusgen.rendering.engine import templates_folder
from statusgen.rendering.site import render
from statusgen.simulating.happened import STORIES
from tests.rendering import make

OURS = templates_folder()
DRAWING = Picture(data=b"<svg/>", kind="svg", width=120, height=40)
OTHER = Picture(data=b"<svg />", kind="svg", width=120, height=40)
TEMPLATES = sorted(name for name in originals(OURS) if name.endswith(".html"))


@cache
def snapshots():
    """Together they have every kind of page and part."""
    story = STORIES["waves-2025"]
    shown = page_at(scene_of_story(story), story.starts_at + timedelta(hours=7), None)
    small = make.unmeasured()
    spoken = replace(small, page=replace(small.page, languages=("en", "sw")))
    return make.rich(), spoken, shown.snapshot


def with_page(**more):
    page = Page(name=make.words("Chirp"), url="https://status.chirp.example/", **more)
    return render(replace(make.rich(), page=page))


def logo(light=DRAWING, dark=None):
    return Logo(
        light=ThemeFile("templates/a.svg", picture=light),
        dark=ThemeFile("templates/b.svg", picture=dark) if dark else None,
    )


def css(text):
    return ThemeFile("templates/ours.css", text=text)


def policy(page):
    return re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1].replace("&#39;", "'")


def styles(page):
    return re.findall(r"<style>(.*?)</style>", page, re.DOTALL)


def test_a_logo_stands_in_the_place_of_the_name_and_is_never_part_of_the_page():
    files = with_page(logo=logo())
    home = files["index.html"].decode()

    path = f"assets/logo-{DRAWING.name}"
    assert f'<img class="logo" src="{path}" width="84" height="28" alt="Chirp">' in home
    assert files[path] == b"<svg/>"
    assert f'src="../../{path}"' in files["components/sign-in/index.html"].decode()
    assert "<source" not in home


def test_a_logo_for_dark_is_for_screens_alone():
    home = with_page(logo=logo(dark=OTHER))["index.html"].decode()

    assert (
        f'<source media="screen and (prefers-color-scheme: dark)" srcset="assets/logo-{OTHER.name}">' in home
    )


def test_an_accent_is_the_colour_of_links_and_name_and_of_no_state():
    accent = Accent(light=parse_colour("#0b57d0"), dark=parse_colour("#8ab4f8"))

    (plain,) = styles(render(make.rich())["index.html"].decode())
    (coloured,) = styles(with_page(accent=accent)["index.html"].decode())

    assert coloured == plain + " :root{--link:light-dark(#0b57d0,#8ab4f8);--brand:var(--link)}"
    rules = re.findall(r"([^{}]*)\{([^{}]*)\}", plain)
    users = {selector.strip() for selector, rule in rules if "--link)" in rule}
    charts = {":root", ".key.half", ".plot .half"}  # the area of a chart is a tint of its line
    assert users == {"a", ":focus-visible", "tr:target, li:target", "button:hover"} | charts


def test_a_stylesheet_of_the_project_comes_after_ours():
    files_css = b"h1 {\n  color: rebeccapurple\n}\n"
    files = with_page(css=css(files_css.decode()))
    home, past = files["index.html"].decode(), files["history/index.html"].decode()

    assert styles(home)[1] == "h1 { color: rebeccapurple }"
    named = f"assets/theme.{hashlib.sha256(files_css).hexdigest()[:10]}.css"
    assert past.index("assets/style.") < past.index(named)
    assert files[named] == files_css


@pytest.mark.parametrize(
    "text", ["@font-face { src: url(font.woff2) }", "@import 'more.css';", "/* </style><script> */"]
)
def test_a_stylesheet_that_names_files_or_could_end_its_element_stays_a_file(text):
    home = with_page(css=css(text))["index.html"].decode()

    assert len(styles(home)) == 1
    assert '<link rel="stylesheet" href="assets/theme.' in home
    assert "'self'" in re.search("style-src[^;]*", policy(home))[0]
    assert text not in home


def test_what_comes_after_a_file_is_a_file_too(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/style.css").write_text("@import 'more.css';")
    page = Page(name=make.words("Chirp"), css=css("h1 { color: rebeccapurple }"))

    home = render(replace(make.clear(), page=page), overrides=tmp_path)["index.html"].decode()

    assert styles(home) == []
    assert home.index("assets/style.") < home.index("assets/theme.")


def test_line_ends_inside_a_page_are_those_of_its_checksum(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/style.css").write_bytes(b"h1 {\r\n color: red;\r}\n")

    home = render(make.clear(), overrides=tmp_path)["index.html"].decode()

    (style,) = styles(home)
    assert style == "h1 { color: red; }"
    assert base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() in policy(home)


def test_what_tells_of_the_present_is_whole_in_one_file_and_what_is_over_shares_its_style():
    files = render(make.rich())

    for path, data in files.items():
        if path.endswith(".html"):
            page = data.decode()
            has_file = 'rel="stylesheet"' in page
            assert has_file != bool(styles(page)), path
    whole = {path for path, data in files.items() if path.endswith(".html") and styles(data.decode())}
    assert {"index.html", "components/sign-in/index.html", "incidents/sign-in-fails/index.html"} <= whole
    assert not whole & {"404.html", "history/index.html", "incidents/false-alarm/index.html"}


def test_every_file_that_is_ejected_makes_the_same_page(tmp_path):
    for name, original in originals(OURS).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(original.copy("1.2.3"))

    for snapshot in snapshots():
        assert render(snapshot, overrides=tmp_path) == render(snapshot)


@pytest.mark.parametrize("name", TEMPLATES)
def test_each_template_and_partial_can_be_replaced_alone(name, tmp_path):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    ours = (OURS / name).read_text(encoding="utf-8")
    # Text beside a macro or outside a block is not printed; so it goes into one of these.
    mark = "MARK-OF-THE-THEME"
    within = re.search(r"(?=</body>)", ours) or re.search(r"\{% (?:block main|macro .*?) %\}", ours)
    at = within.end() if within else len(ours)
    path.write_text(ours[:at] + mark + ours[at:], encoding="utf-8")

    built = (render(snapshot, overrides=tmp_path) for snapshot in snapshots())
    assert any(mark.encode() in data for files in built for data in files.values())


def test_a_copy_knows_what_it_came_from_and_whether_that_has_changed(tmp_path):
    (tmp_path / "partials").mkdir()
    original = originals(OURS)["partials/bar.html"]
    path = tmp_path / "partials/bar.html"

    path.write_bytes(original.copy("1.2.3"))
    (fresh,) = copies(OURS, tmp_path)
    path.write_bytes(path.read_bytes().replace(original.mark.encode(), b"0" * 12))
    (old,) = copies(OURS, tmp_path)
    path.write_bytes(original.data)
    (nameless,) = copies(OURS, tmp_path)

    assert (fresh.version, fresh.is_old, fresh.text) == ("1.2.3", False, original.data)
    assert (old.version, old.is_old) == ("1.2.3", True)
    assert (nameless.version, nameless.is_old) == (None, False)


def test_the_guide_names_every_file():
    guide = (OURS / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `([\w./-]+)` \|", guide, re.MULTILINE))

    assert named == set(originals(OURS))


def test_the_guide_names_every_block_of_the_frame():
    guide = (OURS / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"\{% block (\w+) %\}", (OURS / "base.html").read_text(encoding="utf-8"))

    assert [f"`{name}`" in guide for name in blocks] == [True] * len(blocks)


def test_the_stylesheet_has_no_side_of_its_own():
    """Left and right are the writing's: nothing is to be turned round for Arabic or Urdu."""
    style = (OURS / "assets/style.css").read_text(encoding="utf-8")
    sides = re.findall(
        r"(?:^|[\s;{])((?:margin|padding|border)-(?:left|right)\b|(?:left|right|float|text-align):[^;]*(?:left|right)?)",
        style,
    )
    four = [
        values
        for values in re.findall(r"(?:padding|margin|inset|border-width|border-radius): ([^;}]+)", style)
        if len(values.split()) == 4 and values.split()[1] != values.split()[3]
    ]

    assert [one for one in sides if "start" not in one and "end" not in one and "center" not in one] == []
    assert four == []
