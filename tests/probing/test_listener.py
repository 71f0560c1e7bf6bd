"""The listener beside callers of every kind: quick and slow ones, broken ones, and far too many."""

import asyncio
import gc
import os
import socket
import struct
import time
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from statusgen.probing import listener
from statusgen.probing.listener import LONGEST_BODY, MOST, listening

POST = b"POST /heartbeat/backup HTTP/1.1\r\nHost: 127.0.0.1\r\n"
GOOD = POST + b"Content-Length: 2\r\n\r\nok"


class Heard:
    """Answers 204 and counts."""

    def __init__(self, wait: float = 0.0, status: int = 204) -> None:
        self.calls = []
        self.wait = wait
        self.status = status

    async def __call__(self, call):
        await asyncio.sleep(self.wait)
        self.calls.append((call.method, call.path))
        return self.status


@asynccontextmanager
async def standing(answer, host="127.0.0.1"):
    async with listening(host, 0, answer) as url:
        yield url, int(url.rpartition(":")[2])


def run(work):
    return asyncio.run(asyncio.wait_for(work, 60))


async def say(port, *pieces, wait=0.0, half_close=False):
    """What is answered to raw bytes, until the other side closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(wait)
        if half_close:
            writer.write_eof()
        return await reader.read()
    except ConnectionResetError:
        return b"reset"
    finally:
        writer.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_a_call_is_heard(method, host):
    async def go():
        answer = Heard()
        async with standing(answer, host) as (url, _), httpx.AsyncClient(trust_env=False) as client:
            response = await client.request(method, f"{url}/heartbeat/backup?x")
        return response, answer.calls

    response, calls = run(go())
    assert (response.status_code, response.content) == (204, b"")
    assert calls == [(method, "/heartbeat/backup")]


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_a_refusal_says_why_but_not_to_head(method):
    async def go():
        async with standing(Heard(status=401)) as (url, _), httpx.AsyncClient(trust_env=False) as client:
            return await client.request(method, url)

    response = run(go())
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.text == ("" if method == "HEAD" else "the token is missing or wrong\n")


def test_curl_of_a_cron_job_is_heard_with_a_log_as_well():
    async def curl(*words):
        process = await asyncio.create_subprocess_exec("curl", "-q", "-fsS", *words)
        return await process.wait()

    async def go():
        answer = Heard()
        async with standing(answer) as (url, _):
            codes = [
                await curl(url),
                await curl("-I", "-o", os.devnull, url),
                await curl("--data-binary", "x" * LONGEST_BODY, url),
                await curl("-H", "Expect: 100-continue", "-d", "hello", url),
                await curl("-H", "Transfer-Encoding: chunked", "-d", "hello", url),
                await curl("--http1.0", url),
            ]
        return codes, len(answer.calls)

    assert run(go()) == ([0] * 6, 6)


@pytest.mark.parametrize(
    "body", [{"content": b"x" * (LONGEST_BODY + 1)}, {"content": b"x" * 5_000_000}], ids=["a little", "much"]
)
def test_a_body_that_is_too_long_is_told_so(body):
    async def chunks():
        yield body["content"]

    async def go():
        answer = Heard()
        async with standing(answer) as (url, _):
            codes = []
            for content in (body["content"], chunks()):
                async with httpx.AsyncClient(trust_env=False) as client:
                    codes.append((await client.post(url, content=content)).status_code)
        return codes, answer.calls

    assert run(go()) == ([413, 413], [])


@pytest.mark.parametrize(
    "pieces",
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200,),
        (b"SSH-2.0-OpenSSH\r\n\r\n",),
        (b"GET / HTTP/x\r\n\r\n",),
        (POST + b"Content-Length: -1\r\n\r\n",),
        (POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n",),
        (POST + b"Transfer-Encoding: gzip\r\n\r\n",),
        (POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",),
        (b"GET / HTTP/1.1\r\n\r\n",),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 5_000,),
        (b"GET /" + b"x" * 100_000,),
    ],
)  # fmt: skip
def test_what_is_no_request_is_told_so_and_nobody_is_asked(pieces):
    async def go():
        answer = Heard()
        async with standing(answer) as (_, port):
            return await say(port, *pieces), answer.calls

    said, calls = run(go())
    assert said.startswith(b"HTTP/1.1 400 ") or said == b"reset"
    assert calls == []


def test_a_second_request_on_a_connection_is_not_heard():
    async def go():
        answer = Heard(wait=0.1)
        async with standing(answer) as (_, port):
            said = await say(port, GOOD + GOOD, GOOD)
        return said.count(b"HTTP/1.1 204"), len(answer.calls)

    assert run(go()) == (1, 1)


def test_a_caller_that_ends_its_side_early_still_gets_its_answer():
    async def go():
        async with standing(Heard(wait=0.1)) as (_, port):
            return await say(port, GOOD, half_close=True)

    assert run(go()).startswith(b"HTTP/1.1 204")


def test_a_caller_that_is_gone_with_a_reset_once_it_is_answered_is_no_fault(monkeypatch):
    complaints, send = [], listener._Talk._send

    async def go():
        asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
        async with standing(Heard()) as (_, port):
            with socket.create_connection(("127.0.0.1", port)) as caller:
                caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                caller.sendall(GOOD)

                def sent(talk, event):
                    send(talk, event)
                    caller.close()

                monkeypatch.setattr(listener._Talk, "_send", sent)
                await asyncio.sleep(0.3)

    run(go())
    gc.collect()
    assert complaints == []


@pytest.mark.parametrize("pieces", [(), (POST,), (POST + b"Content-Length: 5\r\n\r\nhe",)])
def test_half_a_request_that_ends_is_no_call(pieces):
    async def go():
        answer = Heard()
        async with standing(answer) as (_, port):
            await say(port, *pieces, half_close=True)
        return answer.calls

    assert run(go()) == []


@pytest.mark.parametrize("pieces", [(), (POST,), tuple(bytes([one]) for one in POST)])
def test_who_is_slow_is_ended(pieces, monkeypatch):
    monkeypatch.setattr(listener, "PATIENCE", 0.5)

    async def go():
        answer = Heard()
        async with standing(answer) as (_, port):
            began = time.monotonic()
            await say(port, *pieces, wait=0.05)
        return answer.calls, time.monotonic() - began

    calls, took = run(go())
    assert calls == []
    assert took < 10


async def crowd(port, count, first=b""):
    """So many connections that say something, and then nothing."""
    lines = []
    for _ in range(count):
        line = socket.socket()
        line.setblocking(False)
        await asyncio.get_running_loop().sock_connect(line, ("127.0.0.1", port))
        line.send(first)
        lines.append(line)
    return lines


def descriptors():
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.parametrize("first", [b"", POST], ids=["silent", "half a request"])
def test_a_thousand_connections_kept_open_are_bounded_and_keep_no_job_out(first):
    async def go():
        answer = Heard()
        async with standing(answer) as (url, port):
            before = descriptors()
            lines = await crowd(port, 1_000, first)
            async with httpx.AsyncClient(trust_env=False) as client:
                status = (await client.get(url)).status_code
                held = descriptors() - before - len(lines)
            for line in lines:
                line.close()
        return status, held

    status, held = run(go())
    assert status == 204
    assert held <= MOST + 5


def test_calls_at_work_are_bounded_too():
    async def go():
        answer = Heard(wait=1.0)
        async with standing(answer) as (_, port):
            lines = await crowd(port, MOST + 50, GOOD)
            await asyncio.sleep(1.5)
            for line in lines:
                line.close()
        return len(answer.calls)

    assert run(go()) == MOST


def test_what_came_while_the_loop_was_busy_is_heard(monkeypatch):
    """A page that takes long to build must not cost a job its call."""
    monkeypatch.setattr(listener, "PATIENCE", 0.5)

    async def go():
        answer = Heard()
        async with standing(answer) as (_, port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.sleep(0.1)
            writer.write(GOOD)
            time.sleep(1)
            said = await reader.read()
            writer.close()
        return said

    assert run(go()).startswith(b"HTTP/1.1 204")


def test_the_end_waits_for_calls_at_work_but_for_nobody_else():
    async def go():
        answer = Heard(wait=0.5)
        async with standing(answer) as (_, port):
            working = asyncio.create_task(say(port, GOOD))
            silent = await crowd(port, 20)
            await asyncio.sleep(0.2)
            began = time.monotonic()
        took = time.monotonic() - began
        said = await working
        for line in silent:
            line.close()
        return said, took

    said, took = run(go())
    assert said.startswith(b"HTTP/1.1 204")
    assert took < 5


def test_the_end_does_not_wait_for_ever_for_an_answer():
    async def go():
        async with standing(Heard(wait=60)) as (_, port):
            working = asyncio.create_task(say(port, GOOD))
            await asyncio.sleep(0.1)
            began = time.monotonic()
        working.cancel()
        return time.monotonic() - began

    assert run(go()) < 5
