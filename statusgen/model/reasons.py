"""Why a probe failed: every published code, the layer it belongs to, and its words.

Failures are published as these codes only, never as exception text, which may hold secrets
and internal names.
"""

from dataclasses import dataclass

from statusgen.model.sentences import say
from statusgen.model.words import Layer


@dataclass(frozen=True, slots=True)
class Reason:
    """One code."""

    layer: Layer
    words: str
    """Completes "it fails: ..."; plain, no full stop."""
    is_answer: bool
    """The target itself (or what stands for it) answered, so the vantage was online."""


REASONS: dict[str, Reason] = {
    "dns_nxdomain": Reason(Layer.DNS, say("the name does not exist"), False),
    "dns_timeout": Reason(Layer.DNS, say("the name server does not answer"), False),
    "dns_differs": Reason(Layer.DNS, say("the name leads elsewhere there"), False),
    "dns_fail": Reason(Layer.DNS, say("the name cannot be resolved"), False),
    "dns_refused": Reason(Layer.DNS, say("the name server refuses to answer"), False),
    "dns_empty": Reason(Layer.DNS, say("the name has no record of this kind"), False),
    "dns_bogon": Reason(Layer.DNS, say("the name leads to an address that is not on the internet"), False),
    "dns_unproved": Reason(Layer.DNS, say("the name's records are not marked as proved"), False),
    "refused": Reason(Layer.TCP, say("the connection is refused"), True),
    "unreachable": Reason(Layer.TCP, say("there is no route to it"), False),
    "connect_timeout": Reason(Layer.TCP, say("no connection within the time allowed"), False),
    "tls_expired": Reason(Layer.TLS, say("its certificate has expired"), True),
    "tls_name": Reason(Layer.TLS, say("its certificate is for another name"), True),
    "tls_untrusted": Reason(Layer.TLS, say("its certificate is not trusted"), True),
    "tls_proto": Reason(Layer.TLS, say("the TLS handshake fails"), True),
    "tls_timeout": Reason(Layer.TLS, say("the TLS handshake does not finish in time"), False),
    "starttls_missing": Reason(Layer.TLS, say("it does not offer a secure connection"), True),
    "reset": Reason(Layer.TCP, say("the connection is cut"), True),
    "empty": Reason(Layer.HTTP, say("it closes the connection without an answer"), True),
    "protocol": Reason(Layer.HTTP, say("its answer breaks the rules of its protocol"), True),
    "timeout_total": Reason(Layer.HTTP, say("no whole answer within the time allowed"), False),
    "too_large": Reason(Layer.CONTENT, say("its answer is larger than we read"), True),
    "redirect_loop": Reason(Layer.HTTP, say("it redirects too many times"), True),
    "redirect_blocked": Reason(Layer.HTTP, say("it redirects to where we do not follow"), True),
    "header_mismatch": Reason(Layer.HTTP, say("its answer lacks an expected header"), True),
    "wrong_address": Reason(Layer.TCP, say("another address answers than those expected"), True),
    "status": Reason(Layer.HTTP, say("it answers with an error status"), True),
    "not_serving": Reason(Layer.CONTENT, say("it does not say that it is serving"), True),
    "service_unknown": Reason(Layer.CONTENT, say("it does not know the service asked for"), True),
    "unimplemented": Reason(Layer.HTTP, say("it does not answer questions about its health"), True),
    "content_timeout": Reason(
        Layer.CONTENT, say("what is expected does not come within the time allowed"), True
    ),
    "body_mismatch": Reason(Layer.CONTENT, say("its answer lacks the expected content"), True),
    "not_json": Reason(Layer.CONTENT, say("its answer is not valid JSON"), True),
    "oversize": Reason(Layer.CONTENT, say("its answer is larger than it should be"), True),
    "too_complex": Reason(Layer.CONTENT, say("its answer takes too long to be understood"), True),
    "capture_failed": Reason(Layer.CONTENT, say("its answer lacks a value that the next step needs"), True),
    "encoding": Reason(Layer.CONTENT, say("its answer cannot be unpacked"), True),
    "throttled": Reason(Layer.HTTP, say("it asks us to probe less often"), True),
    "heartbeat_missing": Reason(Layer.CONTENT, say("the job was never heard of"), False),
    "heartbeat_late": Reason(Layer.CONTENT, say("the job was not heard of for too long"), False),
    "heartbeat_future": Reason(Layer.LOCAL, say("the job's file has a time that is yet to come"), False),
    "command_warning": Reason(Layer.CONTENT, say("its command warns"), False),
    "command_failed": Reason(Layer.CONTENT, say("its command says so"), False),
    "command_unknown": Reason(Layer.CONTENT, say("its command cannot say"), False),
    "command_missing": Reason(Layer.LOCAL, say("our monitor cannot run its command"), False),
    "command_refused": Reason(Layer.LOCAL, say("our monitor may not run commands"), False),
    "threshold": Reason(Layer.CONTENT, say("its value is not what it should be"), True),
    "no_data": Reason(Layer.CONTENT, say("there is no value for it"), True),
    "stale_data": Reason(Layer.CONTENT, say("its value is too old"), True),
    "query_failed": Reason(Layer.HTTP, say("its query cannot be answered"), True),
    "disturbed": Reason(Layer.HTTP, say("most measurements there were disturbed"), False),
    "upstream_degraded": Reason(Layer.CONTENT, say("its own page says that it is degraded"), True),
    "upstream_partial": Reason(Layer.CONTENT, say("its own page tells of a partial outage"), True),
    "upstream_outage": Reason(Layer.CONTENT, say("its own page tells of an outage"), True),
    "upstream_maintenance": Reason(Layer.CONTENT, say("its own page tells of maintenance"), True),
    "upstream_unlisted": Reason(Layer.CONTENT, say("its own page does not say how it is"), True),
    "proxy_unreachable": Reason(Layer.TCP, say("our proxy cannot reach it"), False),
    "proxy_failed": Reason(Layer.LOCAL, say("our proxy refuses or does not answer"), False),
    "prober_offline": Reason(Layer.LOCAL, say("our monitor was offline"), False),
    "prober_overloaded": Reason(Layer.LOCAL, say("our monitor was overloaded"), False),
    "secret_missing": Reason(Layer.LOCAL, say("a secret that the check needs is not set"), False),
    "check_invalid": Reason(Layer.LOCAL, say("the check cannot be put as it is written"), False),
    "check_unsupported": Reason(Layer.LOCAL, say("our monitor cannot put this kind of check"), False),
    "slow": Reason(Layer.HTTP, say("it answers slowly"), True),
    "tls_expiring": Reason(Layer.TLS, say("its certificate expires soon"), True),
}
"""`reset` and timeouts can happen at any layer: a result's own `failed_at` says where."""


def reason_words(code: str | None) -> str:
    """Words for a code; a code from a newer version is shown as it stands, without underscores."""
    if code is None:
        return say("no reason was recorded")
    known = REASONS.get(code)
    return known.words if known else code.replace("_", " ")
