"""`probe --explain` tells every step and every value found, once, and records nothing."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

from tests.commands.make import quickly
from tests.probing.make import identity, reply, serving

SETTINGS = """
page: {{name: Chirp}}
components:
  - {{id: web, name: Web, check: {{url: "http://127.0.0.1:{port}/$TOKEN", headers: {{X-Key: $TOKEN}}}}}}
  - {{id: moved, name: Moved, check: "http://127.0.0.1:{port}/moved"}}
  - {{id: secure, name: Secure, check: "tls://localhost:{tls}"}}
  - {{id: dead, name: Dead, check: "tcp://127.0.0.1:1"}}
  - {{id: lost, name: Lost, check: {{url: "http://127.0.0.1:{port}/", headers: {{A: $MISSING}}}}}}
"""
SECRET = "hunter2-canary"


async def answer(reader, writer):
    head = await reader.readuntil(b"\r\n\r\n")
    moved = reply(b"", "302 Found", "Location: /\r\n")
    writer.write(moved if b"GET /moved" in head else reply(head))


async def explained(root: Path, *arguments: str) -> str:
    """What a process of its own prints while servers of ours stand."""
    async with serving(answer) as port, serving(answer, tls=identity("localhost")) as tls:
        (root / "statusgen.yaml").write_text(SETTINGS.format(port=port, tls=tls))
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "statusgen", "-C", str(root), "probe", "--explain", *arguments),
            env={"TOKEN": SECRET, "PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[2])},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        out, _ = await process.communicate()
        assert process.returncode == 0, out
        return out.decode()


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    root = tmp_path_factory.mktemp("explained")
    return asyncio.run(explained(root)), json.loads(asyncio.run(explained(root, "--json"))), root


def named(told, key):
    return next(one for one in told[1]["checks"] if one["key"] == key)


def test_an_answer_is_told_step_by_step(told):
    (leg,) = named(told, "web")["connections"]
    assert leg["tried"] == [leg["address"]] == ["127.0.0.1"]
    assert all(leg[key] >= 0 for key in ("dns_ms", "tcp_ms", "first_byte_ms", "total_ms"))
    assert leg["tls_ms"] is None
    assert "web (http): ok, " in told[0]
    assert "  connection: 127.0.0.1\n" in told[0]
    assert "first byte " in told[0]


def test_a_redirect_is_a_second_connection(told):
    assert len(named(told, "moved")["connections"]) == 2
    assert "  connection 2: 127.0.0.1\n" in told[0]


def test_a_failure_is_told_in_words_with_what_was_tried(told):
    dead = named(told, "dead")
    assert (dead["outcome"], dead["failed_at"], dead["reason"]) == ("failed", "tcp", "refused")
    assert dead["connections"][0]["tried"] == ["127.0.0.1"]
    assert "dead (tcp): failed, tcp: refused\n  the connection is refused\n" in told[0]
    assert "  connection: no address answered (tried too: 127.0.0.1)\n" in told[0]


def test_a_handshake_that_fails_shows_how_far_it_came(told):
    secure = named(told, "secure")
    assert secure["reason"] == "tls_untrusted"
    assert secure["connections"][0]["tls_ms"] is None
    assert secure["connections"][0]["tcp_ms"] is not None


def test_what_cannot_be_asked_has_no_connection(told):
    assert named(told, "lost")["reason"] == "secret_missing"
    assert named(told, "lost")["connections"] == []


def test_no_secret_is_told(told):
    assert SECRET not in told[0] + json.dumps(told[1])


def test_nothing_is_recorded(told):
    assert [path.name for path in told[2].iterdir()] == ["statusgen.yaml"]


def test_only_what_is_named_is_asked(tmp_path):
    out = asyncio.run(explained(tmp_path, "dead", "--json"))
    assert [one["key"] for one in json.loads(out)["checks"]] == ["dead"]


@pytest.mark.parametrize("loop", [("--every", "60s"), ("--for", "1h"), ("--fail-on", "down")])
def test_it_is_told_once(tmp_path, loop):
    ran = quickly("-C", tmp_path, "probe", "--explain", *loop)
    assert (ran.code, "--explain tells once" in ran.err) == (2, True)
