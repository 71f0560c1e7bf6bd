"""What others wrote and people run is found well: servers of mail, names, SSH, WebSockets and gRPC."""

import asyncio
import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import grpc
import pytest
import websockets.asyncio.server
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Debugging
from aiosmtpd.smtp import SMTP
from grpc_health.v1 import health, health_pb2_grpc
from grpc_health.v1.health_pb2 import HealthCheckResponse

from statusgen.model.checks import Check, Expect
from statusgen.model.words import Record
from statusgen.probing.grpc_messages import Serving
from tests.probing.make import CA, identity, probe_all, swept, triple

FINE = ("ok", None, None)
PATIENCE = timedelta(seconds=5)


def needs(*commands):
    missing = [one for one in commands if shutil.which(one, path=f"{os.environ['PATH']}:/usr/sbin") is None]
    return pytest.mark.skipif(bool(missing), reason=f"no {', '.join(missing)}")


def said_of(url, **more):
    return triple(probe_all({"it": Check(url=url, attempts=1, timeout=PATIENCE, **more)}).results["it"])


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextlib.contextmanager
def running(*command, port, **more):
    """A program that hears on a port as long as this."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, **more)
        try:
            for _ in range(100):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                assert process.poll() is None, [log.seek(0), log.read()]
                time.sleep(0.1)
            yield
        finally:
            process.terminate()
            process.wait(10)


@contextlib.contextmanager
def folder_of_nobody():
    """A folder for a server that is not root, and for none that is; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory() as text:
        if os.geteuid() == 0:
            os.chown(text, 65534, 65534)
        yield Path(text), ({"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {})


# SSH


@needs("sshd", "ssh-keygen")
def test_openssh_is_found_well():
    with folder_of_nobody() as (folder, rights):
        key, port = folder / "key", free_port()
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True, **rights)
        conf = folder / "conf"
        conf.write_text(f"HostKey {key}\nUsePAM no\nPidFile none\nListenAddress 127.0.0.1\nPort {port}\n")
        with running("/usr/sbin/sshd", "-D", "-e", "-f", conf, port=port, cwd="/", **rights):
            assert said_of(f"ssh://127.0.0.1:{port}", expect=Expect(pattern="^SSH-2.0-OpenSSH")) == FINE
            assert said_of(f"smtp://127.0.0.1:{port}") == ("failed", "http", "protocol")


# Mail


@pytest.fixture
def mail_server():
    server = Controller(Debugging(), hostname="127.0.0.1", port=free_port(), tls_context=identity())
    server.start()
    yield server.port
    server.stop()


def test_aiosmtpd_is_found_well_and_made_secure(mail_server):
    assert said_of(f"smtp://127.0.0.1:{mail_server}") == FINE
    assert said_of(f"smtp://127.0.0.1:{mail_server}", starttls=True) == FINE


def test_a_mail_server_on_a_secure_port_is_found_well():
    async def go():
        make = lambda: SMTP(Debugging(), loop=asyncio.get_running_loop())  # noqa: E731 (a factory)
        server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0, ssl=identity())
        async with server:
            host = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
            checks = {
                "secure": Check(url=f"smtps://{host}", timeout=PATIENCE),
                "plain": Check(url=f"smtp://{host}", attempts=1, timeout=timedelta(seconds=1)),
            }
            return {key: triple(one) for key, one in (await swept(checks)).results.items()}

    assert asyncio.run(go()) == {"secure": FINE, "plain": ("failed", "http", "timeout_total")}


DOVECOT = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = /dev/stderr
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
passdb {{
  driver = static
  args = nopassword=y
}}
userdb {{
  driver = static
  args = uid=65534 gid=65534 home=/nonexistent
}}
service imap-login {{
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {secure}
  }}
}}
service stats {{
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
"""


@pytest.mark.root
@needs("dovecot")
def test_dovecot_is_found_well_and_made_secure():
    if os.geteuid() != 0:
        pytest.skip("dovecot changes users")
    plain, secure = free_port(), free_port()
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        folder.chmod(0o755)
        certificate = CA.issue_cert("127.0.0.1")
        certificate.private_key_pem.write_to_path(folder / "key.pem")
        for pem in certificate.cert_chain_pems:
            pem.write_to_path(folder / "cert.pem", append=True)
        conf = folder / "dovecot.conf"
        conf.write_text(DOVECOT.format(folder=folder, plain=plain, secure=secure))
        with running("/usr/sbin/dovecot", "-F", "-c", conf, port=plain):
            assert said_of(f"imap://127.0.0.1:{plain}") == FINE
            assert said_of(f"imap://127.0.0.1:{plain}", starttls=True) == FINE
            assert said_of(f"imaps://127.0.0.1:{secure}", expect=Expect(text="IMAP4rev1")) == FINE


# Names

UNBOUND = """
server:
  interface: 127.0.0.1@{port}
  directory: "{folder}"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  do-daemonize: no
  max-udp-size: 512
  access-control: 127.0.0.0/8 allow
  local-zone: "chirp.example." static
  local-data: "chirp.example. A 93.184.215.14"
  local-data: "chirp.example. MX 10 mail.chirp.example."
  local-data: "inside.chirp.example. A 10.1.2.3"
  {long}
  local-zone: "closed.example." always_refuse
"""


@pytest.fixture(scope="module")
def name_server():
    with folder_of_nobody() as (folder, rights):
        port = free_port()
        long = "\n  ".join(f"local-data: 'long.chirp.example. TXT \"{n} {'x' * 200}\"'" for n in range(9))
        conf = folder / "unbound.conf"
        conf.write_text(UNBOUND.format(port=port, folder=folder, long=long))
        with running("/usr/sbin/unbound", "-d", "-c", conf, port=port, cwd="/", **rights):
            yield f"127.0.0.1:{port}"


UNBOUND_SAYS = [
    ("chirp.example", {}, FINE),
    ("chirp.example", {"expect": Expect(answers=("93.184.215.14",))}, FINE),
    ("chirp.example", {"record": Record.MX, "expect": Expect(answers=("10 MAIL.chirp.example",))}, FINE),
    ("chirp.example", {"record": Record.AAAA}, ("failed", "dns", "dns_empty")),
    ("chirp.example", {"dnssec": True}, ("failed", "dns", "dns_unproved")),
    ("gone.chirp.example", {}, ("failed", "dns", "dns_nxdomain")),
    ("closed.example", {}, ("failed", "dns", "dns_refused")),
    ("inside.chirp.example", {}, ("failed", "dns", "dns_bogon")),
    ("long.chirp.example", {"record": Record.TXT, "expect": Expect(answers=("8 " + "x" * 200,))}, FINE),
]


@needs("unbound")
@pytest.mark.parametrize(("name", "more", "expected"), UNBOUND_SAYS)
def test_what_unbound_says_is_named_right(name_server, name, more, expected):
    assert said_of(f"dns://{name}", resolver=name_server, **more) == expected


# WebSockets


async def _echo(connection):
    async for message in connection:
        await connection.send(message)


@pytest.mark.parametrize("secure", [False, True])
def test_a_websockets_server_is_found_well(secure):
    async def go():
        tls = identity() if secure else None
        async with websockets.asyncio.server.serve(_echo, "127.0.0.1", 0, ssl=tls) as server:
            url = f"ws{'s' * secure}://127.0.0.1:{server.sockets[0].getsockname()[1]}/live?a=b"
            checks = {
                "pinged": Check(url=url),
                "echoed": Check(url=url, send='{"op": "ping"}', expect=Expect(pattern='"op": ?"ping"')),
            }
            return {key: triple(one) for key, one in (await swept(checks)).results.items()}

    assert asyncio.run(go()) == {"pinged": FINE, "echoed": FINE}


def test_a_websockets_server_learns_who_asks():
    async def go():
        auth = websockets.asyncio.server.basic_auth(credentials=("ada", "pass"))
        async with websockets.asyncio.server.serve(_echo, "127.0.0.1", 0, process_request=auth) as server:
            host = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
            checks = {
                "known": Check(url=f"ws://ada:pass@{host}/"),
                "unknown": Check(url=f"ws://{host}/", attempts=1),
            }
            return {key: triple(one) for key, one in (await swept(checks)).results.items()}

    assert asyncio.run(go()) == {"known": FINE, "unknown": ("failed", "http", "status")}


# gRPC


@contextlib.asynccontextmanager
async def health_server(*, secure=False):
    servicer = health.aio.HealthServicer()
    await servicer.set("chirp.Sign", HealthCheckResponse.NOT_SERVING)
    server = grpc.aio.server()
    health_pb2_grpc.add_HealthServicer_to_server(servicer, server)
    if secure:
        issued = CA.issue_cert("127.0.0.1")
        pair = (issued.private_key_pem.bytes(), b"".join(one.bytes() for one in issued.cert_chain_pems))
        port = server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials([pair]))
    else:
        port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    try:
        yield port
    finally:
        await server.stop(0)


@pytest.mark.parametrize("secure", [False, True])
def test_a_grpc_servers_health_is_named_right(secure):
    async def go():
        async with health_server(secure=secure) as port:
            url = f"grpc{'s' * secure}://127.0.0.1:{port}"
            checks = {
                "whole": Check(url=url),
                "sick": Check(url=url, service="chirp.Sign", attempts=1),
                "gone": Check(url=url, service="chirp.Gone", attempts=1),
            }
            return {key: triple(one) for key, one in (await swept(checks)).results.items()}

    assert asyncio.run(go()) == {
        "whole": FINE,
        "sick": ("failed", "content", "not_serving"),
        "gone": ("failed", "content", "service_unknown"),
    }


def test_a_grpc_server_without_health_is_named_right():
    async def go():
        server = grpc.aio.server()
        port = server.add_insecure_port("127.0.0.1:0")
        await server.start()
        try:
            check = Check(url=f"grpc://127.0.0.1:{port}", attempts=1)
            return triple((await swept({"it": check})).results["it"])
        finally:
            await server.stop(0)

    assert Serving.SERVING == 1
    assert asyncio.run(go()) == ("failed", "http", "unimplemented")
