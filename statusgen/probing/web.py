"""A web address is asked, once or in steps, and what it answers is judged."""

from collections.abc import Sequence
from dataclasses import replace

from statusgen.model.checks import Expect, Step
from statusgen.model.evidence import ProbeResult
from statusgen.model.secrets import reveal
from statusgen.probing.answers import Answer, Claim, good, is_expected, judge
from statusgen.probing.assertions import asks_of, claims_of, texts_of
from statusgen.probing.bodies import Wanted
from statusgen.probing.network import Network
from statusgen.probing.parsing import Answered
from statusgen.probing.questions import Question, origin_of
from statusgen.probing.steps import (
    Captured,
    capture,
    capture_asks,
    content_of,
    headers_of,
    is_led,
    url_of,
    usable,
)
from statusgen.probing.trails import Trail
from statusgen.probing.visits import Request, visit


async def probe_web(question: Question, network: Network, trail: Trail) -> ProbeResult:
    """Ask over HTTP or HTTPS. Raises what the world does; see `faults`."""
    if question.check.steps:
        return await _walk(question, network, trail)
    answer = await fetch(question, network, trail)
    wrong = judge(claims_of(question.check.expect, answer), trail)
    return wrong or good(question.check, trail.latency_ms)


async def fetch(question: Question, network: Network, trail: Trail) -> Answer:
    """Put the check's one request; what it expects is looked for and not yet judged."""
    check = question.check
    content = reveal(check.body, question.environ).encode() if check.body is not None else None
    request = Request(
        url=question.url,
        method=check.method,
        headers=question.headers,
        content=content,
        wanted=_wanted(check.expect),
        asks=asks_of(check.expect),
        is_final=lambda status: is_expected(check.expect, status),
    )
    return await visit(request, question, network, trail)


async def _walk(question: Question, network: Network, trail: Trail) -> ProbeResult:
    captured: dict[str, str] = {}
    for number, step in enumerate(question.check.steps, start=1):
        answer = await visit(_request(step, question, captured), question, network, trail)
        own, others = _divided(answer, len(capture_asks(step)))
        found = capture(step, own, others)
        # Before anything is written down: what was captured may be what an assertion finds.
        trail.secrets += filter(None, found.values())
        claims = [_numbered(number, claim) for claim in claims_of(step.expect, own)]
        if wrong := judge(claims, trail):
            return wrong
        captured |= usable(found)
    return good(question.check, trail.latency_ms)


def _request(step: Step, question: Question, captured: Captured) -> Request:
    url = url_of(step, question, captured)
    is_own = origin_of(url) == origin_of(question.url)
    headers = headers_of(step, question, captured, is_own=is_own)
    return Request(
        url=url,
        method=step.method,
        headers=headers,
        content=content_of(step, question, captured, headers),
        wanted=_wanted(step.expect, step),
        asks=[*asks_of(step.expect), *capture_asks(step)],
        is_final=lambda status: is_expected(step.expect, status),
        is_foreign=not is_own and is_led(step, captured),
    )


def _wanted(expect: Expect, step: Step | None = None) -> Wanted:
    is_kept = bool(asks_of(expect)) or (step is not None and bool(capture_asks(step)))
    return Wanted(texts=texts_of(expect), is_kept=is_kept, size=expect.size or 0)


def _divided(answer: Answer, captures: int) -> tuple[Answer, Sequence[Answered | None]]:
    """The answer with what the assertions asked, and what the captures did."""
    cut = len(answer.parsed) - captures
    return replace(answer, parsed=answer.parsed[:cut]), answer.parsed[cut:]


def _numbered(number: int, claim: Claim) -> Claim:
    return replace(claim, finding=replace(claim.finding, name=f"step {number}: {claim.finding.name}"))
