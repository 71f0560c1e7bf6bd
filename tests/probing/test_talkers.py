"""What all kinds of check share: the system's name servers, findings, libraries that are missing, neighbours."""

import asyncio
import builtins
import sys
import threading
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import dns.rcode
import pytest

from statusgen.model.checks import Check, Expect
from statusgen.model.secrets import Secret
from statusgen.model.words import CheckKind, Record
from statusgen.probing.extras import advice
from statusgen.probing.probes import PROBES, put
from statusgen.probing.resolver import Resolver
from statusgen.probing.servers import Server, named_server
from statusgen.probing.trails import Trail
from tests.probing import talkers
from tests.probing.make import RealClock, network, serving, swept, triple
from tests.probing.talkers import name_server, says_records

FINE = ("ok", None, None)
QUICK = timedelta(seconds=1)
SERVERS = [
    ("192.0.2.53", Server(host="192.0.2.53", port=53)),
    ("192.0.2.53:5353", Server(host="192.0.2.53", port=5353)),
    ("2001:db8::53", Server(host="2001:db8::53", port=53)),
    ("[2001:db8::53]", Server(host="2001:db8::53", port=53)),
    ("[2001:db8::53]:5353", Server(host="2001:db8::53", port=5353)),
    ("ns1.example", Server(host="ns1.example", port=53)),
    ("ns1.example:5353", Server(host="ns1.example", port=5353)),
]


@pytest.mark.parametrize(("text", "server"), SERVERS)
def test_a_name_server_is_read_as_people_write_it(text, server):
    assert named_server(text) == server


@pytest.mark.parametrize("text", ["192.0.2.53:0", "192.0.2.53:65536", "ns1.example:dns", ":53"])
def test_a_name_server_that_is_none_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 (the words are seen by nobody)
        named_server(text)


def asked(*places, **more):
    """What a `dns` check says when these are the system's name servers."""

    async def go():
        async with AsyncExitStack() as stack:
            ports = [await stack.enter_async_context(place()) for place in places]
            servers = [Server(host="127.0.0.1", port=port) for port in ports]
            world = network(name_servers=lambda: servers)
            check = Check(url="dns://chirp.example", attempts=1, **({"timeout": QUICK * 4} | more))
            return triple((await swept({"it": check}, network=world)).results["it"])

    return asyncio.run(go())


ANSWERS = name_server(says_records(talkers.WEB))
FAILS = name_server(says_records(rcode=dns.rcode.SERVFAIL))


def test_the_systems_name_servers_are_asked_in_turn():
    assert asked(name_server(lambda _: []), ANSWERS) == FINE


def test_the_first_name_server_that_answers_is_believed():
    assert asked(FAILS, ANSWERS) == ("failed", "dns", "dns_fail")


def test_a_system_without_name_servers_cannot_put_the_check():
    assert asked() == ("unknown", "local", "check_unsupported")


def test_a_name_server_of_the_system_that_is_gone_is_no_refusal_by_the_target():
    async def go():
        world = network(name_servers=lambda: [Server(host="127.0.0.1", port=1)])
        return triple(
            (await swept({"it": Check(url="dns://a.example", attempts=1)}, network=world)).results["it"]
        )

    assert asyncio.run(go()) == ("failed", "dns", "dns_fail")


def test_an_address_is_asked_for_by_its_name_in_reverse():
    seen = []

    def speak(query):
        seen.append(str(query.question[0].name))
        return says_records("PTR web.chirp.example.")(query)

    wants = Expect(answers=("web.chirp.example",))

    async def go():
        async with name_server(speak)() as port:
            url, resolver = "dns://192.0.2.7", f"127.0.0.1:{port}"
            check = Check(url=url, resolver=resolver, record=Record.PTR, expect=wants)
            return triple((await swept({"it": check})).results["it"])

    assert (asyncio.run(go()), seen) == (FINE, ["7.2.0.192.in-addr.arpa."])


def trail_of(handler, environ=None, **more):
    async def go():
        async with serving(handler) as port:
            check = Check(**{key: talkers_at(port, value) for key, value in more.items()})
            trail, world = Trail(), network()
            await put(check, environ or {}, world, RealClock().now(), root=Path(), trail=trail)
            return trail

    return asyncio.run(go())


def talkers_at(port, value):
    return value.format(port=port) if isinstance(value, str) else value


def test_what_was_wanted_and_said_is_written_down():
    expect = Expect(text="220", pattern="Post(fix)?", no_text="error")
    trail = trail_of(talkers.smtp(), url=talkers.SMTP_URL, expect=expect)
    found = {one.name: (one.wanted, one.found, one.holds) for one in trail.findings}
    assert found == {
        "text": ("220", "mail.example ESMTP", False),
        "no_text": ("error", "mail.example ESMTP", True),
        "pattern": ("Post(fix)?", "mail.example ESMTP", False),
    }


def test_what_was_said_until_the_deadline_is_written_down():
    more = {"expect": Expect(text="OK"), "timeout": timedelta(seconds=0.3)}
    [finding] = trail_of(talkers.greets(b"-ERR"), url=talkers.TCP_URL, **more).findings
    assert (finding.found, finding.holds) == ("-ERR", False)


def test_a_secret_that_is_said_back_is_not_written_down():
    more = {"send": Secret("AUTH $TOKEN"), "expect": Expect(pattern="AUTH .*")}
    [finding] = trail_of(talkers.echoes(), {"TOKEN": "canary"}, url=talkers.TCP_URL, **more).findings
    assert (finding.found, finding.holds) == ("AUTH ***", True)


def test_a_missing_library_is_our_lack(monkeypatch):
    real = builtins.__import__

    def without(name, *more):
        if name.startswith("websockets"):
            raise ImportError(name)
        return real(name, *more)

    for name in [name for name in sys.modules if name.startswith("websockets")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)
    check = Check(url="ws://127.0.0.1:1/", attempts=1)
    assert triple(asyncio.run(swept({"it": check})).results["it"]) == (
        "unknown",
        "local",
        "check_unsupported",
    )


def test_what_is_missing_is_told_once_for_all_kinds_that_miss_it():
    kinds = [CheckKind.WSS, CheckKind.ICMP, CheckKind.WS, CheckKind.WSS, CheckKind.HTTP]
    libraries, rights = advice(kinds)[::-1]
    assert libraries == "ws and wss checks need a library (pip install 'statusgen[ws]')"
    assert rights.startswith("icmp checks need a right")


HANGING = ("tcp", "udp", "ws", "grpc", "smtp", "ssh")


def test_six_names_that_hang_delay_no_healthy_check_of_any_kind():
    never = threading.Event()

    def look_up(host):
        if host.startswith("hung"):
            never.wait(20)
        return ["127.0.0.1"]

    async def go(hung):
        async with AsyncExitStack() as stack:
            socket = await stack.enter_async_context(serving(talkers.answers_pings))
            mail = await stack.enter_async_context(serving(talkers.smtp()))
            names = await stack.enter_async_context(ANSWERS())
            mute = await stack.enter_async_context(name_server(lambda _: [])())
            good = {
                "ws": Check(url=f"ws://good.test:{socket}/"),
                "smtp": Check(url=f"smtp://good.test:{mail}"),
                "dns": Check(url="dns://chirp.example", resolver=f"127.0.0.1:{names}"),
            }
            bad = {
                f"h{n}": Check(url=f"{kind}://hung{n}.test:9", send="x", attempts=1, timeout=QUICK)
                for n, kind in enumerate(HANGING)
            }
            bad["dns"] = Check(
                url="dns://chirp.example", resolver=f"127.0.0.1:{mute}", attempts=1, timeout=QUICK
            )
            checks = good | {f"bad-{key}": check for key, check in bad.items() if hung}
            return (await swept(checks, network=network(resolver=Resolver(look_up)))).results

    alone, beside = asyncio.run(go(hung=False)), asyncio.run(go(hung=True))
    never.set()
    assert {triple(beside[key]) for key in alone} == {FINE}
    assert max(beside[key].latency_ms - alone[key].latency_ms for key in alone) < 100
    hung = {triple(result) for key, result in beside.items() if key not in alone}
    assert hung == {("failed", "dns", "dns_timeout")}


def test_every_kind_that_speaks_over_the_network_is_put():
    """The others are this machine's, or ask by HTTP."""
    ours = {
        "dns",
        "icmp",
        "udp",
        "ws",
        "wss",
        "grpc",
        "grpcs",
        "smtp",
        "smtps",
        "imap",
        "imaps",
        "ssh",
        "tcp",
    }
    assert ours <= {kind.value for kind in PROBES}
