"""An exception and the layer it came from become a layer and a reason code.

Judged by class, number and chain, never by text: texts differ by version, are often empty, and
may hold secrets.
"""

import errno
import socket
import ssl
from collections.abc import Iterator

import httpcore
import httpx

from statusgen.model.evidence import ProbeResult
from statusgen.model.reasons import REASONS
from statusgen.model.words import Layer, Outcome
from statusgen.probing.trails import Trail


class FaultError(Exception):
    """A failure that is already named; it carries codes only."""

    def __init__(self, layer: Layer, reason: str) -> None:
        super().__init__(reason)
        self.layer = layer
        self.reason = reason


WORLD = (
    FaultError,
    OSError,
    UnicodeError,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.TimeoutException,
    httpx.HTTPError,
    httpx.InvalidURL,
)
"""All that targets, networks and a check's own settings can raise. Anything else is a bug."""

TIMEOUTS = {
    Layer.LOCAL: "prober_overloaded",
    Layer.DNS: "dns_timeout",
    Layer.TCP: "connect_timeout",
    Layer.TLS: "tls_timeout",
    Layer.HTTP: "timeout_total",
    Layer.CONTENT: "too_complex",
}
"""What the deadline means at the layer where it struck."""

WORDS_LATE = "content_timeout"
"""What the deadline means where something was said, but not yet what was expected."""
LATE = {*TIMEOUTS.values(), WORDS_LATE}
_LEFTOVERS = {
    Layer.LOCAL: "prober_overloaded",
    Layer.DNS: "dns_fail",
    Layer.TCP: "unreachable",
    Layer.TLS: "tls_proto",
    Layer.HTTP: "protocol",
    Layer.CONTENT: "too_complex",
}
_CUT = (ConnectionResetError, ConnectionAbortedError, BrokenPipeError, ssl.SSLEOFError)
EXHAUSTED = {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS}
"""The vantage ran out of something."""
_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
_CERTIFICATES = {10: "tls_expired", 62: "tls_name", 64: "tls_name"}
"""OpenSSL's verify codes; all others are a matter of trust."""


def name_fault(error: BaseException, trail: Trail) -> tuple[Layer, str]:
    """Where a probe failed and why."""
    layer, reason = _name_chain(error, trail)
    if trail.is_at_proxy and layer is not Layer.LOCAL:
        return Layer.LOCAL, "proxy_failed"
    return layer, reason


def failure(layer: Layer, reason: str, latency_ms: int | None = None) -> ProbeResult:
    """The result of a failure; what the vantage itself lacks says nothing about the target."""
    outcome = Outcome.UNKNOWN if layer is Layer.LOCAL else Outcome.FAILED
    assert reason in REASONS, reason  # noqa: S101 (a code of ours that nobody could look up)
    return ProbeResult(outcome, latency_ms, layer, reason)


def _name_chain(error: BaseException, trail: Trail) -> tuple[Layer, str]:
    for cause in _chain(error):
        named = _name(cause, trail)
        if named:
            return named
    return trail.layer, _LEFTOVERS[trail.layer]


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, then what led to it; each once."""
    todo, seen = [error], set[int]()
    while todo:
        current = todo.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        todo += current.exceptions if isinstance(current, BaseExceptionGroup) else ()
        todo += [cause for cause in (current.__cause__, current.__context__) if cause]


def _name(error: BaseException, trail: Trail) -> tuple[Layer, str] | None:
    match error:
        case FaultError():
            return error.layer, error.reason
        case TimeoutError() | httpcore.TimeoutException() if trail.awaits_words:
            return Layer.CONTENT, WORDS_LATE
        case TimeoutError() | httpcore.TimeoutException():
            return trail.layer, TIMEOUTS[trail.layer]
        case socket.gaierror():
            return _name_dns(error)
        case ssl.SSLCertVerificationError():
            return Layer.TLS, _CERTIFICATES.get(error.verify_code, "tls_untrusted")
        case ConnectionRefusedError():
            return Layer.TCP, "refused"
        case httpcore.RemoteProtocolError():
            return Layer.HTTP, "protocol" if trail.has_heard else "empty"
        case httpcore.LocalProtocolError() | UnicodeError() | httpx.InvalidURL():
            return Layer.LOCAL, "check_invalid"
    if isinstance(error, _CUT):
        return trail.layer, "reset"
    if isinstance(error, ssl.SSLError):
        return Layer.TLS, "tls_proto"
    if isinstance(error, OSError) and error.errno in EXHAUSTED:
        return Layer.LOCAL, "prober_overloaded"
    return None


def _name_dns(error: socket.gaierror) -> tuple[Layer, str]:
    if error.errno == socket.EAI_MEMORY:
        return Layer.LOCAL, "prober_overloaded"
    return Layer.DNS, "dns_nxdomain" if error.errno in _NO_SUCH_NAME else "dns_fail"
