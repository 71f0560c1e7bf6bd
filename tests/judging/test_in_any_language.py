"""Whatever is judged can be said in another language: no word of ours is left in English."""

import re
from collections.abc import Iterator

import pytest

from statusgen.model.sentences import within
from statusgen.model.snapshot import Snapshot
from tests.judging.situations import SITUATIONS
from tests.model.tongues import Foreign

_NAMES = re.compile(r"\b(?:DNS|TCP|TLS|HTTPS?|AS\d+|Lahore)\b|“[^”]*”")
"""Names that are the same everywhere, or as a report gave them; ids of checks and of vantages stand in quotes."""


def said(snapshot: Snapshot) -> Iterator[str]:
    """Every sentence of a snapshot."""
    yield from (snapshot.headline.text, snapshot.headline.detail or "")
    for state in (*snapshot.components, *snapshot.retired):
        yield from (state.note or "", *state.warnings, *(reason.text for reason in state.reasons))
    yield from (one.text for one in (*snapshot.conflicts, *snapshot.findings))


@pytest.mark.parametrize("name", SITUATIONS)
def test_no_english_is_left_in_another_language(name):
    for sentence in said(SITUATIONS[name].snapshot()):
        foreign = _NAMES.sub("", within(sentence, Foreign()))

        assert not re.search("[A-Za-z]", foreign), sentence
