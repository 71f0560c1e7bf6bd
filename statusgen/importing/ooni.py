"""OONI's measurements of web_connectivity, one by one or summed up, become sightings.

OONI asks the same of a control elsewhere. Where both fail, the site is down; where only the probe fails,
something between them interferes. Where the control could not be asked, nothing is claimed. The words are
those of OONI's specifications ts-017 (web_connectivity) and df-007 (failures).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from statusgen.importing import parts
from statusgen.importing.sightings import Document, Sighting, Spot
from statusgen.model.evidence import ProbeResult
from statusgen.model.words import Layer, NetworkKind, Outcome

LEAST = 3
"""Measurements in a bucket; fewer say nothing of a country."""
_MOST = 0.5
"""A larger share that met something out of order is a failure."""
_FEW = 0.25
"""A share up to this is noise, and the bucket is fine. Between the two nothing is claimed."""
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
Fault = tuple[Layer, str]
_DISTURBED = ProbeResult(Outcome.FAILED, None, None, "disturbed")
_FINE = ProbeResult(Outcome.OK)

FAILURES: dict[str, Fault] = {
    "dns_nxdomain_error": (Layer.DNS, "dns_nxdomain"),
    "dns_no_answer": (Layer.DNS, "dns_nxdomain"),
    "dns_servfail_error": (Layer.DNS, "dns_fail"),
    "dns_refused_error": (Layer.DNS, "dns_fail"),
    "dns_bogon_error": (Layer.DNS, "dns_differs"),
    "connection_refused": (Layer.TCP, "refused"),
    "host_unreachable": (Layer.TCP, "unreachable"),
    "network_unreachable": (Layer.TCP, "unreachable"),
    "ssl_invalid_hostname": (Layer.TLS, "tls_name"),
    "ssl_unknown_authority": (Layer.TLS, "tls_untrusted"),
    "ssl_invalid_certificate": (Layer.TLS, "tls_untrusted"),
    "ssl_failed_handshake": (Layer.TLS, "tls_proto"),
}
"""Failures that say by themselves at which layer they happened."""
_ANYWHERE: dict[str, dict[Layer, str]] = {
    "generic_timeout_error": {
        Layer.DNS: "dns_timeout",
        Layer.TCP: "connect_timeout",
        Layer.TLS: "tls_timeout",
        Layer.HTTP: "timeout_total",
    },
    "connection_reset": dict.fromkeys(Layer, "reset"),
    "connection_aborted": dict.fromkeys(Layer, "reset"),
    "eof_error": {Layer.TLS: "reset", Layer.HTTP: "empty"},
}
"""Failures that may happen at several layers."""
_OTHERWISE = {
    Layer.DNS: "dns_fail",
    Layer.TCP: "connect_timeout",
    Layer.TLS: "tls_proto",
    Layer.HTTP: "protocol",
}


def ooni(documents: Sequence[Document], now: datetime) -> Iterator[Sighting]:
    """Sightings of raw measurements, of lists of them, and of aggregations."""
    for document in documents:
        found = parts.table(document)
        if isinstance(document, list):
            yield from ooni(document, now)
        elif "result" in found:
            yield from _buckets(found["result"], now)
        elif "results" in found:
            yield from filter(None, map(_listed, parts.rows(found["results"])))
        elif sighting := _measured(found):
            yield sighting


def _measured(found: Mapping[str, object]) -> Sighting | None:
    """One raw measurement."""
    keys = parts.table(found.get("test_keys"))
    at, result = parts.moment(found.get("measurement_start_time")), _result(keys)
    if at is None or result is None or found.get("test_name") != "web_connectivity":
        return None
    target = parts.text(found.get("input"))
    return Sighting(at=at, target=target, spot=_spot(found), result=result, is_online=True)


def _listed(found: Mapping[str, object]) -> Sighting | None:
    """One row of a list of measurements, which says less."""
    at = parts.moment(found.get("measurement_start_time"))
    is_telling = found.get("failure") is False and found.get("test_name") == "web_connectivity"
    if at is None or not is_telling:
        return None
    result = _DISTURBED if found.get("anomaly") or found.get("confirmed") else _FINE
    target = parts.text(found.get("input"))
    return Sighting(at=at, target=target, spot=_spot(found), result=result, is_online=True)


def _buckets(result: object, now: datetime) -> Iterator[Sighting]:
    """An aggregation's rows. A bucket that is not over yet would say something else tomorrow."""
    for row in parts.rows(result if isinstance(result, list) else [result]):
        written = parts.text(row.get("measurement_start_day")) or ""
        at, grain = parts.moment(written), _HOUR if "T" in written or " " in written else _DAY
        outcome = _summed(row)
        if at is None or outcome is None or at + grain > now:
            continue
        target = parts.text(row.get("domain")) or parts.text(row.get("input"))
        yield Sighting(at=at, target=target, spot=_spot(row), result=outcome, every=grain, is_online=True)


def _summed(row: Mapping[str, object]) -> ProbeResult | None:
    fine = parts.count(row.get("ok_count"))
    odd = parts.count(row.get("anomaly_count")) + parts.count(row.get("confirmed_count"))
    if fine + odd < LEAST:
        return None
    share = odd / (fine + odd)
    if share > _MOST:
        return _DISTURBED
    return _FINE if share <= _FEW else None


def _spot(found: Mapping[str, object]) -> Spot:
    country, asn = parts.country(found.get("probe_cc")), parts.asn(found.get("probe_asn"))
    return Spot(country=country, asn=asn, network=NetworkKind.EYEBALL)


def _result(keys: Mapping[str, object]) -> ProbeResult | None:
    """None where OONI cannot tell."""
    blocking, accessible = keys.get("blocking"), keys.get("accessible")
    if parts.text(keys.get("control_failure")) is not None:
        return None
    if blocking is False and accessible is True:
        return _FINE
    if blocking is False and accessible is False:
        return _failed(_down(keys))
    fault = _BLOCKED[blocking](keys) if isinstance(blocking, str) and blocking in _BLOCKED else None
    return _failed(fault) if fault else None


def _failed(fault: Fault) -> ProbeResult:
    return ProbeResult(Outcome.FAILED, None, *fault)


def _down(keys: Mapping[str, object]) -> Fault:
    """Down for the control as well: the first layer that failed."""
    if parts.text(keys.get("dns_experiment_failure")):
        return _at_dns(keys)
    return _at_http(keys) if parts.text(keys.get("http_experiment_failure")) else _at_tcp(keys)


def _at_dns(keys: Mapping[str, object]) -> Fault:
    failure = parts.text(keys.get("dns_experiment_failure"))
    return _named(failure, Layer.DNS) if failure else (Layer.DNS, "dns_differs")


def _at_tcp(keys: Mapping[str, object]) -> Fault:
    statuses = (parts.table(one.get("status")) for one in parts.rows(keys.get("tcp_connect")))
    failure = next((found for status in statuses if (found := parts.text(status.get("failure")))), None)
    return _named(failure, Layer.TCP)


def _at_http(keys: Mapping[str, object]) -> Fault:
    failure = parts.text(keys.get("http_experiment_failure"))
    handshakes = list(parts.rows(keys.get("tls_handshakes")))
    has_shaken = any(one.get("failure") is None for one in handshakes)
    return _named(failure, Layer.TLS if handshakes and not has_shaken else Layer.HTTP)


def _at_content(_keys: Mapping[str, object]) -> Fault:
    return Layer.CONTENT, "body_mismatch"


_BLOCKED = {"dns": _at_dns, "tcp_ip": _at_tcp, "http-failure": _at_http, "http-diff": _at_content}


def _named(failure: str | None, layer: Layer) -> Fault:
    """A failure in our words; what stands for "unknown" is named by its layer."""
    if failure in FAILURES:
        return FAILURES[failure]
    return layer, _ANYWHERE.get(failure or "", {}).get(layer, _OTHERWISE[layer])
