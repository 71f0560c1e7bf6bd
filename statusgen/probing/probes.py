"""A check is put once and becomes a probe result, whatever the world does."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import httpx

from statusgen.model.checks import Check
from statusgen.model.evidence import ProbeResult
from statusgen.model.secrets import MissingSecretError
from statusgen.model.words import HEARSAY, CheckKind, Layer, Outcome
from statusgen.probing.answers import finish
from statusgen.probing.datagrams import probe_udp
from statusgen.probing.dependencies import probe_statuspage
from statusgen.probing.echo import probe_icmp
from statusgen.probing.faults import WORLD, failure, name_fault
from statusgen.probing.greetings import probe_imap, probe_smtp, probe_ssh
from statusgen.probing.grpc_health import probe_grpc
from statusgen.probing.heartbeat import probe_heartbeat
from statusgen.probing.metrics import probe_prometheus
from statusgen.probing.names import probe_dns
from statusgen.probing.network import Network
from statusgen.probing.programs import probe_command
from statusgen.probing.questions import Question, ask
from statusgen.probing.sockets import probe_tcp, probe_tls
from statusgen.probing.trails import Trail
from statusgen.probing.web import probe_web
from statusgen.probing.websocket import probe_websocket

Probe = Callable[[Question, Network, Trail], Awaitable[ProbeResult]]

PROBES: dict[CheckKind, Probe] = {
    CheckKind.HTTP: probe_web,
    CheckKind.HTTPS: probe_web,
    CheckKind.TCP: probe_tcp,
    CheckKind.TLS: probe_tls,
    CheckKind.HEARTBEAT: probe_heartbeat,
    CheckKind.COMMAND: probe_command,
    CheckKind.PROMETHEUS_HTTP: probe_prometheus,
    CheckKind.PROMETHEUS_HTTPS: probe_prometheus,
    CheckKind.STATUSPAGE_HTTP: probe_statuspage,
    CheckKind.STATUSPAGE_HTTPS: probe_statuspage,
    CheckKind.DNS: probe_dns,
    CheckKind.ICMP: probe_icmp,
    CheckKind.UDP: probe_udp,
    CheckKind.WS: probe_websocket,
    CheckKind.WSS: probe_websocket,
    CheckKind.GRPC: probe_grpc,
    CheckKind.GRPCS: probe_grpc,
    CheckKind.SMTP: probe_smtp,
    CheckKind.SMTPS: probe_smtp,
    CheckKind.IMAP: probe_imap,
    CheckKind.IMAPS: probe_imap,
    CheckKind.SSH: probe_ssh,
}


async def put(
    check: Check,
    environ: Mapping[str, str],
    network: Network,
    now: datetime,
    *,
    root: Path,
    trail: Trail | None = None,
) -> ProbeResult:
    """Put a check once, within its timeout. Exceptions end here: only codes leave.

    What was seen on the way stands on the trail, for a caller who gives one.
    """
    trail = trail or Trail()
    try:
        question = ask(check, environ, root, now)
    except MissingSecretError:
        return failure(Layer.LOCAL, "secret_missing")
    except (httpx.InvalidURL, ValueError):
        return failure(Layer.LOCAL, "check_invalid")
    if question.kind not in PROBES:
        return failure(Layer.LOCAL, "check_unsupported")
    trail.secrets += question.secrets
    try:
        async with asyncio.timeout(check.timeout.total_seconds()):
            result = await PROBES[question.kind](question, network, trail)
    except WORLD as error:
        result = failure(*name_fault(error, trail))
        # Whoever was to tell us of the target did not: of the target itself we know nothing.
        return replace(result, outcome=Outcome.UNKNOWN) if question.kind in HEARSAY else result
    return finish(result, check, trail, now)
