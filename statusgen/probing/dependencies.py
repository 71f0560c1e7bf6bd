"""Another service's status page becomes what it says of itself: a claim of theirs, told as theirs.

What keeps us from reading it says nothing of the service, so it is `unknown`; so is their maintenance, which
is neither up nor down, and a component that their page does not list.
"""

from collections.abc import Iterator

from statusgen.model.evidence import ProbeResult
from statusgen.model.words import Layer, Outcome
from statusgen.probing.answers import good
from statusgen.probing.fetching import fetch_json
from statusgen.probing.findings import Finding
from statusgen.probing.network import Network
from statusgen.probing.questions import Question, plain_url
from statusgen.probing.trails import Trail

_FOLDER = "/api/v2/"
Claim = tuple[Outcome, str]
_FINE: Claim = (Outcome.OK, "")
_DEGRADED: Claim = (Outcome.SLOW, "upstream_degraded")
_PARTIAL: Claim = (Outcome.SLOW, "upstream_partial")
"""Some of their users are without it. It shows no outage of ours, so it is not read as one."""
_OUTAGE: Claim = (Outcome.FAILED, "upstream_outage")
_WORK: Claim = (Outcome.UNKNOWN, "upstream_maintenance")
_UNLISTED: Claim = (Outcome.UNKNOWN, "upstream_unlisted")

COMPONENTS: dict[str, Claim] = {
    "operational": _FINE,
    "degraded_performance": _DEGRADED,
    "partial_outage": _PARTIAL,
    "major_outage": _OUTAGE,
    "under_maintenance": _WORK,
}
"""Their words for a component, to what is claimed. Words that we do not know claim nothing."""
INDICATORS: dict[str, Claim] = {
    "none": _FINE,
    "minor": _DEGRADED,
    "major": _PARTIAL,
    "critical": _OUTAGE,
    "maintenance": _WORK,
}
"""Their words for the page as a whole."""
_ORDER = (_OUTAGE, _PARTIAL, _DEGRADED, _UNLISTED, _WORK, _FINE)
"""Worst first, for a name that several of their components have."""


async def probe_statuspage(question: Question, network: Network, trail: Trail) -> ProbeResult:
    """Read their page. Raises what the world does; see `faults`."""
    wanted = question.check.component
    url = plain_url(question.url)
    path = url.path.rstrip("/")
    if not path.endswith(".json"):
        path += _FOLDER + ("summary.json" if wanted else "status.json")
    fetched = await fetch_json(question, url.copy_with(path=path), network, trail)
    if fetched.status != 200:
        return ProbeResult(Outcome.UNKNOWN, trail.latency_ms, Layer.HTTP, "status")
    claim = _of_component(fetched.document, wanted) if wanted else _of_page(fetched.document)
    if claim is None:
        return ProbeResult(Outcome.UNKNOWN, trail.latency_ms, Layer.CONTENT, "body_mismatch")
    return _result(claim, question, trail)


def _of_page(document: object) -> Claim | None:
    match document:
        case {"status": {"indicator": str(word)}}:
            return INDICATORS.get(word)
    return None


def _of_component(document: object, wanted: str) -> Claim | None:
    match document:
        case {"components": [*components]}:
            claims = set(_claims(components, wanted))
            return min(claims, key=_ORDER.index, default=_UNLISTED)
    return None


def _claims(components: list[object], wanted: str) -> Iterator[Claim]:
    for one in components:
        match one:
            case {"id": ident, "name": str(name), "status": str(status)}:
                if wanted == ident or wanted.strip().casefold() == name.strip().casefold():
                    yield COMPONENTS.get(status, _UNLISTED)


def _result(claim: Claim, question: Question, trail: Trail) -> ProbeResult:
    outcome, reason = claim
    wanted = question.check.component or "the page"
    holds = None if outcome is Outcome.UNKNOWN else not reason
    trail.note(Finding(name="their word", wanted=wanted, found=reason or "operational", holds=holds))
    if not reason:
        return good(question.check, trail.latency_ms)
    return ProbeResult(outcome, trail.latency_ms, Layer.CONTENT, reason)
