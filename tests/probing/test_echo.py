"""An echo comes back, or what stands in its way is named."""

import os
import subprocess
import sys
from datetime import timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from statusgen.model.checks import Check, Expect
from statusgen.model.words import Family
from statusgen.probing.echo import is_reply, request
from statusgen.probing.resolver import Resolver
from tests.probing.make import network, probe_all, triple
from tests.probing.zoo import look_up

FINE = ("ok", None, None)
TOKEN = bytes(range(32))
ROOT = Path(__file__).resolve().parents[2]
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
ASK = """
import sys
from datetime import timedelta
from statusgen.model.checks import Check
from tests.probing.make import probe_all, triple
check = Check(url=sys.argv[1], attempts=1, timeout=timedelta(seconds=1))
print(triple(probe_all({"it": check}).results["it"]))
"""


def rfc1071(data):
    total = sum(int.from_bytes(data[at : at + 2]) for at in range(0, len(data), 2))
    while total >> 16:
        total = (total >> 16) + (total & 0xFFFF)
    return total


def test_a_requests_checksum_holds():
    wire = request(4, TOKEN)
    assert wire[:2] == b"\x08\x00"
    assert rfc1071(wire) == 0xFFFF


def test_our_own_request_is_no_reply_to_itself():
    assert not is_reply(4, request(4, TOKEN), TOKEN)
    assert not is_reply(6, request(6, TOKEN), TOKEN)


def test_a_reply_is_known_with_and_without_the_header_of_ipv4():
    reply = b"\0\0" + request(4, TOKEN)[2:]
    assert is_reply(4, reply, TOKEN)
    assert is_reply(4, b"\x45" + bytes(19) + reply, TOKEN)
    assert is_reply(4, b"\x46" + bytes(23) + reply, TOKEN)
    assert is_reply(6, b"\x81" + reply[1:], TOKEN)


@pytest.mark.parametrize("data", [b"", b"\x45", b"\x45" * 20, b"\0" * 8, b"\0\0" + bytes(6) + TOKEN[::-1]])
def test_what_belongs_to_others_is_no_reply(data):
    assert not is_reply(4, data, TOKEN)


def said_of(url, **more):
    check = Check(url=url, attempts=1, timeout=timedelta(seconds=2), **more)
    return triple(probe_all({"it": check}, network=network(resolver=Resolver(look_up))).results["it"])


@pytest.mark.root
def test_this_machine_answers_by_both_families():
    assert said_of("icmp://127.0.0.1") == FINE
    assert said_of("icmp://[::1]") == FINE
    assert said_of("icmp://both.test", family=Family.IPV6) == FINE


@pytest.mark.root
def test_the_address_that_answers_is_judged():
    inside, outside = (Expect(ip=(ip_network(net),)) for net in ("127.0.0.0/8", "192.0.2.0/24"))
    assert said_of("icmp://127.0.0.1", expect=inside) == FINE
    assert said_of("icmp://127.0.0.1", expect=outside) == ("failed", "tcp", "wrong_address")
    assert ip_address("127.0.0.1") in inside.ip[0]


def apart(url, *commands, user=NOBODY):
    """What a user says in a network of its own, after these commands."""
    shell = "; ".join(["ip link set lo up", *commands, 'exec "$@"'])
    done = subprocess.run(
        ["unshare", "--net", "sh", "-c", shell, "sh", *user, sys.executable, "-c", ASK, url],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if "Operation not permitted" in done.stderr:
        pytest.skip("no namespaces here")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


EVERYBODY = "echo '0 2147483647' > /proc/sys/net/ipv4/ping_group_range"
NOBODY_MAY = "echo '1 0' > /proc/sys/net/ipv4/ping_group_range"


@pytest.mark.root
def test_without_rights_it_says_that_it_cannot_ask():
    assert apart("icmp://127.0.0.1", NOBODY_MAY) == "('unknown', 'local', 'check_unsupported')"


@pytest.mark.root
def test_with_the_systems_leave_no_rights_are_needed():
    assert apart("icmp://127.0.0.1", EVERYBODY) == str(FINE)
    assert apart("icmp://[::1]", EVERYBODY) == str(FINE)


@pytest.mark.root
def test_a_silence_and_a_missing_route_are_told_apart():
    silent = (
        "ip link add v0 type veth peer name v1; ip link set v1 up; ip link set v0 arp off up; "
        "ip addr add 10.9.0.2/24 dev v0"
    )
    assert apart("icmp://10.9.0.9", EVERYBODY, silent) == "('failed', 'tcp', 'connect_timeout')"
    assert apart("icmp://10.9.0.9", EVERYBODY) == "('failed', 'tcp', 'unreachable')"
    refused = "ip route add prohibit 10.9.0.0/24"
    assert apart("icmp://10.9.0.9", EVERYBODY, refused) == "('failed', 'tcp', 'unreachable')"
