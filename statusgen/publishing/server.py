"""A Preview becomes a web server on this machine."""

import asyncio
import errno
import logging
import os
import socket
from collections.abc import Callable
from ipaddress import ip_address

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from statusgen.model.errors import HostError
from statusgen.publishing.live import EVENTS_PATH, SCRIPT, SCRIPT_PATH
from statusgen.publishing.preview import Preview

_PORTS_TO_TRY = 20
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_OUR_NAMES = {"localhost", "127.0.0.1", "[::1]"}
_ANY_ADDRESS = {"0.0.0.0", "::"}  # noqa: S104 (recognised, not bound to)


async def serve(preview: Preview, host: str, port: int, on_ready: Callable[[str], None]) -> None:
    """Serve until cancelled or interrupted; `on_ready` gets the URL.

    When the port is taken, the next free one is used; port 0 is any. Whoever asks under another
    name than this machine's is refused, so that no website can read the preview through a name of
    its own that it points here.
    """
    listener = _listener(host, port)
    logging.getLogger("uvicorn.error").addFilter(_is_ours_to_mend)
    url = f"http://{_bracketed(host)}:{listener.getsockname()[1]}/"
    server = _Server(_app(preview, host), preview, lambda: on_ready(url))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        server.should_exit = True
        await serving
        raise


def _is_ours_to_mend(record: logging.LogRecord) -> bool:
    """A request that breaks the protocol is its sender's fault: no warning, and no traceback."""
    kind = record.exc_info[0] if record.exc_info else None
    return record.levelno >= logging.ERROR and (kind is None or not kind.__module__.startswith("h11"))


class _Server(uvicorn.Server):
    """Tells when it listens, and ends the streams first when it stops."""

    def __init__(self, app: ASGIApp, preview: Preview, on_ready: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                access_log=False,
                lifespan="off",
                log_config=None,
                server_header=False,
                timeout_graceful_shutdown=1,
                ws="none",
            )
        )
        self._preview = preview
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._preview.close()
        await super().shutdown(sockets)


def _listener(host: str, port: int) -> socket.socket:
    for candidate in range(port, min(port + _PORTS_TO_TRY, 65_536)) if port else (0,):
        listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        try:
            if os.name == "posix":  # elsewhere it would share a port that is taken
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, candidate))
            listener.listen()
        except (OSError, TypeError) as error:  # TypeError: of a name that is none in any alphabet
            listener.close()
            if getattr(error, "errno", None) != errno.EADDRINUSE:
                words = (getattr(error, "strerror", None) or "no such address").lower()
                raise HostError(f"cannot serve on {_bracketed(host)}:{candidate}: {words}") from error
        else:
            return listener
    raise HostError(f"cannot serve: port {port} and the {_PORTS_TO_TRY - 1} after it are taken")


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _app(preview: Preview, host: str) -> Starlette:
    async def page(request: Request) -> Response:
        answer = preview.answer(request.scope["path"], wants_last_good="last-good" in request.query_params)
        headers = _HEADERS | ({"Location": answer.location} if answer.location else {})
        return Response(answer.body, answer.status, headers, answer.type)

    async def script(_: Request) -> Response:
        return Response(SCRIPT, 200, _HEADERS, "text/javascript")

    async def events(request: Request) -> Response:
        since = request.query_params.get("since", preview.version)
        return StreamingResponse(preview.events(since), 200, _HEADERS, "text/event-stream")

    routes = [Route(SCRIPT_PATH, script), Route(EVENTS_PATH, events), Route("/{path:path}", page)]
    return Starlette(routes=routes, middleware=[Middleware(_OnlyUnderOurName, host=host)])


class _OnlyUnderOurName:
    """Refuses requests with a foreign Host header."""

    def __init__(self, app: ASGIApp, host: str) -> None:
        self._app = app
        self._host = host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not _is_ours(dict(scope["headers"]).get(b"host", b""), self._host):
            refusal = PlainTextResponse("this preview answers only under this machine's own name\n", 421)
            await refusal(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _is_ours(header: bytes, host: str) -> bool:
    name = header.decode("latin-1").lower()
    head, colon, port = name.rpartition(":")
    if colon and (not port or port.isdecimal()):
        name = head
    if name in _OUR_NAMES or name == _bracketed(host).lower():
        return True
    return host in _ANY_ADDRESS and _is_address(name)


def _is_address(name: str) -> bool:
    """A bare address is never a name that somebody else points here."""
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
