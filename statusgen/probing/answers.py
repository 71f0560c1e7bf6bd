"""An answer becomes a probe result."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address

import httpx

from statusgen.model.checks import Check, Expect
from statusgen.model.evidence import ProbeResult
from statusgen.model.words import Layer, Outcome
from statusgen.probing.bodies import Body
from statusgen.probing.findings import Finding
from statusgen.probing.parsing import Answered
from statusgen.probing.trails import Trail

THROTTLED = 429


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an HTTP server said."""

    status: int
    headers: httpx.Headers
    body: Body
    address: str | None
    """Who said it; None where a proxy spoke for it."""
    parsed: Sequence[Answered | None] = ()
    """What the questions about its text came to, in the order of `assertions.asks_of`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A finding, and what its failure means."""

    finding: Finding
    layer: Layer
    reason: str
    outcome: Outcome = Outcome.FAILED


def is_expected(expect: Expect, status: int) -> bool:
    """The status is one of the good ones."""
    return any(first <= status <= last for first, last in expect.status)


def judge(claims: Sequence[Claim], trail: Trail) -> ProbeResult | None:
    """Write down all findings; the result of the first that does not hold, None when all do."""
    for claim in claims:
        trail.note(claim.finding)
    for claim in claims:
        if not claim.finding.holds:
            return ProbeResult(claim.outcome, trail.latency_ms, claim.layer, claim.reason)
    return None


def judge_address(check: Check, trail: Trail) -> ProbeResult | None:
    """A failure when another address answers than those expected, for kinds that expect little else."""
    return judge([address_claim(check.expect, trail.leg.address)], trail) if check.expect.ip else None


def address_claim(expect: Expect, address: str | None) -> Claim:
    """Whether the address that answers is one of those expected."""
    holds = address is not None and any(ip_address(address) in net for net in expect.ip)
    finding = Finding(name="ip", wanted=", ".join(map(str, expect.ip)), found=address, holds=holds)
    return Claim(finding=finding, layer=Layer.TCP, reason="wrong_address")


def good(check: Check, latency_ms: int | None) -> ProbeResult:
    """`ok`, or `slow`: an answer, but a late one."""
    limit = check.slow_after
    if limit is not None and timedelta(milliseconds=latency_ms or 0) > limit:
        return ProbeResult(Outcome.SLOW, latency_ms)
    return ProbeResult(Outcome.OK, latency_ms)


def finish(result: ProbeResult, check: Check, trail: Trail, now: datetime) -> ProbeResult:
    """A good result says when the certificate ends soon; that alone is no failure."""
    is_good = result.outcome in (Outcome.OK, Outcome.SLOW)
    if is_good and check.slow_after is not None:
        wanted, found = _ms(check.slow_after), f"{result.latency_ms or 0} ms"
        holds = result.outcome is Outcome.OK
        trail.note(Finding(name="slow_after", wanted=wanted, found=found, holds=holds))
    if not is_good or result.reason or check.expires_within is None or trail.certificate_ends is None:
        return result
    left = trail.certificate_ends - now
    found, holds = f"{left.days} days", left > check.expires_within
    wanted = f"more than {_days(check.expires_within)}"
    trail.note(Finding(name="expires_within", wanted=wanted, found=found, holds=holds))
    return (
        result
        if holds or result.reason
        else ProbeResult(result.outcome, result.latency_ms, None, "tls_expiring")
    )


def _ms(span: timedelta) -> str:
    return f"at most {span // timedelta(milliseconds=1)} ms"


def _days(span: timedelta) -> str:
    return f"{span / timedelta(days=1):g} days"
