"""No secret reaches a result, a stream or a log, however a server fails."""

import asyncio
import base64
import contextlib
import io
import json
import logging
from contextlib import AsyncExitStack, redirect_stderr, redirect_stdout
from dataclasses import asdict, replace
from pathlib import Path
from urllib.parse import quote

import pytest

from statusgen.model.checks import Auth, Capture, Check, Expect, HtmlExpect, JsonExpect, Step, Tls
from statusgen.model.secrets import Secret
from statusgen.probing.probes import put
from statusgen.probing.resolver import Resolver
from statusgen.probing.trails import Trail
from tests.probing.make import RealClock, identity, network, reply, request_of, serving, swept
from tests.probing.servers import by_path, json_reply
from tests.probing.zoo import FINE, ZOO, kind, look_up

TOKENS = {
    "USER": "canary-user-1f7a",
    "PASSWORD": "canary-password-2b8c",
    "PATH_TOKEN": "canary-path-3c9d",
    "QUERY": "canary-query-4d0e",
    "HEADER": "canary-header-5e1f",
    "BEARER": "canary-bearer-6f2a",
    "AUTH_USER": "canary-auth-user-7a3b",
    "AUTH_PASSWORD": "canary-auth-password-8b4c",
    "AUTH_TOKEN": "canary-auth-token-9c5d",
    "PROXY_USER": "canary-proxy-user-0d6e",
    "PROXY_PASSWORD": "canary-proxy-password-1e7f",
    "BODY": "canary-body-2f8a",
    "STEP": "canary-step-3a9b",
}
CAPTURED = "canary-captured-4b0c"
FILE = "canary-file-5c1d"
"""What is no secret of the environment and still nobody's business."""
INNOCENT = {"a header that cannot be sent", "a header beyond ASCII"}
CAPTURING = (
    Step(url="/$STEP", capture={"token": Capture(json="$.token")}, expect=Expect(pattern="canary")),
    Step(url="/use/{token}", headers={"X-Token": "{token}"}, body="{token}", method="POST"),
)
ENDINGS = {
    "fine": reply(CAPTURED.encode()),
    "an error that says it": reply(CAPTURED.encode(), f"500 {CAPTURED}"),
    "a redirect with it": reply(b"", "302 Found", f"Location: http://{CAPTURED}.test/{CAPTURED}\r\n"),
    "garbage with it": CAPTURED.encode() * 9,
    "nothing": b"",
}


def _capturing(ending):
    def server():
        return by_path({f"/{TOKENS['STEP']}": json_reply({"token": CAPTURED}), "/use": ENDINGS[ending]})

    return kind(f"captures, then {ending}", FINE, server=server(), check={"steps": CAPTURING})


FILES = kind("a file", FINE, tls=identity, check={"tls": Tls(certificate=f"{FILE}.pem", key=f"{FILE}.key")})
ANIMALS = [*(one for one in ZOO if one.name not in INNOCENT), *map(_capturing, ENDINGS), FILES]


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
    by_password = Auth(user=Secret("$AUTH_USER"), password=Secret("$AUTH_PASSWORD"))
    return replace(
        check,
        url=Secret(url),
        headers=headers,
        attempts=1,
        auth=Auth(token=Secret("$AUTH_TOKEN")) if check.steps else by_password,
        body=check.body if check.steps else Secret("<$BODY>"),
        proxy=check.proxy and Secret(str(check.proxy).replace("://", "://$PROXY_USER:$PROXY_PASSWORD@")),
        steps=tuple(
            replace(step, url=Secret(step.url), body=step.body and Secret(f"$BODY {step.body}"))
            for step in check.steps
        ),
    )


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
    for token in (*TOKENS.values(), CAPTURED, FILE):
        for form in (token, quote(token), base64.b64encode(token.encode()).decode().rstrip("=")):
            assert form not in said[sink]


@pytest.mark.slow
def test_no_result_holds_an_address_or_a_name(said):
    for hint in ("127.0.0.1", ".test", "::1"):
        assert hint not in said["results"]


@pytest.mark.slow
def test_no_finding_holds_a_secret_not_even_of_a_server_that_says_it_back():
    async def echo(reader, writer):
        head = await request_of(reader)
        size = next((int(x[15:]) for x in head.lower().split(b"\r\n") if x.startswith(b"content-length:")), 0)
        said = head.decode() + (await reader.readexactly(size)).decode()
        writer.write(json_reply({"said": said, "token": CAPTURED}))

    expect = Expect(
        json=(JsonExpect(path="$.said", equals="x"), JsonExpect(path="$.token", equals="x")),
        pattern=r"(?i)(canary-\w+-\w+)",
        html=(HtmlExpect(select="body", text="x"),),
    )

    async def go():
        world = network()
        async with serving(echo) as port, contextlib.aclosing(world.workers):
            url = f"http://127.0.0.1:{port}/"
            trails = []
            for check in (Check(url=url, expect=expect), Check(url=url, steps=CAPTURING)):
                steps = tuple(replace(step, expect=expect) for step in check.steps)
                trails.append(Trail())
                put_one = with_secrets(replace(check, steps=steps))
                await put(put_one, TOKENS, world, RealClock().now(), root=Path(), trail=trails[-1])
            return [repr(trail) for trail in trails]

    plain, stepped = asyncio.run(go())
    assert (plain + stepped).count("***") >= 6
    assert [token for token in TOKENS.values() if token[7:] in plain + stepped] == []
    assert CAPTURED not in stepped


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
    basic = base64.b64encode(f"{TOKENS['AUTH_USER']}:{TOKENS['AUTH_PASSWORD']}".encode()).decode()
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
