"""A connection becomes a conversation in lines, which can be made secure on the way."""

import asyncio
import socket
from typing import Protocol

from statusgen.model.words import Layer
from statusgen.probing.connecting import SECURE, connect, secure
from statusgen.probing.faults import FaultError
from statusgen.probing.network import Network
from statusgen.probing.questions import Question
from statusgen.probing.trails import Trail

LONGEST_LINE = 8 * 1024
MOST_LINES = 200
"""Of one conversation: a greeting that goes on for ever is none."""
_READ_SIZE = 4096


class Wire(Protocol):
    """What bytes go over: a bare connection, or one that is secure."""

    async def read(self, max_bytes: int) -> bytes: ...
    async def write(self, buffer: bytes) -> None: ...
    def abort(self) -> None: ...


class Bare:
    """A connection before its handshake. What it has not read, the handshake gets."""

    def __init__(self, connection: socket.socket, trail: Trail) -> None:
        self.connection = connection
        self._trail = trail

    async def read(self, max_bytes: int) -> bytes:
        await asyncio.sleep(0)  # the others get their turn, however much is there already
        data = await asyncio.get_running_loop().sock_recv(self.connection, max_bytes)
        if data:
            self._trail.hear_words()
        return data

    async def write(self, buffer: bytes) -> None:
        await asyncio.get_running_loop().sock_sendall(self.connection, buffer)

    def abort(self) -> None:
        self.connection.close()


class Conversation:
    """Lines said and heard with one target."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._heard = b""
        self._lines = 0

    async def line(self) -> str:
        """The next line, without its end. Raises FaultError when there is none."""
        while b"\n" not in self._heard:
            if len(self._heard) > LONGEST_LINE:
                raise FaultError(Layer.HTTP, "protocol")
            data = await self._wire.read(_READ_SIZE)
            if not data:
                raise FaultError(Layer.HTTP, "protocol" if self._lines or self._heard else "empty")
            self._heard += data
        line, _, self._heard = self._heard.partition(b"\n")
        self._lines += 1
        if self._lines > MOST_LINES:
            raise FaultError(Layer.HTTP, "protocol")
        return line.removesuffix(b"\r").decode("utf-8", errors="replace")

    async def say(self, line: str) -> None:
        """Send one line."""
        await self._wire.write(line.encode() + b"\r\n")

    async def secure(self, question: Question, network: Network, trail: Trail) -> None:
        """Shake hands. What was heard before belongs to nobody that is proved, so it is thrown away."""
        assert isinstance(self._wire, Bare)  # noqa: S101 (a conversation is made secure once)
        self._heard = b""
        self._wire = await secure(self._wire.connection, question, network, trail)

    def abort(self) -> None:
        """End it without a farewell."""
        self._wire.abort()


async def converse(question: Question, network: Network, trail: Trail) -> Conversation:
    """Connect, and shake hands where the kind is a secure one."""
    connection = await connect(question, network, trail)
    if question.kind in SECURE:
        return Conversation(await secure(connection, question, network, trail))
    trail.has_heard = False
    trail.reach(Layer.HTTP)
    return Conversation(Bare(connection, trail))
