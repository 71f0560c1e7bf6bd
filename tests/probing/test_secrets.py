"""No secret reaches a result, a stream or a log, however a server fails."""

import asyncio
import base64
import io
import json
import logging
from contextlib import AsyncExitStack, redirect_stderr, redirect_stdout
from dataclasses import asdict, replace
from urllib.parse import quote

import pytest

from statusgen.model.checks import Check
from statusgen.model.secrets import Secret
from statusgen.probing.resolver import Resolver
from tests.probing.make import network, reply, request_of, serving, swept
from tests.probing.zoo import ZOO, look_up

TOKENS = {
    "USER": "canary-user-1f7a",
    "PASSWORD": "canary-password-2b8c",
    "PATH_TOKEN": "canary-path-3c9d",
    "QUERY": "canary-query-4d0e",
    "HEADER": "canary-header-5e1f",
    "BEARER": "canary-bearer-6f2a",
    "SEND": "canary-send-7a3b",
}
INNOCENT = {"a header that cannot be sent", "a header beyond ASCII"}
SENDERS = ("tcp", "udp", "ws", "wss")
ANIMALS = [one for one in ZOO if one.name not in INNOCENT]


def with_secrets(check):
    """The check with a secret in every place that takes one."""
    url = str(check.url)
    scheme, _, rest = url.partition("://")
    if scheme.startswith("http"):
        host = rest.partition("/")[0]
        url = f"{scheme}://$USER:$PASSWORD@{host}/$PATH_TOKEN?token=$QUERY"
    else:
        url = f"{scheme}://$USER:$PASSWORD@{rest}"
    headers = {"X-Api-Key": Secret("$HEADER"), "X-Other": Secret("Bearer $BEARER")}
    send = Secret("AUTH $SEND") if scheme in SENDERS else check.send
    return replace(check, url=Secret(url), headers=headers, send=send, attempts=1)


def everything_said():
    """One sweep over the zoo at the noisiest level; all text that came out of it."""
    out, err, log = io.StringIO(), io.StringIO(), io.StringIO()
    handler = logging.StreamHandler(log)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)

    async def go():
        async with AsyncExitStack() as stack:
            checks = {
                f"k{n}": with_secrets(await stack.enter_async_context(one.standing()))
                for n, one in enumerate(ANIMALS)
            }
            return await swept(checks, environ=TOKENS, network=network(resolver=Resolver(look_up)))

    try:
        with redirect_stdout(out), redirect_stderr(err):
            round_ = asyncio.run(go())
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    results = json.dumps([asdict(one) for one in round_.results.values()]) + repr(round_)
    return {"results": results, "stdout": out.getvalue(), "stderr": err.getvalue(), "log": log.getvalue()}


@pytest.fixture(scope="module")
def said():
    return everything_said()


@pytest.mark.slow
@pytest.mark.proof("S13", f"sinks of probing free of {len(TOKENS)} secrets, at {len(ANIMALS)} failures")
@pytest.mark.parametrize("sink", ["results", "stdout", "stderr", "log"])
def test_no_sink_holds_a_secret(said, sink):
    for token in TOKENS.values():
        for form in (token, quote(token), base64.b64encode(token.encode()).decode().rstrip("=")):
            assert form not in said[sink]


@pytest.mark.slow
def test_no_result_holds_an_address_or_a_name(said):
    for hint in ("127.0.0.1", ".test", "::1"):
        assert hint not in said["results"]


def test_the_secrets_were_really_sent():
    heads = []

    async def handle(reader, writer):
        heads.append(await request_of(reader))
        writer.write(reply())

    async def go():
        async with serving(handle) as port:
            check = with_secrets(Check(url=f"http://127.0.0.1:{port}/"))
            await swept({"web": check}, environ=TOKENS)

    asyncio.run(go())
    head = heads[0].decode()
    basic = base64.b64encode(f"{TOKENS['USER']}:{TOKENS['PASSWORD']}".encode()).decode()
    expected = [basic] + [TOKENS[name] for name in ("PATH_TOKEN", "QUERY", "HEADER", "BEARER")]
    assert [one for one in expected if one not in head] == []


def test_a_location_with_a_secret_is_not_logged_by_the_wire(caplog):
    """httpcore would tell whole response headers at DEBUG."""
    caplog.set_level(logging.DEBUG)

    async def handle(reader, writer):
        await request_of(reader)
        writer.write(reply(b"", "302 Found", f"Location: file:///{TOKENS['QUERY']}\r\n"))

    async def go():
        async with serving(handle) as port:
            await swept({"web": Check(url=f"http://127.0.0.1:{port}/", attempts=1)})

    asyncio.run(go())
    assert TOKENS["QUERY"] not in caplog.text
