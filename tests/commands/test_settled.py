"""What one process judged of settled incidents the next one takes over, and nothing else."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from statusgen.cache import Cache
from statusgen.commands.settled import keep, recall
from statusgen.judging.before import JudgedBefore
from statusgen.judging.judge import judge
from statusgen.model.snapshot import IncidentState, Snapshot
from statusgen.model.tallies import History
from statusgen.packing import packed
from statusgen.reading.load import Reading, load
from tests.scorecard import IS_PROOF

COUNT = 2000 if IS_PROOF else 200
NOW = datetime(2025, 3, 10, 12, 0, tzinfo=UTC)


class _Process:
    """Reads and judges one project, with nothing from before but the cache."""

    def __init__(self, root: Path) -> None:
        self.root, self.before = root, JudgedBefore()
        self.states: Mapping[str, IncidentState] = {}
        """As recalled, by id."""

    def run(self, now: datetime = NOW) -> Snapshot:
        with Cache(self.root / "cache", b"us") as cache:
            reading = load(self.root, cache)
            recall(self.before, cache, reading, now)
            self.states = _recalled(self.before, reading, now)
            made = judge(reading.project, History(), now, self.before)
            keep(self.before, cache, reading, now)
        assert made == judge(load(self.root).project, History(), now)
        return made


def _recalled(before: JudgedBefore, reading: Reading, now: datetime) -> Mapping[str, IncidentState]:
    settings = reading.project.settings
    order = [component.id for _, component in settings.all_components()]
    rows = before.recall(order, settings.canonical_ids(), now).rows
    return {name: row.state for name, row in rows.items()}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "incidents").mkdir()
    (tmp_path / "statusgen.yaml").write_text("page: {name: Chirp}\ncomponents: [{id: web, name: Web}]\n")
    for number in range(COUNT):
        _write(tmp_path, number, NOW - timedelta(days=5 * number + 1))
    return tmp_path


def _write(root: Path, number: int, at: datetime, word: str = "Over") -> None:
    text = f"title: Trouble\nimpact: {{web: degraded}}\nupdates:\n- {{at: '{at.isoformat()}', text: {word}, "
    end = (at + timedelta(hours=1)).isoformat()
    text += f"status: identified}}\n- {{at: '{end}', text: {word}, status: resolved}}\n"
    (root / "incidents" / f"i{number:04}.yaml").write_text(text)


def test_another_process_takes_all_over(root: Path) -> None:
    first, second = _Process(root), _Process(root)
    made = first.run()
    assert not first.states
    assert second.run() == made
    assert second.states == {state.incident.id: state for state in made.incidents}


def test_after_an_edit_all_but_a_few_are_taken_over(root: Path) -> None:
    _Process(root).run()
    _write(root, 7, NOW - timedelta(days=3), "Other")
    process = _Process(root)
    process.run()
    assert "i0007" not in process.states
    assert COUNT - 200 < len(process.states) < COUNT
    process = _Process(root)
    process.run()
    assert len(process.states) == COUNT


def test_what_is_not_settled_is_judged(root: Path) -> None:
    _write(root, 7, NOW - timedelta(minutes=30))
    _write(root, 8, NOW + timedelta(minutes=30))
    _Process(root).run()
    process = _Process(root)
    process.run()
    assert len(process.states) == COUNT - 2
    process = _Process(root)
    process.run(NOW - timedelta(days=400))
    process.run(NOW + timedelta(days=400))
    assert {"i0007", "i0008"}.isdisjoint(process.states)


def test_other_components_judge_all_anew(root: Path) -> None:
    _Process(root).run()
    settings = "page: {name: Chirp}\ncomponents: [{id: api, name: API}, {id: web, name: Web}]\n"
    (root / "statusgen.yaml").write_text(settings)
    process = _Process(root)
    process.run()
    assert not process.states


@pytest.mark.parametrize("value", [[1, "state"], "states", None, [None] * COUNT])
def test_what_is_no_state_is_not_taken_for_one(
    root: Path, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("statusgen.commands.settled.packed", lambda _states, _parts: packed(value))
        _Process(root).run()
    process = _Process(root)
    process.run()
    assert not process.states


def test_a_state_of_an_incident_that_was_not_read_is_not_told(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("statusgen.commands.settled.packed", lambda states, _parts: packed(states[::-1]))
        _Process(root).run()
    _Process(root).run()
