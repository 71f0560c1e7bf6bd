"""`doctor --online` asks real servers of names and pages, and says what it could not find out."""

import json
import os
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from statusgen.commands.doctor import run
from statusgen.probing.network import Network
from statusgen.probing.servers import Server
from tests.commands.make import World, statusgen
from tests.probing.test_real_talkers import folder_of_nobody, free_port, needs, running

NOW = datetime(2025, 3, 10, 12, 0, tzinfo=UTC)
SETTINGS = """\
page: {{name: Chirp, url: "{url}"}}
controls: [{controls}]
components: [{components}]
"""
UNBOUND = """
server:
  interface: 127.0.0.1@{port}
  directory: "{folder}"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  do-daemonize: no
  access-control: 127.0.0.0/8 allow
  local-zone: "." static
  {data}
"""
DATA = (
    "chirp.example. A 93.184.215.14",
    "chirp.example. NS ns1.names-1.example.",
    "status.chirp.example. A 93.184.215.99",
    "near.page.example. A 93.184.215.14",
    "page.example. NS ns7.names-2.example.",
    "far.example. A 198.35.26.96",
    "far.example. NS ns.far.example.",
    "api.chirp.example. AAAA 2620:0:861:ed1a::1",
    "14.215.184.93.in-addr.arpa. PTR web-14.cloud.example.",
    "96.26.35.198.in-addr.arpa. PTR box.other.example.",
    "99.215.184.93.in-addr.arpa. PTR web-99.cloud.example.",
    '14.215.184.93.origin.asn.cymru.com. TXT "64500 | 93.184.215.0/24 | US | arin |"',
    '96.26.35.198.origin.asn.cymru.com. TXT "64501 | 198.35.26.0/24 | US | arin |"',
    '99.215.184.93.origin.asn.cymru.com. TXT "64500 | 93.184.215.0/24 | US | arin |"',
)
TOGETHER = "your status page would fall with your product"


@pytest.fixture(scope="module")
def names():
    with folder_of_nobody() as (folder, rights):
        port, conf = free_port(), folder / "unbound.conf"
        data = "\n  ".join(f"local-data: '{line}'" for line in DATA)
        conf.write_text(UNBOUND.format(port=port, folder=folder, data=data))
        with running("/usr/sbin/unbound", "-d", "-c", conf, port=port, cwd="/", **rights):
            yield (Server(host="127.0.0.1", port=port),)


def settle(root, url, *targets, controls=()):
    components = ", ".join(f'{{id: c{n}, name: C, check: "{one}"}}' for n, one in enumerate(targets))
    (root / "statusgen.yaml").write_text(
        SETTINGS.format(url=url, controls=", ".join(f'"{one}"' for one in controls), components=components)
    )


def notes(root, about, servers=(), now=NOW):
    told = []
    session = replace(World().session(root), now=lambda: now, data=told.append, environ=os.environ)
    run(session, is_online=True, network=Network(name_servers=lambda: servers))
    return [(note["level"], note["text"]) for note in told[0]["notes"] if note["about"] == about]


@needs("unbound")
@pytest.mark.parametrize(
    ("page", "bonds"),
    [
        ("status.chirp.example", ["network 93.184.215.0/24", "name server ns1.names-1.example", "provider cloud.example"]),
        ("near.page.example", ["address 93.184.215.14", "provider of names names"]),
        ("far.example", []),
    ],
)  # fmt: skip
def test_what_page_and_product_share_is_found_by_asking_name_servers(tmp_path, names, page, bonds):
    settle(tmp_path, f"https://{page}/", "https://chirp.example/", "tcp://api.chirp.example:443")
    found = [text for level, text in notes(tmp_path, "fate", names) if level == "odd"]
    assert [text.partition(" has the ")[2].partition(" in common")[0] for text in found] == bonds
    assert all(text.endswith(TOGETHER) for text in found)


@needs("unbound")
def test_the_page_of_its_own_host_is_told(tmp_path, names):
    settle(tmp_path, "https://chirp.example/status/", "https://chirp.example/")
    assert notes(tmp_path, "fate", names) == [
        ("odd", "the page has the host of what it watches, chirp.example: it would fall with your product")
    ]


@pytest.mark.parametrize("servers", [(), (Server(host="127.0.0.1", port=1),)])
def test_offline_it_says_what_it_could_not_find_out(tmp_path, servers):
    settle(tmp_path, "http://127.0.0.1:1/", "http://chirp.example/", controls=["http://127.0.0.1:1/"])
    assert notes(tmp_path, "fate", servers) == [
        ("odd", "not all could be found out: addresses, name servers, reverse names")
    ]
    assert notes(tmp_path, "clock", servers) == [
        ("odd", "the clock was compared with nobody's: no server said what time it is")
    ]
    ((level, text),) = notes(tmp_path, "address", servers)
    assert (level, text.startswith("the page cannot be reached: ")) == ("wrong", True)


def test_hosts_that_are_secret_are_not_looked_up_and_no_value_is_shown(tmp_path):
    settle(tmp_path, "http://127.0.0.1:1/", "https://$INSIDE/health")
    (tmp_path / "statusgen.yaml").read_text()
    ran = statusgen("doctor", "--online", cwd=tmp_path, environ={"INSIDE": "canary8b1c.example"})
    assert "1 checks have a secret for a host" in ran.out
    assert "canary" not in ran.out + ran.err
    assert "Traceback" not in ran.err


class Page(BaseHTTPRequestHandler):
    """Answers every request with a document, and a clock of its own."""

    def __init__(self, *more, document, date):
        self.document, self.date = document, date
        super().__init__(*more)

    def do_GET(self):
        body = None if self.document is None else json.dumps(self.document).encode()
        self.send_response_only(404 if body is None else 200)
        if self.date:
            self.send_header("Date", format_datetime(self.date, usegmt=True))
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_):
        pass


@contextmanager
def page(document=None, date=None):
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Page, document=document, date=date)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.parametrize(
    ("ahead", "level", "told"),
    [
        (timedelta(0), "well", "the clock goes with those of 1 servers"),
        (timedelta(seconds=30), "odd", "the clock is 30s ahead of others"),
        (timedelta(minutes=-5), "wrong", "the clock is 5m behind others"),
        (timedelta(days=1), "wrong", "the clock is 1d ahead of others"),
    ],
)
def test_a_clock_that_is_apart_from_those_of_controls_is_told(tmp_path, ahead, level, told):
    with page(date=NOW - ahead) as control:
        settle(tmp_path, "https://status.example/", "http://127.0.0.1:1/", controls=[control])
        assert notes(tmp_path, "clock") == [(level, told)]


def test_without_controls_the_targets_are_asked_and_one_wrong_clock_of_three_counts_for_nothing(tmp_path):
    with page(date=NOW) as a, page(date=NOW) as b, page(date=NOW - timedelta(days=99)) as c, page() as mute:
        settle(tmp_path, "https://status.example/", a, b, c, mute, "http://127.0.0.1:1/")
        assert notes(tmp_path, "clock") == [("well", "the clock goes with those of 3 servers")]


@pytest.mark.parametrize(
    ("document", "level", "told"),
    [
        (None, "wrong", "there is no page of ours"),
        ({"page": {}}, "wrong", "there is no page of ours"),
        ([], "wrong", "there is no page of ours"),
        ({"taken_at": "2025-03-10T11:58:00Z", "expires_at": "2025-03-10T12:13:00Z"}, "well", "is of 2025-03-10T11:58"),
        ({"taken_at": "2025-03-09T11:58:00Z", "expires_at": "2025-03-09T12:13:00Z"}, "wrong", "expired"),
        ({"taken_at": "2025-03-09T11:58:00Z", "expires_at": None}, "well", "is of 2025-03-09T11:58"),
        ({"taken_at": "2025-03-09T11:58:00Z", "expires_at": "soon"}, "wrong", "expired"),
    ],
)  # fmt: skip
def test_the_published_page_is_looked_at(tmp_path, document, level, told):
    with page(document) as url:
        settle(tmp_path, url, "http://127.0.0.1:1/")
        ((found, text),) = notes(tmp_path, "address")
    assert (found, told in text) == (level, True), text


def test_nobody_is_asked_unless_it_is_said(tmp_path):
    settle(tmp_path, "http://127.0.0.1:1/", "http://127.0.0.1:1/")
    told = []
    run(replace(World().session(tmp_path), now=lambda: NOW, data=told.append, environ=os.environ))
    about = {note["about"]: note for note in told[0]["notes"]}
    assert not {"clock", "address", "fate"} & about.keys()
    assert about["others"]["remedy"] == "statusgen doctor --online does"
