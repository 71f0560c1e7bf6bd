"""An httpx transport over one stream that is already open."""

import contextlib
from collections.abc import AsyncIterable, AsyncIterator, Iterator

import h2.config
import h2.exceptions
import h11
import httpcore
import httpx

from statusgen.probing.dialing import Stream
from statusgen.probing.trails import Trail

H2 = "h2"
"""The word for HTTP/2 in a TLS handshake."""
_ONLY_HTTP1 = {b"connection", b"keep-alive", b"proxy-connection", b"transfer-encoding", b"upgrade"}
"""Headers that HTTP/2 forbids."""


class _Http2(httpcore.AsyncHTTP2Connection):
    """Holds answers to the rules about headers: httpcore would read one without a status as 200."""

    CONFIG = h2.config.H2Configuration(validate_inbound_headers=True)


class Transport(httpx.AsyncBaseTransport):
    """Sends one request over one connection, then is done."""

    def __init__(
        self, stream: Stream, trail: Trail, *, is_http2: bool = False, is_absolute: bool = False
    ) -> None:
        self._stream = stream
        self._trail = trail
        self._is_http2 = is_http2
        self._is_absolute = is_absolute
        """As proxies are asked: with the whole address."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=_absolute(request.url) if self._is_absolute else request.url.raw_path,
        )
        kind = _Http2 if self._is_http2 else httpcore.AsyncHTTP11Connection
        sent = httpcore.Request(
            request.method.encode(), url, headers=self._headers(request), content=request.stream
        )
        with _faults_of(self._trail, is_http2=self._is_http2):
            answer = await kind(url.origin, self._stream).handle_async_request(sent)
        version = answer.extensions.get("http_version", b"")
        self._trail.leg.http_version = version.decode("ascii", "replace").removeprefix("HTTP/")
        self._trail.leg.status = answer.status
        assert isinstance(answer.stream, AsyncIterable)  # noqa: S101 (what the async side of httpcore gives)
        body = _Body(answer.stream, self._trail, is_http2=self._is_http2)
        return httpx.Response(
            answer.status, headers=answer.headers, stream=body, extensions=answer.extensions
        )

    def _headers(self, request: httpx.Request) -> list[tuple[bytes, bytes]]:
        if not self._is_http2:
            return request.headers.raw
        _refuse_unsendable(request)
        return [(name, value) for name, value in request.headers.raw if name.lower() not in _ONLY_HTTP1]


class _Body(httpx.AsyncByteStream):
    def __init__(self, chunks: AsyncIterable[bytes], trail: Trail, *, is_http2: bool) -> None:
        self._chunks = chunks
        self._trail = trail
        self._is_http2 = is_http2

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _faults_of(self._trail, is_http2=self._is_http2):
            async for chunk in self._chunks:
                yield chunk


@contextlib.contextmanager
def _faults_of(trail: Trail, *, is_http2: bool) -> Iterator[None]:
    """What httpcore blames on us or lets through, although the server of HTTP/2 did it.

    Once the server has said something, our own headers have long been accepted by the state machine.
    """
    try:
        yield
    except (
        h2.exceptions.H2Error,
        httpcore.LocalProtocolError,
        httpcore.ConnectionNotAvailable,
        ValueError,
    ) as error:
        if is_http2 and trail.has_heard and not isinstance(error, UnicodeError):
            raise httpcore.RemoteProtocolError from error
        raise


def _refuse_unsendable(request: httpx.Request) -> None:
    """h2 would send a line break within a header, and a server behind may take it for the end of one."""
    try:
        h11.Request(method=request.method, target="/", headers=request.headers.raw)
    except h11.LocalProtocolError as error:
        raise httpcore.LocalProtocolError from error


def _absolute(url: httpx.URL) -> bytes:
    return str(url.copy_with(userinfo=b"", fragment=None)).encode("ascii")
