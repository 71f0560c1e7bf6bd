"""Several requests in a row: values go on, secrets stay, and one deadline holds for all."""

import asyncio
from datetime import timedelta

import pytest

from statusgen.model.checks import Auth, Capture, Check, Expect, Step
from statusgen.model.secrets import Secret
from statusgen.probing.resolver import Resolver
from tests.probing.make import network, reply, request_of, serving, swept, triple
from tests.probing.servers import json_reply

TOKEN = {"token": Capture(json="$.token")}


class Seen:
    """A server that keeps what it was sent and answers in turn."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.heads, self.bodies = [], []

    async def __call__(self, reader, writer):
        head = (await request_of(reader)).decode("latin-1")
        size = next((int(x[15:]) for x in head.lower().splitlines() if x.startswith("content-length:")), 0)
        self.heads.append(head)
        self.bodies.append((await reader.readexactly(size)).decode())
        writer.write(self.answers.pop(0) if self.answers else reply())

    def line(self, number):
        return self.heads[number].splitlines()[0]


def walked(seen, *steps, other=None, environ=None, may_follow=lambda _: True, **more):
    """One check of these steps; addresses may name the ports `{a}` and `{b}`."""

    async def go():
        async with serving(seen) as a, serving(other or Seen()) as b:
            placed = [
                Step(**{**step, "url": step["url"].replace("<a>", str(a)).replace("<b>", str(b))})
                if isinstance(step["url"], str)
                else Step(**step)
                for step in steps
            ]
            check = Check(url=f"http://a.test:{a}/start", steps=tuple(placed), attempts=1, **more)
            world = network(resolver=Resolver(lambda _: ["127.0.0.1"]), may_follow=may_follow)
            return (await swept({"web": check}, network=world, environ=environ or {})).results["web"]

    return triple(asyncio.run(go()))


OK = ("ok", None, None)


def test_values_go_into_address_headers_and_body():
    seen = Seen(
        reply(b"csrf=abc;", headers="X-Session: s-1\r\nContent-Type: text/plain\r\n"), json_reply({"id": 7})
    )
    result = walked(
        seen,
        {
            "url": "/",
            "capture": {"csrf": Capture(pattern="csrf=([a-z]+)"), "ses": Capture(header="x-session")},
        },
        {
            "url": "/login?csrf={csrf}",
            "method": "POST",
            "headers": {"Cookie": "sid={ses}"},
            "body": "csrf={csrf}",
            "capture": {"id": Capture(json="$.id")},
        },
        {"url": "/orders/{id}", "method": "DELETE"},
    )
    assert result == OK
    assert [seen.line(n) for n in range(3)] == [
        "GET / HTTP/1.1",
        "POST /login?csrf=abc HTTP/1.1",
        "DELETE /orders/7 HTTP/1.1",
    ]
    assert "cookie: sid=s-1" in seen.heads[1].lower()
    assert seen.bodies[1] == "csrf=abc"


NASTY = 'a"b&c/../d?e#f$HOME{token}%'


@pytest.mark.parametrize(
    ("media", "sent"),
    [
        ("application/json", NASTY.replace('"', '\\"')),
        ("application/x-www-form-urlencoded", "a%22b%26c%2F..%2Fd%3Fe%23f%24HOME%7Btoken%7D%25"),
        ("text/plain", NASTY),
    ],
)
def test_a_captured_value_stays_a_value_whatever_it_holds(media, sent):
    seen = Seen(json_reply({"token": NASTY}))
    step = {
        "url": "/use/{token}/x",
        "method": "POST",
        "headers": {"Content-Type": media},
        "body": "<{token}>",
    }
    assert walked(seen, {"url": "/", "capture": TOKEN}, step, environ={"HOME": "secret"}) == OK
    assert seen.line(1) == "POST /use/a%22b%26c%2F..%2Fd%3Fe%23f%24HOME%7Btoken%7D%25/x HTTP/1.1"
    assert seen.bodies[1] == f"<{sent}>"


def test_a_secret_that_looks_like_a_place_stays_as_it_is():
    seen = Seen(json_reply({"token": "t"}))
    step = {"url": "/", "body": Secret("$KEY-{token}-{other}")}
    assert walked(seen, {"url": "/", "capture": TOKEN}, step, environ={"KEY": "{token}"}) == OK
    assert seen.bodies[1] == "{token}-t-{other}"


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "", "x" * 5000, "\x1b[2J"])
def test_what_cannot_stand_in_a_request_is_not_captured(value):
    seen = Seen(json_reply({"token": value}))
    assert walked(seen, {"url": "/", "capture": TOKEN}, {"url": "/{token}"})[2] == "capture_failed"
    assert len(seen.heads) == 1


def test_headers_and_auth_of_the_check_go_to_its_own_origin_alone():
    seen, other = Seen(), Seen()
    steps = ({"url": "/"}, {"url": "http://b.test:<b>/x", "headers": {"X-Step": "2"}}, {"url": "/again"})
    more = {"headers": {"X-Key": "k"}, "auth": Auth(token="t")}
    assert walked(seen, *steps, other=other, **more) == OK
    assert [("x-key" in h.lower(), "bearer t" in h.lower()) for h in seen.heads] == [(True, True)] * 2
    assert [word in other.heads[0].lower() for word in ("x-key", "bearer", "x-step: 2")] == [
        False,
        False,
        True,
    ]


@pytest.mark.parametrize("url", ["{token}", "http://{token}:<b>/"])
def test_a_captured_value_leads_to_no_private_place(url):
    seen, other = (
        Seen(json_reply({"token": "http://b.test:9/"[: 16 if url == "{token}" else 0] or "b.test"})),
        Seen(),
    )
    result = walked(
        seen, {"url": "/", "capture": TOKEN}, {"url": url}, other=other, may_follow=lambda _: False
    )
    assert result == ("failed", "http", "redirect_blocked")
    assert other.heads == []


def test_a_whole_address_that_was_captured_is_asked():
    seen = Seen(reply(status="201 Created", headers="Location: /jobs/17?full=1\r\n"))
    assert walked(seen, {"url": "/", "capture": {"job": Capture(header="location")}}, {"url": "{job}"}) == OK
    assert seen.line(1) == "GET /jobs/17?full=1 HTTP/1.1"


def test_a_step_that_fails_ends_the_walk():
    seen = Seen(reply(b"no"))
    assert walked(seen, {"url": "/", "expect": Expect(text="yes")}, {"url": "/b"})[2] == "body_mismatch"
    assert len(seen.heads) == 1


def test_one_deadline_holds_for_all_steps():
    async def slow(reader, writer):
        await request_of(reader)
        await asyncio.sleep(0.3)
        writer.write(reply())

    result = walked(slow, *[{"url": "/"}] * 4, timeout=timedelta(seconds=0.8))
    assert result == ("failed", "http", "timeout_total")


def test_a_secret_of_a_later_step_is_missed_before_anything_is_sent():
    seen = Seen()
    assert walked(seen, {"url": "/"}, {"url": "/b", "body": Secret("$GONE")})[2] == "secret_missing"
    assert seen.heads == []
