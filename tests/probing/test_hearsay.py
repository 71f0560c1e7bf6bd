"""What is asked of servers that tell of something else: the address, the form, and who may see our headers."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from statusgen.model.checks import Auth, Check, Expect
from statusgen.model.secrets import Secret
from statusgen.probing.probes import put
from statusgen.probing.trails import Trail
from tests.probing.make import FakeClock, network, reply, request_of, says, serving, swept, triple
from tests.probing.relays import ONE, PAGES, said, vector

NOW = datetime(2025, 3, 10, 9, 45, tzinfo=UTC)
ABOVE = {"expect": Expect(above=0.0), "attempts": 1}


def asked(url: str, answer: bytes, *, environ=None, **check):
    """The request that was sent, and the result."""
    seen: list[str] = []

    async def handle(reader, writer):
        head = (await request_of(reader)).decode()
        length = next(
            (int(line[15:]) for line in head.lower().split("\r\n") if line.startswith("content-length:")), 0
        )
        seen.append(head + (await reader.readexactly(length)).decode())
        writer.write(answer)

    async def go():
        async with serving(handle) as port:
            one = Check(url=url.format(port=port), **check)
            return await swept({"it": one}, clock=FakeClock(NOW), environ=environ or {}, network=network())

    round_ = asyncio.run(go())
    return seen[0], triple(round_.results["it"])


ADDRESSES = (
    ("prometheus+http://127.0.0.1:{port}", "/api/v1/query"),
    ("prometheus+http://127.0.0.1:{port}/", "/api/v1/query"),
    ("prometheus+http://127.0.0.1:{port}/prometheus", "/prometheus/api/v1/query"),
    ("prometheus+http://127.0.0.1:{port}/api/v1/query", "/api/v1/query"),
)


@pytest.mark.parametrize(("url", "path"), ADDRESSES)
def test_the_query_stands_in_the_address(url, path):
    head, result = asked(url, said(vector(NOW, "1")), query='up{job="a b"}', **ABOVE)

    target = head.split(" ")[1]
    assert head.startswith("GET ")
    assert target.split("?")[0] == path
    assert parse_qs(target.split("?")[1]) == {
        "query": ['up{job="a b"}'],
        "partial_response": ["false"],
        "deny_partial_response": ["1"],
    }
    assert result == ("ok", None, None)


def test_a_long_query_is_posted():
    query = "up" + " or up" * 1000
    head, result = asked("prometheus+http://127.0.0.1:{port}", said(vector(NOW, "1")), query=query, **ABOVE)

    assert head.startswith("POST /api/v1/query HTTP")
    assert parse_qs(head.partition("\r\n\r\n")[2])["query"] == [query]
    assert result == ("ok", None, None)


def test_we_say_who_we_are():
    head, _ = asked(
        "prometheus+http://127.0.0.1:{port}",
        said(vector(NOW, "1")),
        query="up",
        auth=Auth(token=Secret("$TOKEN")),
        headers={"X-Scope-OrgID": "chirp"},
        environ={"TOKEN": "hunter2"},
        **ABOVE,
    )

    assert "authorization: Bearer hunter2" in head
    assert "x-scope-orgid: chirp" in head


def test_a_samples_age_is_held_against_the_checks_own_interval():
    hourly = {"query": "up", "every": timedelta(hours=1), **ABOVE}
    old = said(vector(NOW, "1", age=timedelta(hours=2)))

    assert asked("prometheus+http://127.0.0.1:{port}", old, **hourly)[1] == ("ok", None, None)


PAGES_ASKED = (
    ({"attempts": 1}, "", "/api/v2/status.json"),
    (ONE, "/", "/api/v2/summary.json"),
    (ONE, "/their/summary.json", "/their/summary.json"),
)


@pytest.mark.parametrize(("check", "path", "target"), PAGES_ASKED)
def test_their_page_is_read_where_such_pages_have_it(check, path, target):
    answer = PAGES["their component is operational"][1]
    head, _ = asked("statuspage+http://127.0.0.1:{port}" + path, answer, **check)

    assert head.split(" ")[1] == target


def test_what_is_meant_for_one_server_goes_to_no_other():
    heads: list[bytes] = []

    async def elsewhere(reader, writer):
        heads.append(await request_of(reader))
        writer.write(PAGES["their component is down"][1])

    async def go():
        async with serving(elsewhere) as second:
            moved = reply(b"", "302 Found", f"Location: http://127.0.0.1:{second}/x.json\r\n")

            async def first(reader, writer):
                await request_of(reader)
                writer.write(moved)

            async with serving(first) as port:
                url = f"statuspage+http://user:hunter2@127.0.0.1:{port}"
                headers = {"X-Api-Key": "hunter2"}
                check = Check(url=url, headers=headers, allow_private=True, **ONE)
                return await swept({"it": check}, network=network())

    result = asyncio.run(go()).results["it"]

    assert triple(result) == ("failed", "content", "upstream_outage")
    assert b"hunter2" not in heads[0]
    assert b"authorization" not in heads[0].lower()


def findings(check, answer):
    """What the person who asks is told."""

    async def go():
        async with serving(says(answer)) as port:
            trail = Trail()
            one = replace(check, url=str(check.url).format(port=port))
            await put(one, {}, network(), NOW, root=Path(), trail=trail)
            return [(f.name, f.wanted, f.found, f.holds) for f in trail.findings]

    return asyncio.run(go())


def test_the_person_who_asks_is_told_the_value_and_their_word():
    value = Check(url="prometheus+http://127.0.0.1:{port}", query="up", expect=Expect(above=0.0, below=5.0))
    theirs = Check(url="statuspage+http://127.0.0.1:{port}", **ONE)

    assert findings(value, said(vector(NOW, "1", "7"))) == [("value", "above 0 and below 5", "7", False)]
    assert findings(value, said(vector(NOW, "1", "2"))) == [("value", "above 0 and below 5", "1, 2", True)]
    assert findings(value, said(vector(NOW))) == [("value", "above 0 and below 5", None, None)]
    assert findings(theirs, PAGES["their component is down"][1]) == [
        ("their word", "Git Operations", "upstream_outage", False)
    ]
