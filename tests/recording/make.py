"""Builders of rounds for the tests of recording, and the size of its proofs."""

from datetime import UTC, datetime, timedelta

from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.words import Layer, Outcome

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
