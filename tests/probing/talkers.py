"""Rows of the zoo for what speaks something other than HTTP: servers of ours, and what each is called."""

import asyncio
import contextlib
import socket
import struct
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from ipaddress import ip_network
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import h2.config
import h2.connection
import h2.events

from statusgen.model.checks import Expect, Tls
from statusgen.model.words import Family, Record
from statusgen.probing.grpc_messages import Serving
from tests.probing.make import (
    CONTENT,
    DNS,
    FAILED,
    HTTP,
    LOCAL,
    OK,
    OTHER_CA,
    SLOW,
    TCP,
    TLS,
    UNKNOWN,
    Handler,
    Triple,
    identity,
    reply,
    request_of,
    says,
)

Row = dict[str, Any]
FINE: Triple = (OK, None, None)
PROTOCOL: Triple = (FAILED, HTTP, "protocol")
STATUS: Triple = (FAILED, HTTP, "status")
EMPTY: Triple = (FAILED, HTTP, "empty")
CUT: Triple = (FAILED, HTTP, "reset")
TIMED_OUT: Triple = (FAILED, HTTP, "timeout_total")
REFUSED: Triple = (FAILED, TCP, "refused")
MISMATCH: Triple = (FAILED, CONTENT, "body_mismatch")
TOO_LARGE: Triple = (FAILED, CONTENT, "too_large")
NOT_IN_TIME: Triple = (FAILED, CONTENT, "content_timeout")
INSECURE: Triple = (FAILED, TLS, "starttls_missing")
UNUSABLE: Triple = (UNKNOWN, LOCAL, "check_invalid")
ELSEWHERE: Triple = (FAILED, TCP, "wrong_address")

NOW = datetime.now(UTC)
HOST = "127.0.0.1"
FLOOD = b"x" * 65536
BRIEF = timedelta(seconds=1.5)


def row(name: str, expected: Triple, **more: Any) -> Row:
    """One kind of server; what is no word of the zoo belongs to its check."""
    ours = {key: more.pop(key) for key in ("server", "tls", "place", "url") if key in more}
    if "tls_" in more:
        more["tls"] = more.pop("tls_")
    return {"name": name, "expected": expected, "check": more, **ours}


def wants(**more: Any) -> Expect:
    """What a good answer looks like."""
    return Expect(**more)


# What talks first.


def greets(*parts: bytes, then_hang: bool = True) -> Handler:
    """A server that speaks first, then hangs or closes."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
        if then_hang:
            await reader.read()

    return handle


async def _shake_hands(writer: asyncio.StreamWriter, secure: Callable[[], Any] | None, is_mute: bool) -> None:
    """What follows STARTTLS: a handshake and an answer, a handshake and silence, or silence."""
    if secure:
        await writer.start_tls(secure())
    if is_mute or not secure:
        await asyncio.sleep(60)


def chats(
    greeting: bytes,
    answers: dict[bytes, bytes],
    secure: Callable[[], Any] | None = None,
    *,
    is_mute: bool = False,
) -> Handler:
    """A server of lines: a greeting, and an answer to each command by its first word."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        while line := await reader.readline():
            word = line.upper().split()[0]
            writer.write(answers.get(word, b"500 What?\r\n"))
            await writer.drain()
            if word == b"STARTTLS" and answers[word].startswith(b"220"):
                await _shake_hands(writer, secure, is_mute)

    return handle


SMTP = {b"EHLO": b"250-mail.example\r\n250-SIZE 1000\r\n250 STARTTLS\r\n", b"QUIT": b"221 Bye\r\n"}
GO = b"220 Go ahead\r\n"
IMAP = {
    b"CAPABILITY": b"* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK done\r\n",
    b"STARTTLS": b"a2 OK begin\r\n",
}


def smtp(
    greeting: bytes = b"220 mail.example ESMTP\r\n",
    *,
    secure: Any = None,
    is_mute: bool = False,
    **answers: bytes,
) -> Handler:
    """A mail server."""
    said = SMTP | {key.encode(): value for key, value in answers.items()}
    return chats(greeting, said, secure, is_mute=is_mute)


def imap(
    greeting: bytes = b"* OK IMAP4rev1 ready\r\n",
    *,
    secure: Any = None,
    is_mute: bool = False,
    **answers: bytes,
) -> Handler:
    """A mailbox."""
    said = IMAP | {key.encode(): value for key, value in answers.items()}

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        while line := await reader.readline():
            tag, word = line.upper().split()[:2]
            answer = said.get(word, b"* BYE\r\n" + tag.lower() + b" OK bye\r\n")
            writer.write(answer.replace(b"a1 ", tag.lower() + b" "))
            await writer.drain()
            if word == b"STARTTLS" and b" OK" in answer:
                await _shake_hands(writer, secure, is_mute)

    return handle


async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def close(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    pass


async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Reset the connection."""
    linger = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


async def reads_and_closes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(65536)


def echoes(prefix: bytes = b"", pause: float = 0) -> Handler:
    """Gives back what it is told, byte by byte when there is a pause."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1000):
            for piece in [bytes([one]) for one in prefix + data] if pause else [prefix + data]:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(pause)

    return handle


def floods(first: bytes = b"") -> Handler:
    """Speaks without end."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        while True:
            writer.write(FLOOD)
            await writer.drain()

    return handle


def expired() -> Any:
    return identity(not_before=NOW - timedelta(days=9), not_after=NOW - timedelta(days=1))


def ending() -> Any:
    return identity(not_before=NOW - timedelta(days=9), not_after=NOW + timedelta(days=3))


def other_name() -> Any:
    return identity("other.test")


def strange() -> Any:
    return identity(ca=OTHER_CA)


SOON = timedelta(days=14)
SMTP_URL, SMTPS_URL = "smtp://127.0.0.1:{port}", "smtps://127.0.0.1:{port}"
IMAP_URL, IMAPS_URL = "imap://127.0.0.1:{port}", "imaps://127.0.0.1:{port}"
SSH_URL, TCP_URL, UDP_URL = "ssh://127.0.0.1:{port}", "tcp://127.0.0.1:{port}", "udp://127.0.0.1:{port}"
OPENSSH = b"SSH-2.0-OpenSSH_9.9\r\n"

PORTS = (
    row("tcp: an expected word", FINE, url=TCP_URL, server=greets(b"+OK ready\r\n"), expect=wants(text="OK")),
    row("tcp: a word sent back", FINE, url=TCP_URL, server=echoes(), send="PING", expect=wants(text="PING")),
    row(
        "tcp: a word in drops",
        FINE,
        url=TCP_URL,
        server=echoes(b"well, ", pause=0.02),
        send="PING",
        expect=wants(pattern="P[IJ]NG$"),
    ),
    row("tcp: sends and expects nothing", FINE, url=TCP_URL, server=hang, send="PING"),
    row(
        "tcp: another word, then silence",
        NOT_IN_TIME,
        url=TCP_URL,
        server=greets(b"-ERR\r\n"),
        expect=wants(text="OK"),
    ),
    row(
        "tcp: another word, then closes",
        MISMATCH,
        url=TCP_URL,
        server=greets(b"-ERR\r\n", then_hang=False),
        expect=wants(text="OK"),
    ),
    row(
        "tcp: an unwanted word",
        MISMATCH,
        url=TCP_URL,
        server=greets(b"+OK but an error\r\n"),
        expect=wants(text="ERR", no_text="error"),
    ),
    row("tcp: no unwanted word", FINE, url=TCP_URL, server=greets(b"+OK\r\n"), expect=wants(no_text="ERR")),
    row("tcp: silence", TIMED_OUT, url=TCP_URL, server=hang, expect=wants(text="OK")),
    row("tcp: closes at once", EMPTY, url=TCP_URL, server=close, expect=wants(text="OK")),
    row("tcp: resets at once", CUT, url=TCP_URL, server=cut, expect=wants(text="OK")),
    row("tcp: a flood without the word", TOO_LARGE, url=TCP_URL, server=floods(), expect=wants(text="OK")),
    row(
        "tcp: a flood that is not to say", TOO_LARGE, url=TCP_URL, server=floods(), expect=wants(no_text="O")
    ),
    row("tcp: a flood with the word", FINE, url=TCP_URL, server=floods(b"OK"), expect=wants(text="OK")),
    row(
        "tcp: a good word that comes late",
        (SLOW, None, None),
        url=TCP_URL,
        server=echoes(b"12345", pause=0.04),
        send="OK",
        expect=wants(text="OK"),
        slow_after=timedelta(milliseconds=100),
    ),
    row(
        "tcp: an expected address",
        FINE,
        url=TCP_URL,
        server=hang,
        expect=wants(ip=(ip_network("127.0.0.0/8"),)),
    ),
    row(
        "tcp: another address than any expected",
        ELSEWHERE,
        url=TCP_URL,
        server=hang,
        expect=wants(ip=(ip_network("192.0.2.0/24"),)),
    ),
    row("tcp: IPv4 alone", FINE, url="tcp://both.test:{port}", server=hang, family=Family.IPV4),
    row("tcp: IPv6 alone, and only IPv4", REFUSED, url="tcp://both.test:1", server=hang, family=Family.IPV6),
    row(
        "tcp: a name without IPv6",
        (FAILED, DNS, "dns_empty"),
        url="tcp://good.test:{port}",
        server=hang,
        family=Family.IPV6,
    ),
    row(
        "tls: a certificate for the name given",
        FINE,
        url="tls://127.0.0.1:{port}",
        server=hang,
        tls=other_name,
        tls_=Tls(name="other.test"),
    ),
)

MAIL = (
    row("smtp: a greeting", FINE, url=SMTP_URL, server=smtp()),
    row("smtp: a greeting of three lines", FINE, url=SMTP_URL, server=smtp(b"220-a\r\n220-b\r\n220 c\r\n")),
    row("smtp: an expected greeting", FINE, url=SMTP_URL, server=smtp(), expect=wants(text="mail.example")),
    row("smtp: another greeting", MISMATCH, url=SMTP_URL, server=smtp(), expect=wants(text="Postfix")),
    row("smtp: refused", REFUSED, url="smtp://127.0.0.1:1"),
    row("smtp: 421", STATUS, url=SMTP_URL, server=smtp(b"421 Try later\r\n")),
    row("smtp: 554", STATUS, url=SMTP_URL, server=smtp(b"554 No mail here\r\n")),
    row("smtp: an SSH banner", PROTOCOL, url=SMTP_URL, server=greets(OPENSSH)),
    row("smtp: two codes in a reply", PROTOCOL, url=SMTP_URL, server=greets(b"220-a\r\n250 b\r\n")),
    row("smtp: garbage", PROTOCOL, url=SMTP_URL, server=greets(bytes(range(128, 256)) + b"\r\n")),
    row("smtp: silence", TIMED_OUT, url=SMTP_URL, server=hang),
    row("smtp: half a greeting, then silence", TIMED_OUT, url=SMTP_URL, server=greets(b"220 mail")),
    row(
        "smtp: half a greeting, then closes",
        PROTOCOL,
        url=SMTP_URL,
        server=greets(b"220-a\r\n", then_hang=False),
    ),
    row("smtp: closes at once", EMPTY, url=SMTP_URL, server=close),
    row("smtp: resets at once", CUT, url=SMTP_URL, server=cut),
    row("smtp: a line without end", PROTOCOL, url=SMTP_URL, server=floods()),
    row("smtp: a greeting without end", PROTOCOL, url=SMTP_URL, server=greets(b"220-more\r\n" * 10_000)),
    row("smtp: made secure", FINE, url=SMTP_URL, starttls=True, server=smtp(secure=identity, STARTTLS=GO)),
    row(
        "smtp: STARTTLS is not offered",
        INSECURE,
        url=SMTP_URL,
        starttls=True,
        server=smtp(EHLO=b"250 mail.example\r\n"),
    ),
    row(
        "smtp: STARTTLS is refused",
        INSECURE,
        url=SMTP_URL,
        starttls=True,
        server=smtp(STARTTLS=b"454 Not now\r\n"),
    ),
    row("smtp: no EHLO", STATUS, url=SMTP_URL, starttls=True, server=smtp(EHLO=b"502 No\r\n")),
    row(
        "smtp: plain words behind STARTTLS",
        TIMED_OUT,
        url=SMTP_URL,
        starttls=True,
        server=smtp(secure=identity, is_mute=True, STARTTLS=GO + b"250 mail.example\r\n"),
    ),
    row(
        "smtp: no handshake after STARTTLS",
        (FAILED, TLS, "tls_timeout"),
        url=SMTP_URL,
        starttls=True,
        server=smtp(STARTTLS=GO),
    ),
    row(
        "smtp: an expired certificate behind STARTTLS",
        (FAILED, TLS, "tls_expired"),
        url=SMTP_URL,
        starttls=True,
        server=smtp(secure=expired, STARTTLS=GO),
    ),
    row(
        "smtp: another name behind STARTTLS",
        (FAILED, TLS, "tls_name"),
        url=SMTP_URL,
        starttls=True,
        server=smtp(secure=other_name, STARTTLS=GO),
    ),
    row(
        "smtp: an unknown authority behind STARTTLS",
        (FAILED, TLS, "tls_untrusted"),
        url=SMTP_URL,
        starttls=True,
        server=smtp(secure=strange, STARTTLS=GO),
    ),
    row(
        "smtp: a certificate behind STARTTLS that ends soon",
        (OK, None, "tls_expiring"),
        url=SMTP_URL,
        starttls=True,
        expires_within=SOON,
        server=smtp(secure=ending, STARTTLS=GO),
    ),
    row("smtps: a greeting", FINE, url=SMTPS_URL, tls=identity, server=smtp()),
    row(
        "smtps: an expired certificate",
        (FAILED, TLS, "tls_expired"),
        url=SMTPS_URL,
        tls=expired,
        server=smtp(),
    ),
    row("smtps: plain SMTP where TLS should be", (FAILED, TLS, "tls_proto"), url=SMTPS_URL, server=smtp()),
    row("imap: a greeting", FINE, url=IMAP_URL, server=imap()),
    row("imap: logged in already", FINE, url=IMAP_URL, server=imap(b"* PREAUTH hello\r\n")),
    row(
        "imap: an expected greeting", FINE, url=IMAP_URL, server=imap(), expect=wants(pattern="IMAP4rev[12]")
    ),
    row("imap: BYE", STATUS, url=IMAP_URL, server=imap(b"* BYE overloaded\r\n")),
    row("imap: an SMTP greeting", PROTOCOL, url=IMAP_URL, server=smtp()),
    row("imap: closes at once", EMPTY, url=IMAP_URL, server=close),
    row("imap: silence", TIMED_OUT, url=IMAP_URL, server=hang),
    row("imap: made secure", FINE, url=IMAP_URL, starttls=True, server=imap(secure=identity)),
    row(
        "imap: STARTTLS is not offered",
        INSECURE,
        url=IMAP_URL,
        starttls=True,
        server=imap(CAPABILITY=b"* CAPABILITY IMAP4rev1\r\na1 OK\r\n"),
    ),
    row(
        "imap: STARTTLS is refused",
        INSECURE,
        url=IMAP_URL,
        starttls=True,
        server=imap(STARTTLS=b"a2 BAD no\r\n"),
    ),
    row(
        "imap: plain words behind STARTTLS",
        TIMED_OUT,
        url=IMAP_URL,
        starttls=True,
        server=imap(secure=identity, is_mute=True, STARTTLS=b"a2 OK begin\r\na3 OK done\r\n"),
    ),
    row(
        "imap: an expired certificate behind STARTTLS",
        (FAILED, TLS, "tls_expired"),
        url=IMAP_URL,
        starttls=True,
        server=imap(secure=expired),
    ),
    row("imaps: a greeting", FINE, url=IMAPS_URL, tls=identity, server=imap()),
    row("imaps: closes after the handshake", EMPTY, url=IMAPS_URL, tls=identity, server=close),
    row("ssh: a banner", FINE, url=SSH_URL, server=greets(OPENSSH)),
    row("ssh: a banner after some text", FINE, url=SSH_URL, server=greets(b"Welcome\r\nto us\r\n" + OPENSSH)),
    row("ssh: version 1.99", FINE, url=SSH_URL, server=greets(b"SSH-1.99-Cisco-1.25\n")),
    row("ssh: version 1", PROTOCOL, url=SSH_URL, server=greets(b"SSH-1.5-old\r\n")),
    row(
        "ssh: another version than expected",
        MISMATCH,
        url=SSH_URL,
        server=greets(OPENSSH),
        expect=wants(text="10."),
    ),
    row(
        "ssh: an SMTP greeting, then closes",
        PROTOCOL,
        url=SSH_URL,
        server=greets(b"220 mail\r\n", then_hang=False),
    ),
    row(
        "ssh: too many clients",
        PROTOCOL,
        url=SSH_URL,
        server=greets(b"Exceeded MaxStartups\r\n", then_hang=False),
    ),
    row("ssh: text without end", PROTOCOL, url=SSH_URL, server=greets(b"more\r\n" * 10_000)),
    row("ssh: closes at once", EMPTY, url=SSH_URL, server=close),
    row("ssh: silence", TIMED_OUT, url=SSH_URL, server=hang),
)


# Datagrams.


def datagrams(answer: Callable[[bytes], list[bytes]], port: int = 0) -> Callable[[], Any]:
    """A place where datagrams are answered."""

    class Answering(asyncio.DatagramProtocol):
        def connection_made(self, transport: Any) -> None:
            self.transport = transport

        def datagram_received(self, data: bytes, addr: Any) -> None:
            for one in answer(data):
                self.transport.sendto(one, addr)

    @contextlib.asynccontextmanager
    async def place() -> AsyncIterator[int]:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(Answering, local_addr=(HOST, port))
        try:
            yield transport.get_extra_info("sockname")[1]
        finally:
            transport.close()

    return place


def udp(name: str, expected: Triple, answer: Callable[[bytes], list[bytes]], **more: Any) -> Row:
    return row(name, expected, url=UDP_URL, place=datagrams(answer), **({"send": "PING"} | more))


DATAGRAMS = (
    udp("udp: any answer", FINE, lambda _: [b"\x00\xff"]),
    udp("udp: the expected answer", FINE, lambda data: [data.lower()], expect=wants(text="ping")),
    udp("udp: the expected answer second", FINE, lambda d: [b"wait", d], expect=wants(pattern="^waitPING$")),
    udp("udp: another answer", NOT_IN_TIME, lambda _: [b"no"], expect=wants(text="ping")),
    udp("udp: an unwanted answer", MISMATCH, lambda _: [b"error"], expect=wants(no_text="error")),
    udp("udp: no unwanted answer", FINE, lambda _: [b"well"], expect=wants(no_text="error")),
    udp("udp: silence", TIMED_OUT, lambda _: []),
    udp("udp: a flood", TOO_LARGE, lambda _: [FLOOD[:30_000]] * 5, expect=wants(text="ping")),
    row("udp: nobody there", REFUSED, url="udp://127.0.0.1:1", send="PING"),
    row("udp: no such name", (FAILED, DNS, "dns_nxdomain"), url="udp://gone.test:1", send="PING"),
)


# Names.

Speak = Callable[[dns.message.Message], list[bytes]]


def _free_for_both() -> tuple[socket.socket, int]:
    """A port that nobody has by either transport, and its socket for TCP."""
    while True:
        tcp = socket.socket()
        tcp.bind((HOST, 0))
        with contextlib.suppress(OSError), socket.socket(type=socket.SOCK_DGRAM) as udp_too:
            udp_too.bind(tcp.getsockname())
            return tcp, tcp.getsockname()[1]
        tcp.close()


def name_server(by_udp: Speak, by_tcp: Speak | None = None) -> Callable[[], Any]:
    """A name server on both transports of one port."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert by_tcp
        length = int.from_bytes(await reader.readexactly(2))
        for wire in by_tcp(dns.message.from_wire(await reader.readexactly(length))):
            writer.write(len(wire).to_bytes(2) + wire)
        writer.close()

    @contextlib.asynccontextmanager
    async def place() -> AsyncIterator[int]:
        async with contextlib.AsyncExitStack() as stack:
            # Heard only where it is to answer, but taken always: else the port may be another server's.
            tcp, port = _free_for_both()
            stack.enter_context(tcp)
            await stack.enter_async_context(
                datagrams(lambda data: by_udp(dns.message.from_wire(data)), port)()
            )
            if by_tcp:
                await stack.enter_async_context(await asyncio.start_server(handle, sock=tcp))
            yield port

    return place


def says_records(*records: str, rcode: int = dns.rcode.NOERROR, flags: int = 0) -> Speak:
    """The records (`A 192.0.2.1`, or with a name before) as the answer to any question."""

    def speak(query: dns.message.Message) -> list[bytes]:
        answer = dns.message.make_response(query, recursion_available=True)
        answer.set_rcode(rcode)  # type: ignore[arg-type]
        answer.flags |= flags
        for text in records:
            owner, kind, rest = text.split(" ", 2) if text.startswith("=") else ("=", *text.split(" ", 1))
            name = owner[1:] or query.question[0].name
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, rest))
        return [answer.to_wire()]

    return speak


def forged(query: dns.message.Message) -> list[bytes]:
    """The right answer under a wrong number."""
    [wire] = says_records("A 93.184.215.14")(query)
    return [bytes([wire[0] ^ 0xFF]) + wire[1:]]


def dns_row(name: str, expected: Triple, by_udp: Speak, by_tcp: Speak | None = None, **more: Any) -> Row:
    check = {"url": "dns://chirp.example", "resolver": "127.0.0.1:{port}"} | more
    return row(name, expected, place=name_server(by_udp, by_tcp), **check)


def dns_fault(reason: str) -> Triple:
    return FAILED, DNS, reason


WEB = "A 93.184.215.14"
CUT_SHORT = says_records(flags=dns.flags.TC)
NAMES = (
    dns_row("dns: an address", FINE, says_records(WEB)),
    dns_row("dns: the expected address", FINE, says_records(WEB), expect=wants(answers=("93.184.215.14",))),
    dns_row("dns: another address", MISMATCH, says_records(WEB), expect=wants(answers=("93.184.215.15",))),
    dns_row(
        "dns: an alias",
        FINE,
        says_records("CNAME edge.example.", "=edge.example. " + WEB),
        expect=wants(answers=("93.184.215.14",)),
    ),
    dns_row("dns: an alias that leads nowhere", dns_fault("dns_empty"), says_records("CNAME edge.example.")),
    dns_row(
        "dns: aliases in a circle",
        dns_fault("dns_fail"),
        says_records("CNAME edge.example.", "=edge.example. CNAME chirp.example."),
    ),
    dns_row("dns: no such name", dns_fault("dns_nxdomain"), says_records(rcode=dns.rcode.NXDOMAIN)),
    dns_row("dns: SERVFAIL", dns_fault("dns_fail"), says_records(rcode=dns.rcode.SERVFAIL)),
    dns_row("dns: REFUSED", dns_fault("dns_refused"), says_records(rcode=dns.rcode.REFUSED)),
    dns_row("dns: NOTIMP", dns_fault("dns_fail"), says_records(rcode=dns.rcode.NOTIMP)),
    dns_row("dns: no such record", dns_fault("dns_empty"), says_records()),
    dns_row("dns: silence", dns_fault("dns_timeout"), lambda _: []),
    dns_row("dns: garbage", dns_fault("protocol"), lambda _: [b"\xff" * 40]),
    dns_row("dns: too short to be an answer", dns_fault("protocol"), lambda _: [b"no"]),
    dns_row("dns: a forged answer alone", dns_fault("dns_timeout"), forged),
    dns_row("dns: a forged answer before the right one", FINE, lambda q: forged(q) + says_records(WEB)(q)),
    dns_row("dns: a private address for a public name", dns_fault("dns_bogon"), says_records("A 10.1.2.3")),
    dns_row("dns: a loopback address for a public name", dns_fault("dns_bogon"), says_records("A 127.0.0.1")),
    dns_row("dns: 0.0.0.0 for a public name", dns_fault("dns_bogon"), says_records("A 0.0.0.0")),
    dns_row(
        "dns: a private address that is expected",
        FINE,
        says_records("A 10.1.2.3"),
        expect=wants(answers=("10.1.2.3",)),
    ),
    dns_row(
        "dns: a private address in an expected network",
        FINE,
        says_records("A 10.1.2.3"),
        expect=wants(ip=(ip_network("10.0.0.0/8"),)),
    ),
    dns_row(
        "dns: an address outside the expected network",
        ELSEWHERE,
        says_records(WEB),
        expect=wants(ip=(ip_network("10.0.0.0/8"),)),
    ),
    dns_row(
        "dns: a private address for a private name", FINE, says_records("A 10.1.2.3"), url="dns://db.internal"
    ),
    dns_row("dns: cut short, whole by TCP", FINE, CUT_SHORT, says_records(WEB)),
    dns_row("dns: cut short, no TCP", REFUSED, CUT_SHORT),
    dns_row("dns: cut short, TCP closes", dns_fault("empty"), CUT_SHORT, lambda _: []),
    dns_row("dns: cut short, garbage by TCP", dns_fault("protocol"), CUT_SHORT, lambda _: [b"no"]),
    dns_row("dns: cut short, forged by TCP", dns_fault("protocol"), CUT_SHORT, forged),
    dns_row("dns: proved", FINE, says_records(WEB, flags=dns.flags.AD), dnssec=True),
    dns_row("dns: not proved", dns_fault("dns_unproved"), says_records(WEB), dnssec=True),
    dns_row(
        "dns: a mail server in other letters",
        FINE,
        says_records("MX 10 Mail.Chirp.Example."),
        record=Record.MX,
        expect=wants(answers=("10 mail.chirp.example",)),
    ),
    dns_row(
        "dns: a text in two pieces",
        FINE,
        says_records('TXT "v=spf1 include:Chirp." "example -all"'),
        record=Record.TXT,
        expect=wants(answers=("v=spf1 include:Chirp.example -all",)),
    ),
    dns_row("dns: nobody there", REFUSED, says_records(), resolver="127.0.0.1:1"),
    dns_row("dns: a resolver that is none", UNUSABLE, says_records(), resolver="127.0.0.1:none"),
    dns_row("dns: a name that is too long", UNUSABLE, says_records(), url=f"dns://{'a' * 64}.example"),
)


# WebSockets.


def frame(opcode: int, data: bytes = b"", *, head: int = 0x80) -> bytes:
    """A frame from a server."""
    size = bytes([len(data)]) if len(data) < 126 else b"\x7e" + len(data).to_bytes(2)
    return bytes([head | opcode]) + size + data


def close_frame(code: int) -> bytes:
    return frame(8, code.to_bytes(2))


def accept(head: bytes) -> bytes:
    """The right answer to a handshake."""
    key = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"sec-websocket-key"))[19:]
    digest = b64encode(sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + digest + b"\r\n\r\n"
    )


def opens(*frames: bytes, then_hang: bool = True) -> Handler:
    """A WebSocket server that says these frames after the handshake."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(accept(await request_of(reader)) + b"".join(frames))
        await writer.drain()
        if then_hang:
            await asyncio.sleep(60)

    return handle


async def answers_pings(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(accept(await request_of(reader)))
    head = await reader.readexactly(2)
    mask, data = await reader.readexactly(4), await reader.readexactly(head[1] & 0x7F)
    writer.write(frame(0x0A, bytes(byte ^ mask[n % 4] for n, byte in enumerate(data))))
    await asyncio.sleep(60)


async def opens_wrong(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers the handshake of somebody else."""
    writer.write(accept(b"sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ=="))
    await asyncio.sleep(60)


async def floods_messages(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(accept(await request_of(reader)))
    while True:
        writer.write(frame(1, b"x") * 5000)
        await writer.drain()


def ws(name: str, expected: Triple, server: Handler, **more: Any) -> Row:
    return row(name, expected, **({"url": "ws://127.0.0.1:{port}/live", "server": server} | more))


HELLO = wants(text="hello")
SOCKETS = (
    ws("ws: a ping comes back", FINE, answers_pings),
    ws("ws: an expected message", FINE, opens(frame(1, b"hello")), expect=HELLO),
    ws("ws: the second message", FINE, opens(frame(1, b"wait"), frame(1, b"hello")), expect=HELLO),
    ws("ws: a message in two frames", FINE, opens(frame(1, b"hel", head=0), frame(0, b"lo")), expect=HELLO),
    ws("ws: another message", NOT_IN_TIME, opens(frame(1, b"bye")), expect=HELLO),
    ws(
        "ws: another message, then a farewell",
        MISMATCH,
        opens(frame(1, b"bye"), close_frame(1000)),
        expect=HELLO,
    ),
    ws("ws: an unwanted message", MISMATCH, opens(frame(1, b"an error")), expect=wants(no_text="error")),
    ws("ws: 200 instead of 101", STATUS, says(reply())),
    ws("ws: 200 with a body that never comes", STATUS, says(b"HTTP/1.1 200 OK\r\n\r\n", then_hang=True)),
    ws("ws: 403", STATUS, says(reply(status="403 No"))),
    ws("ws: a redirect", STATUS, says(reply(b"", "302 Found", "Location: /\r\n"))),
    ws("ws: 429", (UNKNOWN, HTTP, "throttled"), says(reply(status="429 No"))),
    ws("ws: a wrong accept key", PROTOCOL, opens_wrong),
    ws(
        "ws: 101 to another protocol",
        PROTOCOL,
        says(b"HTTP/1.1 101 X\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n"),
    ),
    ws("ws: an SSH banner", PROTOCOL, greets(OPENSSH)),
    ws("ws: headers without end", PROTOCOL, floods(b"HTTP/1.1 101 X\r\nA: ")),
    ws("ws: half a handshake, then closes", PROTOCOL, says(b"HTTP/1.1 101 X\r\nUpgrade: websocket\r\n")),
    ws("ws: reads, then closes", EMPTY, reads_and_closes),
    ws("ws: hangs", TIMED_OUT, hang),
    ws("ws: no pong", TIMED_OUT, opens()),
    ws("ws: a pong to another ping", TIMED_OUT, opens(frame(0x0A, b"other"))),
    ws("ws: a farewell of 1011", STATUS, opens(close_frame(1011))),
    ws("ws: a farewell before we could speak", STATUS, opens(close_frame(1001)), send="hello"),
    ws("ws: a broken frame before we could speak", PROTOCOL, opens(frame(5)), send="hello"),
    ws("ws: a farewell of 1013", STATUS, opens(close_frame(1013)), expect=HELLO),
    ws("ws: a farewell of 1000 at once", EMPTY, opens(close_frame(1000)), expect=HELLO),
    ws("ws: closes without a farewell", CUT, opens(then_hang=False)),
    ws("ws: a huge frame", TOO_LARGE, opens(b"\x81\x7f" + (2**40).to_bytes(8)), expect=HELLO),
    ws("ws: a flood of tiny messages", NOT_IN_TIME, floods_messages, expect=HELLO, timeout=BRIEF),
    ws("ws: a frame of no kind", PROTOCOL, opens(frame(5))),
    ws("ws: a masked frame", PROTOCOL, opens(b"\x81\x85mask" + b"hello"), expect=HELLO),
    ws("ws: packed, unasked", PROTOCOL, opens(frame(1, b"hello", head=0xC0)), expect=HELLO),
    ws("ws: a header that cannot be sent", UNUSABLE, opens(), headers={"A": "b\nc"}),
    ws("wss: a ping comes back", FINE, answers_pings, url="wss://127.0.0.1:{port}/", tls=identity),
    ws(
        "wss: an expired certificate",
        (FAILED, TLS, "tls_expired"),
        answers_pings,
        url="wss://127.0.0.1:{port}/",
        tls=expired,
    ),
)


# gRPC.

Answer = Callable[[h2.connection.H2Connection, int], None]
GRPC_HEADERS = [(":status", "200"), ("content-type", "application/grpc")]


def health(state: int) -> bytes:
    """A response, framed."""
    return b"\0\0\0\0\2\x08" + bytes([state])


def speaks(body: bytes = b"", code: str = "0", headers: Any = GRPC_HEADERS) -> Answer:
    """An answer with headers, a body and trailers."""

    def answer(connection: h2.connection.H2Connection, stream: int) -> None:
        connection.send_headers(stream, headers)
        if body:
            connection.send_data(stream, body)
        connection.send_headers(stream, [("grpc-status", code)], end_stream=True)

    return answer


def only_trailers(code: str) -> Answer:
    def answer(connection: h2.connection.H2Connection, stream: int) -> None:
        connection.send_headers(stream, [*GRPC_HEADERS, ("grpc-status", code)], end_stream=True)

    return answer


def plain_http(status: str) -> Answer:
    def answer(connection: h2.connection.H2Connection, stream: int) -> None:
        connection.send_headers(stream, [(":status", status)], end_stream=True)

    return answer


def goes_away(connection: h2.connection.H2Connection, stream: int) -> None:
    connection.close_connection()


def serves_h2(answer: Answer | None) -> Handler:
    """An HTTP/2 server that answers the first request on it."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        connection.initiate_connection()
        writer.write(connection.data_to_send())
        while data := await reader.read(65536):
            for event in connection.receive_data(data):
                if isinstance(event, h2.events.StreamEnded) and answer:
                    answer(connection, event.stream_id)
            writer.write(connection.data_to_send())

    return handle


def grpc(name: str, expected: Triple, answer: Answer | None = None, **more: Any) -> Row:
    return row(name, expected, **({"url": "grpc://127.0.0.1:{port}", "server": serves_h2(answer)} | more))


HEALTH = (
    grpc("grpc: serving", FINE, speaks(health(Serving.SERVING))),
    grpc("grpc: not serving", (FAILED, CONTENT, "not_serving"), speaks(health(Serving.NOT_SERVING))),
    grpc("grpc: does not know whether it serves", (FAILED, CONTENT, "not_serving"), speaks(health(0))),
    grpc("grpc: an empty answer", (FAILED, CONTENT, "not_serving"), speaks(b"\0\0\0\0\0")),
    grpc("grpc: a state of no kind", (FAILED, CONTENT, "not_serving"), speaks(health(9))),
    grpc("grpc: SERVICE_UNKNOWN", (FAILED, CONTENT, "service_unknown"), speaks(health(3)), service="chirp"),
    grpc("grpc: NOT_FOUND", (FAILED, CONTENT, "service_unknown"), only_trailers("5"), service="chirp"),
    grpc("grpc: UNIMPLEMENTED", (FAILED, HTTP, "unimplemented"), only_trailers("12")),
    grpc("grpc: UNAVAILABLE", STATUS, only_trailers("14")),
    grpc("grpc: an answer without a state", PROTOCOL, only_trailers("0")),
    grpc("grpc: a status that is none", PROTOCOL, only_trailers("fine")),
    grpc("grpc: no status", PROTOCOL, plain_http("200")),
    grpc("grpc: 503 of a proxy", STATUS, plain_http("503")),
    grpc(
        "grpc: a web page",
        PROTOCOL,
        speaks(b"<html>", headers=[(":status", "200"), ("content-type", "text/html")]),
    ),
    grpc("grpc: half a message", PROTOCOL, speaks(b"\0\0\0\0\5\x08")),
    grpc("grpc: a packed message", PROTOCOL, speaks(b"\1\0\0\0\2\x08\1")),
    grpc("grpc: a long answer", TOO_LARGE, speaks(b"x" * 16_000)),
    grpc("grpc: RST_STREAM", PROTOCOL, lambda c, s: c.reset_stream(s, 2)),
    grpc("grpc: GOAWAY", PROTOCOL, goes_away),
    grpc("grpc: settings only", TIMED_OUT),
    grpc("grpc: HTTP/1", PROTOCOL, server=greets(reply(status="400 Bad Request"))),
    grpc("grpc: garbage", PROTOCOL, server=greets(b"\xff" * 100)),
    grpc("grpc: reads, then closes", EMPTY, server=reads_and_closes),
    grpc("grpc: reset at once", CUT, server=cut),
    grpc("grpc: hangs", TIMED_OUT, server=hang),
    grpc("grpc: refused", REFUSED, url="grpc://127.0.0.1:1"),
    grpc("grpcs: serving", FINE, speaks(health(1)), url="grpcs://127.0.0.1:{port}", tls=identity),
    grpc(
        "grpcs: an expired certificate",
        (FAILED, TLS, "tls_expired"),
        url="grpcs://127.0.0.1:{port}",
        tls=expired,
    ),
)

TALKERS = (*PORTS, *MAIL, *DATAGRAMS, *NAMES, *SOCKETS, *HEALTH)
