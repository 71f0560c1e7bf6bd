"""Series of Prometheus's blackbox exporter, as `query_range` gives them, become sightings.

`probe_success` decides. `probe_duration_seconds`, `probe_http_status_code` and `probe_failed_due_to_regex`,
where they are there for the same labels and time, say more.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from statusgen.importing import parts
from statusgen.importing.sightings import Document, Sighting, Spot
from statusgen.model.evidence import ProbeResult
from statusgen.model.words import Layer, Outcome

Labels = frozenset[tuple[str, str]]
Series = Mapping[datetime, float]
_TARGETS = ("instance", "target")
"""Labels that name what was probed; the first is what the exporter's own documentation sets."""


def blackbox(documents: Sequence[Document], _now: datetime) -> Iterator[Sighting]:
    """Sightings of all series together, wherever they stand: each may be a document of its own."""
    named = _by_name(documents)
    for labels, successes in named.get("probe_success", {}).items():
        beside = {name: series.get(labels, {}) for name, series in named.items()}
        target = next((dict(labels)[name] for name in _TARGETS if name in dict(labels)), None)
        every = _step(successes)
        for at in sorted(successes):
            result = _result(at, successes[at], beside)
            yield Sighting(at=at, target=target, spot=Spot(), result=result, every=every)


def _by_name(documents: Sequence[Document]) -> Mapping[str, Mapping[Labels, Series]]:
    named: dict[str, dict[Labels, dict[datetime, float]]] = defaultdict(lambda: defaultdict(dict))
    for document in documents:
        data = parts.table(parts.table(document).get("data"))
        if data.get("resultType") != "matrix":
            continue
        for row in parts.rows(data.get("result")):
            metric = {k: v for k, v in parts.table(row.get("metric")).items() if isinstance(v, str)}
            name = metric.pop("__name__", "")
            named[name][frozenset(metric.items())].update(_samples(row.get("values")))
    return named


def _samples(values: object) -> Iterator[tuple[datetime, float]]:
    for pair in values if isinstance(values, list) else ():
        match pair:
            case [when, str() as written]:
                at, value = parts.seconds(when), _value(written)
                if at is not None and value is not None:
                    yield at, value


def _value(written: str) -> float | None:
    try:
        value = float(written)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _step(series: Series) -> timedelta | None:
    """The time between two samples, when there are two."""
    times = sorted(series)
    return min((b - a for a, b in pairwise(times)), default=None)


def _result(at: datetime, success: float, beside: Mapping[str, Series]) -> ProbeResult:
    took = beside.get("probe_duration_seconds", {}).get(at)
    if success == 1:
        return ProbeResult(Outcome.OK, None if took is None else parts.milliseconds(took * 1000))
    if beside.get("probe_failed_due_to_regex", {}).get(at) == 1:
        return ProbeResult(Outcome.FAILED, None, Layer.CONTENT, "body_mismatch")
    if beside.get("probe_http_status_code", {}).get(at):
        return ProbeResult(Outcome.FAILED, None, Layer.HTTP, "status")
    return ProbeResult(Outcome.FAILED)
