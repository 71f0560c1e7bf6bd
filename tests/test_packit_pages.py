"""A dozen real incidents of another tool, built into pages, are told faithfully."""

from html.parser import HTMLParser

import pytest

from tests.commands.make import statusgen
from tests.reading.packit import SAMPLES, write_project

pytestmark = pytest.mark.samples


class Reader(HTMLParser):
    """What a person reads on a page, and the times a machine does."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.times: set[str] = set()

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "time":
            self.times.add(dict(attrs).get("datetime") or "")

    @property
    def text(self) -> str:
        """All words, spaces folded."""
        return " ".join("".join(self.words).split())


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    if not SAMPLES.exists():
        pytest.skip(f"no samples at {SAMPLES}")
    folder = tmp_path_factory.mktemp("packit")
    facts = write_project(folder, SAMPLES)
    built = statusgen("build", "--now", "2026-06-01T00:00Z", cwd=folder)
    assert built.code == 0, built.err
    return folder / "site", facts


def read(path) -> Reader:
    reader = Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader


def home_of(fact) -> str:
    """Where a file of this kind is told in full."""
    month = f"history/{fact.start:%Y-%m}"
    return {"incident": f"incidents/{fact.id}", "maintenance": f"maintenance/{fact.id}"}.get(fact.kind, month)


def test_each_page_shows_title_times_and_text(site):
    folder, facts = site
    assert len(facts) >= 12
    for fact in facts:
        page = read(folder / home_of(fact) / "index.html")

        assert " ".join(fact.title.split()) in page.text
        # An announcement ends in silence: it is news from its first word on.
        for at in (fact.start,) if fact.kind == "announcement" else (fact.start, fact.end):
            assert any(time.startswith(f"{at:%Y-%m-%dT%H:%M}") for time in page.times), (fact.id, at)
        for snippet in fact.snippets:
            assert snippet in page.text, fact.id


def test_the_history_lists_every_one_in_its_month(site):
    folder, facts = site
    for fact in facts:
        month = read(folder / "history" / f"{fact.start:%Y-%m}" / "index.html")

        assert " ".join(fact.title.split()) in month.text, fact.id
