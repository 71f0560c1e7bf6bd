"""Queries are put to the Prometheus that Debian ships, which scrapes itself."""

import shutil
import time
from contextlib import suppress
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from statusgen.model.checks import Check, Expect
from tests.probing.make import CONTENT, FAILED, HTTP, OK, UNKNOWN, probe_all, triple
from tests.probing.test_nginx import free_ports, running

PROGRAM = shutil.which("prometheus")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.prometheus,
    pytest.mark.skipif(PROGRAM is None, reason="no prometheus"),
]
CONF = """
global: {{scrape_interval: 1s, scrape_timeout: 1s}}
scrape_configs:
  - {{job_name: itself, static_configs: [{{targets: ["127.0.0.1:{port}"]}}]}}
  - {{job_name: gone, static_configs: [{{targets: ["127.0.0.1:9"]}}]}}
"""
PATIENCE = 60.0
"""Seconds for the first scrape; it scrapes each second, once it has started."""


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prometheus")
    (port,) = free_ports(1)
    (folder / "p.yml").write_text(CONF.format(port=port))
    words = ("--config.file=p.yml", "--storage.tsdb.path=data", f"--web.listen-address=127.0.0.1:{port}")
    with running(port, PROGRAM, *words, cwd=folder):
        _wait_for(port, 'count(up{job="itself"} == 1) * count(up{job="gone"} == 0)')
        yield f"prometheus+http://127.0.0.1:{port}"


def _wait_for(port: int, query: str) -> None:
    end = time.monotonic() + PATIENCE
    address = f"http://127.0.0.1:{port}/api/v1/query?query={quote(query)}"
    while time.monotonic() < end:
        with suppress(HTTPError), urlopen(address) as answer:  # it listens before it is ready
            if b'"value"' in answer.read():
                return
        time.sleep(0.2)
    raise AssertionError("it has not scraped")


@pytest.mark.parametrize(
    ("query", "expect", "said"),
    [
        ('up{job="itself"}', {"above": 0}, (OK, None, None)),
        ("up", {"above": 0}, (FAILED, CONTENT, "threshold")),
        ('up{job="gone"}', {"below": 1}, (OK, None, None)),
        ("scalar(vector(2))", {"above": 1, "below": 3}, (OK, None, None)),
        ("scalar(vector(5))", {"above": 1, "below": 3}, (FAILED, CONTENT, "threshold")),
        ("no_such_series", {"above": 0}, (UNKNOWN, CONTENT, "no_data")),
        ("vector(0)/0", {"above": 0}, (UNKNOWN, CONTENT, "no_data")),
        ("up{", {"above": 0}, (UNKNOWN, HTTP, "query_failed")),
        ("up or " * 2000 + "up", {"above": -1}, (OK, None, None)),
    ],
)
def test_a_query_is_answered_by_a_real_prometheus(prometheus, query, expect, said):
    check = Check(url=prometheus, query=query, expect=Expect(**expect), attempts=1)

    round_ = probe_all({"value": check})

    assert triple(round_.results["value"]) == said
