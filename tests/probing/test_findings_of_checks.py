"""What a check found is written down for the person who asks why, without what nobody may see."""

import asyncio
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from statusgen.model.checks import Auth, Capture, Check, Expect, HtmlExpect, JsonExpect, Step
from statusgen.model.secrets import Secret
from statusgen.probing.probes import put
from statusgen.probing.trails import Trail
from tests.probing.make import RealClock, identity, network, reply, says, serving
from tests.probing.servers import journey, json_reply

BODY = b'{"state": "good", "queue": 12, "list": [1, 2]}'


async def _trail(handler, *, environ=None, tls=None, **check):
    world = network()
    async with serving(handler, tls=tls) as port:
        url = f"{'https' if tls else 'http'}://127.0.0.1:{port}/"
        trail = Trail()
        await put(Check(url=url, **check), environ or {}, world, RealClock().now(), root=Path(), trail=trail)
        await world.workers.aclose()
        return trail


def trail_of(handler, **check):
    return asyncio.run(_trail(handler, **check))


def found(trail):
    return {one.name: (one.wanted, one.found, one.holds) for one in trail.findings}


def test_every_assertion_is_told_also_behind_one_that_fails():
    expect = Expect(
        status=((200, 299), (404, 404)),
        text="goo",
        no_text="12",
        pattern=r"que\w+",
        json=(JsonExpect(path="$.state", equals="ok"), JsonExpect(path="$.queue", above=1, below=20)),
        html=(HtmlExpect(select="h1"),),
        header={"X-Cache": "HIT"},
        size=1000,
        ip=(ip_network("127.0.0.0/8"),),
    )
    trail = trail_of(says(reply(BODY)), expect=expect, slow_after=timedelta(seconds=1))
    assert found(trail) == {
        "ip": ("127.0.0.0/8", "127.0.0.1", True),
        "status": ("200-299, 404", "200", True),
        "header X-Cache": ("HIT", None, False),
        "size": ("at most 1000 bytes", f"{len(BODY)} bytes", True),
        "no_text": ("not: 12", "it stands there", False),
        "text": ("goo", "it stands there", True),
        "pattern": (r"que\w+", "queue", True),
        "json $.state": ("ok", "good", False),
        "json $.queue": ("above 1 and below 20", "12", True),
        "html h1": ("something", None, False),
    }


def test_a_good_check_tells_how_late_it_was_and_when_the_certificate_ends():
    more = {"slow_after": timedelta(seconds=9), "expires_within": timedelta(days=7)}
    told = found(trail_of(says(reply()), tls=identity(), **more))
    assert told["slow_after"][0] == "at most 9000 ms"
    assert told["slow_after"][2] is True
    assert told["expires_within"][0] == "more than 7 days"


@pytest.mark.parametrize("form", ["canary-token", "Y2FuYXJ5LXRva2Vu"])
def test_a_secret_that_the_target_says_back_is_hidden(form):
    trail = trail_of(
        says(json_reply({"echo": f"Bearer {form}"})),
        environ={"TOKEN": "canary-token"},
        auth=Auth(token=Secret("$TOKEN")),
        expect=Expect(json=(JsonExpect(path="$.echo", equals="x"),)),
    )
    assert found(trail)["json $.echo"][1].startswith("Bearer ***")


def test_a_captured_value_is_never_found():
    step = Step(
        url="/",
        expect=Expect(json=(JsonExpect(path="$.token"),)),
        capture={"token": Capture(json="$.token")},
    )
    again = Step(url="/again", expect=Expect(text="no"))
    trail = trail_of(
        journey(lambda _: json_reply({"token": "s3cr3t"}), lambda _: reply(b"s3cr3t")), steps=(step, again)
    )
    assert found(trail)["step 1: json $.token"] == ("something", "***", True)
    assert found(trail)["step 2: text"] == ("no", None, False)
    assert "s3cr3t" not in repr(trail)


def test_each_connection_tells_its_times_addresses_and_certificate():
    trail = trail_of(says(reply()), tls=identity())
    leg = trail.leg
    assert (leg.tried, leg.address, leg.status, leg.http_version) == (["127.0.0.1"], "127.0.0.1", 200, "1.1")
    assert leg.tls_version == "TLSv1.3"
    assert leg.certificate.ends > RealClock().now()
    assert "trustme" in leg.certificate.issuer
    parts = [leg.dns_ms, leg.tcp_ms, leg.tls_ms, leg.first_byte_ms]
    assert None not in parts
    assert sum(parts) <= leg.total_ms + 1


def test_a_redirect_and_a_step_begin_another_connection():
    trail = trail_of(
        journey(lambda _: reply(b"", "302 Found", "Location: /b\r\n"), lambda _: reply(), lambda _: reply()),
        steps=(Step(url="/a"), Step(url="/c")),
    )
    assert [leg.status for leg in trail.legs] == [302, 200, 200]
