"""`probe --explain`: every step of each check with what it found, for the person who asks; none is kept."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from statusgen.commands.beats import stoppable
from statusgen.commands.rounds import UNSUPPORTED, choose_components, hint
from statusgen.commands.session import Session
from statusgen.model.reasons import reason_words
from statusgen.model.times import format_moment
from statusgen.reading.load import load

if TYPE_CHECKING:
    from statusgen.probing.explaining import Explained
    from statusgen.probing.findings import Finding
    from statusgen.probing.trails import Certificate, Leg

_STEPS = (
    ("name found", "dns_ms"),
    ("connected", "tcp_ms"),
    ("proxy opened", "proxy_ms"),
    ("TLS", "tls_ms"),
    ("first byte", "first_byte_ms"),
    ("total", "total_ms"),
)
_VERDICTS = {True: "holds", False: "does not hold", None: "cannot be told"}


async def run(session: Session, components: Sequence[str]) -> int:
    """Put the checks once and tell all that was seen. Returns the exit code."""
    from statusgen.probing.explaining import explain  # noqa: PLC0415 (only probing commands pay for the client)

    settings = load(session.root).project.settings
    chosen = choose_components(settings, components)
    seen = await stoppable(
        explain(settings, chosen, environ=session.environ, clock=session, root=session.root)
    )
    for one in seen:
        for line in _lines(one):
            session.answer(line)
    if not seen:
        session.answer("nothing to probe")
    hint(session, [one.check.kind for one in seen if one.check.kind and one.result.reason == UNSUPPORTED])
    session.data({"checks": [_document(one) for one in seen]})
    return 0


def _lines(one: "Explained") -> Iterator[str]:
    result = one.result
    parts = [result.outcome, f"{result.latency_ms} ms" if result.latency_ms is not None else ""]
    parts.append(f"{result.failed_at or 'note'}: {result.reason}" if result.reason else "")
    kind = f" ({one.check.kind})" if one.check.kind else ""
    yield f"{one.key}{kind}: {', '.join(part for part in parts if part)}"
    if result.reason:
        yield f"  {reason_words(result.reason)}"
    for number, leg in enumerate(one.trail.legs, start=1):
        yield from _leg_lines(leg, number if len(one.trail.legs) > 1 else None)
    yield from map(_finding_line, one.trail.findings)


def _leg_lines(leg: "Leg", number: int | None) -> Iterator[str]:
    others = [address for address in leg.tried if address != leg.address]
    reached = leg.address or ("no address answered" if leg.tried else "no address was tried")
    tried = f" (tried{' too' if leg.address else ''}: {', '.join(others)})" if others else ""
    yield f"  connection{f' {number}' if number else ''}: {reached}{tried}"
    times = [f"{name} {value:.1f} ms" for name, key in _STEPS if (value := getattr(leg, key)) is not None]
    if times:
        yield f"    {', '.join(times)}"
    spoken = [leg.tls_version] if leg.tls_version else []
    spoken += [f"HTTP/{leg.http_version}"] if leg.http_version else []
    spoken += [f"status {leg.status}"] if leg.status is not None else []
    if spoken:
        yield f"    {', '.join(spoken)}"
    if leg.certificate:
        yield f"    {_certificate_words(leg.certificate)}"


def _certificate_words(certificate: "Certificate") -> str:
    ends = format_moment(certificate.ends)
    return f"certificate for {certificate.subject}, by {certificate.issuer}, ends {ends}"


def _finding_line(finding: "Finding") -> str:
    found = "nothing" if finding.found is None else f"“{finding.found}”"
    return f"  {finding.name}: wanted “{finding.wanted}”, found {found}: {_VERDICTS[finding.holds]}"


def _document(one: "Explained") -> dict[str, Any]:
    return {
        "key": one.key,
        "kind": one.check.kind,
        "at": format_moment(one.at),
        "outcome": one.result.outcome,
        "latency_ms": one.result.latency_ms,
        "failed_at": one.result.failed_at,
        "reason": one.result.reason,
        "connections": [_connection(leg) for leg in one.trail.legs],
        "assertions": [
            {"name": f.name, "wanted": f.wanted, "found": f.found, "holds": f.holds}
            for f in one.trail.findings
        ],
    }


def _connection(leg: "Leg") -> dict[str, Any]:
    proof = leg.certificate
    return {
        "tried": list(leg.tried),
        "address": leg.address,
        **{key: getattr(leg, key) for _, key in _STEPS},
        "tls_version": leg.tls_version,
        "http_version": leg.http_version,
        "status": leg.status,
        "certificate": {"subject": proof.subject, "issuer": proof.issuer, "ends": format_moment(proof.ends)}
        if proof
        else None,
    }
