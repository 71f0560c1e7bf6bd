"""Mail servers and SSH say who they are before they are asked: the greeting becomes a result."""

import contextlib
import re
from collections.abc import AsyncIterator

from statusgen import __version__
from statusgen.model.evidence import ProbeResult
from statusgen.model.words import Layer
from statusgen.probing.answers import good
from statusgen.probing.conversations import Conversation, converse
from statusgen.probing.faults import FaultError
from statusgen.probing.listening import Ear
from statusgen.probing.network import Network
from statusgen.probing.questions import Question
from statusgen.probing.trails import Trail

_OUR_NAME = "probe.statusgen.invalid"
"""What we call ourselves to mail servers; nobody's name, since the prober's own is nobody's business."""
_LAYERS = {"status": Layer.HTTP, "starttls_missing": Layer.TLS}
_SMTP = re.compile(r"[2-5]\d\d(?:[ -]|$)")
_SSH = re.compile(r"SSH-(?:2\.0|1\.99)-")
_MOST_BEFORE_SSH = 50
"""Lines that a server may send before it names its protocol (RFC 4253, section 4.2)."""


async def probe_smtp(question: Question, network: Network, trail: Trail) -> ProbeResult:
    """A mail server greets with 220, and over STARTTLS answers once more. See `faults`."""
    async with _conversing(question, network, trail) as talk:
        greeting = await _reply(talk, "220")
        if question.check.starttls:
            await talk.say(f"EHLO {_OUR_NAME}")
            if "STARTTLS" not in (await _reply(talk, "250")).upper().split():
                raise FaultError(Layer.TLS, "starttls_missing")
            await talk.say("STARTTLS")
            await _reply(talk, "220", otherwise="starttls_missing")
            await talk.secure(question, network, trail)
            await talk.say(f"EHLO {_OUR_NAME}")
            await _reply(talk, "250")
        await talk.say("QUIT")
        return _judged(question, greeting, trail)


async def probe_imap(question: Question, network: Network, trail: Trail) -> ProbeResult:
    """A mailbox greets with OK, and over STARTTLS answers once more. See `faults`."""
    async with _conversing(question, network, trail) as talk:
        greeting = await talk.line()
        _check_imap_greeting(greeting)
        if question.check.starttls:
            if "STARTTLS" not in (await _ask_imap(talk, "a1", "CAPABILITY")).upper().split():
                raise FaultError(Layer.TLS, "starttls_missing")
            await _ask_imap(talk, "a2", "STARTTLS", otherwise="starttls_missing")
            await talk.secure(question, network, trail)
            await _ask_imap(talk, "a3", "CAPABILITY")
        await talk.say("a4 LOGOUT")
        return _judged(question, greeting, trail)


async def probe_ssh(question: Question, network: Network, trail: Trail) -> ProbeResult:
    """An SSH server names its version, maybe after some lines of text. See `faults`."""
    async with _conversing(question, network, trail) as talk:
        for _ in range(_MOST_BEFORE_SSH):
            line = await talk.line()
            if _SSH.match(line):
                await talk.say(f"SSH-2.0-statusgen_{__version__}")
                return _judged(question, line, trail)
            if line.startswith("SSH-"):
                break
        raise FaultError(Layer.HTTP, "protocol")


@contextlib.asynccontextmanager
async def _conversing(question: Question, network: Network, trail: Trail) -> AsyncIterator[Conversation]:
    talk = await converse(question, network, trail)
    try:
        yield talk
    finally:
        talk.abort()


async def _reply(talk: Conversation, code: str, otherwise: str = "status") -> str:
    """The text of a reply of SMTP, which must have this code."""
    lines = [await _reply_line(talk)]
    while lines[-1][3:4] == "-":
        lines.append(await _reply_line(talk))
    if len({line[:3] for line in lines}) > 1:
        raise FaultError(Layer.HTTP, "protocol")
    if lines[0][:3] != code:
        raise FaultError(_LAYERS[otherwise], otherwise)
    return "\n".join(line[4:] for line in lines)


async def _reply_line(talk: Conversation) -> str:
    line = await talk.line()
    if not _SMTP.match(line):
        raise FaultError(Layer.HTTP, "protocol")
    return line


async def _ask_imap(talk: Conversation, tag: str, command: str, otherwise: str = "status") -> str:
    """What stands before the tagged answer to a command, which must be OK."""
    await talk.say(f"{tag} {command}")
    said = list[str]()
    while not (line := await talk.line()).startswith(f"{tag} "):
        if not line.startswith("* "):
            raise FaultError(Layer.HTTP, "protocol")
        said.append(line)
    if line.split()[1:2] != ["OK"]:
        raise FaultError(_LAYERS[otherwise], otherwise)
    return "\n".join(said)


def _check_imap_greeting(greeting: str) -> None:
    match greeting.upper().split()[:2]:
        case ["*", "OK" | "PREAUTH"]:
            return
        case ["*", "BYE"]:
            raise FaultError(Layer.HTTP, "status")
    raise FaultError(Layer.HTTP, "protocol")


def _judged(question: Question, greeting: str, trail: Trail) -> ProbeResult:
    with Ear(question.check.expect, trail) as ear:
        ear.hear(f"{greeting}\n".encode())
        ear.end()
    return good(question.check, trail.latency_ms)
