"""Requests of jobs become calls and answers: one a connection, bounded in number, size and time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress

import h11

from statusgen.probing.calls import MEANINGS, Call, Reply, call_of

MOST = 100
"""Connections at once. One more ends the oldest that has not said what it wants."""
PATIENCE = 10.0
"""Seconds that a caller has to ask, and then we to answer."""
LONGEST_HEAD = 16 * 1024
LONGEST_BODY = 64 * 1024
"""Bytes. A body is heard out and thrown away."""
_FAREWELL = 2.0
"""Seconds that a caller has to take the answer, and the last calls to be answered when we stop."""

Answer = Callable[[Call], Awaitable[int | Reply]]
"""The HTTP status for a call, or all that is answered."""


@asynccontextmanager
async def listening(host: str, port: int, answer: Answer) -> AsyncIterator[str]:
    """Answer calls as long as this lasts; gives the address that was taken. Port 0 is any. Raises OSError."""
    hall = _Hall(answer)
    server = await asyncio.get_running_loop().create_server(lambda: _Talk(hall), host, port)
    taken = server.sockets[0].getsockname()
    try:
        yield f"http://{f'[{host}]' if ':' in host else host}:{taken[1]}"
    finally:
        server.close()
        await hall.close()


class _Hall:
    """Those who are talking, in the order in which they came."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self._talks = dict[_Talk, None]()

    def enter(self, talk: "_Talk") -> None:
        self._talks[talk] = None
        if len(self._talks) > MOST:
            # The oldest that has not asked, or else that has its answer; whoever waits for one stays.
            min(self._talks, key=lambda one: (one.is_at_work, one.is_answered)).end()

    def leave(self, talk: "_Talk") -> None:
        self._talks.pop(talk, None)

    async def close(self) -> None:
        """Answer what was asked, and end all else."""
        working = [one.work for one in self._talks if one.work is not None]
        with suppress(TimeoutError):
            async with asyncio.timeout(_FAREWELL):
                await asyncio.gather(*working, return_exceptions=True)
        for talk in list(self._talks):
            talk.end(at_once=not talk.is_answered)


class _Talk(asyncio.Protocol):
    """One connection: a request, then its answer.

    A protocol and not a stream: what came while the loop was busy is read before the deadline strikes.
    """

    def __init__(self, hall: _Hall) -> None:
        self._hall = hall
        self._wire = h11.Connection(h11.SERVER, max_incomplete_event_size=LONGEST_HEAD)
        self._request: h11.Request | None = None
        self._size = 0
        self._is_silent = False
        self._deadline: asyncio.TimerHandle | None = None
        self.work: asyncio.Task[None] | None = None
        self.is_answered = False

    @property
    def is_at_work(self) -> bool:
        """It said what it wants, and waits for the answer."""
        return self.work is not None and not self.is_answered

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 (what servers of streams are given)
        self._transport = transport
        self._end_after(PATIENCE)
        self._hall.enter(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (asyncio says what comes)
        if self._deadline:
            self._deadline.cancel()
        self._hall.leave(self)

    def data_received(self, data: bytes) -> None:
        if self.work is not None or self.is_answered:
            return
        try:
            self._wire.receive_data(data)
            self._read()
        except h11.RemoteProtocolError:
            self._say(400)

    def eof_received(self) -> bool:
        self._is_silent = True
        return self.is_at_work

    def end(self, *, at_once: bool = True) -> None:
        """Close, with what was not yet sent or without."""
        self._hall.leave(self)
        if at_once:
            self._transport.abort()
        else:
            self._transport.close()

    def _read(self) -> None:
        while True:
            event = self._wire.next_event()
            if isinstance(event, h11.Request):
                self._request = event
                self._encourage()
            elif isinstance(event, h11.Data):
                self._size += len(event.data)
                if self._size > LONGEST_BODY:
                    return self._say(413)
            elif isinstance(event, h11.EndOfMessage):
                return self._begin()
            else:
                return None

    def _encourage(self) -> None:
        """Some callers of long bodies wait for leave to send them."""
        if self._wire.they_are_waiting_for_100_continue:
            self._send(h11.InformationalResponse(status_code=100, headers=[]))

    def _begin(self) -> None:
        assert self._request is not None  # noqa: S101 (a message has a beginning)
        self._end_after(PATIENCE)
        self.work = asyncio.get_running_loop().create_task(self._answer(call_of(self._request)))

    async def _answer(self, call: Call) -> None:
        self._say(await self._hall.answer(call))

    def _say(self, answer: int | Reply) -> None:
        if self._transport.is_closing() or self.is_answered:
            return
        self.is_answered = True
        status, body, more = _parts(answer)
        length = [("Content-Length", str(len(body)))] if body else []
        headers = [("Connection", "close"), ("Cache-Control", "no-store"), *length, *more]
        self._send(h11.Response(status_code=status, headers=headers))
        if body and not (self._request and self._request.method == b"HEAD"):
            self._send(h11.Data(data=body))
        self._part()

    def _send(self, event: h11.Event) -> None:
        self._transport.write(self._wire.send(event) or b"")

    def _part(self) -> None:
        """Let the other side close first: what it still sends would otherwise undo the answer."""
        if self._is_silent:
            self._transport.close()
            return
        try:
            self._transport.write_eof()
        except OSError:
            # Who has read the answer may be gone with a reset before it ends.
            self.end()
            return
        self._end_after(_FAREWELL)

    def _end_after(self, seconds: float) -> None:
        if self._deadline:
            self._deadline.cancel()
        self._deadline = asyncio.get_running_loop().call_later(seconds, self.end)


def _parts(answer: int | Reply) -> tuple[int, bytes, Sequence[tuple[str, str]]]:
    """The status, the body and what else its head says."""
    if isinstance(answer, Reply):
        return answer.status, answer.body, [("Content-Type", answer.kind)]
    words, more = MEANINGS[answer]
    return answer, f"{words}\n".encode() if words else b"", more
