"""A prober that has lost its network, or a part of it, never says that others are down."""

import os
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.commands.make import status_of, statusgen
from tests.scorecard import IS_PROOF

COMPONENTS = 200
ROUNDS = 3
"""As many as make a component down."""
HOSTS = "$FOLDER/hosts"
"""Names for whoever can still ask for names."""
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
CHAIN = (
    "nft 'add table inet t; add chain inet t in { type filter hook input priority 0; }; add rule inet t in"
)
DROP = f"{CHAIN} meta l4proto tcp drop'"
LOSS = f"{CHAIN} meta l4proto tcp numgen random mod 100 < 30 drop'"
"""Three of ten packets, both ways: half of all attempts get no connection within a second."""
SPACED = "attempts: 3, timeout: 1s"


@dataclass(frozen=True)
class Partition:
    """What is cut, in commands of the shell, and who answers all the same."""

    commands: str
    answers: tuple[tuple[str, int], ...] = ()
    """Text and port of servers that stand wherever somebody connects to."""
    target: str = "https://c{n}.example.com/"
    controls: tuple[str, ...] = ("tcp://1.1.1.1:443", "https://example.org/")
    patience: str = "attempts: 1, timeout: 1s"
    """Of the checks of components."""
    is_whole: bool = True
    """Nothing answers, so nothing may be said at all."""
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
    "a firewall that refuses": Partition(EVERYWHERE, target="tcp://203.0.113.{n}:443"),
    "names alone do not work": Partition(EVERYWHERE, (("hello", 443),)),
    "a portal with a page of its own": Partition(
        EVERYWHERE,
        ((PORTAL.format(status="200 OK"), 80), (PORTAL.format(status="200 OK"), 443)),
        target="https://203.0.113.{n}/",
    ),
    "names alone work": Partition(
        # Whoever asks gets an address, and nothing behind it answers.
        f"{UP}; ip route add unreachable default; mount --bind {HOSTS} /etc/hosts",
        target="https://c{n}.statusgen.test/",
        controls=("tcp://1.1.1.1:443", "https://c0.statusgen.test/"),
        is_large_only=False,
    ),
    "IPv6 alone is gone": Partition(
        EVERYWHERE,
        (("hello", 443),),
        target="tcp://[2606:4700::{n}]:443",
        controls=("tcp://1.1.1.1:443", "tcp://[2606:4700::1111]:443"),
    ),
    "a route that is thrown away": Partition(f"{UP}; ip route add throw default"),
    "a firewall that drops": Partition(f"{EVERYWHERE}; {DROP}", target="tcp://203.0.113.{n}:443"),
    "a firewall that drops all but names": Partition(
        f"{EVERYWHERE}; mount --bind {HOSTS} /etc/hosts; {DROP}", target="https://c{n}.statusgen.test/"
    ),
    "a portal that redirects": Partition(
        EVERYWHERE,
        ((PORTAL.format(status="302 Found"), 80), (PORTAL.format(status="302 Found"), 443)),
        target="http://203.0.113.{n}/",
    ),
    "three packets of ten are lost": Partition(
        f"{EVERYWHERE}; {LOSS}",
        (("hello", 443),),
        target="tcp://203.0.113.{n}:443",
        controls=("tcp://1.1.1.1:443", "tcp://9.9.9.9:443"),
        patience=SPACED,
        is_whole=False,
        is_large_only=False,
    ),
    "three packets of ten are lost, over HTTP": Partition(
        f"{EVERYWHERE}; {LOSS}",
        ((PORTAL.format(status="200 OK"), 80),),
        target="http://203.0.113.{n}/",
        controls=("tcp://1.1.1.1:80", "http://9.9.9.9/"),
        patience=SPACED,
        is_whole=False,
    ),
}
"""Twenty; CI sees one without any network, one that has names alone, and one that loses packets."""
CHOSEN = {name: one for name, one in PARTITIONS.items() if IS_PROOF or not one.is_large_only}


def works(*commands: str) -> bool:
    """The kernel lets us have a network of our own and do this in it."""
    tried = ["unshare", "--net", "--mount", "--pid", "--fork", "sh", "-c", "; ".join(("set -e", *commands))]
    return os.geteuid() == 0 and subprocess.run(tried, check=False, capture_output=True).returncode == 0


HAS_NETWORKS = bool(shutil.which("unshare") and shutil.which("ip")) and works(UP)
HAS_LOSS = HAS_NETWORKS and shutil.which("nft") is not None and works(LOSS)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.root,
    pytest.mark.skipif(not HAS_NETWORKS, reason="a network of its own needs root, ip and unshare"),
]


def settings(partition: Partition) -> str:
    """A page of many components that are asked quickly."""
    controls = [f'  - "{url}"' for url in partition.controls]
    check = f'{{url: "{partition.target}", {partition.patience}}}'
    lines = ["page: {name: Chirp}", "every: 10s", "controls:", *controls, "components:"]
    for n in range(1, COMPONENTS + 1):
        lines.append(f"  - {{id: c{n}, name: C{n}, check: {check.replace('{n}', str(n))}}}")
    return "\n".join(lines)


def seen_from(folder: Path, partition: Partition) -> list[str]:
    """What the page says of each component after some rounds from behind a partition."""
    (folder / "statusgen.yaml").write_text(settings(partition))
    names = (f"203.0.113.{n} c{n}.statusgen.test" for n in range(COMPONENTS + 1))
    (folder / "hosts").write_text("\n".join(names))
    listening = "".join(
        f"{sys.executable} -c '{LISTEN}' '{answer}' {port} > {folder}/{port} & "
        f"until grep -qs ready {folder}/{port}; do sleep 0.1; done; "
        for answer, port in partition.answers
    )
    probing = f"{sys.executable} -m statusgen -q -C {folder} probe; " * ROUNDS
    # A namespace of processes too: what listens ends with it.
    script = f"set -e; {listening} {partition.commands}; {probing}"
    done = subprocess.run(
        ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", script],
        cwd=ROOT,
        env={**os.environ, "FOLDER": str(folder)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    built = statusgen("-C", folder, "build", cwd=ROOT)
    assert built.code == 0, built.err
    return [str(component["observed"]) for component in status_of(folder / "site")["components"]]


def failures_in(folder: Path) -> int:
    """How many failed results history holds, believed or not."""
    return sum(path.read_text().count('["failed"') for path in folder.glob("history/*/*"))


RED = {"major_outage", "partial_outage"}


@pytest.mark.proof("S10")
@pytest.mark.parametrize("partition", CHOSEN.values(), ids=CHOSEN)
def test_nothing_is_down_for_a_prober_that_is_cut_off(tmp_path, partition, record_property):
    if "nft" in partition.commands and not HAS_LOSS:
        pytest.skip("packets are dropped by nft, which is missing or which the kernel forbids")
    said = seen_from(tmp_path, partition)

    wrong = sum(word in RED or (partition.is_whole and word != "unknown") for word in said)
    record_property("S10", f"{wrong} of {len(said)} components down or guessed from behind a partition")
    assert failures_in(tmp_path) > 0, "nothing was cut"
    assert len(said) == COMPONENTS
    assert wrong == 0, Counter(said)


def test_the_same_failures_are_down_when_the_controls_answer(tmp_path):
    controls = ("tcp://1.1.1.1:443", "tcp://9.9.9.9:443")
    refused = Partition(EVERYWHERE, (("hello", 443),), "tcp://203.0.113.{n}:444", controls)
    assert set(seen_from(tmp_path, refused)) == {"major_outage"}
