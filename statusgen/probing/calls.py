"""A call of a job becomes the heartbeat that it means, or the reason why not."""

import hmac
import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

import h11

from statusgen.model.checks import Check
from statusgen.model.project import Component, Settings
from statusgen.model.secrets import reveal
from statusgen.model.words import CheckKind
from statusgen.probing.sweep import in_service

METHODS = ("GET", "HEAD", "POST")
MEANINGS: dict[int, tuple[str, tuple[tuple[str, str], ...]]] = {
    204: ("", ()),
    400: ("not a request that is understood here", ()),
    401: ("the token is missing or wrong", (("WWW-Authenticate", "Bearer"),)),
    403: ("web pages may not call", ()),
    404: ("no such heartbeat", ()),
    405: (f"use {', '.join(METHODS)}", (("Allow", ", ".join(METHODS)),)),
    413: ("the body is too long", ()),
    421: ("without a token, call by the address of this machine", ()),
    503: ("not noted; the log of statusgen says why", ()),
}
"""All that is answered: words for the caller, and headers."""


READING = ("GET", "HEAD")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer with more to say than what its status means."""

    status: int
    body: bytes
    kind: str
    """The media type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What of a request is looked at. It is not kept."""

    method: str
    path: str
    """Without what stands behind a question mark."""
    host: str
    """The name that the caller knows us by, without its port."""
    is_of_page: bool
    """A browser sent it for a page of somebody else."""
    token: bytes | None = field(repr=False)
    """Behind "Bearer"."""


def call_of(request: h11.Request) -> Call:
    """The call that a request makes."""
    headers = dict[bytes, list[bytes]]()
    for name, value in request.headers:
        headers.setdefault(name, []).append(value)
    sites = headers.get(b"sec-fetch-site", [])
    return Call(
        method=request.method.decode("ascii"),
        path=request.target.decode("latin-1").partition("?")[0],
        host=_host(headers.get(b"host", [b""])[0].decode("latin-1")),
        is_of_page=b"origin" in headers or not {b"none", b"same-origin"}.issuperset(sites),
        token=_token(headers.get(b"authorization", [])),
    )


def refusal(call: Call, check: Check | None, environ: Mapping[str, str]) -> int | None:
    """The status of a call that is refused; None when it counts. Raises MissingSecretError."""
    if call.method not in METHODS:
        return 405
    if call.is_of_page:
        return 403
    if check is None:
        return 404
    if not has_token(check):
        # A name of its own that a website points here would otherwise make its pages ours.
        return None if is_loopback(call.host) else 421
    assert check.auth is not None  # noqa: S101 (it has a token)
    assert check.auth.token is not None  # noqa: S101 (as above)
    wanted = reveal(check.auth.token, environ).encode()
    return None if call.token is not None and hmac.compare_digest(call.token, wanted) else 401


def refusal_to_read(call: Call, *, is_open: bool) -> int | None:
    """The status of a call that may not read of us; None when it may. `is_open`: other machines reach us."""
    if call.method not in READING:
        return 405
    if call.is_of_page:
        return 403
    return None if is_open or is_loopback(call.host) else 421


def heartbeats(settings: Settings, at: datetime) -> Mapping[str, Check]:
    """The heartbeat checks in service, by each path that calls them."""
    paths = dict[str, Check]()
    for component, jobs in _jobs(settings, at):
        for name in (component.id, *component.was):
            base = f"/heartbeat/{name}"
            paths |= {f"{base}/{check.name}": check for check in jobs}
            paths |= {f"{base}/{check.key}": check for check in jobs}
            if len(jobs) == 1:
                paths[base] = jobs[0]
    return paths


def _jobs(settings: Settings, at: datetime) -> Iterator[tuple[Component, list[Check]]]:
    for component, found in groupby(in_service(settings, at), key=lambda one: one[1]):
        jobs = [check for _, _, check in found if check.kind is CheckKind.HEARTBEAT]
        if jobs:
            yield component, jobs


def has_token(check: Check) -> bool:
    """Whoever calls must know it."""
    return check.auth is not None and check.auth.token is not None


def is_loopback(host: str) -> bool:
    """Only this machine reaches it, and no name server can say otherwise."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _host(header: str) -> str:
    if header.startswith("["):
        return header[1:].partition("]")[0]
    return header.partition(":")[0].lower()


def _token(headers: list[bytes]) -> bytes | None:
    if len(headers) != 1:
        return None
    scheme, _, token = headers[0].partition(b" ")
    return token.strip() if scheme.lower() == b"bearer" else None
