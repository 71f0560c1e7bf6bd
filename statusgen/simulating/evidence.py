"""A story's numbers become the rounds that Chirp's probes would have recorded.

Nothing is drawn at random: noise is a checksum of place, check and time.
"""

import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.words import Layer, Outcome
from statusgen.simulating.happened import (
    BLIP_PER_MILLE,
    CONTROLS,
    LATENCY_MS,
    SPOTS,
    Story,
    Trouble,
)

EVERY = timedelta(minutes=5)
_BEFORE = timedelta(hours=26)
"""So long before a story begins all is well: a day's numbers have something to stand on."""
_PACKAGE = Path(__file__).parent


def chirp_folder() -> Path:
    """Chirp's settings and incidents: inside the package when installed, this repository's in a checkout."""
    inside = _PACKAGE / "chirp"
    return inside if inside.is_dir() else _PACKAGE.parent.parent


def rounds_of(story: Story) -> tuple[Round, ...]:
    """All rounds of a story, and of the day before it, in order of time."""
    return tuple(
        Round(
            at=at + timedelta(seconds=spot.second),
            vantage=vantage,
            results={
                key: result(vantage, at + timedelta(seconds=spot.second), key, story.troubles)
                for key in LATENCY_MS
            },
            controls_passed=CONTROLS,
            controls_all=CONTROLS,
        )
        for at in _times(story)
        for vantage, spot in SPOTS.items()
    )


def result(vantage: str, at: datetime, key: str, troubles: Sequence[Trouble]) -> ProbeResult:
    """What a probe saw there and then."""
    there = [one for one in troubles if one.start <= at < one.end and vantage in one.places]
    for trouble in there:
        if key in trouble.failed:
            layer, reason = trouble.failed[key]
            return ProbeResult(Outcome.FAILED, None, Layer(layer), reason)
    latency = _latency(vantage, at, key)
    if any(key in trouble.slow for trouble in there):
        return ProbeResult(Outcome.SLOW, latency * 9 + 1_100)
    if noise("blip", vantage, at, key) % 1000 < BLIP_PER_MILLE:
        return ProbeResult(Outcome.FAILED, None, Layer.TCP, "connect_timeout")
    return ProbeResult(Outcome.OK, latency)


def noise(*parts: object) -> int:
    """A number that is the same for the same parts, and looks like none in particular."""
    return zlib.crc32("|".join(map(str, parts)).encode())


def _times(story: Story) -> Iterator[datetime]:
    at = story.starts_at - _BEFORE
    while at <= story.ends_at:
        yield at
        at += EVERY


def _latency(vantage: str, at: datetime, key: str) -> int:
    base = LATENCY_MS[key] + SPOTS[vantage].latency_ms
    return base + noise("latency", vantage, at, key) % (base // 4)
