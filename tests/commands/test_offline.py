"""A prober that has lost its network says that it does not know, never that others are down."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.commands.make import status_of, statusgen
from tests.scorecard import IS_PROOF

COMPONENTS = 200
ROUNDS = 3
"""As many as make a component down."""
ROOT = Path(__file__).resolve().parents[2]
LISTEN = """
import socketserver, sys
answer = sys.argv[1].encode().decode("unicode_escape").encode()
class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.recv(4096)
        self.request.sendall(answer)
socketserver.ThreadingTCPServer.request_queue_size = 500
socketserver.ThreadingTCPServer.daemon_threads = True
server = socketserver.ThreadingTCPServer(("0.0.0.0", int(sys.argv[2])), Handler)
print("ready", flush=True)
server.serve_forever()
"""
PORTAL = "HTTP/1.1 {status}\\r\\nContent-Length: 7\\r\\nLocation: http://10.0.0.1/login\\r\\n\\r\\nwelcome"
UP = "ip link set lo up"
EVERYWHERE = f"{UP}; ip route add local default dev lo"
"""The whole IPv4 internet is this machine."""
GATEWAY = (
    f"{UP}; ip link add v0 type veth peer name v1; ip addr add 10.9.0.2/24 dev v0; ip link set v0 up; "
    "ip link set v1 up; ip route add default via 10.9.0.1"
)


@dataclass(frozen=True)
class Partition:
    """What is cut, in commands of the shell, and who answers all the same."""

    commands: str
    answers: tuple[tuple[str, int], ...] = ()
    """Text and port of servers that stand wherever somebody connects to."""
    target: str = "https://c{n}.example.com/"
    is_large_only: bool = True


PARTITIONS = {
    "no interface": Partition("true"),
    "no route": Partition(UP, is_large_only=False),
    "a route that is unreachable": Partition(f"{UP}; ip route add unreachable default"),
    "a route that is prohibited": Partition(f"{UP}; ip route add prohibit default"),
    "a route into a black hole": Partition(f"{UP}; ip route add blackhole default"),
    "no route, by address": Partition(UP, target="tcp://203.0.113.{n}:443"),
    "no route, by IPv6 address": Partition(UP, target="https://[2606:4700::{n}]/"),
    "a gateway that is gone": Partition(GATEWAY, target="tcp://203.0.113.{n}:443"),
    "a gateway that drops": Partition(
        f"{GATEWAY}; ip neigh add 10.9.0.1 lladdr 02:00:00:00:00:01 dev v0",
        target="tcp://203.0.113.{n}:443",
    ),
    "a firewall that refuses": Partition(EVERYWHERE, target="tcp://203.0.113.{n}:443", is_large_only=False),
    "names alone do not work": Partition(EVERYWHERE, (("hello", 443),), is_large_only=False),
    "a portal with a page of its own": Partition(
        EVERYWHERE,
        ((PORTAL.format(status="200 OK"), 80), (PORTAL.format(status="200 OK"), 443)),
        target="https://203.0.113.{n}/",
        is_large_only=False,
    ),
    "a portal that redirects": Partition(
        EVERYWHERE,
        ((PORTAL.format(status="302 Found"), 80), (PORTAL.format(status="302 Found"), 443)),
        target="http://203.0.113.{n}/",
    ),
}
CHOSEN = {name: one for name, one in PARTITIONS.items() if IS_PROOF or not one.is_large_only}
HAS_NETWORKS = (
    os.geteuid() == 0
    and shutil.which("ip") is not None
    and shutil.which("unshare") is not None
    and subprocess.run(["unshare", "--net", "--pid", "--fork", "true"], check=False).returncode == 0
)
CONTROLS = ("tcp://1.1.1.1:443", "https://example.org/")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.root,
    pytest.mark.skipif(not HAS_NETWORKS, reason="a network of its own needs root, ip and unshare"),
]


def settings(target: str, controls: tuple[str, ...]) -> str:
    """A page of many components that are asked quickly."""
    lines = ["page: {name: Chirp}", "every: 10s", "controls:", *(f'  - "{url}"' for url in controls)]
    check = f'{{url: "{target}", attempts: 1, timeout: 1s}}'
    lines += ["components:"]
    for n in range(1, COMPONENTS + 1):
        lines.append(f"  - {{id: c{n}, name: C{n}, check: {check.replace('{n}', str(n))}}}")
    return "\n".join(lines)


def seen_from(folder: Path, partition: Partition, controls: tuple[str, ...] = CONTROLS) -> list[str]:
    """What the page says of each component after some rounds from behind a partition."""
    (folder / "statusgen.yaml").write_text(settings(partition.target, controls))
    listening = "".join(
        f"{sys.executable} -c '{LISTEN}' '{answer}' {port} > {folder}/{port} & "
        f"until grep -qs ready {folder}/{port}; do sleep 0.1; done; "
        for answer, port in partition.answers
    )
    probing = f"{sys.executable} -m statusgen -q -C {folder} probe; " * ROUNDS
    # A namespace of processes too: what listens ends with it.
    script = f"set -e; {partition.commands}; {listening} {probing}"
    done = subprocess.run(
        ["unshare", "--net", "--pid", "--fork", "--kill-child", "sh", "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    built = statusgen("-C", folder, "build", cwd=ROOT)
    assert built.code == 0, built.err
    return [str(component["observed"]) for component in status_of(folder / "site")["components"]]


@pytest.mark.proof("S10")
@pytest.mark.parametrize("partition", CHOSEN.values(), ids=CHOSEN)
def test_nothing_is_down_for_a_prober_that_is_cut_off(tmp_path, partition, record_property):
    said = seen_from(tmp_path, partition)

    wrong = sum(word != "unknown" for word in said)
    record_property("S10", f"{wrong} of {len(said)} components down or guessed from behind a partition")
    assert len(said) == COMPONENTS
    assert set(said) == {"unknown"}


def test_the_same_failures_are_down_when_the_controls_answer(tmp_path):
    refused = Partition(EVERYWHERE, (("hello", 443),), target="tcp://203.0.113.{n}:444")
    said = seen_from(tmp_path, refused, ("tcp://1.1.1.1:443", "tcp://9.9.9.9:443"))
    assert set(said) == {"major_outage"}
