"""A check becomes a question: its address and headers with secrets filled in, for one attempt."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from statusgen.model.checks import Check
from statusgen.model.secrets import reveal
from statusgen.model.words import CheckKind

_PORTS = {
    CheckKind.HTTP: 80,
    CheckKind.HTTPS: 443,
    CheckKind.TLS: 443,
    CheckKind.WS: 80,
    CheckKind.WSS: 443,
    CheckKind.SMTP: 25,
    CheckKind.SMTPS: 465,
    CheckKind.IMAP: 143,
    CheckKind.IMAPS: 993,
    CheckKind.SSH: 22,
    CheckKind.DNS: 53,
    CheckKind.ICMP: 0,  # it has no ports
}

LAST_PORT = 65535


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Question:
    """What one attempt asks. Holds secrets, so it has no repr and is not kept."""

    check: Check
    kind: CheckKind
    url: httpx.URL
    headers: tuple[tuple[str, str], ...]
    send: bytes | None = None
    """What is sent before an answer is expected, where the kind sends something."""


def ask(check: Check, environ: Mapping[str, str]) -> Question:
    """Fill in the secrets. Raises MissingSecretError, httpx.InvalidURL."""
    url = httpx.URL(reveal(check.url, environ))
    if url.scheme not in list(CheckKind) or not is_reachable(url):
        raise httpx.InvalidURL("not the address of a check")
    headers = tuple((name, reveal(value, environ)) for name, value in check.headers.items())
    send = None if check.send is None else reveal(check.send, environ).encode()
    return Question(check=check, kind=CheckKind(url.scheme), url=url, headers=headers, send=send)


def is_reachable(url: httpx.URL) -> bool:
    """It has a host, and a port that there can be."""
    port = port_of(url)
    return bool(url.host) and port is not None and port <= LAST_PORT


def host_of(url: httpx.URL) -> str:
    """The host as it is looked up: ASCII, without brackets."""
    return url.raw_host.decode("ascii")


def port_of(url: httpx.URL) -> int | None:
    """The port, or its scheme's; None where the scheme has none."""
    return _PORTS.get(CheckKind(url.scheme)) if url.port is None else url.port
