"""Checks are put to the servers that people run: nginx, and tinyproxy on the way to it."""

import base64
import contextlib
import hashlib
import os
import shutil
import socket
import subprocess
import time

import pytest

from statusgen.model.checks import Auth, Capture, Check, Expect, HtmlExpect, JsonExpect, Step, Tls
from statusgen.model.words import TlsVersion
from tests.probing.make import CA, OTHER_CA, probe_all, triple
from tests.probing.servers import CLIENT

PROGRAM = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
pytestmark = [pytest.mark.nginx, pytest.mark.skipif(PROGRAM is None, reason="no nginx")]
needs_tinyproxy = pytest.mark.skipif(not shutil.which("tinyproxy"), reason="no tinyproxy")
CONF = """
daemon off; master_process off; pid nginx.pid; error_log error.log;
events {{}}
http {{
  access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
  types {{ text/html html; application/json json; }}
  limit_req_zone $server_name zone=one:1m rate=1r/m; limit_req_status 429;
  root www; ssl_certificate server.pem; ssl_certificate_key server.key; gzip on; gzip_min_length 1; gzip_types *;
  server {{
    listen 127.0.0.1:{both} ssl http2; server_name main; ssl_protocols TLSv1.2 TLSv1.3;
    ssl_client_certificate ca.pem; ssl_verify_client optional;
    location /private {{ auth_basic x; auth_basic_user_file users; }}
    location /dav/ {{ dav_methods PUT DELETE; create_full_put_path on; }}
    location /me {{ if ($ssl_client_verify != SUCCESS) {{ return 403; }} }}
    location /limited {{ limit_req zone=one; }}
    location /gone {{ proxy_pass http://127.0.0.1:1; }}
    location /moved {{ return 308 /index.html; }}
    location /chunked {{ gunzip on; chunked_transfer_encoding on; ssi on; alias www/index.html; }}
    location = /token {{ default_type application/json; return 200 '{{"token": "t/1"}}'; }}
    location ~ ^/use/ {{ if ($http_x_token != "t/1") {{ return 403; }} try_files /index.html =404; }}
  }}
  server {{ listen 127.0.0.1:{old} ssl; ssl_protocols TLSv1.2; }}
  server {{ listen 127.0.0.1:{plain}; }}
}}
"""
PAGE = "<title>Chirp</title><h1 id=state>All systems go</h1>"


def free_ports(count):
    with contextlib.ExitStack() as stack:
        taken = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in taken:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in taken]


@contextlib.contextmanager
def running(port, *command, **more):
    """A program as long as this lasts, once it answers at its port."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **more)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.communicate(timeout=10)


def write_files(root, **ports):
    www = root / "www"
    www.mkdir()
    (www / "dav").mkdir()
    (www / "index.html").write_text(PAGE)
    (www / "me").write_text("you are known")
    (www / "private").write_text("members only")
    (www / "limited").write_text("once")
    (www / "state.json").write_text('{"state": "ok", "queue": {"length": 3}}')
    digest = base64.b64encode(hashlib.sha1(b"open").digest()).decode()
    (root / "users").write_text(f"me:{{SHA}}{digest}\n")
    mine = CA.issue_cert("127.0.0.1", "chirp.test")
    mine.private_key_pem.write_to_path(root / "server.key")
    (root / "server.pem").write_bytes(b"".join(one.bytes() for one in mine.cert_chain_pems))
    CA.cert_pem.write_to_path(root / "ca.pem")
    (root / "nginx.conf").write_text(CONF.format(**ports))


@pytest.fixture(scope="module")
def nginx(tmp_path_factory):
    root = tmp_path_factory.mktemp("nginx")
    both, old, plain = free_ports(3)
    write_files(root, both=both, old=old, plain=plain)
    with running(plain, PROGRAM, "-p", f"{root}/", "-c", str(root / "nginx.conf")):
        yield {
            "https": f"https://127.0.0.1:{both}",
            "old": f"https://127.0.0.1:{old}",
            "http": f"http://127.0.0.1:{plain}",
            "root": root,
        }


def asked(nginx, path, *, at="https", **more):
    check = Check(url=nginx[at] + path, attempts=1, **more)
    return triple(probe_all({"web": check}, root=nginx["root"]).results["web"])


OK = ("ok", None, None)
STATUS = ("failed", "http", "status")


def test_a_page_is_understood(nginx):
    expect = Expect(
        text="systems",
        no_text="error",
        pattern=r"<title>(\w+)</title>",
        html=(HtmlExpect(select="h1#state", text="All systems go"),),
        header={"content-type": "text/html"},
        size=10_000,
    )
    assert asked(nginx, "/", expect=expect) == OK
    assert asked(nginx, "/chunked", expect=Expect(text="systems")) == OK


@pytest.mark.parametrize("http2", [False, True])
def test_json_is_understood_over_both_versions(nginx, http2):
    good, bad = (JsonExpect(path="$.queue.length", below=limit) for limit in (10, 3))
    assert asked(nginx, "/state.json", http2=http2, expect=Expect(json=(good,))) == OK
    assert asked(nginx, "/state.json", http2=http2, expect=Expect(json=(bad,)))[2] == "body_mismatch"


def test_gzip_that_was_asked_for_is_unpacked_over_both_versions(nginx):
    more = {
        "headers": {"Accept-Encoding": "gzip"},
        "expect": Expect(text="systems", header={"content-encoding": "gzip"}),
    }
    assert [asked(nginx, "/", http2=http2, **more) for http2 in (False, True)] == [OK, OK]


@pytest.mark.parametrize("http2", [False, True])
def test_files_come_and_go_by_their_methods(nginx, http2):
    created, gone = Expect(status=((201, 201),)), Expect(status=((404, 404),))
    path, body = f"/dav/{http2}.txt", "x" * 300_000
    assert asked(nginx, path, method="PUT", body=body, http2=http2, expect=created) == OK
    assert asked(nginx, path, http2=http2, expect=Expect(text="x" * 500)) == OK
    assert asked(nginx, path, method="HEAD", http2=http2) == OK
    assert asked(nginx, path, method="DELETE", http2=http2) == OK
    assert asked(nginx, path, http2=http2, expect=gone) == OK


@pytest.mark.parametrize("http2", [False, True])
def test_basic_auth(nginx, http2):
    right, wrong = (Auth(user="me", password=word) for word in ("open", "shut"))
    assert asked(nginx, "/private", auth=right, http2=http2) == OK
    assert asked(nginx, "/private", auth=wrong, http2=http2) == STATUS
    assert asked(nginx, "/private", http2=http2) == STATUS


def test_a_client_certificate(nginx):
    assert asked(nginx, "/me", tls=CLIENT, expect=Expect(text="you are known")) == OK
    assert asked(nginx, "/me") == STATUS


def test_an_authority_and_a_name_of_ones_own(nginx):
    OTHER_CA.cert_pem.write_to_path(nginx["root"] / "other.pem")
    assert asked(nginx, "/", tls=Tls(authority="ca.pem", name="chirp.test")) == OK
    assert asked(nginx, "/", tls=Tls(authority="other.pem"))[2] == "tls_untrusted"
    assert asked(nginx, "/", tls=Tls(name="other.test"))[2] == "tls_name"


def test_versions_of_tls_and_http(nginx):
    assert asked(nginx, "/", tls=Tls(minimum=TlsVersion.V1_3)) == OK
    assert asked(nginx, "/", at="old", tls=Tls(minimum=TlsVersion.V1_2)) == OK
    assert asked(nginx, "/", at="old", tls=Tls(minimum=TlsVersion.V1_3))[2] == "tls_proto"
    assert asked(nginx, "/", at="old", http2=True) == ("failed", "http", "protocol")
    assert asked(nginx, "/", at="http", http2=True)[2] in ("protocol", "reset")


def test_what_a_front_server_says_when_the_one_behind_is_gone(nginx):
    assert asked(nginx, "/gone") == STATUS


def test_redirects(nginx):
    assert asked(nginx, "/moved", redirects="same_origin") == OK
    assert asked(nginx, "/moved", redirects="none", expect=Expect(status=((308, 308),))) == OK
    assert asked(nginx, "/moved", redirects="none") == STATUS


def test_too_many_requests_say_nothing_of_its_health(nginx):
    seen = [asked(nginx, "/limited") for _ in range(2)]
    assert seen == [OK, ("unknown", "http", "throttled")]


def test_steps(nginx):
    steps = (
        Step(url="/token", capture={"token": Capture(json="$.token")}),
        Step(url="/use/{token}", headers={"X-Token": "{token}"}, expect=Expect(text="systems")),
    )
    assert asked(nginx, "/", steps=steps) == OK
    assert asked(nginx, "/", steps=(Step(url="/use/x"),)) == STATUS


@pytest.fixture(scope="module")
def tinyproxy(tmp_path_factory):
    root = tmp_path_factory.mktemp("tinyproxy")
    (port,) = free_ports(1)
    lines = [
        f"Port {port}",
        "Listen 127.0.0.1",
        "Timeout 20",
        "MaxClients 20",
        "BasicAuth me open",
        "LogLevel Critical",
    ]
    (root / "tinyproxy.conf").write_text("\n".join(lines) + "\n")
    with running(port, "tinyproxy", "-d", "-c", str(root / "tinyproxy.conf")):
        yield f"127.0.0.1:{port}"


@needs_tinyproxy
@pytest.mark.parametrize("at", ["http", "https"])
def test_through_a_real_proxy(nginx, tinyproxy, at):
    expect = Expect(text="systems")
    assert asked(nginx, "/", at=at, proxy=f"http://me:open@{tinyproxy}", expect=expect) == OK
    refused = ("unknown", "local", "proxy_failed")
    assert asked(nginx, "/", at=at, proxy=f"http://{tinyproxy}") == refused
    # It says 401, not 407, to a wrong password: over http nobody can tell that from the target's own.
    wrong = asked(nginx, "/", at=at, proxy=f"http://me:shut@{tinyproxy}")
    assert wrong == (refused if at == "https" else STATUS)


@needs_tinyproxy
def test_http2_and_a_client_certificate_through_a_real_proxy(nginx, tinyproxy):
    proxy = f"http://me:open@{tinyproxy}"
    assert asked(nginx, "/me", proxy=proxy, http2=True, tls=CLIENT, expect=Expect(text="known")) == OK
