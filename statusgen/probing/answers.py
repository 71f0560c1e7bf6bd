"""An answer becomes a probe result."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from statusgen.model.checks import Check
from statusgen.model.evidence import ProbeResult
from statusgen.model.words import Layer, Outcome
from statusgen.probing.bodies import Findings
from statusgen.probing.trails import Trail

THROTTLED = 429


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an HTTP server said."""

    status: int
    findings: Findings
    latency_ms: int | None


def is_expected(check: Check, status: int) -> bool:
    """The status is one of the good ones."""
    return any(first <= status <= last for first, last in check.expect.status)


def judge(check: Check, answer: Answer) -> ProbeResult:
    """The first row that fits."""
    for fits, outcome, layer, reason in _ROWS:
        if fits(check, answer):
            return ProbeResult(outcome, answer.latency_ms, layer, reason)
    return good(check, answer.latency_ms)


def good(check: Check, latency_ms: int | None) -> ProbeResult:
    """`ok`, or `slow`: an answer, but a late one."""
    limit = check.slow_after
    if limit is not None and timedelta(milliseconds=latency_ms or 0) > limit:
        return ProbeResult(Outcome.SLOW, latency_ms)
    return ProbeResult(Outcome.OK, latency_ms)


def with_certificate(result: ProbeResult, check: Check, trail: Trail, now: datetime) -> ProbeResult:
    """A good result says when the certificate ends soon; that alone is no failure."""
    ends, within = trail.certificate_ends, check.expires_within
    if ends is None or within is None or result.outcome not in (Outcome.OK, Outcome.SLOW) or result.reason:
        return result
    if ends - now > within:
        return result
    return ProbeResult(result.outcome, result.latency_ms, None, "tls_expiring")


def _is_throttled(check: Check, answer: Answer) -> bool:
    return answer.status == THROTTLED and not is_expected(check, THROTTLED)


def _has_wrong_status(check: Check, answer: Answer) -> bool:
    return not is_expected(check, answer.status)


def _has_unwanted(check: Check, answer: Answer) -> bool:
    return check.expect.no_text in answer.findings.found


def _is_unreadable(check: Check, answer: Answer) -> bool:
    return _asks_for_content(check) and not answer.findings.is_readable


def _lacks_wanted(check: Check, answer: Answer) -> bool:
    return check.expect.text is not None and check.expect.text not in answer.findings.found


def _is_undecided(check: Check, answer: Answer) -> bool:
    """What was looked for may stand behind the cap."""
    if answer.findings.is_whole:
        return False
    return _lacks_wanted(check, answer) or check.expect.no_text is not None


def _asks_for_content(check: Check) -> bool:
    return check.expect.text is not None or check.expect.no_text is not None


_ROWS: tuple[tuple[Callable[[Check, Answer], bool], Outcome, Layer, str], ...] = (
    (_is_throttled, Outcome.UNKNOWN, Layer.HTTP, "throttled"),
    (_has_wrong_status, Outcome.FAILED, Layer.HTTP, "status"),
    (_is_unreadable, Outcome.UNKNOWN, Layer.CONTENT, "encoding"),
    (_has_unwanted, Outcome.FAILED, Layer.CONTENT, "body_mismatch"),
    (_is_undecided, Outcome.FAILED, Layer.CONTENT, "too_large"),
    (_lacks_wanted, Outcome.FAILED, Layer.CONTENT, "body_mismatch"),
)
