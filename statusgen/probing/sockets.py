"""A port is connected to, with or without a TLS handshake, and may be asked for a few words."""

import asyncio

from statusgen.model.evidence import ProbeResult
from statusgen.probing.answers import good
from statusgen.probing.connecting import open_talk, words_of
from statusgen.probing.dialing import Stream
from statusgen.probing.listening import CAP, GATHER, Ear
from statusgen.probing.network import Network
from statusgen.probing.questions import Question
from statusgen.probing.trails import Trail

QUIET = 1.0
"""Seconds of silence that end an answer, where all that is known is what must not stand in it."""


async def probe_tcp(question: Question, network: Network, trail: Trail) -> ProbeResult:
    """Connect, say what is to be said, hear what is expected. Raises what the world does; see `faults`."""
    stream = await open_talk(question, network, trail)
    try:
        send = words_of(question)
        if send is not None:
            await stream.write(send)
        with Ear(question.check.expect, trail) as ear:
            await _listen(stream, ear)
    finally:
        stream.abort()
    return good(question.check, trail.latency_ms)


async def probe_tls(question: Question, network: Network, trail: Trail) -> ProbeResult:
    """Connect and shake hands, verified. Raises what the world does; see `faults`."""
    stream = await open_talk(question, network, trail)
    stream.abort()
    return good(question.check, trail.latency_ms)


async def _listen(stream: Stream, ear: Ear) -> None:
    if not ear.listens:
        return
    while ear.waits_for_silence or not ear.is_content:
        data = await _next_words(stream, ear)
        if not data:
            ear.end()
            return
        ear.hear(data)
        await asyncio.sleep(GATHER)


async def _next_words(stream: Stream, ear: Ear) -> bytes:
    """What is said next; nothing at the end, which may be a silence."""
    if not (ear.waits_for_silence and ear.has_heard):
        return await stream.read(CAP)
    try:
        async with asyncio.timeout(QUIET):
            return await stream.read(CAP)
    except TimeoutError:
        return b""
