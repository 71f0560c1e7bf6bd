"""Redirects are followed by hand: few, to public places, and without what was meant for the first origin."""

import asyncio
import contextlib
import ipaddress
from datetime import timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.model.checks import Check
from statusgen.probing.faults import FaultError
from statusgen.probing.network import is_public
from statusgen.probing.questions import is_reachable
from statusgen.probing.redirects import next_hop
from statusgen.probing.resolver import Resolver
from tests.probing.make import network, reply, request_of, serving, swept, triple

HERE = httpx.URL("http://user:pass@a.test:8080/x")


def heads_of_a_journey(hops):
    """Requests that arrive at two origins, `a` and `b`, which send the visitor on by `hops`."""
    heads = []
    left = list(hops)

    async def handle(reader, writer):
        heads.append((await request_of(reader)).decode().lower())
        where = left.pop(0).format(**ports) if left else None
        answer = (
            reply(b"", "302 Found", f"Location: {where}\r\nSet-Cookie: crumb=1\r\n") if where else reply()
        )
        writer.write(answer)

    ports = {}

    async def go():
        async with serving(handle) as a, serving(handle) as b:
            ports.update(a=a, b=b)
            url = f"http://me:secret@a.test:{a}/start"
            check = Check(url=url, headers={"X-Api-Key": "k", "Authorization-Extra": "z"}, attempts=1)
            world = network(resolver=Resolver(lambda _: ["127.0.0.1"]), may_follow=lambda _: True)
            return await swept({"web": check}, network=world)

    round_ = asyncio.run(go())
    return heads, triple(round_.results["web"])


def has_secrets(head):
    return [name in head for name in ("x-api-key", "authorization:", "authorization-extra")]


def test_headers_and_userinfo_stay_with_their_origin():
    heads, result = heads_of_a_journey(["/again", "http://b.test:{b}/there", "http://a.test:{a}/back"])
    assert [all(has_secrets(head)) for head in heads] == [True, True, False, False]
    assert [any(has_secrets(head)) for head in heads] == [True, True, False, False]
    assert result == ("ok", None, None)


def test_another_port_is_another_origin():
    heads, _ = heads_of_a_journey(["http://a.test:{b}/"])
    assert not any(has_secrets(heads[1]))


def test_credentials_in_a_foreign_location_are_not_used():
    heads, _ = heads_of_a_journey(["http://eve:pw@b.test:{b}/"])
    assert not any(has_secrets(heads[1]))


def test_cookies_are_not_kept():
    heads, _ = heads_of_a_journey(["/again", "/and-again"])
    assert not any("crumb" in head for head in heads)


@pytest.mark.parametrize(("hops", "reason"), [(5, None), (6, "redirect_loop")])
def test_five_redirects_are_followed(hops, reason):
    assert heads_of_a_journey(["/on"] * hops)[1][2] == reason


def test_a_second_lookup_cannot_turn_a_public_name_private():
    """The addresses judged are those connected to."""
    asked = []

    def look_up(host):
        asked.append(host)
        return ["127.0.0.3"] if asked.count(host) == 1 and host == "b.test" else ["127.0.0.1"]

    def is_public(address):
        return str(address) == "127.0.0.3"

    async def handle(reader, writer):
        await request_of(reader)
        writer.write(reply(b"", "302 Found", "Location: http://b.test:9/\r\n"))

    async def go():
        async with serving(handle) as port:
            check = Check(url=f"http://a.test:{port}/", attempts=1, timeout=timedelta(seconds=0.5))
            round_ = await swept(
                {"web": check}, network=network(resolver=Resolver(look_up), may_follow=is_public)
            )
            # It was judged public and connected to, where nobody listens.
            assert round_.results["web"].reason == "refused"

    asyncio.run(go())
    assert asked.count("b.test") == 1


def test_a_foreign_name_is_judged_again_at_each_hop():
    found = iter(["127.0.0.1", "127.0.0.2"])

    async def handle(reader, writer):
        where = "/inside" if b"b.test" in await request_of(reader) else f"http://b.test:{ports[1]}/"
        writer.write(reply(b"", "302 Found", f"Location: {where}\r\n"))

    ports = []

    async def go():
        async with serving(handle) as a, serving(handle) as b:
            ports.extend([a, b])
            world = network(
                resolver=Resolver(lambda host: [next(found) if host == "b.test" else "127.0.0.1"]),
                may_follow=lambda address: str(address) == "127.0.0.1",
            )
            check = Check(url=f"http://a.test:{a}/", attempts=1)
            return (await swept({"web": check}, network=world)).results["web"]

    assert triple(asyncio.run(go())) == ("failed", "http", "redirect_blocked")


PRIVATE = [
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "168.63.129.16",
    "::",
    "::1",
    "fe80::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "2002:a00:1::",
    "2001:db8::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_no_private_address_counts_as_public(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_public_addresses_do(address):
    assert is_public(ipaddress.ip_address(address))


@given(st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), min_size=1))
def test_any_location_is_followed_ignored_or_blocked(location):
    response = httpx.Response(302, headers=[(b"location", location.encode("latin-1"))])
    with contextlib.suppress(FaultError):
        target = next_hop(HERE, response)
        assert target is None or (target.scheme in ("http", "https") and is_reachable(target))
