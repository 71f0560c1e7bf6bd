"""Pages in further languages: where they lie, what leads to them, what stands in for what nobody translated."""

import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from babel import Locale
from selectolax.lexbor import LexborHTMLParser

from statusgen.commands.scenes import page_at, scene_of_story
from statusgen.model.figures import MonthName, Number, Percent
from statusgen.model.incidents import Update
from statusgen.model.project import Page
from statusgen.model.scalars import Text
from statusgen.model.sentences import Capital, Instant, Joined, Listed, Month
from statusgen.rendering import catalogs, engine
from statusgen.rendering.site import render
from statusgen.rendering.speaking import language
from statusgen.rendering.translated import Translated
from statusgen.simulating.happened import STORIES
from tests.rendering import make, pseudo
from tests.scorecard import IS_PROOF

pytestmark = pytest.mark.usefixtures("spoken")
URL = "https://status.chirp.example/"
WRITTEN = {"home": "index.html", "incident": "incidents/sign-in-fails/index.html"}


@pytest.fixture(scope="module")
def spoken(tmp_path_factory):
    """A folder of catalogs with one that is not meant to be read."""
    folder = tmp_path_factory.mktemp("locale")
    pseudo.write(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogs, "LOCALES", folder)
        engine._ours.cache_clear()  # what other tests made speaks from other catalogs
        yield folder
        engine._ours.cache_clear()


@pytest.fixture(scope="module")
def site(spoken):
    """English first, then a language with a catalog, one from the right without any, and one that nobody knows."""
    return render(in_languages("en", "el", "ur"))


def in_languages(*languages, **more):
    snapshot = make.rich(**more)
    return replace(snapshot, page=replace(snapshot.page, url=URL, languages=languages))


def page(files, path):
    return LexborHTMLParser(files[path])


def test_every_page_exists_in_every_language(site):
    first = {path for path in site if path.endswith(".html") and not path.startswith(("el/", "ur/"))}
    alone = {path for path in first if b"url=" in site[path] or path == "404.html"}

    for folder in ("el/", "ur/"):
        there = {path.removeprefix(folder) for path in site if path.startswith(folder)}
        assert there == first - alone
    assert not [path for path in site if path.startswith("el/") and not path.endswith(".html")]


def test_no_link_of_a_page_leads_nowhere_and_pages_lead_to_pages_of_their_language(site):
    for path, data in site.items():
        folder = path[:3] if path.startswith(("el/", "ur/")) else ""
        if not path.endswith(".html") or path == "404.html":
            continue
        for node in LexborHTMLParser(data).css("[href], [src], [srcset]"):
            link = next(
                node.attributes[name] for name in ("href", "src", "srcset") if name in node.attributes
            )
            if not link or re.match(r"#|[a-z]+:|//", link):
                continue
            target = resolved(path, link.partition("#")[0])
            assert target in site, f"{path}: {link}"
            if target.endswith(".html") and "hreflang" not in node.attributes:
                assert target.startswith(("el/", "ur/")) == bool(folder), f"{path}: {link}"


def resolved(path, link):
    parts = path.split("/")[:-1]
    for part in link.split("/"):
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts) + ("index.html" if link.endswith("/") else "")


def test_search_engines_find_each_page_in_each_language(site):
    for path in WRITTEN.values():
        for folder in ("", "el/", "ur/"):
            head = page(site, folder + path).css("link[hreflang]")
            address = URL + "{}" + path.removesuffix("index.html")
            assert {node.attributes["hreflang"]: node.attributes["href"] for node in head} == {
                "en": address.format(""),
                "x-default": address.format(""),
                "el": address.format("el/"),
                "ur": address.format("ur/"),
            }
    assert f"<loc>{URL}el/history/</loc>" in site["sitemap.xml"].decode()


def test_a_reader_may_choose(site):
    links = {
        node.text(): node.attributes for node in page(site, "el/" + WRITTEN["incident"]).css(".languages a")
    }

    assert links["English"]["href"] == "../../../incidents/sign-in-fails/index.html"
    assert links["اردو"]["href"] == "../../../ur/incidents/sign-in-fails/index.html"
    assert {links["اردو"][name] for name in ("lang", "hreflang")} == {"ur"}
    assert not page(render(in_languages("en")), "index.html").css(".languages, [hreflang]")


def test_a_page_says_in_which_language_its_own_words_are(site):
    tags = {
        folder: page(site, folder + "index.html").css_first("html").attributes
        for folder in ("", "el/", "ur/")
    }

    assert [tags[folder]["lang"] for folder in ("", "el/", "ur/")] == ["en", "el", "en"]
    assert not [folder for folder in tags if "dir" in tags[folder]]


def test_a_language_that_is_written_from_the_right_turns_the_page(spoken):
    (spoken / "ur").symlink_to(spoken / pseudo.TAG)
    try:
        files = render(in_languages("ur", "en"))
    finally:
        (spoken / "ur").unlink()
    root = page(files, "index.html").css_first("html").attributes

    assert (root["lang"], root["dir"]) == ("ur", "rtl")
    assert page(files, "index.html").css("bdi[dir=rtl]")
    assert not page(files, "index.html").css("bdi[dir=ltr]")
    assert "dir" not in page(files, "en/index.html").css_first("html").attributes


def test_programs_read_english_whatever_the_pages_speak(spoken, site):
    files = render(in_languages("el", "en"))

    assert "ŵ" in files["index.html"].decode()
    assert "ŵ" not in files["en/index.html"].decode()
    for path, data in files.items():
        if not path.endswith(".html"):
            assert "ŵ".encode() not in data, path
    assert files["status.json"] == site["status.json"]


def texts(**versions):
    return Text(tuple(versions.items()))


def told(*updates, title):
    """The incident's page in Urdu, of a site that speaks English first."""
    made = [Update(at=make.SINCE + n * make.MINUTE, text=text) for n, text in enumerate(updates)]
    state = make.incident("web-fails", title, {"web": make.DOWN}, made)
    files = render(make.snapshot([make.component("web")], incidents=(state,), page=bilingual()))
    return [page(files, f"{folder}incidents/web-fails/index.html") for folder in ("", "ur/")]


def bilingual():
    return Page(name=make.words("Chirp"), url=URL, languages=("en", "ur"))


def marks(tree):
    return [node.text() for node in tree.css(".kicker .mark")]


def test_what_nobody_translated_is_shown_in_the_first_language_and_marked():
    both = texts(en="It fails.", ur="بند ہے۔")
    english, urdu = told(both, make.words("It works again."), title=texts(en="Web fails", ur="ویب بند"))

    assert marks(english) == []
    assert marks(urdu) == ["1 update is not translated yet"]
    (lacking, there) = urdu.css(".prose")
    assert (lacking.text(strip=True), lacking.attributes.get("lang")) == ("It works again.", None)
    assert lacking.prev.prev.text() == "Not translated yet"
    assert (there.text(strip=True), there.attributes["lang"]) == ("بند ہے۔", "ur")
    assert urdu.css_first("h1").text() == "ویب بند"
    assert urdu.css_first("h1 bdi").attributes["lang"] == "ur"


def test_a_title_that_lags_is_marked_where_no_update_does():
    english, urdu = told(None, title=make.words("Web fails"))

    assert (marks(english), marks(urdu)) == ([], ["not translated yet"])


def test_the_first_language_lags_too_where_it_has_less():
    english, urdu = told(texts(ur="بند ہے۔"), title=texts(en="Web fails", ur="ویب بند"))

    assert (marks(english), marks(urdu)) == (["1 update is not translated yet"], [])


def test_of_languages_that_stand_in_the_sites_first_one_comes_first():
    text = texts(fr="Panne", en="Outage")

    assert language("ur", "en", "fr").text(text) == "Outage"
    assert language("fr", "en").text(text) == "Panne"


def test_pictures_and_files_in_texts_lie_where_they_lie_and_pages_in_the_readers_language():
    text = make.words("[page](incidents/web-fails/index.html) [folder](history/) [file](status.json) ok")
    english, urdu = (
        [a.attributes["href"] for a in tree.css(".prose a")] for tree in told(text, title=make.words("W"))
    )

    assert english == ["../../incidents/web-fails/index.html", "../../history/", "../../status.json"]
    assert urdu == ["../../incidents/web-fails/index.html", "../../history/", "../../../status.json"]


HOURS = (1, 7, 48) if IS_PROOF else (7,)
SAME_EVERYWHERE = (
    *("UTC", "HTTPS", "HTTP", "DNS", "TCP", "TLS", "API", "Statuspage", "Atom", "RSS", "JSON Feed"),
    *("status.json", "metrics.txt", "uptime.csv", "incidents.csv", "api/v2/summary.json"),
)
_PATTERNS = (r"(?:https?://)?(?:\w+\.)+example\S*", r"AS\d+", r"\{\w+\}")


@pytest.mark.parametrize("story", STORIES if IS_PROOF else ("pakistan-2024", "waves-2025"))
def test_no_word_of_ours_stays_in_english(spoken, story):
    """Each page of a story, in a language of which every letter is `ŵ`."""
    scene, left = scene_of_story(STORIES[story]), {}
    for hours in HOURS:
        shown = page_at(scene, STORIES[story].starts_at + timedelta(hours=hours), None).snapshot
        files = render(replace(shown, page=replace(shown.page, languages=("el",))))
        for path, data in files.items():
            if path.endswith(".html"):
                left |= dict.fromkeys(pseudo.readable(data, names(shown)), path)

    assert left == {}


def names(snapshot):
    """People's words, and those that are the same everywhere."""
    components = [state.component for state in (*snapshot.components, *snapshot.retired)]
    entries = [
        *(state.incident for state in snapshot.incidents),
        *(state.maintenance for state in snapshot.maintenances),
        *snapshot.announcements,
        *snapshot.withdrawn,
    ]
    found = [snapshot.page.name, snapshot.page.description, *(group.name for group in snapshot.groups)]
    found += [words for component in components for words in (component.name, component.description)]
    found += [
        words for entry in entries for words in (entry.title, getattr(entry, "cause", None), entry.withdrawn)
    ]
    found += [words for state in snapshot.vantages for words in (state.vantage.city, state.id)]
    found += [check.id for component in components for check in component.all_checks]
    found += [
        word
        for row in snapshot.reports
        for word in (*row.cities, *(name for name, _ in row.problems), row.source)
    ]
    texts = sorted({str(words) for words in found if words}, key=len, reverse=True)
    return re.compile("|".join((*_PATTERNS, *map(re.escape, (*texts, *SAME_EVERYWHERE)))))


TONGUES = {
    "de": ("3. Feb. 2024 09:04 UTC", "Februar 2024", "Februar", "40.000", "99,90\u00a0%", "A, B und C"),
    "ar": ("3 فبراير 2024 09:04 UTC", "فبراير 2024", "فبراير", "40,000", "99.90%", "A وB وC"),
    "tr": ("3 Şub 2024 09:04 UTC", "Şubat 2024", "Şubat", "40.000", "%99,90", "A, B ve C"),
    "ja": ("2024年2月3日 09:04 UTC", "2024年2月", "2月", "40,000", "99.90%", "A、B、C"),
    "ru": (
        "3 февр. 2024\u202fг. 09:04 UTC",
        "февраль 2024\u202fг.",
        "февраль",
        "40\u00a0000",
        "99,90\u00a0%",
        "A, B и C",
    ),
}


def spoken_by_cldr(tag):
    return Translated(tag, (tag,), locale=Locale.parse(tag), catalog=catalogs.NOTHING)


@pytest.mark.parametrize("order", [1, -1], ids=["forward", "backward"])
def test_numbers_and_times_are_written_as_cldr_has_them_whichever_language_came_before(order):
    at = datetime(2024, 2, 3, 9, 4, tzinfo=UTC)
    for tag, written in list(TONGUES.items())[::order]:
        tongue = spoken_by_cldr(tag)
        sentences = (
            Instant(at, make.NOW),
            Month(at),
            MonthName(2),
            Number(40_000),
            Percent("99.90"),
            Listed("ABC"),
        )
        assert tuple(one.within(tongue) for one in sentences) == written


def test_a_name_in_a_sentence_from_the_right_keeps_its_own_direction():
    assert spoken_by_cldr("ar").text(make.words("Chirp (beta)")) == "\u2068Chirp (beta)\u2069"
    assert spoken_by_cldr("de").text(make.words("Chirp (beta)")) == "Chirp (beta)"


@pytest.mark.parametrize(
    ("tag", "joined"),
    [
        ("de", "a, b; c"),
        ("ar", "a، b؛ c"),
        ("ur", "a، b؛ c"),
        ("ja", "a、b\uff1bc"),
        ("zh", "a\uff0cb\uff1bc"),
    ],
)
def test_what_is_joined_has_the_marks_of_the_language(tag, joined):
    assert Joined([Joined(["a", "b"], ", "), "c"], "; ").within(spoken_by_cldr(tag)) == joined


@pytest.mark.parametrize(("tag", "said"), [("de", "Ist aus"), ("tr", "\u0130st aus"), ("ja", "Ist aus")])
def test_a_sentence_begins_with_the_capital_of_the_language(tag, said):
    assert Capital("ist aus").within(spoken_by_cldr(tag)) == said


def test_the_nearest_catalog_serves_a_region(spoken):
    assert catalogs.nearest("el-CY") == "el"
    assert catalogs.nearest("xx") is None
    assert language("el-CY").tag == "el-CY"
    assert language("xx").tag == "en"
    assert language("en-GB").tag == "en-GB"


def test_a_page_in_english_alone_loads_no_language():
    code = (
        "import sys; from tests.rendering import make; from statusgen.rendering.speaking import language;"
        "language('en'); sys.exit('statusgen.rendering.translated' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
