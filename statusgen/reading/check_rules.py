"""What a check says against itself: keys that its kind does not know, and those that need each other."""

import re
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from statusgen.model.checks import Check, Expect
from statusgen.model.errors import Problem
from statusgen.model.nodes import Source, Step
from statusgen.model.words import CheckKind as Kind

WEB = (Kind.HTTP, Kind.HTTPS)
_PLACE = re.compile(r"\{([a-z0-9][a-z0-9-]*)\}")
_METRICS = (Kind.PROMETHEUS_HTTP, Kind.PROMETHEUS_HTTPS)
_PAGES = (Kind.STATUSPAGE_HTTP, Kind.STATUSPAGE_HTTPS)
_ASKED_BY_HTTP = (*WEB, *_METRICS, *_PAGES)
_SOCKETS = (Kind.WS, Kind.WSS)
_GREETERS = (Kind.SMTP, Kind.SMTPS, Kind.IMAP, Kind.IMAPS, Kind.SSH)
_SECURE = (
    *(Kind.HTTPS, Kind.TLS, Kind.WSS, Kind.GRPCS, Kind.SMTPS, Kind.IMAPS),
    *(Kind.SMTP, Kind.IMAP, Kind.PROMETHEUS_HTTPS, Kind.STATUSPAGE_HTTPS, Kind.HTTP),
)
"""Kinds that may come to speak TLS, some by a redirect or a word on the way."""
_SPEAKERS = (*WEB, *_SOCKETS, *_GREETERS, Kind.TCP, Kind.UDP, Kind.COMMAND)
_LOCAL = (Kind.HEARTBEAT, Kind.COMMAND)
_ON_THE_NETWORK = tuple(kind for kind in Kind if kind not in _LOCAL)
KINDS_OF: dict[tuple[str, ...], tuple[Kind, ...]] = {
    ("method",): WEB,
    ("body",): WEB,
    ("steps",): WEB,
    ("http2",): WEB,
    ("headers",): (*_ASKED_BY_HTTP, *_SOCKETS),
    ("auth",): (*_ASKED_BY_HTTP, *_SOCKETS, Kind.HEARTBEAT),
    ("proxy",): _ASKED_BY_HTTP,
    ("redirects",): _ASKED_BY_HTTP,
    ("allow_private",): _ASKED_BY_HTTP,
    ("tls",): _SECURE,
    ("expires_within",): _SECURE,
    ("family",): _ON_THE_NETWORK,
    ("send",): (Kind.TCP, Kind.UDP, *_SOCKETS),
    ("starttls",): (Kind.SMTP, Kind.IMAP),
    ("record",): (Kind.DNS,),
    ("resolver",): (Kind.DNS,),
    ("dnssec",): (Kind.DNS,),
    ("service",): (Kind.GRPC, Kind.GRPCS),
    ("file",): (Kind.HEARTBEAT,),
    ("within",): (Kind.HEARTBEAT,),
    ("query",): _METRICS,
    ("component",): _PAGES,
    ("arguments",): (Kind.COMMAND,),
    ("expect", "status"): WEB,
    ("expect", "text"): _SPEAKERS,
    ("expect", "no_text"): _SPEAKERS,
    ("expect", "pattern"): _SPEAKERS,
    ("expect", "json"): WEB,
    ("expect", "html"): WEB,
    ("expect", "header"): WEB,
    ("expect", "size"): WEB,
    ("expect", "ip"): _ON_THE_NETWORK,
    ("expect", "answers"): (Kind.DNS,),
    ("expect", "above"): _METRICS,
    ("expect", "below"): _METRICS,
}
"""Keys of a check to the kinds that know them; the others fit every kind."""


_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}", re.ASCII)
"""Of a heartbeat: it is the name of a file, and typed by `statusgen heartbeat`."""


def check_faults(check: Check, path: tuple[Step, ...], source: Source) -> Iterator[Problem]:
    """What is wrong with one check that stands at a path of the settings."""
    if check.kind is not None:
        yield from _foreign_keys(check.kind, path, source)
    for key, what, hint in (*_missing(check), *_contradicting(check)):
        yield source.problem((*path, key) if source.has((*path, key)) else path, what, hint)


def _foreign_keys(kind: Kind, path: tuple[Step, ...], source: Source) -> Iterator[Problem]:
    for key, kinds in KINDS_OF.items():
        if kind not in kinds and source.has((*path, *key)):
            what = f"'{key[-1]}' does not fit a {kind} check"
            hint = f"it belongs to {', '.join(kinds[:6])}; remove it"
            yield source.problem((*path, *key), what, hint, of_key=True)


def _missing(check: Check) -> Iterator[tuple[str, str, str]]:
    kind, expect = check.kind, check.expect
    if kind is Kind.HEARTBEAT and check.within is None:
        yield "within", "a heartbeat needs to know when the job is late", "write within: 25h"
    if kind is Kind.HEARTBEAT and not _NAME.fullmatch(check.name):
        yield "url", "a heartbeat's name is letters, digits and hyphens", "write heartbeat://nightly-backup"
    if kind is Kind.COMMAND and not check.name.strip("/"):
        yield (
            "url",
            "a command check needs a program",
            "write command://check_load, or command:///usr/bin/true",
        )
    if kind in _METRICS and check.query is None:
        yield "query", "a prometheus check needs a query", "write query: up"
    if kind in _METRICS and expect.above is None and expect.below is None:
        yield "expect", "a prometheus check needs a threshold", "write expect: {above: 0}"
    if kind is Kind.UDP and check.send is None:
        yield "send", "a udp check needs to send something", "write send: ping"
    if check.auth and (check.auth.user is None) != (check.auth.password is None):
        yield "auth", "a user and a password belong together", "write both, or token: alone"
    if check.auth and check.auth.token is not None and check.auth.user is not None:
        yield "auth", "a token stands beside a user", "keep one of them"
    if kind is Kind.HEARTBEAT and check.auth and check.auth.token is None:
        yield "auth", "whoever calls a heartbeat shows a token", "write auth: {token: $NAME}"
    if check.tls.key is not None and check.tls.certificate is None:
        yield "tls", "a key stands without its certificate", "write certificate: too"


def _contradicting(check: Check) -> Iterator[tuple[str, str, str]]:
    if check.steps and (check.method != "GET" or check.body is not None):
        yield "steps", "a check with steps says method and body in its steps", "move them there"
    if check.steps and check.expect != Expect():
        yield "expect", "a check with steps says in each of them what it expects", "move it there"
    if check.proxy is not None and any(one.ip for one in (check.expect, *(s.expect for s in check.steps))):
        yield "proxy", "behind a proxy nobody knows which address answers", "remove expect: ip, or the proxy"
    if found := _other_family(check):
        key, address = found
        yield key, f"{address} is not of the family {check.family}", "remove family:, or name another address"
    for number in _unknown_places(check):
        # Its name is not told: addresses and headers may hold what looks like one and is a secret.
        what = f"step {number} asks with a {{name}} that no step before it captures"
        yield "steps", what, "capture it in an earlier step"


def _other_family(check: Check) -> tuple[str, str] | None:
    """The key and the address that can never be of the family asked for."""
    key, text = "url", str(check.url)
    if check.kind is Kind.DNS:
        key, text = "resolver", str(check.resolver)
    elif check.proxy is not None:
        key, text = "proxy", str(check.proxy)
    address = _address_in(text)
    if address is None or check.family is None or f"ipv{address.version}" == check.family:
        return None
    return key, str(address)


def _address_in(text: str) -> IPv4Address | IPv6Address | None:
    """Of an address with or without a scheme and a port; None for a name or a secret."""
    with suppress(ValueError):
        return ip_address(text)
    with suppress(ValueError):
        return ip_address(urlsplit(text if "//" in text else f"//{text}").hostname or "")
    return None


def _unknown_places(check: Check) -> Iterator[int]:
    """Of addresses and headers; a body may have braces of its own."""
    captured = set[str]()
    for number, step in enumerate(check.steps, start=1):
        for text in (step.url, *step.headers.values()):
            if not captured.issuperset(_PLACE.findall(str(text))):
                yield number
        captured |= step.capture.keys()
