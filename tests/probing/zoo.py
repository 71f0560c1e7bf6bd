"""The faulty-server zoo: what servers do, and the one name each deserves."""

import asyncio
import contextlib
import gzip
import itertools
import socket
import ssl
import threading
import warnings
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any

from statusgen.model.checks import Auth, Capture, Check, Expect, HtmlExpect, JsonExpect, Step, Tls
from statusgen.model.words import Family, TlsVersion
from statusgen.probing.resolver import system_lookup
from tests.probing.make import (
    CA,
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
    serving,
)
from tests.probing.relays import METRICS, PAGE, PAGES, WHOLE, metrics, page, watched
from tests.probing.servers import (
    CLIENT,
    GOAWAY,
    NO_AUTHORITY,
    OTHER_AUTHORITY,
    PING,
    PUSH,
    RST,
    SETTINGS,
    STRANGER,
    by_path,
    h2_says,
    http2,
    json_reply,
    judging,
    preface_then,
    says_to,
    speaking_h2,
)
from tests.probing.talkers import TALKERS

DEADLINE = timedelta(seconds=3)
BRIEF = {"timeout": timedelta(seconds=0.5)}
"""For floods, which take the processor from the others as long as they last."""
NOW = datetime.now(UTC)
"""When the servers' answers were written; asked at that instant, however late their tests come."""
FINE: Triple = (OK, None, None)
PROTOCOL: Triple = (FAILED, HTTP, "protocol")
STATUS: Triple = (FAILED, HTTP, "status")
BLOCKED: Triple = (FAILED, HTTP, "redirect_blocked")
TIMED_OUT: Triple = (FAILED, HTTP, "timeout_total")
UNTRUSTED: Triple = (FAILED, TLS, "tls_untrusted")
Place = Callable[[], AbstractAsyncContextManager[int]]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of server and what a check of it must say."""

    name: str
    expected: Triple
    server: Handler | None = None
    tls: Callable[[], ssl.SSLContext] | None = None
    place: Place | None = None
    """Gives the port, where no server of ours stands."""
    url: str = "http://127.0.0.1:{port}/"
    check: dict[str, Any] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Of the check, but for its port."""
        return self.url.replace("http:", "https:") if self.tls and "tls:" not in self.url else self.url

    @property
    def scheme(self) -> str:
        """The kind of check that is put to it."""
        return self.address.partition("://")[0]

    @contextlib.asynccontextmanager
    async def standing(self) -> AsyncIterator[Check]:
        """The check of it, while it stands."""
        if self.place:
            where = self.place()
        else:
            where = serving(self.server or says(reply()), tls=self.tls() if self.tls else None)
        async with where as port:
            # The server may be the proxy on the way to the target, or what is asked for its name.
            check = {"url": self.address, "timeout": DEADLINE} | self.check
            yield Check(
                **{key: _at(port, value) if key in _PLACES else value for key, value in check.items()}
            )


_PLACES = ("url", "proxy", "resolver")


def _at(port: int, text: str) -> str:
    return text.format(port=port)


def kind(name: str, expected: Triple, *parts: bytes, **more: Any) -> Kind:
    """A server that reads a request and sends these bytes, then closes."""
    if parts:
        more["server"] = says(*parts, then_hang=more.pop("then_hang", False), pause=more.pop("pause", 0))
    return Kind(name=name, expected=expected, **more)


def wants(text: str | None = None, no_text: str | None = None, **more: Any) -> dict[str, Any]:
    """The part of a check that judges content."""
    return {"expect": Expect(text=text, no_text=no_text), **more}


def _redirect(to: str, **more: Any) -> Kind:
    head = reply(b"", "302 Found", f"Location: {to}\r\n")
    return kind(f"redirect to {to}", BLOCKED, head, **more)


# Behaviours that bytes alone do not show.


async def _hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def _close(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await request_of(reader)


async def _plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1)
    writer.write(reply(status="400 Bad Request"))


async def _greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"SSH-2.0-OpenSSH_9.6\r\n")
    await reader.read(1)


async def _close_at_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    pass


def _reset(writer: asyncio.StreamWriter) -> None:
    linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


async def _reset_at_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    _reset(writer)


async def _reset_in_body(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await request_of(reader)
    writer.write(reply(b"half", length=1000))
    await writer.drain()
    await asyncio.sleep(0.1)
    _reset(writer)


def _endless(start: bytes, more: bytes, pause: float = 0) -> Handler:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request_of(reader)
        writer.write(start)
        while True:
            writer.write(more)
            await writer.drain()
            await asyncio.sleep(pause)

    return handle


def _redirects(first: bytes) -> Handler:
    """The first request is sent on to /next, which is fine."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await request_of(reader)
        writer.write(reply() if b"GET /next" in head else first)

    return handle


# Places where no server of ours stands.


@contextlib.asynccontextmanager
async def _nobody() -> AsyncIterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        yield free.getsockname()[1]


@contextlib.asynccontextmanager
async def black_hole(host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[int]:
    """A port whose queue is full, so that the kernel drops every further SYN."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket(family))
        listener.bind((host, port))
        listener.listen(0)
        for _ in range(4):
            filler = stack.enter_context(socket.socket(family))
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


@contextlib.asynccontextmanager
async def _six_hangs_four_answers() -> AsyncIterator[int]:
    async with serving(says(reply())) as port, black_hole("::1", port):
        yield port


@contextlib.asynccontextmanager
async def _alerting(context: ssl.SSLContext) -> AsyncIterator[int]:
    """A server that says by a TLS alert why it hangs up, which asyncio's own does not."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                stream = context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
                with contextlib.suppress(OSError):
                    stream.do_handshake()
                with socket.socket(fileno=stream.detach()) as plain, contextlib.suppress(OSError):
                    # Closing with something unread would be a reset, which may overtake the alert.
                    plain.settimeout(2)
                    plain.shutdown(socket.SHUT_WR)
                    while plain.recv(1000):
                        pass

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def look_up(host: str) -> list[str]:
    """The zoo's name server."""
    if host == "hang.test":
        threading.Event().wait(30)
    if host == "again.test":
        raise socket.gaierror(socket.EAI_AGAIN, "try again")
    if host == "servfail.test":
        raise socket.gaierror(socket.EAI_FAIL, "no")
    table = {
        "both.test": ["::1", "127.0.0.1"],
        "good.test": ["127.0.0.1"],
        "void.test": [],
        "inside.test": ["10.1.2.3"],
        "mixed.test": ["93.184.215.14", "169.254.169.254"],
    }
    if host in table:
        return table[host]
    if host.endswith(".test"):
        raise socket.gaierror(socket.EAI_NONAME, "no such name")
    return list(system_lookup(host))


def _self_signed() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with OTHER_CA.private_key_pem.tempfile() as key, OTHER_CA.cert_pem.tempfile() as cert:
        context.load_cert_chain(cert, key)
    return context


def _old_tls() -> ssl.SSLContext:
    context = identity()
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings(action="ignore"):
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


def _wants_client_certificate() -> ssl.SSLContext:
    context = identity()
    context.verify_mode = ssl.CERT_REQUIRED
    CA.configure_trust(context)
    return context


def _expired() -> ssl.SSLContext:
    return identity(not_before=NOW - timedelta(days=9), not_after=NOW - timedelta(days=1))


def _future() -> ssl.SSLContext:
    return identity(not_before=NOW + timedelta(days=1), not_after=NOW + timedelta(days=9))


def _ending() -> ssl.SSLContext:
    return identity(not_before=NOW - timedelta(days=9), not_after=NOW + timedelta(days=3))


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


GZIP = "Content-Encoding: gzip\r\n"
BOMB = gzip.compress(bytes(20_000_000))
PIECE = b"x" * 65536
TLS_URL = "tls://127.0.0.1:{port}"
TCP_URL = "tcp://127.0.0.1:{port}"
SOON = {"expires_within": timedelta(days=14)}
ENDLESS = b"HTTP/1.1 200 OK\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
H2_SETTINGS = b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"


def expects(**more: Any) -> dict[str, Any]:
    """The part of a check that says what a good answer looks like."""
    return {"expect": Expect(**more)}


def _here(status: str) -> Handler:
    """Sends visitors from one name of this machine to another, and answers those."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await request_of(reader)
        port = writer.get_extra_info("sockname")[1]
        location = f"Location: http://localhost:{port}/next\r\n"
        writer.write(reply() if b"/next" in head else reply(b"", status, location))

    return handle


def _at_most_tls_1_2() -> ssl.SSLContext:
    context = identity()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    return context


MISMATCH: Triple = (FAILED, CONTENT, "body_mismatch")
LARGE: Triple = (FAILED, CONTENT, "too_large")
NOT_JSON: Triple = (FAILED, CONTENT, "not_json")
INVALID: Triple = (UNKNOWN, LOCAL, "check_invalid")
NO_PROXY: Triple = (UNKNOWN, LOCAL, "proxy_failed")
STATE = JsonExpect(path="$.state", equals="ok")
DEEP_JSON = b"[" * 500_000
DEEP_PAGE = b"<div>" * 300_000
H2 = {"http2": True}
BY_PROXY = {"proxy": "http://127.0.0.1:{port}"}
TARGET = "http://target.test/"
SECURE = "https://target.test/"
GOOD = (":status", "200")
SIGN_IN = (
    Step(url="/token", capture={"token": Capture(json="$.token")}),
    Step(url="/use/{token}", headers={"X-Token": "{token}"}),
)
WEB = (
    # requests
    kind("HEAD", FINE, b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", check={"method": "HEAD"}),
    kind(
        "POST with a body",
        FINE,
        server=judging(
            lambda head, body: head.startswith(b"POST ") and body == b"ping", reply(status="400 No")
        ),
        check={"method": "POST", "body": "ping"},
    ),
    kind(
        "Basic, the right password",
        FINE,
        server=judging(says_to("me", "open"), reply(status="401 No")),
        check={"auth": Auth(user="me", password="open")},
    ),
    kind(
        "Basic, a wrong password",
        STATUS,
        server=judging(says_to("me", "open"), reply(status="401 No")),
        check={"auth": Auth(user="me", password="wrong")},
    ),
    kind(
        "Bearer, the right token",
        FINE,
        server=judging(lambda head, _: b"Bearer t0k\r\n" in head, reply(status="401 No")),
        check={"auth": Auth(token="t0k")},
    ),
    # what is expected
    kind("the pattern", FINE, reply(b"build 1.22"), check=expects(pattern=r"build 1\.\d+")),
    kind("not the pattern", MISMATCH, reply(b"build 2"), check=expects(pattern=r"build 1\.\d+")),
    kind(
        "an endless body without the pattern",
        LARGE,
        server=_endless(ENDLESS, PIECE),
        check=expects(pattern="hello"),
    ),
    kind("JSON that is right", FINE, reply(b'{"state": "ok"}'), check=expects(json=(STATE,))),
    kind("JSON that is not", MISMATCH, reply(b'{"state": "bad"}'), check=expects(json=(STATE,))),
    kind("JSON without the place", MISMATCH, reply(b'{"other": "ok"}'), check=expects(json=(STATE,))),
    kind(
        "JSON above the limit",
        MISMATCH,
        reply(b'{"queue": 12}'),
        check=expects(json=(JsonExpect(path="$.queue", below=10),)),
    ),
    kind("a page where JSON should be", NOT_JSON, reply(b"<html>"), check=expects(json=(STATE,))),
    kind("an empty answer where JSON should be", NOT_JSON, reply(b""), check=expects(json=(STATE,))),
    kind("JSON with a constant that is none", NOT_JSON, reply(b'{"a": NaN}'), check=expects(json=(STATE,))),
    kind("JSON of half a million lists", NOT_JSON, reply(DEEP_JSON), check=expects(json=(STATE,))),
    kind("endless JSON", LARGE, server=_endless(ENDLESS, b"[1," * 20_000), check=expects(json=(STATE,))),
    kind(
        "an element with the text",
        FINE,
        reply(b"<h1>All <b>systems</b>\n go"),
        check=expects(html=(HtmlExpect(select="h1", text="All systems go"),)),
    ),
    kind(
        "an element without the text",
        MISMATCH,
        reply(b"<h1>No"),
        check=expects(html=(HtmlExpect(select="h1", text="go"),)),
    ),
    kind(
        "a page without the element",
        MISMATCH,
        reply(b"<p>go"),
        check=expects(html=(HtmlExpect(select="h1"),)),
    ),
    kind(
        "a page 300,000 elements deep",
        (FAILED, CONTENT, "too_complex"),
        reply(DEEP_PAGE),
        check=expects(html=(HtmlExpect(select="h1"),)),
    ),
    kind("the header", FINE, reply(headers="X-Cache: HIT\r\n"), check=expects(header={"x-cache": "HIT"})),
    kind(
        "another value in the header",
        (FAILED, HTTP, "header_mismatch"),
        reply(headers="X-Cache: MISS\r\n"),
        check=expects(header={"x-cache": "HIT"}),
    ),
    kind(
        "no such header", (FAILED, HTTP, "header_mismatch"), reply(), check=expects(header={"x-cache": "HIT"})
    ),
    kind("a body of just that size", FINE, reply(b"12345"), check=expects(size=5)),
    kind("a body one byte larger", (FAILED, CONTENT, "oversize"), reply(b"123456"), check=expects(size=5)),
    kind(
        "an endless body that has a limit",
        (FAILED, CONTENT, "oversize"),
        server=_endless(ENDLESS, PIECE),
        check=expects(size=1500),
    ),
    kind("the address expected", FINE, reply(), check=expects(ip=(ip_network("127.0.0.0/8"),))),
    kind(
        "another address",
        (FAILED, TCP, "wrong_address"),
        reply(),
        check=expects(ip=(ip_network("192.0.2.1"),)),
    ),
    kind(
        "tcp: another address",
        (FAILED, TCP, "wrong_address"),
        server=_hang,
        url=TCP_URL,
        check=expects(ip=(ip_network("192.0.2.1"),)),
    ),
    # redirects
    kind("a redirect that is not followed", STATUS, server=_here("302 Found"), check={"redirects": "none"}),
    kind(
        "a redirect to a private address, allowed", FINE, server=_here("302 F"), check={"allow_private": True}
    ),
    kind(
        "a redirect to another origin, not allowed",
        BLOCKED,
        server=_here("302 F"),
        check={"redirects": "same_origin", "allow_private": True},
    ),
    kind(
        "a redirect within its origin",
        FINE,
        server=_redirects(reply(b"", "302 Found", "Location: /next\r\n")),
        check={"redirects": "same_origin"},
    ),
    kind(
        "a redirect that would take the body elsewhere",
        BLOCKED,
        server=_here("307 Temporary Redirect"),
        check={"method": "POST", "body": "x", "allow_private": True},
    ),
    # families
    kind("only IPv4 is asked", FINE, reply(), url="http://both.test:{port}/", check={"family": Family.IPV4}),
    kind(
        "only IPv6 is asked, and refuses",
        (FAILED, TCP, "refused"),
        reply(),
        url="http://both.test:{port}/",
        check={"family": Family.IPV6},
    ),
    kind(
        "an address of the other family",
        (UNKNOWN, LOCAL, "check_invalid"),
        reply(),
        check={"family": Family.IPV6},
    ),
    kind(
        "no address of the family",
        (FAILED, DNS, "dns_empty"),
        reply(),
        url="http://good.test:{port}/",
        check={"family": Family.IPV6},
    ),
    # TLS of one's own
    kind(
        "an authority of its own",
        FINE,
        reply(),
        tls=lambda: identity(ca=OTHER_CA),
        check={"tls": Tls(authority=OTHER_AUTHORITY)},
    ),
    kind(
        "a public authority where another is named",
        UNTRUSTED,
        reply(),
        tls=identity,
        check={"tls": Tls(authority=OTHER_AUTHORITY)},
    ),
    kind(
        "an authority that is not there", INVALID, tls=identity, check={"tls": Tls(authority="no/such.pem")}
    ),
    kind("an authority that is none", INVALID, tls=identity, check={"tls": Tls(authority=NO_AUTHORITY)}),
    kind("a name of its own", FINE, tls=lambda: identity("x.test"), check={"tls": Tls(name="x.test")}),
    kind(
        "not the name of its own", (FAILED, TLS, "tls_name"), tls=identity, check={"tls": Tls(name="x.test")}
    ),
    kind("TLS 1.2 is enough", FINE, tls=_at_most_tls_1_2, check={"tls": Tls(minimum=TlsVersion.V1_2)}),
    kind(
        "TLS 1.2 is too old",
        (FAILED, TLS, "tls_proto"),
        url=TLS_URL,
        place=lambda: _alerting(_at_most_tls_1_2()),
        check={"tls": Tls(minimum=TlsVersion.V1_3)},
    ),
    kind("a client certificate that fits", FINE, tls=_wants_client_certificate, check={"tls": CLIENT}),
    kind(
        "a client certificate of a stranger",
        (FAILED, TLS, "tls_proto"),
        url="https://127.0.0.1:{port}/",
        place=lambda: _alerting(_wants_client_certificate()),
        check={"tls": STRANGER},
    ),
    # HTTP/2
    kind("HTTP/2", FINE, server=http2(h2_says(GOOD)), tls=speaking_h2, check=H2),
    kind("HTTP/2 without TLS", FINE, server=http2(h2_says(GOOD)), check=H2),
    kind("HTTP/2: 500", STATUS, server=http2(h2_says((":status", "500"))), tls=speaking_h2, check=H2),
    kind("HTTP/1 where HTTP/2 is asked", PROTOCOL, tls=identity, check=H2),
    kind("HTTP/2: no status", PROTOCOL, server=http2(h2_says(("a", "b"))), check=H2),
    kind("HTTP/2: a status that is a word", PROTOCOL, server=http2(h2_says((":status", "good"))), check=H2),
    kind("HTTP/2: GOAWAY", PROTOCOL, server=preface_then(SETTINGS, GOAWAY), check=H2),
    kind("HTTP/2: RST_STREAM", PROTOCOL, server=preface_then(SETTINGS, RST), check=H2),
    kind("HTTP/2: a push", PROTOCOL, server=preface_then(SETTINGS, PUSH), check=H2),
    kind("HTTP/2: settings only, then hangs", TIMED_OUT, server=http2(lambda *_: None), check=H2),
    kind(
        "HTTP/2: settings only, then closes",
        PROTOCOL,
        server=preface_then(SETTINGS, then_close=True),
        check=H2,
    ),
    kind("HTTP/2: no byte, then closes", (FAILED, HTTP, "empty"), server=_close, check=H2),
    kind("HTTP/2: garbage", PROTOCOL, server=preface_then(bytes(range(256)), then_close=True), check=H2),
    kind("HTTP/2: HTTP/1 in plain", PROTOCOL, server=preface_then(reply(), then_close=True), check=H2),
    kind("HTTP/2: endless pings", TIMED_OUT, server=_endless(SETTINGS, PING * 100), check=H2 | BRIEF),
    kind(
        "HTTP/2: a body that does not end",
        TIMED_OUT,
        server=http2(h2_says(GOOD, ends=False)),
        check=H2,
    ),
    # proxies
    kind("a proxy that answers for http", FINE, reply(), url=TARGET, check=BY_PROXY),
    kind("a proxy passes an error on", STATUS, reply(status="502 Bad"), url=TARGET, check=BY_PROXY),
    kind("a proxy that is not there", NO_PROXY, place=_nobody, url=TARGET, check=BY_PROXY),
    kind("a proxy that swallows", NO_PROXY, place=black_hole, url=TARGET, check=BY_PROXY),
    kind("a proxy without a name", NO_PROXY, url=TARGET, check={"proxy": "http://gone.test:3128"}),
    kind("a proxy wants a password", NO_PROXY, reply(status="407 No"), url=TARGET, check=BY_PROXY),
    kind("a tunnel wants a password", NO_PROXY, reply(status="407 No"), url=SECURE, check=BY_PROXY),
    kind("a tunnel is refused", NO_PROXY, reply(status="403 No"), url=SECURE, check=BY_PROXY),
    kind("a tunnel that is garbage", NO_PROXY, b"SSH-2.0-OpenSSH\r\n\r\n", url=SECURE, check=BY_PROXY),
    kind("a tunnel that closes", NO_PROXY, server=_close, url=SECURE, check=BY_PROXY),
    kind("a tunnel that is reset", NO_PROXY, server=_reset_at_once, url=SECURE, check=BY_PROXY),
    kind("a tunnel that hangs", NO_PROXY, server=_hang, url=SECURE, check=BY_PROXY),
    kind("a tunnel that talks first", NO_PROXY, b"HTTP/1.1 200 OK\r\n\r\nhi", url=SECURE, check=BY_PROXY),
    kind(
        "a tunnel does not reach it",
        (FAILED, TCP, "proxy_unreachable"),
        reply(status="502 Bad Gateway"),
        url=SECURE,
        check=BY_PROXY,
    ),
    kind(
        "a tunnel, then nothing",
        (FAILED, TLS, "reset"),
        b"HTTP/1.1 200 OK\r\n\r\n",
        url=SECURE,
        check=BY_PROXY,
    ),
    kind("a proxy that is none", INVALID, url=TARGET, check={"proxy": "ftp://127.0.0.1"}),
    kind(
        "an address expected behind a proxy",
        INVALID,
        url=TARGET,
        check=BY_PROXY | expects(ip=(ip_network("192.0.2.1"),)),
    ),
    # steps
    kind(
        "two steps",
        FINE,
        server=by_path({"/token": json_reply({"token": "a b"}), "/use/a%20b": reply()}),
        check={"steps": SIGN_IN},
    ),
    kind(
        "a second step that fails",
        STATUS,
        server=by_path({"/token": json_reply({"token": "t"}), "/use/t": reply(status="500 Oops")}),
        check={"steps": SIGN_IN},
    ),
    kind(
        "a first step without the value",
        (FAILED, CONTENT, "capture_failed"),
        json_reply({}),
        check={"steps": SIGN_IN},
    ),
    kind(
        "a second step that hangs",
        TIMED_OUT,
        server=by_path({"/token": json_reply({"token": "t"}), "/use/t": None}),
        check={"steps": SIGN_IN},
    ),
)

ZOO = (
    *WEB,
    # answers
    kind("ok", FINE, reply()),
    kind("204", FINE, b"HTTP/1.1 204 No Content\r\n\r\n"),
    kind("HTTP/1.0 without a length", FINE, b"HTTP/1.0 200 OK\r\n\r\nhello", check=wants("hello")),
    kind("a status line without a reason", FINE, b"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n"),
    kind("103 early hints, then 200", FINE, b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + reply()),
    kind("101 switching protocols, unasked", PROTOCOL, b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n"),
    kind("301 without a location", STATUS, reply(b"", "301 Moved")),
    kind("304", STATUS, b"HTTP/1.1 304 Not Modified\r\n\r\n"),
    kind("400", STATUS, reply(status="400 Bad Request")),
    kind("401", STATUS, reply(status="401 Unauthorized", headers="WWW-Authenticate: Basic\r\n")),
    kind("404", STATUS, reply(status="404 Not Found")),
    kind(
        "404 that is expected", FINE, reply(status="404 No"), check={"expect": Expect(status=((404, 404),))}
    ),
    kind("429", (UNKNOWN, HTTP, "throttled"), reply(status="429 No", headers="Retry-After: 9\r\n")),
    kind(
        "429 that is expected", FINE, reply(status="429 No"), check={"expect": Expect(status=((400, 499),))}
    ),
    kind("500", STATUS, reply(status="500 Oops")),
    kind("503", STATUS, reply(status="503 Busy", headers="Retry-After: 9\r\n")),
    kind("999", STATUS, reply(status="999 Denied")),
    kind("000", PROTOCOL, reply(status="000 Nothing")),
    kind(
        "good but slow",
        (SLOW, None, None),
        b"HTTP/1.1 200 OK\r\n",
        b"Content-Length: 0\r\n\r\n",
        pause=0.2,
        check={"slow_after": timedelta(milliseconds=100)},
    ),
    # connections
    kind("refused", (FAILED, TCP, "refused"), place=_nobody),
    kind("port 0", (FAILED, TCP, "refused"), url="http://127.0.0.1:0/"),
    kind("black hole", (FAILED, TCP, "connect_timeout"), place=black_hole),
    kind("accepts, then hangs", TIMED_OUT, server=_hang),
    kind("reads, then closes", (FAILED, HTTP, "empty"), server=_close),
    kind("reset at once", (FAILED, HTTP, "reset"), server=_reset_at_once),
    kind("reset in the body", (FAILED, HTTP, "reset"), server=_reset_in_body),
    kind("tcp: open", FINE, server=_hang, url=TCP_URL),
    kind("tcp: refused", (FAILED, TCP, "refused"), place=_nobody, url=TCP_URL),
    kind("tcp: black hole", (FAILED, TCP, "connect_timeout"), place=black_hole, url=TCP_URL),
    # not HTTP
    kind("an SSH banner", PROTOCOL, b"SSH-2.0-OpenSSH_9.6\r\n"),
    kind("HTTP/0.9", PROTOCOL, b"<html>hello</html>"),
    kind("garbage", PROTOCOL, bytes(range(128, 256)) * 4),
    kind("zeros", PROTOCOL, bytes(64)),
    kind("HTTP/2 settings only", PROTOCOL, H2_SETTINGS),
    kind("HTTP/3", PROTOCOL, b"HTTP/3 200 OK\r\n\r\n"),
    kind("half a status line, then closes", PROTOCOL, b"HTTP/1.1 20"),
    kind("half a status line, then hangs", TIMED_OUT, b"HTTP/1.1 20", then_hang=True),
    kind("half of the headers, then closes", PROTOCOL, b"HTTP/1.1 200 OK\r\nX-A: b\r\n"),
    # framing
    kind("a body shorter than promised", PROTOCOL, reply(b"short", length=100)),
    kind("a body longer than promised", FINE, reply(b"longer", length=4)),
    kind("a bad chunk size", PROTOCOL, CHUNKED + b"zz\r\nhello\r\n"),
    kind("a huge chunk size", PROTOCOL, CHUNKED + b"f" * 40 + b"\r\nhello\r\n"),
    kind("an unfinished chunk", PROTOCOL, CHUNKED + b"ff\r\nhello"),
    kind("a last chunk that never comes", TIMED_OUT, CHUNKED + b"5\r\nhello\r\n", then_hang=True),
    kind("a length and chunks", FINE, CHUNKED[:-2] + b"Content-Length: 3\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
    kind("two lengths that differ", PROTOCOL, reply(headers="Content-Length: 7\r\n")),
    kind("a negative length", PROTOCOL, b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello"),
    kind("an unknown transfer encoding", PROTOCOL, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: x\r\n\r\nhello"),
    # slowness and floods
    kind("slow headers", TIMED_OUT, server=_endless(b"HTTP/1.1 200 OK\r\nX: ", b"y", 0.1)),
    kind("a slow body", TIMED_OUT, server=_endless(ENDLESS, b"y", 0.1)),
    kind("an endless body, not judged", FINE, server=_endless(ENDLESS, PIECE)),
    kind(
        "an endless body without the text",
        (FAILED, CONTENT, "too_large"),
        check=wants("hello"),
        server=_endless(ENDLESS, PIECE),
    ),
    kind(
        "an endless body with the text",
        FINE,
        check=wants("hello"),
        server=_endless(ENDLESS + b"hello", PIECE),
    ),
    kind(
        "an endless body without the unwanted",
        (FAILED, CONTENT, "too_large"),
        check=wants(no_text="error"),
        server=_endless(ENDLESS, PIECE),
    ),
    kind("endless tiny chunks", TIMED_OUT, server=_endless(CHUNKED, b"1\r\nx\r\n" * 500), check=BRIEF),
    kind(
        "endless 100 continue",
        TIMED_OUT,
        server=_endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 50),
        check=BRIEF,
    ),
    kind("endless headers", PROTOCOL, server=_endless(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n" * 1000)),
    kind("a header of 5 MB", PROTOCOL, reply(headers="X-A: " + "b" * 5_000_000 + "\r\n")),
    # headers
    kind("a control character in a header", PROTOCOL, reply(headers="X-A: b\x00c\r\n")),
    kind("latin-1 in a header", FINE, b"HTTP/1.1 200 OK\r\nX-A: caf\xe9\r\nContent-Length: 0\r\n\r\n"),
    kind("a header without a colon", PROTOCOL, reply(headers="nonsense\r\n")),
    kind("a bad cookie", FINE, reply(headers="Set-Cookie: =;;;=\xff; expires=never\r\n")),
    # content
    kind("the text", FINE, reply(b"all is well"), check=wants("is well")),
    kind("not the text", (FAILED, CONTENT, "body_mismatch"), reply(b"no"), check=wants("is well")),
    kind(
        "unwanted text", (FAILED, CONTENT, "body_mismatch"), reply(b"an error"), check=wants(no_text="error")
    ),
    kind("no unwanted text", FINE, reply(b"well"), check=wants(no_text="error")),
    kind("the text with an error status", STATUS, reply(b"well", "500 Oops"), check=wants("well")),
    kind(
        "the text in two pieces",
        FINE,
        b"HTTP/1.1 200 OK\r\n\r\nis",
        b" well",
        pause=0.1,
        check=wants("is well"),
    ),
    kind(
        "text in latin-1",
        FINE,
        reply("Grüße".encode("latin-1"), headers="Content-Type: a/b; charset=latin-1\r\n"),
        check=wants("Grüße"),
    ),
    kind(
        "text in UTF-16",
        FINE,
        reply("Grüße".encode("utf-16"), headers="Content-Type: a/b; charset=utf-16\r\n"),
        check=wants("Grüße"),
    ),
    kind(
        "an unknown charset",
        FINE,
        reply("Grüße".encode(), headers="Content-Type: a/b; charset=klingon\r\n"),
        check=wants("Grüße"),
    ),
    kind(
        "a charset that is none",
        FINE,
        reply(b"well", headers="Content-Type: a/b; charset=punycode\r\n"),
        check=wants("well"),
    ),
    kind("gzip, unasked", FINE, reply(gzip.compress(b"well"), headers=GZIP), check=wants("well")),
    kind(
        "deflate, unasked",
        FINE,
        reply(zlib.compress(b"well"), headers="Content-Encoding: deflate\r\n"),
        check=wants("well"),
    ),
    kind(
        "bare deflate",
        FINE,
        reply(_deflated(b"well"), headers="Content-Encoding: deflate\r\n"),
        check=wants("well"),
    ),
    kind("bad gzip", (FAILED, CONTENT, "encoding"), reply(b"not gzip", headers=GZIP)),
    kind("cut gzip", (FAILED, CONTENT, "encoding"), reply(gzip.compress(b"well" * 99)[:-9], headers=GZIP)),
    kind("a gzip bomb", (FAILED, CONTENT, "too_large"), reply(BOMB, headers=GZIP), check=wants("well")),
    kind("a gzip bomb, not judged", FINE, reply(BOMB, headers=GZIP)),
    kind(
        "brotli, unasked",
        (UNKNOWN, CONTENT, "encoding"),
        reply(b"\x8b\x01", headers="Content-Encoding: br\r\n"),
        check=wants("well"),
    ),
    kind("brotli, not judged", FINE, reply(b"\x8b\x01", headers="Content-Encoding: br\r\n")),
    # redirects
    kind("a redirect", FINE, server=_redirects(reply(b"", "302 Found", "Location: /next\r\n"))),
    kind(
        "a redirect without a path", FINE, server=_redirects(reply(b"", "307 X", "Location: next?a=b#c\r\n"))
    ),
    kind(
        "a redirect that is expected",
        FINE,
        reply(b"", "301 Moved", "Location: http://x.test/\r\n"),
        check={"expect": Expect(status=((301, 302),))},
    ),
    kind("a redirect loop", (FAILED, HTTP, "redirect_loop"), reply(b"", "302 Found", "Location: /\r\n")),
    _redirect("file:///etc/passwd"),
    _redirect("ftp://example.com/"),
    _redirect("javascript:alert(1)"),
    _redirect("http://[::1/"),
    _redirect("http://example.com:99999/"),
    _redirect("http://127.0.0.1:1/"),
    _redirect("http://localhost:1/"),
    _redirect("http://169.254.169.254/latest/meta-data/"),
    _redirect("http://168.63.129.16/"),
    _redirect("http://[::ffff:127.0.0.1]/"),
    _redirect("http://[::1]/"),
    _redirect("http://[64:ff9b::7f00:1]/"),
    _redirect("http://0.0.0.0/"),
    _redirect("http://2130706433/"),
    _redirect("http://0x7f000001/"),
    _redirect("http://127.1/"),
    _redirect("http://100.100.100.200/"),
    _redirect("http://10.0.0.1/"),
    _redirect("http://inside.test/"),
    _redirect("http://mixed.test/"),
    kind(
        "a redirect to a name that is none",
        (FAILED, DNS, "dns_nxdomain"),
        reply(b"", "302 Found", "Location: http://gone.test/\r\n"),
    ),
    # names
    kind("a name", FINE, reply(), url="http://good.test:{port}/"),
    kind("no such name", (FAILED, DNS, "dns_nxdomain"), url="http://gone.test/"),
    kind("a name without addresses", (FAILED, DNS, "dns_nxdomain"), url="http://void.test/"),
    kind("a name server that cannot tell now", (FAILED, DNS, "dns_fail"), url="http://again.test/"),
    kind("a name server that fails", (FAILED, DNS, "dns_fail"), url="http://servfail.test/"),
    kind("a name server that hangs", (FAILED, DNS, "dns_timeout"), url="http://hang.test/"),
    kind("tcp: a name server that hangs", (FAILED, DNS, "dns_timeout"), url="tcp://hang.test:1"),
    kind("IPv6 hangs, IPv4 answers", FINE, place=_six_hangs_four_answers, url="http://both.test:{port}/"),
    kind("IPv6 refuses, IPv4 answers", FINE, reply(), url="http://both.test:{port}/"),
    kind("all addresses refuse", (FAILED, TCP, "refused"), place=_nobody, url="http://both.test:{port}/"),
    # TLS
    kind("https", FINE, reply(), tls=identity),
    kind("https by name", FINE, reply(), tls=lambda: identity("good.test"), url="https://good.test:{port}/"),
    kind("tls", FINE, tls=identity, server=_hang, url=TLS_URL),
    kind("an expired certificate", (FAILED, TLS, "tls_expired"), reply(), tls=_expired),
    kind(
        "tls: an expired certificate", (FAILED, TLS, "tls_expired"), server=_hang, tls=_expired, url=TLS_URL
    ),
    kind("a certificate not yet valid", UNTRUSTED, reply(), tls=_future),
    kind("a certificate that ends soon", (OK, None, "tls_expiring"), reply(), tls=_ending, check=SOON),
    kind(
        "tls: one that ends soon",
        (OK, None, "tls_expiring"),
        server=_hang,
        tls=_ending,
        url=TLS_URL,
        check=SOON,
    ),
    kind("a certificate that ends later", FINE, reply(), tls=identity, check=SOON),
    kind(
        "a failure with a certificate that ends soon", STATUS, reply(status="500 X"), tls=_ending, check=SOON
    ),
    kind(
        "a certificate for another name",
        (FAILED, TLS, "tls_name"),
        reply(),
        tls=lambda: identity("other.test"),
        url="https://good.test:{port}/",
    ),
    kind("a certificate for another address", (FAILED, TLS, "tls_name"), tls=lambda: identity("127.0.0.9")),
    kind("an unknown authority", UNTRUSTED, reply(), tls=lambda: identity(ca=OTHER_CA)),
    kind("self-signed", UNTRUSTED, reply(), tls=_self_signed),
    kind("TLS 1.1 only", (FAILED, TLS, "tls_proto"), place=lambda: _alerting(_old_tls()), url=TLS_URL),
    kind(
        "plain HTTP where TLS should be",
        (FAILED, TLS, "tls_proto"),
        server=_plain,
        url="https://127.0.0.1:{port}/",
    ),
    kind("plain SSH where TLS should be", (FAILED, TLS, "tls_proto"), server=_greet, url=TLS_URL),
    kind(
        "a handshake that hangs", (FAILED, TLS, "tls_timeout"), server=_hang, url="https://127.0.0.1:{port}/"
    ),
    kind("tls: a handshake that hangs", (FAILED, TLS, "tls_timeout"), server=_hang, url=TLS_URL),
    kind("a handshake that is reset", (FAILED, TLS, "reset"), server=_reset_at_once, url=TLS_URL),
    kind("a handshake that is closed", (FAILED, TLS, "reset"), server=_close_at_once, url=TLS_URL),
    kind(
        "a client certificate is demanded",
        (FAILED, TLS, "tls_proto"),
        url="https://127.0.0.1:{port}/",
        place=lambda: _alerting(_wants_client_certificate()),
    ),
    kind("https: reads, then closes", (FAILED, HTTP, "empty"), server=_close, tls=identity),
    kind("https: hangs", TIMED_OUT, server=_hang, tls=identity),
    kind("https: an endless body", FINE, server=_endless(ENDLESS, PIECE), tls=identity),
    # asked about something else
    *(
        kind(name, expected, said, url=METRICS, check=check)
        for name, (expected, said, check) in metrics(NOW).items()
    ),
    kind("metrics: refused", (UNKNOWN, TCP, "refused"), place=_nobody, url=METRICS, check=watched()),
    kind("metrics: hangs", (UNKNOWN, HTTP, "timeout_total"), server=_hang, url=METRICS, check=watched()),
    *(kind(name, expected, said, url=PAGE, check=check) for name, (expected, said, check) in PAGES.items()),
    kind("their page: refused", (UNKNOWN, TCP, "refused"), place=_nobody, url=PAGE, check=WHOLE),
    kind(
        "their page: redirects inside",
        (UNKNOWN, HTTP, "redirect_blocked"),
        reply(b"", "302 Found", "Location: http://10.0.0.1/\r\n"),
        url=PAGE,
        check=WHOLE,
    ),
    kind(
        "their page: an expired certificate",
        (UNKNOWN, TLS, "tls_expired"),
        page("none"),
        tls=_expired,
        url=PAGE,
        check=WHOLE,
    ),
    # the check itself
    kind(
        "a header that cannot be sent",
        (UNKNOWN, LOCAL, "check_invalid"),
        reply(),
        check={"headers": {"A": "b\nc"}},
    ),
    kind("a header beyond ASCII", (UNKNOWN, LOCAL, "check_invalid"), reply(), check={"headers": {"A": "ü"}}),
    *(Kind(**row) for row in TALKERS),
)


def by_name() -> dict[str, Kind]:
    """The zoo, each under a key that can be an id."""
    counter = itertools.count()
    return {f"k{next(counter)}": one for one in ZOO}
