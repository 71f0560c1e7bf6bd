"""A check becomes a question: its address and headers with secrets filled in, for one attempt."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import httpx

from statusgen.model.checks import Check
from statusgen.model.secrets import Secret, reveal
from statusgen.model.words import HOSTLESS, CheckKind

_PORTS = {CheckKind.HTTP: 80, CheckKind.HTTPS: 443, CheckKind.TLS: 443}

LAST_PORT = 65535


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Question:
    """What one attempt asks. Holds secrets, so it has no repr and is not kept."""

    check: Check
    kind: CheckKind
    url: httpx.URL
    headers: tuple[tuple[str, str], ...]
    target: str
    """What stands behind the scheme, as written: a program, a job."""
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    """Of a program: where programs are found, the language, and the secrets that its check names."""
    now: datetime
    """When the attempt began, UTC."""


def ask(check: Check, environ: Mapping[str, str], now: datetime) -> Question:
    """Fill in the secrets. Raises MissingSecretError, httpx.InvalidURL."""
    text = reveal(check.url, environ)
    url = httpx.URL(text)
    if url.scheme not in list(CheckKind) or not (url.scheme in HOSTLESS or is_reachable(url)):
        raise httpx.InvalidURL("not the address of a check")
    return Question(
        check=check,
        kind=CheckKind(url.scheme),
        url=url,
        headers=tuple((name, reveal(value, environ)) for name, value in check.headers.items()),
        target=text.partition("://")[2],
        arguments=tuple(reveal(value, environ) for value in check.arguments),
        environment=_environment(check, environ),
        now=now,
    )


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


def _environment(check: Check, environ: Mapping[str, str]) -> Mapping[str, str]:
    """Nothing of ours but what a program cannot do without."""
    named = [value for value in (check.url, *check.arguments) if isinstance(value, Secret)]
    secrets = {name: environ[name] for value in named for name in value.names}
    return {"PATH": environ.get("PATH", os.defpath), "LANG": environ.get("LANG", "C.UTF-8"), **secrets}
