"""Whatever is written, the answer is a Reading or complaints, and quoted text comes back as it was."""

import json
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from statusgen.model.nodes import plain
from statusgen.reading.decode import FORBIDDEN
from statusgen.reading.load import load
from statusgen.reading.yaml_text import parse_yaml
from tests.reading.make import INCIDENT, complaints, project
from tests.scorecard import IS_PROOF, IS_QUICK

EXAMPLES = 20_000 if IS_PROOF else 200 if IS_QUICK else 2_000
"""Of each of the five kinds below."""
HANGS_AFTER = 2.0
"""Seconds of CPU for one document; the machine may be busy with other things."""

PIECES = st.sampled_from(
    [
        *"[]{}:,-?#&*!|>'\"%@`\\\n\t ~=<\u2028\x85\r\x00\ufeff",
        ": ",
        "- ",
        "\n  ",
        "\n- ",
        "title: ",
        "updates:\n  - at: ",
        "2025-03-10T09:45Z",
        "&a ",
        "*a",
        "<<: ",
        "---\n",
        "...\n",
        "null",
        "impact: {web: down}",
        "kind: maintenance\n",
        "starts_at: 2026-02-30",
        "starts_at: 2025-03-02 02:00 Europe/Berlin\n",
        "ends_at: 2025-03-02T03:00Z\n",
        "repeat: FREQ=WEEKLY;BYDAY=SU\n",
        "repeat: FREQ=DAILY;COUNT=",
        ";UNTIL=20250230",
        "exceptions: [2025-03-09, 2025-03-16T01:00Z]\n",
        "!!str ",
        "|2-\n",
        "é😀",
        "\\ud800",
        "draft: true\n",
        "postmortem: {file: ",
        "postmortem:\n  en: {file: a.yaml}\n",
        "    text: |\n      ![a](",
        "a.yaml",
        "../",
        "announced_at: 2025-03-10T09:50Z\n",
        "checks: ",
        "components:\n  - id: ",
    ]
)
YAMLISH = st.lists(PIECES | st.text(max_size=3), max_size=30).map("".join)


proof = pytest.mark.proof("S4", f"kinds of made-up text, {EXAMPLES:,} of each, read or complained of")
made_up = settings(max_examples=EXAMPLES, deadline=None)


@contextmanager
def _without_hanging() -> Iterator[None]:
    def hangs(*_: object) -> None:
        raise TimeoutError(f"more than {HANGS_AFTER} s of CPU")

    before = signal.signal(signal.SIGPROF, hangs)
    signal.setitimer(signal.ITIMER_PROF, HANGS_AFTER)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _says_something(files: dict[str, str | bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder, _without_hanging():
        root = project(Path(folder), files)
        said = complaints(root)
        assert said or load(root)
        assert all("\n" not in line for line in said)


@proof
@given(YAMLISH.map(lambda text: text.encode("utf-8", "surrogatepass")), st.sampled_from(["", INCIDENT]))
@made_up
@example(b": \n", "")
@example(b"? ? a", "")
def test_any_incident_is_read_or_complained_of(text: bytes, before: str):
    _says_something({"incidents/a.yaml": before.encode() + text})


@proof
@given(
    YAMLISH.map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from(["", "page: {name: A}\n"]),
)
@made_up
def test_any_settings_are_read_or_complained_of(text: bytes, before: str):
    _says_something({"statusgen.yaml": before.encode() + text})


@proof
@given(st.binary(max_size=200), st.sampled_from([".jsonl", ".csv"]))
@made_up
def test_any_reports_are_read_or_complained_of(content: bytes, ending: str):
    _says_something({f"reports/a{ending}": b"at,minutes,count\n" + content})


@proof
@given(st.text(min_size=1).filter(lambda t: t.strip() and not FORBIDDEN.search(t) and "\r" not in t))
@made_up
@example("API: slow")
@example("no")
@example("12:30:45")
@example("Issue #12")
@example("\u2028\x85\ue000\ue001")
@example("null")
def test_any_title_comes_back_when_written_in_quotes(title: str):
    for quoted in (json.dumps(title, ensure_ascii=False), json.dumps(title)):
        if "\\ud" in quoted and not title.isascii() and quoted.isascii():
            continue  # YAML knows no pairs of surrogates, which JSON writes for characters past U+FFFF
        root = parse_yaml(f"title: {quoted}\n", "a.yaml").root
        assert root is not None
        assert plain(root) == {"title": title}


@proof
@given(st.text("abc:#&*!|>%@`'\"{}[],-? ", min_size=1).filter(str.strip))
@made_up
def test_a_title_that_is_not_refused_is_not_changed_in_silence(title: str):
    with tempfile.TemporaryDirectory() as folder:
        root = project(Path(folder), {"incidents/a.yaml": INCIDENT.replace("Sign-in fails", title)})
        if complaints(root):
            return
        reading = load(root)
        said = str(reading.project.incidents[0].title)
        assert said == title.strip() or reading.warnings or title.strip()[0] in "'\"&{|>" or " #" in title
