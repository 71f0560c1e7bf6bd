"""What is sent: method, headers, body and who we are, as the settings say it, and to whom they say it."""

import asyncio
import base64
import random
from datetime import timedelta

import pytest

from statusgen.model.checks import Auth, Check
from statusgen.model.secrets import Secret
from statusgen.model.words import Method
from statusgen.probing.resolver import Resolver
from tests.probing.make import identity, network, reply, serving, swept, triple
from tests.probing.servers import GOAWAY, SETTINGS, h2_says, http2, preface_then, proxy, speaking_h2
from tests.probing.test_steps import Seen


def asked(seen, *, url="http://a.test:<port>/start", environ=None, tls=None, **more):
    """What one check comes to; `<port>` is the server's."""

    async def go():
        async with serving(seen, tls=tls) as port:
            check = Check(url=url.replace("<port>", str(port)), attempts=1, **more)
            world = network(resolver=Resolver(lambda _: ["127.0.0.1"]), may_follow=lambda _: True)
            return (await swept({"web": check}, network=world, environ=environ or {})).results["web"]

    return triple(asyncio.run(go()))


OK = ("ok", None, None)


@pytest.mark.parametrize("method", Method)
def test_every_method_is_sent_with_its_body(method):
    seen = Seen(reply(b"") if method == "HEAD" else reply())
    assert asked(seen, method=method, body="<ping/>") == OK
    assert seen.heads[0].startswith(f"{method} /start HTTP/1.1\r\n")
    assert seen.bodies == ["<ping/>"]


def test_a_body_is_sent_in_utf8_with_its_secrets_filled_in():
    seen = Seen()
    more = {"method": "POST", "headers": {"Content-Type": "text/plain"}}
    asked(seen, body=Secret("Grüße, $WHO"), environ={"WHO": "Wörld"}, **more)
    assert seen.bodies[0].encode("utf-8").decode() == "Grüße, Wörld"


REDIRECTED = [
    (301, "POST", "GET", ""),
    (302, "POST", "GET", ""),
    (303, "POST", "GET", ""),
    (303, "PUT", "GET", ""),
    (303, "HEAD", "HEAD", "x"),
    (302, "PUT", "PUT", "x"),
    (307, "POST", "POST", "x"),
    (308, "POST", "POST", "x"),
]


@pytest.mark.parametrize(("status", "method", "then", "body"), REDIRECTED)
def test_a_redirect_keeps_or_drops_the_method_as_browsers_do(status, method, then, body):
    seen = Seen(reply(b"", f"{status} X", "Location: /next\r\n"), reply(b""))
    assert asked(seen, method=method, body="x") == OK
    assert seen.heads[1].startswith(f"{then} /next ")
    assert seen.bodies[1] == body


@pytest.mark.parametrize(
    ("more", "sent"),
    [
        (
            {"auth": Auth(user="me", password=Secret("$PW"))},
            "Basic " + base64.b64encode("me:p:ü".encode()).decode(),
        ),
        ({"auth": Auth(token=Secret("$PW"))}, None),
        ({"auth": Auth(token="t"), "headers": {"authorization": "Own"}}, "Own"),
        ({"auth": Auth(token="t"), "url": "http://u:p@a.test:<port>/"}, "Bearer t"),
        ({"url": "http://u:p@a.test:<port>/"}, "Basic dTpw"),
    ],
)
def test_who_we_are_is_said_once(more, sent):
    seen = Seen()
    result = asked(seen, environ={"PW": "p:ü"}, **more)
    said = (
        [line[15:] for line in seen.heads[0].splitlines() if line.lower().startswith("authorization:")]
        if seen.heads
        else []
    )
    assert said == ([sent] if sent else [])
    assert result == (OK if sent else ("unknown", "local", "check_invalid"))


def by_proxy(seen, target, *, url, password="p", tls=None, authorization=None, **more):
    """What a check through a proxy comes to; the proxy leads all names to the target."""

    async def go():
        async with (
            serving(target, tls=tls) as port,
            serving(proxy(port, seen=seen, authorization=authorization)) as there,
        ):
            check = Check(url=url, proxy=f"http://me:{password}@127.0.0.1:{there}", attempts=1, **more)
            return (await swept({"web": check}, network=network(resolver=Resolver(_nowhere)))).results["web"]

    return triple(asyncio.run(go()))


def _nowhere(host):
    raise AssertionError(f"{host} was looked up here")


BASIC = "Basic bWU6cA=="


def test_a_target_behind_a_proxy_is_reached_by_name_and_verified_by_us():
    seen, target = [], Seen()
    more = {"url": "https://inner.test/x?y", "headers": {"X-Key": "k"}, "authorization": BASIC}
    assert by_proxy(seen, target, tls=identity("inner.test"), **more) == OK
    assert seen[0].startswith("CONNECT inner.test:443 HTTP/1.1\r\n")
    assert f"proxy-authorization: {BASIC}".lower() in seen[0].lower()
    assert "x-key" not in seen[0].lower()
    assert "proxy-authorization" not in target.heads[0].lower()
    assert by_proxy(seen, Seen(), tls=identity("other.test"), **more)[2] == "tls_name"


def test_http_is_asked_of_a_proxy_by_its_whole_address():
    seen, target = [], Seen()
    assert by_proxy(seen, target, url="http://u:p@inner.test/x?y", authorization=BASIC) == OK
    assert seen[0].startswith("GET http://inner.test/x?y HTTP/1.1\r\n")
    assert "host: inner.test\r\n" in seen[0].lower()


def test_a_wrong_password_of_a_proxy_says_nothing_of_the_target():
    for url in ("http://inner.test/", "https://inner.test/"):
        result = by_proxy([], Seen(), url=url, password="wrong", authorization=BASIC)
        assert result == ("unknown", "local", "proxy_failed")


def test_http2_goes_through_a_proxy_too():
    target = http2(h2_says((":status", "200")))
    result = by_proxy([], target, url="https://inner.test/", tls=_h2_identity("inner.test"), http2=True)
    assert result == OK


def _h2_identity(name):
    context = identity(name)
    context.set_alpn_protocols(["h2"])
    return context


def test_http2_sends_no_header_that_it_forbids():
    heads = []

    def answer(wire, stream):
        h2_says((":status", "200"))(wire, stream)

    async def handle(reader, writer):
        await http2(answer, on=lambda event: heads.append(dict(event.headers)))(reader, writer)

    more = {"headers": {"Connection": "close", "X-Key": "k"}, "method": "POST", "body": "x" * 100_000}
    assert asked(handle, url="https://a.test:<port>/p", tls=_h2_identity("a.test"), http2=True, **more) == OK
    assert heads[0][b":method"] == b"POST"
    assert heads[0][b"x-key"] == b"k"
    assert b"connection" not in heads[0]


def test_a_header_that_cannot_be_sent_is_our_fault_in_http2_too():
    result = asked(http2(h2_says((":status", "200"))), http2=True, headers={"A": "b\nc"})
    assert result == ("unknown", "local", "check_invalid")


H2_SEEDS = (
    SETTINGS,
    GOAWAY,
    b"\x00\x00\x01\x01\x04\x00\x00\x00\x01\x88",
    b"\x00\x00\x05\x00\x01\x00\x00\x00\x01hello",
    b"\x00\x00\x04\x08\x00\x00\x00\x00\x00\x7f\xff\xff\xff",
    b"\x00\x00\x05\x02\x00\x00\x00\x00\x01\x00\x00\x00\x01\x00",
    b"\x00\x00\x01\x09\x04\x00\x00\x00\x01\x88",
)


def test_no_mangled_http2_ends_a_sweep():
    turns = iter(range(400))

    async def handle(reader, writer):
        dice = random.Random(next(turns))
        data = bytearray(SETTINGS + b"".join(dice.choices(H2_SEEDS, k=4)))
        for _ in range(dice.randint(0, 4)):
            data[dice.randrange(9, len(data))] = dice.choice((0, 1, 4, 5, 127, 255, dice.randrange(256)))
        await preface_then(bytes(data), then_close=True)(reader, writer)

    async def go():
        async with serving(handle) as port:
            check = Check(
                url=f"http://127.0.0.1:{port}/", attempts=1, http2=True, timeout=timedelta(seconds=2)
            )
            return await swept({f"m{n}": check for n in range(400)})

    results = asyncio.run(go()).results
    assert len(results) == 400
    assert {one.reason for one in results.values()} >= {None, "protocol"}


def test_http2_is_spoken_with_a_server_that_has_it():
    assert (
        asked(
            http2(h2_says((":status", "200"))), url="https://127.0.0.1:<port>/", tls=speaking_h2(), http2=True
        )
        == OK
    )
