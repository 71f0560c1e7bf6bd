"""What a hostile world can cost: memory, sockets, threads and the process's end are bounded."""

import asyncio
import errno
import gc
import os
import random
import subprocess
import sys
import textwrap
import time
import warnings
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from statusgen.model.checks import Check
from statusgen.model.evidence import ProbeResult
from statusgen.model.words import Outcome
from statusgen.probing.resolver import Resolver
from tests.probing.make import network, probe_all, reply, request_of, says, serving, swept
from tests.probing.zoo import BOMB, CHUNKED, ENDLESS, GZIP, ZOO, look_up, wants


def peak_of(handler_name, asks):
    """MiB by which one probe of a hostile server raises a fresh process's peak."""
    code = f"""
        import asyncio
        from tests.probing import test_bounds
        from statusgen.model.checks import JsonExpect
        from tests.probing.zoo import expects, wants
        def peak():  # not ru_maxrss: that begins with what the parent process used
            lines = open("/proc/self/status").read().splitlines()
            return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
        asyncio.run(test_bounds.against(test_bounds.says(test_bounds.reply())))
        before = peak()
        asyncio.run(test_bounds.against(test_bounds.{handler_name}, **{asks}))
        print(peak() - before)
    """
    done = run_python(code)
    assert done.returncode == 0, done.stderr
    return float(done.stdout)


def run_python(code, timeout=30):
    root = Path(__file__).parents[2]
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        timeout=timeout,
        cwd=root,
        check=False,
    )


async def against(handler, **more):
    async with serving(handler) as port:
        check = Check(url=f"http://127.0.0.1:{port}/", attempts=1, timeout=timedelta(seconds=2), **more)
        return (await swept({"web": check})).results["web"]


async def endless(reader, writer):
    await request_of(reader)
    writer.write(ENDLESS)
    while True:
        writer.write(b"x" * 65536)
        await writer.drain()


async def bomb(reader, writer):
    await request_of(reader)
    writer.write(reply(BOMB, headers=GZIP))


@pytest.mark.proof("S5")
@pytest.mark.parametrize("handler", ["endless", "bomb"])
@pytest.mark.parametrize(
    "asks", ['wants("no such text")', 'expects(json=(JsonExpect(path="$.a"),))', "expects(size=9)"]
)
def test_a_body_bomb_costs_less_than_20_mib(handler, asks, record_property):
    cost = peak_of(handler, asks)
    record_property("S5", f"at most {cost:.2f} MB more for a body without end and a gzip bomb")
    assert cost < 20


def test_a_hung_name_does_not_hold_up_the_end_of_the_process():
    code = """
        import asyncio, time
        from datetime import timedelta
        from statusgen.model.checks import Check
        from statusgen.probing.resolver import Resolver
        from tests.probing.make import network, swept
        world = network(resolver=Resolver(lambda host: time.sleep(60)))
        check = Check(url="http://hung.test/", attempts=1, timeout=timedelta(seconds=0.5))
        print(asyncio.run(swept({"web": check}, network=world)).results["web"].reason)
    """
    done = run_python(code, timeout=20)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "dns_timeout", "")


def test_names_that_wait_for_a_thread_blame_the_prober(monkeypatch):
    monkeypatch.setattr("statusgen.probing.resolver.MAX_LOOKUPS", 1)
    world = network(resolver=Resolver(lambda _: time.sleep(2) or ["127.0.0.1"]))
    quick = {"attempts": 1, "timeout": timedelta(seconds=0.5)}
    checks = {f"c{n}": Check(url=f"tcp://c{n}.test:1", **quick) for n in range(2)}
    results = probe_all(checks, network=world).results
    assert [results[key].reason for key in checks] == ["dns_timeout", "prober_overloaded"]
    assert results["c1"].outcome is Outcome.UNKNOWN


def test_one_lookup_serves_all_checks_that_wait_for_it():
    asked = []

    def slow(host):
        asked.append(host)
        time.sleep(0.3)
        return ["127.0.0.1"]

    checks = {f"c{n}": Check(url="tcp://same.test:1", attempts=1) for n in range(10)}
    results = probe_all(checks, network=network(resolver=Resolver(slow))).results
    assert {one.reason for one in results.values()} == {"refused"}
    assert len(asked) == 1


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE])
def test_a_lookup_that_finds_no_socket_blames_the_prober(number):
    def look_up(host):
        raise OSError(number, "no more")

    world = network(resolver=Resolver(look_up))
    result = probe_all({"web": Check(url="tcp://a.test:1", attempts=1)}, network=world).results["web"]
    assert result.reason == "prober_overloaded"


def open_files():
    return len(list(Path("/proc/self/fd").iterdir()))


async def visit_zoo():
    async with AsyncExitStack() as stack:
        checks = {f"k{n}": await stack.enter_async_context(one.standing()) for n, one in enumerate(ZOO)}
        await swept(
            {key: replace(check, attempts=1) for key, check in checks.items()},
            network=network(resolver=Resolver(look_up)),
        )


@pytest.mark.slow
@pytest.mark.proof("S9")
def test_the_whole_zoo_side_by_side_costs_less_than_20_mib(record_property):
    """Its servers included, which stand in the same process; a first visit pays for what is built once."""
    code = """
        import asyncio, gc
        from pathlib import Path
        from tests.probing import test_bounds
        def memory(name):
            lines = Path("/proc/self/status").read_text().splitlines()
            return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024
        asyncio.run(test_bounds.visit_zoo())
        gc.collect()
        before = memory("VmRSS")
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
        asyncio.run(test_bounds.visit_zoo())
        print(memory("VmHWM") - before)
    """
    done = run_python(code, timeout=90)
    assert done.returncode == 0, done.stderr
    record_property("S9", f"at most {float(done.stdout):.0f} MB more for the whole zoo side by side")
    assert float(done.stdout) < 20


@pytest.mark.slow
def test_a_visit_to_the_zoo_leaks_no_socket_and_warns_of_nothing():
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        asyncio.run(visit_zoo())
        gc.collect()
        before = open_files()
        asyncio.run(visit_zoo())
        gc.collect()
    assert open_files() <= before
    assert [str(one.message) for one in seen] == []


def test_running_out_of_sockets_blames_the_prober():
    code = """
        import asyncio, resource
        from statusgen.model.checks import Check
        from tests.probing.make import network, swept
        world = network()
        async def go():
            loop = asyncio.get_running_loop()
            used = max(int(fd) for fd in __import__("os").listdir("/proc/self/fd"))
            resource.setrlimit(resource.RLIMIT_NOFILE, (used, used))
            return await swept({"web": Check(url="tcp://127.0.0.1:1", attempts=1)}, network=world)
        print(asyncio.run(go()).results["web"].reason)
    """
    done = run_python(code)
    assert (done.stdout.strip(), done.stderr) == ("prober_overloaded", "")


MUTANTS = 300
SEEDS = (
    reply(b"hello"),
    CHUNKED + b"5\r\nhello\r\n0\r\n\r\n",
    reply(BOMB[:200], headers=GZIP),
    reply(b"", "302 Found", "Location: http://a.test/\r\nContent-Type: text/html; charset=utf-8\r\n"),
)


def mutant(seed):
    """An answer with some bytes changed, cut or doubled."""
    dice = random.Random(seed)
    data = bytearray(dice.choice(SEEDS))
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(data))
        data[at : at + dice.choice((0, 1, 1, 3))] = dice.choice(
            (b"", b"\xff", b"\x00", b"\r\n", b"%", b"9" * 30, b":")
        )
    return bytes(data)


def test_no_mangled_answer_ends_a_sweep():
    turns = iter(range(MUTANTS))

    async def handle(reader, writer):
        await says(mutant(next(turns)))(reader, writer)

    async def go():
        async with serving(handle) as port:
            check = Check(
                url=f"http://127.0.0.1:{port}/", attempts=1, timeout=timedelta(seconds=1), **wants("hello")
            )
            return await swept(
                {f"m{n}": check for n in range(MUTANTS)}, network=network(resolver=Resolver(look_up))
            )

    results = asyncio.run(go()).results
    assert len(results) == MUTANTS
    assert all(isinstance(one, ProbeResult) for one in results.values())
    assert len({one.reason for one in results.values()}) > 3


@pytest.mark.root
@pytest.mark.skipif(os.geteuid() != 0, reason="a network without a way out needs root")
def test_a_machine_without_a_network_fails_plainly_and_passes_no_control():
    code = """
        import asyncio
        from statusgen.model.checks import Check
        from tests.probing.make import FakeClock, swept, triple
        checks = {"name": "https://example.com/", "four": "tcp://93.184.215.14:443", "six": "tcp://[2606:4700::1111]:443"}
        checks = {key: Check(url=url, attempts=1) for key, url in checks.items()}
        round_ = asyncio.run(swept(checks, controls=("tcp://1.1.1.1:443",), clock=FakeClock()))
        print([triple(one) for one in round_.results.values()], round_.controls_passed)
    """
    root = Path(__file__).parents[2]
    done = subprocess.run(
        ["unshare", "--net", sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        timeout=40,
        cwd=root,
        check=False,
    )
    dns, route = ("failed", "dns", "dns_fail"), ("failed", "tcp", "unreachable")
    assert done.stdout.strip() == f"{[dns, route, route]} 0", done.stderr
