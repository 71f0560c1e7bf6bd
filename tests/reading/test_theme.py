"""Logos, accents and stylesheets of the settings: read, or told what to mend."""

from pathlib import Path

import pytest

from statusgen.model.colours import parse_colour
from statusgen.reading.load import load
from statusgen.reading.theme import MAX_LOGO
from tests.reading.make import complaints, project

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><path d="M0 0h120v40z"/></svg>'
PNG = Path("tests/reading/pictures/graph.png").read_bytes()


def with_page(root: Path, page: str, files: dict[str, bytes] | None = None) -> Path:
    settings = f"page:\n  name: Chirp\n{page}\ncomponents:\n  - {{id: web, name: Web}}\n"
    return project(root, {"statusgen.yaml": settings, **(files or {})})


def page_of(root: Path):
    return load(root).project.settings.page


def test_a_logo_is_a_file_of_the_theme(tmp_path):
    with_page(tmp_path, "  logo: templates/logo.svg", {"templates/logo.svg": SVG})

    logo = page_of(tmp_path).logo

    assert (logo.light.picture.kind, logo.light.picture.width, logo.light.picture.height) == ("svg", 120, 40)
    assert logo.light.picture.data == SVG
    assert logo.dark is None


def test_a_logo_may_differ_on_dark(tmp_path):
    page = "  logo: {light: templates/a.svg, dark: templates/assets/b.png}"
    with_page(tmp_path, page, {"templates/a.svg": SVG, "templates/assets/b.png": PNG})

    logo = page_of(tmp_path).logo

    assert (logo.light.picture.kind, logo.dark.picture.kind) == ("svg", "png")


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("logo.svg", "3:9: 'logo.svg' is not a file in templates/ (write templates/logo.svg"),
        ("https://x.example/a.svg", "is not a file in templates/"),
        ("templates/../statusgen.yaml", "is not a file in templates/"),
        ("/etc/passwd", "is not a file in templates/"),
        ("templates/none.svg", "3:9: there is no file 'templates/none.svg'"),
        ("templates/text.txt", "3:9: 'templates/text.txt' is no picture that browsers show (save it as PNG"),
        ("templates/large.png", "templates/large.png:1:1: is larger than 64 KiB (shrink it)"),
        ("templates/link.svg", "templates/link.svg:1:1: is a link that leads out of templates/"),
        ("templates/run.svg", "'templates/run.svg' holds <script> (save it as plain SVG, without script)"),
    ],
)
def test_what_cannot_be_a_logo_is_told(tmp_path, written, says):
    files = {
        "templates/text.txt": b"no picture",
        "templates/large.png": PNG + bytes(MAX_LOGO),
        "templates/run.svg": SVG.replace(b"<path", b"<script/><path"),
    }
    with_page(tmp_path, f"  logo: {written}", files)
    (tmp_path / "templates/link.svg").symlink_to("/etc/passwd")

    (said,) = complaints(tmp_path)

    assert says in said


def test_an_accent_on_light_gives_one_for_dark(tmp_path):
    with_page(tmp_path, "  accent: '#0b57d0'")

    accent = page_of(tmp_path).accent

    assert str(accent.light) == "#0b57d0"
    assert accent.on_dark.luminance > accent.light.luminance


def test_an_accent_may_be_given_for_both(tmp_path):
    with_page(tmp_path, "  accent: {light: '#0b57d0', dark: '#8ab4f8'}")

    assert page_of(tmp_path).accent.on_dark == parse_colour("#8ab4f8")


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (
            "'#ffcc00'",
            "3:11: accent '#ffcc00' has a contrast of 1.4 on white, and links need 4.5 (write {light: '#",
        ),
        ("'#777777'", "3:11: accent '#777777' has a contrast of 3.9 on white, and links need 4.5 (write "),
        (
            "{light: '#0b57d0', dark: '#333'}",
            "3:36: accent '#333333' has a contrast of 1.4 on the dark background",
        ),
        ("{dark: '#8ab4f8'}", "'light' is missing"),
        ("blue", "'blue' is not a colour (write six hexadecimal digits in quotes, '#1a54ad')"),
        ("#1a54ad", "what follows '#' is a comment, not part of the value (put the value in quotes)"),
        ("", "'accent' has no value (write it in quotes: '#1a54ad')"),
    ],
)
def test_an_accent_that_cannot_be_read_is_told_with_one_that_can(tmp_path, written, says):
    with_page(tmp_path, f"  accent: {written}")

    (said,) = complaints(tmp_path)

    assert says in said


def test_the_colours_that_are_offered_are_taken(tmp_path):
    with_page(tmp_path, "  accent: '#ffcc00'")
    (said,) = complaints(tmp_path)
    offered = said.partition("(write ")[2].removesuffix(")")

    with_page(tmp_path, f"  accent: {offered}")

    assert complaints(tmp_path) == []


def test_a_stylesheet_is_read_as_text(tmp_path):
    with_page(
        tmp_path, "  css: templates/ours.css", {"templates/ours.css": b"\xef\xbb\xbfh1 { color: red }\n"}
    )

    assert page_of(tmp_path).css.text == "h1 { color: red }\n"


def test_a_stylesheet_that_is_no_text_is_told(tmp_path):
    with_page(tmp_path, "  css: templates/ours.css", {"templates/ours.css": b"\xff"})

    (said,) = complaints(tmp_path)
    assert "3:8: 'templates/ours.css' is not UTF-8 (save it as UTF-8)" in said


def test_all_that_is_wrong_is_told_at_once(tmp_path):
    with_page(tmp_path, "  logo: {light: templates/a.svg, dark: templates/b.svg}\n  css: templates/c.css")

    assert [said.partition(": ")[2].partition(" (")[0] for said in complaints(tmp_path)] == [
        "there is no file 'templates/a.svg'",
        "there is no file 'templates/b.svg'",
        "there is no file 'templates/c.css'",
    ]
