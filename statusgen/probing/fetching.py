"""Somebody else's web address becomes the whole document that stands there, for kinds that read one."""

import json
from dataclasses import dataclass

import httpx

from statusgen import __version__
from statusgen.model.words import Layer, Redirects
from statusgen.probing.dialing import dial, open_stream
from statusgen.probing.faults import FaultError
from statusgen.probing.network import Network
from statusgen.probing.questions import Question, host_of, port_of
from statusgen.probing.redirects import next_hop
from statusgen.probing.trails import Trail
from statusgen.probing.transport import Transport

CAP = 2 * 1024 * 1024
"""Bytes of a document; the summaries of the largest public pages have a quarter of it."""
_MAX_REDIRECTS = 5
_OURS = {
    "user-agent": f"statusgen/{__version__}",
    "accept": "application/json",
    "accept-encoding": "identity",
    "connection": "close",
}
_PACKED = {"", "identity"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a server said."""

    status: int
    document: object
    """Its JSON; None where it is none."""


async def fetch_json(
    question: Question, url: httpx.URL, network: Network, trail: Trail, form: bytes | None = None
) -> Fetched:
    """Ask for a document of a size that parses in a moment. Raises what the world does."""
    status, data = await fetch(question, url, network, trail, form=form)
    return Fetched(status=status, document=_parsed(data))


async def fetch(
    question: Question,
    url: httpx.URL,
    network: Network,
    trail: Trail,
    *,
    form: bytes | None = None,
    most: int = CAP,
) -> tuple[int, bytes]:
    """Ask with what the check says of headers, trust and redirects. Raises what the world does."""
    if question.check.proxy is not None:
        raise FaultError(Layer.LOCAL, "check_unsupported")
    headers, is_foreign = question.headers, False
    for _ in range(_MAX_REDIRECTS + 1):
        request = _request(url, headers, form)
        response, data = await _send(question, request, network, trail, most=most, is_foreign=is_foreign)
        target = _follow(question, url, response)
        if target is None:
            return response.status_code, data
        if _origin(target) != _origin(url):
            # What is meant for the first origin never goes to another, nor comes back.
            headers, form, is_foreign = (), None, not question.check.allow_private
            target = target.copy_with(userinfo=b"")
        url = target
    raise FaultError(Layer.HTTP, "redirect_loop")


def _request(url: httpx.URL, headers: tuple[tuple[str, str], ...], form: bytes | None) -> httpx.Request:
    ours = {**_OURS, **{name.lower(): value for name, value in headers}}
    if form is not None:
        ours["content-type"] = "application/x-www-form-urlencoded"
    request = httpx.Request("GET" if form is None else "POST", url, headers=ours, content=form)
    if url.userinfo and "authorization" not in request.headers:
        next(httpx.BasicAuth(url.username, url.password).auth_flow(request))
    return request


async def _send(
    question: Question, request: httpx.Request, network: Network, trail: Trail, *, most: int, is_foreign: bool
) -> tuple[httpx.Response, bytes]:
    check, host, port = question.check, host_of(request.url), port_of(request.url)
    assert port is not None  # noqa: S101 (http and https have one)
    connection = await dial(host, port, network, trail, family=check.family, is_foreign=is_foreign)
    trust = network.trusts.of(check.tls, question.root) if request.url.scheme == "https" else None
    stream = await open_stream(connection, trail, trust, check.tls.name or host)
    try:
        response = await Transport(stream).handle_async_request(request)
        return response, await _read(response, most)
    finally:
        stream.abort()


async def _read(response: httpx.Response, most: int) -> bytes:
    if response.headers.get("content-encoding", "").strip().lower() not in _PACKED:
        raise FaultError(Layer.CONTENT, "encoding")
    data = bytearray()
    async for chunk in response.aiter_raw():
        data += chunk
        if len(data) > most:
            raise FaultError(Layer.CONTENT, "too_large")
    return bytes(data)


def _follow(question: Question, url: httpx.URL, response: httpx.Response) -> httpx.URL | None:
    target = next_hop(url, response)
    redirects = question.check.redirects
    if target is None or redirects is Redirects.NONE:
        return None
    if redirects is Redirects.SAME_ORIGIN and _origin(target) != _origin(url):
        raise FaultError(Layer.HTTP, "redirect_blocked")
    return target


def _parsed(data: bytes) -> object:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, host_of(url), port_of(url)
