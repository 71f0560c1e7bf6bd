"""An httpx transport over one stream that is already open."""

from collections.abc import AsyncIterable, AsyncIterator

import httpcore
import httpx


class Transport(httpx.AsyncBaseTransport):
    """Sends one request over one connection, then is done."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        connection = httpcore.AsyncHTTP11Connection(url.origin, self._stream)
        answer = await connection.handle_async_request(
            httpcore.Request(
                request.method.encode(), url, headers=request.headers.raw, content=request.stream
            )
        )
        assert isinstance(answer.stream, AsyncIterable)  # noqa: S101 (what the async side of httpcore gives)
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer.stream), extensions=answer.extensions
        )


class _Body(httpx.AsyncByteStream):
    def __init__(self, chunks: AsyncIterable[bytes]) -> None:
        self._chunks = chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._chunks:
            yield chunk
