"""Globalping's HTTP measurements become a sighting for each of their probes.

`eyeball-network` and `datacenter-network` are the tags that matter: what a country blocks shows on the first
and not on the second.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from statusgen.importing import parts
from statusgen.importing.sightings import Document, Sighting, Spot
from statusgen.model.evidence import ProbeResult
from statusgen.model.words import Layer, NetworkKind, Outcome

_TAGS = {"eyeball-network": NetworkKind.EYEBALL, "datacenter-network": NetworkKind.DATACENTER}
_CODE = re.compile(r"\b(?:E[A-Z_]{3,}|[A-Z_]*CERT[A-Z_]*|[A-Z_]*SIGNATURE[A-Z_]*)\b", re.ASCII)
"""Node's codes in what a probe printed; the words around them are never read."""
Fault = tuple[Layer, str]
CODES: dict[str, Fault] = {
    "ENOTFOUND": (Layer.DNS, "dns_nxdomain"),
    "ENODATA": (Layer.DNS, "dns_nxdomain"),
    "ESERVFAIL": (Layer.DNS, "dns_fail"),
    "EREFUSED": (Layer.DNS, "dns_fail"),
    "EAI_AGAIN": (Layer.DNS, "dns_fail"),
    "ECONNREFUSED": (Layer.TCP, "refused"),
    "EHOSTUNREACH": (Layer.TCP, "unreachable"),
    "ENETUNREACH": (Layer.TCP, "unreachable"),
    "CERT_HAS_EXPIRED": (Layer.TLS, "tls_expired"),
    "ERR_TLS_CERT_ALTNAME_INVALID": (Layer.TLS, "tls_name"),
    "DEPTH_ZERO_SELF_SIGNED_CERT": (Layer.TLS, "tls_untrusted"),
    "SELF_SIGNED_CERT_IN_CHAIN": (Layer.TLS, "tls_untrusted"),
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE": (Layer.TLS, "tls_untrusted"),
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY": (Layer.TLS, "tls_untrusted"),
}
_PHASES: tuple[tuple[str, Fault], ...] = (
    ("dns", (Layer.DNS, "dns_timeout")),
    ("tcp", (Layer.TCP, "connect_timeout")),
    ("tls", (Layer.TLS, "tls_timeout")),
)
"""In order: the first that has no time is where it ended."""


def globalping(documents: Sequence[Document], _now: datetime) -> Iterator[Sighting]:
    """Sightings of measurements, one each or in lists."""
    for document in documents:
        found = parts.table(document)
        if isinstance(document, list):
            yield from globalping(document, _now)
            continue
        at = parts.moment(found.get("createdAt"))
        if at is None or found.get("type") != "http":
            continue
        for row in parts.rows(found.get("results")):
            sighting = _seen(at, found, row)
            if sighting:
                yield sighting


def _seen(at: datetime, found: Mapping[str, object], row: Mapping[str, object]) -> Sighting | None:
    seen = parts.table(row.get("result"))
    result = _result(seen, found)
    if result is None:
        return None
    status = parts.count(seen.get("statusCode")) if result.outcome is Outcome.OK else 0
    return Sighting(
        at=at,
        target=_target(found),
        spot=_spot(parts.table(row.get("probe"))),
        result=result,
        http_status=status or None,
        is_online=True,
    )


def _target(found: Mapping[str, object]) -> str | None:
    host = parts.text(found.get("target"))
    options = parts.table(found.get("measurementOptions"))
    request = parts.table(options.get("request"))
    protocol = (parts.text(options.get("protocol")) or "https").lower().replace("http2", "https")
    return host and f"{protocol}://{host}{parts.text(request.get('path')) or '/'}"


def _spot(probe: Mapping[str, object]) -> Spot:
    tags = probe.get("tags")
    kinds = [kind for tag, kind in _TAGS.items() if isinstance(tags, list) and tag in tags]
    country, asn = parts.country(probe.get("country")), parts.asn(probe.get("asn"))
    return Spot(country=country, asn=asn, network=kinds[0] if len(kinds) == 1 else None)


def _result(seen: Mapping[str, object], found: Mapping[str, object]) -> ProbeResult | None:
    """None for probes that are offline, or not done."""
    timings = parts.table(seen.get("timings"))
    latency = parts.milliseconds(timings.get("total"))
    if seen.get("status") == "finished":
        is_bad = parts.table(seen.get("tls")).get("authorized") is False
        bad = ProbeResult(Outcome.FAILED, latency, Layer.TLS, "tls_untrusted")
        return bad if is_bad else ProbeResult(Outcome.OK, latency)
    if seen.get("status") != "failed":
        return None
    return ProbeResult(
        Outcome.FAILED, None, *_fault(seen, timings, is_tls=(_target(found) or "").startswith("https:"))
    )


def _fault(seen: Mapping[str, object], timings: Mapping[str, object], *, is_tls: bool) -> Fault:
    codes = _CODE.findall((parts.text(seen.get("rawOutput")) or "")[:10_000])
    phases = [fault for phase, fault in _PHASES if timings.get(phase) is None and (is_tls or phase != "tls")]
    where = phases[0] if phases else (Layer.HTTP, "timeout_total")
    for code in codes:
        if code in CODES:
            return CODES[code]
        if code in ("ECONNRESET", "EPIPE"):
            return where[0], "reset"
    return where
