"""A query of Prometheus, or of what speaks like it, becomes whether its value is as it should be.

Thanos, Mimir and VictoriaMetrics answer the same. What keeps us from an answer says nothing of the target, so
it is `unknown`; so is an answer of which a part is missing.
"""

import math
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import httpx

from statusgen.model.checks import Expect
from statusgen.model.evidence import ProbeResult
from statusgen.model.words import Layer, Outcome
from statusgen.probing.answers import good
from statusgen.probing.fetching import fetch_json
from statusgen.probing.findings import Finding
from statusgen.probing.network import Network
from statusgen.probing.questions import Question, plain_url
from statusgen.probing.trails import Trail

_PATH = "/api/v1/query"
_LONGEST_ADDRESS = 1500
"""Characters of a query in an address; a longer one is posted."""
_USUAL_INTERVAL = timedelta(minutes=5)
_INTERVALS = 3
"""Older than so many, a sample says nothing of now."""
_WHOLE_ONLY = {"partial_response": "false", "deny_partial_response": "1"}
"""Thanos and VictoriaMetrics, in this order: a part of the samples would read as if all were well."""
_NAMED = 5
"""Values that are told to the person who asks."""
Sample = tuple[datetime, float]


async def probe_prometheus(question: Question, network: Network, trail: Trail) -> ProbeResult:
    """Ask for the value now. Raises what the world does; see `faults`."""
    url, form = _request(question)
    fetched = await fetch_json(question, url, network, trail, form)
    match fetched.document:
        case {"status": "success", "isPartial": True}:
            return _unknown("no_data", trail)
        case {"status": "success", "data": {"resultType": "scalar", "result": value}}:
            return _judge(question, _samples([value]), trail)
        case {"status": "success", "data": {"resultType": "vector", "result": [*series]}}:
            values = [one.get("value") if isinstance(one, dict) else None for one in series]
            return _judge(question, _samples(values), trail)
        case {"status": "success" | "error"}:
            return _unknown("query_failed", trail)
    return _unknown("status" if fetched.status != 200 else "body_mismatch", trail)


def _request(question: Question) -> tuple[httpx.URL, bytes | None]:
    url = plain_url(question.url)
    path = url.path.rstrip("/").removesuffix(_PATH)
    form = urlencode({"query": question.check.query or "", **_WHOLE_ONLY})
    url = url.copy_with(path=path + _PATH)
    if len(form) > _LONGEST_ADDRESS:
        return url, form.encode()
    return url.copy_merge_params(httpx.QueryParams(form)), None


def _samples(values: Sequence[object]) -> Sequence[Sample] | None:
    """None where one of them is no sample: a histogram, say."""
    found = list(map(_sample, values))
    return None if None in found else [sample for sample in found if sample]


def _sample(value: object) -> Sample | None:
    match value:
        case [int() | float() as at, str() as number]:
            try:
                return datetime.fromtimestamp(at, UTC), float(number)
            except (ValueError, OverflowError, OSError):
                return None
    return None


def _judge(question: Question, samples: Sequence[Sample] | None, trail: Trail) -> ProbeResult:
    check = question.check
    if samples is None:
        return _unknown("query_failed", trail)
    oldest = question.now - _INTERVALS * (check.every or _USUAL_INTERVAL)
    fresh = [number for at, number in samples if at >= oldest]
    breaking = list(_breaking(check.expect, fresh))
    _note(check.expect, breaking or fresh, trail, holds=not breaking)
    if breaking:
        return ProbeResult(Outcome.FAILED, trail.latency_ms, Layer.CONTENT, "threshold")
    if len(fresh) < len(samples):
        return _unknown("stale_data", trail)
    if not fresh or any(map(math.isnan, fresh)):
        return _unknown("no_data", trail)
    return good(check, trail.latency_ms)


def _note(expect: Expect, numbers: Sequence[float], trail: Trail, *, holds: bool) -> None:
    limits = (("above", expect.above), ("below", expect.below))
    wanted = " and ".join(f"{word} {limit:g}" for word, limit in limits if limit is not None)
    found = ", ".join(f"{number:g}" for number in numbers[:_NAMED]) or None
    trail.note(Finding(name="value", wanted=wanted, found=found, holds=holds if numbers else None))


def _breaking(expect: Expect, numbers: Sequence[float]) -> Iterator[float]:
    for number in numbers:
        is_low = expect.above is not None and number <= expect.above
        is_high = expect.below is not None and number >= expect.below
        if is_low or is_high:
            yield number


def _unknown(reason: str, trail: Trail) -> ProbeResult:
    layer = Layer.HTTP if reason in ("status", "query_failed") else Layer.CONTENT
    return ProbeResult(Outcome.UNKNOWN, trail.latency_ms, layer, reason)
