"""A web address is asked, redirects are followed by hand, and the answer is judged.

Requests go straight to a transport: a client's conveniences (cookies, redirects, the
environment's proxies, a log line with the whole URL) are what a probe must not have.
"""

import contextlib
from collections.abc import AsyncIterator, Sequence

import httpx

from statusgen import __version__
from statusgen.model.checks import Check
from statusgen.model.evidence import ProbeResult
from statusgen.model.words import Layer
from statusgen.probing.answers import Answer, is_expected, judge
from statusgen.probing.bodies import search
from statusgen.probing.dialing import dial, open_stream
from statusgen.probing.faults import FaultError
from statusgen.probing.network import Network
from statusgen.probing.questions import Question, host_of, port_of
from statusgen.probing.redirects import next_hop
from statusgen.probing.trails import Trail
from statusgen.probing.transport import Transport

MAX_REDIRECTS = 5
Headers = Sequence[tuple[str, str]]
_OURS = {
    "user-agent": f"statusgen/{__version__}",
    "accept": "*/*",
    "accept-encoding": "identity",
    "connection": "close",
}


async def probe_web(question: Question, network: Network, trail: Trail) -> ProbeResult:
    """Ask over HTTP or HTTPS. Raises what the world does; see `faults`."""
    url, headers, is_foreign = question.url, question.headers, False
    for _ in range(MAX_REDIRECTS + 1):
        async with _get(question, url, headers, network, trail, is_foreign=is_foreign) as response:
            target = None if is_expected(question.check, response.status_code) else next_hop(url, response)
            if target is None:
                return judge(question.check, await _read(question.check, response, trail))
        if _origin(target) != _origin(url):
            # Headers may hold secrets meant for the first origin; they never come back.
            # From here on every hop is guarded: a name may resolve differently the next time.
            headers, is_foreign = (), True
            target = target.copy_with(userinfo=b"")
        url = target
    raise FaultError(Layer.HTTP, "redirect_loop")


@contextlib.asynccontextmanager
async def _get(
    question: Question, url: httpx.URL, headers: Headers, network: Network, trail: Trail, *, is_foreign: bool
) -> AsyncIterator[httpx.Response]:
    host, port = host_of(url), port_of(url)
    assert port is not None  # noqa: S101 (http and https have one)
    check = question.check
    connection = await dial(host, port, network, trail, family=check.family, is_foreign=is_foreign)
    trust = network.trusts.of(check.tls, question.root) if url.scheme == "https" else None
    stream = await open_stream(connection, trail, trust, host)
    try:
        yield await Transport(stream).handle_async_request(_request(url, headers))
    finally:
        stream.abort()


def _request(url: httpx.URL, headers: Headers) -> httpx.Request:
    request = httpx.Request("GET", url, headers={**_OURS, **{name.lower(): value for name, value in headers}})
    if url.userinfo and "authorization" not in request.headers:
        next(httpx.BasicAuth(url.username, url.password).auth_flow(request))
    return request


async def _read(check: Check, response: httpx.Response, trail: Trail) -> Answer:
    texts = [text for text in (check.expect.text, check.expect.no_text) if text is not None]
    findings = await search(
        response.aiter_raw(),
        encoding=response.headers.get("content-encoding", "").strip().lower(),
        charset=response.charset_encoding or "utf-8",
        texts=texts,
    )
    return Answer(status=response.status_code, findings=findings, latency_ms=trail.latency_ms)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, host_of(url), port_of(url)
