"""Any title and any text go through a file to the page and come back as they were."""

import re
import tempfile
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from statusgen.judging.judge import judge
from statusgen.model.incidents import Incident, Update
from statusgen.model.scalars import text_of
from statusgen.model.tallies import History
from statusgen.model.words import Status, UpdateStatus
from statusgen.reading.decode import FORBIDDEN
from statusgen.reading.load import load
from statusgen.rendering.site import render
from statusgen.writing.entries import new_file, with_update
from statusgen.writing.yaml_text import settled
from tests.reading.make import project
from tests.scorecard import IS_PROOF, IS_QUICK

EXAMPLES = 10_000 if IS_PROOF else 100 if IS_QUICK else 1_000
AT = datetime(2025, 3, 10, 9, 45, tzinfo=UTC)
LATER = datetime(2025, 3, 10, 10, 45, tzinfo=UTC)
NASTY = st.text("abc \t:#&*!|>%@`'\"{}[],-?~=<\\\n\u2028\x85é😀0no", min_size=1)
WORDS = (st.text(min_size=1) | NASTY).filter(lambda text: text.strip() and not FORBIDDEN.search(text))
TEXTS = WORDS.map(settled).filter(str.strip)
TITLES = WORDS.map(lambda text: " ".join(text.split())).filter(bool)


def _written(title: str, first: str, second: str) -> dict[str, bytes]:
    incident = Incident(
        id="a",
        title=text_of(title),
        impact={"web": Status.MAJOR_OUTAGE},
        updates=(Update(at=AT, status=UpdateStatus.INVESTIGATING, text=text_of(first)),),
    )
    with tempfile.TemporaryDirectory() as folder:
        root = project(Path(folder), {"incidents/a.yaml": new_file(incident)})
        reading = load(root)
        assert reading.project.incidents == (incident,)
        assert reading.warnings == ()
        second_update = Update(at=LATER, status=UpdateStatus.RESOLVED, text=text_of(second))
        data = with_update(new_file(incident), reading.sources["a"], second_update)
        project(root, {"incidents/a.yaml": data})
        read = load(root).project
        assert [str(update.text) for update in read.incidents[0].updates] == [first, second]
        return dict(render(judge(read, History(), LATER)))


@pytest.mark.proof("S4", f"titles and texts written, read and shown, {EXAMPLES:,} of each")
@given(TITLES, TEXTS, TEXTS)
@settings(max_examples=EXAMPLES, deadline=None)
@example("no", "null", "~")
@example("12:30:45", "2025-03-10", "0777")
@example("Issue #12: slow", "- a\n- b\n", "  indented\n\n    code  \n")
@example("'", '"', "\\")
@example("{{ 7*7 }} <script>", "a\u2028b\x85c", "|\n")
@example("a: b", "# heading\n", "---\n...\n")
def test_any_title_and_text_come_back(title: str, first: str, second: str):
    files = _written(title, first, second)

    page = files["incidents/a/index.html"].decode()
    heading = page.partition("<h1")[2].partition("</h1>")[0].partition(">")[2]
    shown = unescape(re.sub(r"<[^>]*>", "", heading))
    assert " ".join(shown.split()) == " ".join(title.split())
