"""Builders of rounds for the tests of recording, and the size of its proofs."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.tallies import History
from statusgen.model.words import Layer, Outcome
from statusgen.recording import journal
from statusgen.recording.files import Files

START = datetime(2025, 3, 10, 9, 46, 3, tzinfo=UTC)
WHOLE = START - timedelta(days=400), START + timedelta(days=400)


def a_round(number: int = 0, *, vantage: str = "local", at: datetime | None = None) -> Round:
    return Round(
        at=at or START + timedelta(seconds=number),
        vantage=vantage,
        results={
            "web": ProbeResult(Outcome.OK, 212 + number),
            "sign-in/1": ProbeResult(Outcome.FAILED, None, Layer.TLS, "reset"),
        },
        controls_passed=2,
        controls_all=2,
    )


def files(root: Path) -> Files:
    """The store in a project's folder."""
    return Files(root / "history", root)


def append(root: Path, round_: Round) -> Path:
    """Keep a round in files; returns the file."""
    return Path(journal.append(files(root), round_))


def read(root: Path, *, since: datetime, until: datetime) -> History:
    """What the files hold of a span of time."""
    return journal.read(files(root), since=since, until=until)
