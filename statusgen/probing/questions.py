"""A check becomes a question: its address and headers with secrets filled in, for one attempt."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from pathlib import Path

import httpx

from statusgen.model.checks import Auth, Check
from statusgen.model.secrets import Secret, reveal
from statusgen.model.words import HOSTLESS, CheckKind

_PORTS = {
    CheckKind.HTTP: 80,
    CheckKind.HTTPS: 443,
    CheckKind.TLS: 443,
    CheckKind.PROMETHEUS_HTTP: 80,
    CheckKind.PROMETHEUS_HTTPS: 443,
    CheckKind.STATUSPAGE_HTTP: 80,
    CheckKind.STATUSPAGE_HTTPS: 443,
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
    """Those of the settings and what `auth` comes to; for the check's own origin alone."""
    proxy: httpx.URL | None
    root: Path
    """The project's folder."""
    environ: Mapping[str, str]
    """For what is filled in later: bodies and steps."""
    secrets: tuple[str, ...]
    """What no finding may show."""
    target: str
    """What stands behind the scheme, as written: a program, a job."""
    now: datetime
    """When the attempt began, UTC."""


def ask(check: Check, environ: Mapping[str, str], root: Path, now: datetime) -> Question:
    """Fill in the secrets. Raises MissingSecretError, httpx.InvalidURL."""
    if check.kind is CheckKind.HEARTBEAT:
        check = replace(check, auth=None)  # it is for those who call us
    text = reveal(check.url, environ)
    url = httpx.URL(text)
    if url.scheme not in list(CheckKind) or not (url.scheme in HOSTLESS or is_reachable(url)):
        raise httpx.InvalidURL("not the address of a check")
    headers = tuple((name, reveal(value, environ)) for name, value in check.headers.items())
    proxy = httpx.URL(reveal(check.proxy, environ)) if check.proxy else None
    if proxy and any(expect.ip for expect in (check.expect, *(step.expect for step in check.steps))):
        raise httpx.InvalidURL("behind a proxy nobody knows which address answers")
    return Question(
        check=check,
        kind=CheckKind(url.scheme),
        url=url,
        headers=headers + tuple(_authorization(check.auth, headers, environ)),
        proxy=proxy,
        root=root,
        environ=environ,
        secrets=tuple(_revealed(check, environ)) + _userinfo(url) + (_userinfo(proxy) if proxy else ()),
        target=text.partition("://")[2],
        now=now,
    )


def basic(user: str, password: str) -> str:
    """The value of a header that says who we are."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def plain_url(url: httpx.URL) -> httpx.URL:
    """The web address behind `prometheus+https://` and its like."""
    return url.copy_with(scheme=url.scheme.rpartition("+")[2], port=url.port)


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


def origin_of(url: httpx.URL) -> tuple[str, str, int | None]:
    """What has to be equal for two addresses to belong together."""
    return url.scheme.rpartition("+")[2], host_of(url), port_of(url)


def _userinfo(url: httpx.URL) -> tuple[str, ...]:
    return tuple(filter(None, (url.username, url.password)))


def _authorization(
    auth: Auth | None, headers: tuple[tuple[str, str], ...], environ: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """The header of `auth`, unless the settings write one themselves."""
    if auth is None or any(name.lower() == "authorization" for name, _ in headers):
        return
    if auth.token is not None:
        yield "Authorization", f"Bearer {reveal(auth.token, environ)}"
    if auth.user is not None and auth.password is not None:
        yield "Authorization", basic(reveal(auth.user, environ), reveal(auth.password, environ))


def _revealed(what: object, environ: Mapping[str, str]) -> Iterator[str]:
    """The values of all secrets of a check, wherever they stand in it, and what `auth` holds in any form."""
    match what:
        case Secret():
            # All, also those used later: a missing one is told before anything is sent.
            what.reveal(environ)
            yield from (environ[name] for name in what.names)
        case Auth():
            yield from (reveal(one, environ) for one in (what.user, what.password, what.token) if one)
        case Mapping():
            for value in what.values():
                yield from _revealed(value, environ)
        case tuple():
            for value in what:
                yield from _revealed(value, environ)
        case _ if is_dataclass(what):
            for one in fields(what):
                yield from _revealed(getattr(what, one.name), environ)
