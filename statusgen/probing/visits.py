"""A request becomes an answer: dialed, sent, redirected by hand, read within bounds, and parsed.

Requests go straight to a transport: a client's conveniences (cookies, redirects, the
environment's proxies, a log line with the whole URL) are what a probe must not have.
"""

import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace

import httpx

from statusgen import __version__
from statusgen.model.checks import Tls
from statusgen.model.words import Layer, Method, Redirects
from statusgen.probing.answers import Answer
from statusgen.probing.bodies import Body, Wanted, read_body
from statusgen.probing.dialing import Stream, addresses_of, dial, open_stream
from statusgen.probing.faults import FaultError
from statusgen.probing.network import Network
from statusgen.probing.parsing import Answered, Ask
from statusgen.probing.proxies import REFUSES_US, Proxy, dial_proxy, proxy_at, tunnel
from statusgen.probing.questions import Question, host_of, origin_of, port_of
from statusgen.probing.redirects import next_hop, redirected_method
from statusgen.probing.trails import Trail
from statusgen.probing.transport import H2, Transport

MAX_REDIRECTS = 5
_OURS = {
    "user-agent": f"statusgen/{__version__}",
    "accept": "*/*",
    "accept-encoding": "identity",
    "connection": "close",
}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Request:
    """One request, and what is to be learnt of its answer. Holds secrets, so it has no repr."""

    url: httpx.URL
    method: str = Method.GET
    headers: Sequence[tuple[str, str]] = ()
    """For the check's own origin alone; they may hold secrets."""
    content: bytes | None = None
    wanted: Wanted
    asks: Sequence[Ask] = ()
    is_final: Callable[[int], bool]
    """The status is one that is not followed elsewhere."""
    is_foreign: bool = False
    """Somebody else than the settings chose the place: it has to be a public one."""


async def visit(request: Request, question: Question, network: Network, trail: Trail) -> Answer:
    """Ask, and follow where that is allowed. Raises what the world does; see `faults`."""
    for _ in range(MAX_REDIRECTS + 1):
        async with _sent(request, question, network, trail) as response:
            target = None
            if not request.is_final(response.status_code) and question.check.redirects != Redirects.NONE:
                target = next_hop(request.url, response)
            if target is None:
                return await _read(request, response, network, trail)
        request = _redirected(request, target, response.status_code, question)
    raise FaultError(Layer.HTTP, "redirect_loop")


def _redirected(request: Request, target: httpx.URL, status: int, question: Question) -> Request:
    """The next request. What was meant for the first origin stays there, and does not come back."""
    method = redirected_method(request.method, status)
    content = request.content if method == request.method else None
    if origin_of(target) == origin_of(request.url):
        return replace(request, url=target, method=method, content=content)
    if question.check.redirects == Redirects.SAME_ORIGIN or content is not None:
        # A body may hold secrets too, and without it the question would be another one.
        raise FaultError(Layer.HTTP, "redirect_blocked")
    # From here on every hop is guarded: a name may resolve differently the next time.
    url = target.copy_with(userinfo=b"")
    return replace(request, url=url, method=method, headers=(), is_foreign=True)


@contextlib.asynccontextmanager
async def _sent(
    request: Request, question: Question, network: Network, trail: Trail
) -> AsyncIterator[httpx.Response]:
    proxy = proxy_at(question.proxy) if question.proxy else None
    stream = await _connected(request, question, network, trail, proxy)
    try:
        is_http2 = question.check.http2
        if is_http2 and request.url.scheme == "https" and stream.protocol != H2:
            raise FaultError(Layer.HTTP, "protocol")
        is_absolute = proxy is not None and request.url.scheme == "http"
        transport = Transport(stream, trail, is_http2=is_http2, is_absolute=is_absolute)
        response = await transport.handle_async_request(_written(request, proxy if is_absolute else None))
        if is_absolute and response.status_code == REFUSES_US:
            raise FaultError(Layer.LOCAL, "proxy_failed")
        yield response
    finally:
        stream.abort()


async def _connected(
    request: Request, question: Question, network: Network, trail: Trail, proxy: Proxy | None
) -> Stream:
    check, url = question.check, request.url
    host, port, is_guarded = host_of(url), port_of(url), request.is_foreign and not check.allow_private
    assert port is not None  # noqa: S101 (http and https have one)
    trust = None
    if url.scheme == "https":
        alpn = (H2, "http/1.1") if check.http2 else ()
        trust = network.trusts.of(_tls_for(request, question), question.root, alpn=alpn)
    if proxy is None:
        connection = await dial(host, port, network, trail, family=check.family, is_foreign=is_guarded)
    else:
        if is_guarded:
            # The proxy looks the name up again: this guards as far as one can from here.
            await addresses_of(host, network, trail, family=None, is_foreign=True)
        connection = await dial_proxy(proxy, network, trail, check.family)
    with contextlib.ExitStack() as undo:
        undo.callback(connection.close)
        if proxy and trust:
            await tunnel(connection, proxy, f"{url.raw_host.decode('ascii')}:{port}", trail)
        undo.pop_all()
    name = _tls_for(request, question).name or host
    return await open_stream(connection, trail, trust, name)


def _tls_for(request: Request, question: Question) -> Tls:
    """Whom to trust, by what name and as whom is for the check's own origin; how old is too old, for all."""
    tls = question.check.tls
    if origin_of(request.url) != origin_of(question.url):
        return Tls(minimum=tls.minimum)
    # Somebody else may have sent us back: not in our name.
    return replace(tls, certificate=None, key=None) if request.is_foreign else tls


def _written(request: Request, proxy: Proxy | None) -> httpx.Request:
    headers = {**_OURS, **{name.lower(): value for name, value in request.headers}}
    if proxy and proxy.authorization:
        headers["proxy-authorization"] = proxy.authorization
    written = httpx.Request(request.method, request.url, headers=headers, content=request.content)
    if request.url.userinfo and "authorization" not in written.headers:
        next(httpx.BasicAuth(request.url.username, request.url.password).auth_flow(written))
    return written


async def _read(request: Request, response: httpx.Response, network: Network, trail: Trail) -> Answer:
    body = await read_body(
        response.aiter_raw(),
        encoding=response.headers.get("content-encoding", "").strip().lower(),
        charset=response.charset_encoding or "utf-8",
        wanted=request.wanted,
    )
    return Answer(
        status=response.status_code,
        headers=response.headers,
        body=body,
        address=trail.leg.address,
        parsed=await _parsed(request, body, network, trail),
    )


async def _parsed(request: Request, body: Body, network: Network, trail: Trail) -> Sequence[Answered | None]:
    """Answers to the questions, in their order; a text that cannot be read answers none of them."""
    if not request.asks or body.text is None:
        return [None] * len(request.asks)
    return await network.workers.look(body.text, request.asks, trail)
