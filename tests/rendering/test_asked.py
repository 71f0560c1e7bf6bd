"""Pages that are printed when they are asked for are those of the whole site."""

from dataclasses import replace

import pytest

from statusgen.model.errors import InputError
from statusgen.publishing.preview import Preview
from statusgen.rendering import asked
from statusgen.rendering.asked import Asked
from statusgen.rendering.site import OUTPUTS, render, site
from tests.rendering import make


def pages(files):
    return [path for path in files if path.endswith(".html")]


@pytest.fixture(scope="module")
def whole():
    return render(make.rich())


@pytest.fixture
def made_at_once(monkeypatch):
    """How often all was made."""
    made = []
    monkeypatch.setattr(asked, "site", lambda *given, **more: made.append(1) or site(*given, **more))
    return made


def test_every_file_is_as_in_the_whole_site(whole):
    files = Asked(make.rich())
    assert {path: files[path] for path in whole} == whole
    assert list(files) == list(whole)
    assert len(files) == len(whole)


def test_what_a_browser_asks_for_by_itself_is_made_alone(whole, made_at_once):
    files = Asked(make.rich())
    for path in pages(whole):
        assert files[path] == whole[path], path
    assert made_at_once == []
    assert any(path.startswith("assets/") and files[path] for path in whole)
    assert made_at_once == []


def test_in_each_language_too(made_at_once):
    snapshot = make.rich()
    spoken = replace(snapshot, page=replace(snapshot.page, languages=("en", "de", "ur")))
    whole, files = render(spoken), Asked(spoken)
    assert any(path.startswith("ur/incidents/") for path in whole)
    for path in pages(whole):
        assert files[path] == whole[path], path
    assert made_at_once == []
    assert "de/status.json" not in files


def test_a_theme_that_prints_its_own_pages_is_tried_at_once(tmp_path):
    (tmp_path / "home.html").write_text("<p>{{ view.nothing.like.that }}</p>")
    with pytest.raises(InputError, match="template: "):
        Asked(make.rich(), overrides=tmp_path)
    (tmp_path / "home.html").write_text("<p>mine</p>")
    assert Asked(make.rich(), overrides=tmp_path)["index.html"] == b"<p>mine</p>"


def test_a_preview_makes_no_more_than_the_page_that_it_shows(made_at_once):
    preview = Preview()
    preview.show(Asked(make.rich()))
    preview.show(Asked(replace(make.rich(), taken_at=make.NOW + make.MINUTE)))
    assert preview.answer("/").status == 200
    assert preview.answer("/history/").status == 200
    assert preview.answer("/history").location == "/history/"
    assert made_at_once == []
    assert preview.answer("/nowhere").status == 404
    assert made_at_once == [1]


def test_a_page_is_asked_for_beside_nothing_else(whole, made_at_once):
    for path in pages(whole)[:5]:
        assert Asked(make.rich())[path] == whole[path]
    assert made_at_once == []


def test_what_is_not_there_is_not_made_up(whole):
    files = Asked(make.rich())
    for path in ("incidents/gone/index.html", "components//index.html", "de/index.html", "index.htm", ""):
        assert path not in whole
        assert path not in files
        with pytest.raises(KeyError):
            files[path]


def test_each_output_says_where_its_pages_lie(whole):
    named = tuple(output.pages for output in OUTPUTS if output.pages)
    assert [path for path in pages(whole) if not path.startswith(named)] == []


def test_two_of_the_same_are_the_same():
    assert Asked(make.rich()) == Asked(make.rich())
    assert Asked(make.rich()) != Asked(make.snapshot([make.component("web")]))
    assert Asked(make.rich()) == dict(render(make.rich()))
