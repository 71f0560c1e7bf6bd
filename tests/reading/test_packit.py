"""Real incidents, written in our format, load as they were told."""

from pathlib import Path

import pytest

from statusgen.model.incidents import Announcement, Incident, Maintenance
from statusgen.reading.load import load
from tests.reading.packit import SAMPLES, write_project

pytestmark = [
    pytest.mark.samples,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples of other tools are not beside the project"),
]


def _span(entry: Incident | Maintenance | Announcement):
    if isinstance(entry, Incident):
        return entry.begins_at, entry.ended_at(entry.updates[-1].at)
    if isinstance(entry, Maintenance):
        return entry.starts_at, entry.ends_at
    return entry.updates[0].at, entry.expires_at


def test_a_dozen_real_incidents_load_with_their_titles_times_and_texts(tmp_path: Path):
    facts = write_project(tmp_path)

    project = load(tmp_path).project

    entries = {e.id: e for e in (*project.incidents, *project.maintenances, *project.announcements)}
    assert len(facts) >= 12
    assert sorted(entries) == [fact.id for fact in facts]
    for fact in facts:
        entry = entries[fact.id]
        assert (entry.kind, str(entry.title)) == (fact.kind, fact.title)
        assert _span(entry) == (fact.start, fact.end)
        assert "\n".join(str(u.text).strip() for u in entry.updates if u.text) == fact.text
        assert all(snippet in fact.text for snippet in fact.snippets)
        assert tuple(getattr(entry, "impact", ())) == fact.components
