"""`metrics.txt` is read by the parsers of OpenMetrics and of Prometheus, and says no more than the page."""

import json
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_openmetrics
from prometheus_client.parser import text_string_to_metric_families as read_prometheus

from statusgen.model.latencies import LatencyPoint, LatencySeries
from statusgen.model.snapshot import CheckLatency
from statusgen.model.uptime import Numbers
from statusgen.model.words import Status
from statusgen.rendering.openmetrics import Family, Sample, write
from statusgen.rendering.site import render
from tests.browser.make import serve
from tests.browser.poison import PAYLOADS, everywhere
from tests.probing.test_nginx import free_ports, running
from tests.probing.test_prometheus import PROGRAM, _wait_for
from tests.rendering import make
from tests.rendering.test_feeds import HOSTILE

RULE = re.search(
    r"expiry in each rule:\n\n```\n(.*?)```", Path("docs/outputs.md").read_text("utf-8"), re.DOTALL
)[1]
"""What the docs propose to ask."""
PROMTOOL = shutil.which("promtool")
needs_promtool = pytest.mark.skipif(PROMTOOL is None, reason="no promtool")
PAGES = {
    "rich": make.rich,
    "clear": make.clear,
    "people": make.unmeasured,
    "many": make.many,
    "nothing": lambda: make.snapshot([]),
    "hostile": lambda: everywhere((*HOSTILE, *PAYLOADS, 'a"b\\c\\nd')),
}


def metrics(snapshot):
    return render(snapshot)["metrics.txt"].decode()


def samples(snapshot):
    """Values by name and labels."""
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in read_openmetrics(metrics(snapshot))
        for sample in family.samples
    }


def held(found, name, **labels):
    """The status whose line is 1."""
    wanted = set(labels.items())
    ones = [
        dict(key[1:])["status"]
        for key, value in found.items()
        if key[0] == name and value == 1 and wanted <= set(key[1:])
    ]
    assert len(ones) == 1
    return ones[0]


def timed(state, *points):
    """The component with medians and 95ths in milliseconds by hours ago."""
    hours = tuple(
        LatencyPoint(make.NOW - timedelta(hours=ago), 12, median, most) for ago, median, most in points
    )
    series = LatencySeries(hours=hours, days=())
    latency = CheckLatency(key=state.checks[0].key, together=series, places={})
    return replace(state, latencies=(latency,))


def complaints(text):
    """What promtool ends with, and says."""
    words = [PROMTOOL, "check", "metrics"]
    done = subprocess.run(words, input=text, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("page", PAGES)
def test_both_formats_read_it_and_find_the_same(page):
    text = metrics(PAGES[page]())
    newer, older = list(read_openmetrics(text)), list(read_prometheus(text))

    assert [(f.name, f.documentation) for f in newer] == [(f.name, f.documentation) for f in older]
    assert [f.samples for f in newer] == [f.samples for f in older]
    assert all(f.documentation for f in newer)
    found = [(s.name, *sorted(s.labels.items())) for f in newer for s in f.samples]
    assert len(found) == len(set(found)), "no line twice"


@needs_promtool
@pytest.mark.prometheus
@pytest.mark.parametrize("page", PAGES)
def test_promtool_has_nothing_to_say(page):
    assert complaints(metrics(PAGES[page]())) == (0, "")


@needs_promtool
@pytest.mark.prometheus
def test_promtool_would_say_something():
    bad = write([Family(name="latencyMilliseconds", help="", samples=(Sample(1),))]).decode()
    assert complaints(bad)[0] != 0


@pytest.mark.slow
@pytest.mark.prometheus
@pytest.mark.skipif(PROGRAM is None, reason="no prometheus")
def test_prometheus_scrapes_it_from_a_host_that_calls_it_plain_text(tmp_path):
    files = render(make.rich())
    (port,) = free_ports(1)
    with serve(files, plain=("metrics.txt",)) as address:
        target = address.removeprefix("http://").rstrip("/")
        (tmp_path / "p.yml").write_text(
            "global: {scrape_interval: 1s, scrape_timeout: 1s}\n"
            "scrape_configs:\n"
            f"  - {{job_name: page, metrics_path: /metrics.txt, static_configs: [{{targets: ['{target}']}}]}}\n"
        )
        words = ("--config.file=p.yml", "--storage.tsdb.path=data", f"--web.listen-address=127.0.0.1:{port}")
        with running(port, PROGRAM, *words, cwd=tmp_path):
            _wait_for(port, 'statusgen_component_status{component="sign-in",status="major_outage"} == 1')
            _wait_for(port, "time() > statusgen_page_expires_timestamp_seconds")
            for rule, is_empty in ((RULE.partition("unless")[0], False), (RULE, True)):
                query = f"http://127.0.0.1:{port}/api/v1/query?query={quote(rule)}"
                with urlopen(query) as answer:
                    assert (json.load(answer)["data"]["result"] == []) is is_empty, rule


@pytest.mark.parametrize("status", Status)
def test_of_each_state_set_exactly_one_holds(status):
    found = samples(make.snapshot([make.component(status=status, declared=make.PART, observed=status)]))

    assert held(found, "statusgen_page_status") == status
    assert held(found, "statusgen_component_status", component="web") == status
    assert held(found, "statusgen_component_observed", component="web") == status
    assert held(found, "statusgen_component_declared", component="web") == "partial_outage"


def test_what_is_not_known_is_absent_and_never_nought():
    found = samples(make.unmeasured())
    names = {key[0] for key in found}

    assert not names & {
        "statusgen_component_observed",
        "statusgen_component_uptime_ratio",
        "statusgen_component_evidence_timestamp_seconds",
        "statusgen_page_uptime_ratio",
        "statusgen_page_expires_timestamp_seconds",
        "statusgen_check_latency_seconds",
    }
    gap = samples(make.snapshot([make.component(uptime={"90d": make.uptime(up=None, measured=0.0)})]))
    assert ("statusgen_component_uptime_ratio", ("component", "web"), ("window", "90d")) not in gap
    assert gap["statusgen_component_coverage_ratio", ("component", "web"), ("window", "90d")] == 0


def test_numbers_are_those_of_the_page():
    windows = {"90d": make.uptime(up=0.9993, measured=0.97), "24h": make.uptime("24h", up=1.0, measured=1.0)}
    made = make.snapshot([make.component(uptime=windows)], numbers=Numbers(windows=windows, months=()))
    found, page = samples(made), json.loads(render(made)["status.json"])["components"][0]["uptime"]

    for window, numbers in page.items():
        for whose, labels in (("component", [("component", "web")]), ("page", [])):
            at = (*labels, ("window", window))
            assert found[f"statusgen_{whose}_uptime_ratio", *at] == numbers["up"]
            assert found[f"statusgen_{whose}_coverage_ratio", *at] == numbers["measured"]


def test_times_are_in_unix_time():
    found = samples(make.rich())
    assert found["statusgen_page_taken_timestamp_seconds",] == make.NOW.timestamp()
    assert found["statusgen_page_expires_timestamp_seconds",] == make.NOW.timestamp() + 900
    assert (
        found["statusgen_component_evidence_timestamp_seconds", ("component", "web")]
        == make.NOW.timestamp() - 40
    )


def test_incidents_and_conflicts_are_counted_by_kind():
    found = samples(make.rich())
    assert found["statusgen_incidents_open", ("severity", "major")] == 2
    assert found["statusgen_incidents_open", ("severity", "none")] == 0
    assert found["statusgen_conflicts", ("kind", "undeclared")] == 1
    assert found["statusgen_conflicts", ("kind", "overrun")] == 0


def test_latency_is_that_of_the_newest_hour():
    state = timed(make.component(), (3, 900.0, 2000.0), (1, 120.0, 800.0), (0.05, 90.5, 400.0))
    found = samples(make.snapshot([state]))
    at = "statusgen_check_latency_seconds", ("check", "#1"), ("component", "web")

    assert found[*at, ("quantile", "0.5")] == 0.0905
    assert found[*at, ("quantile", "0.95")] == 0.4


def test_an_hour_of_long_ago_says_nothing_of_now():
    assert "statusgen_check_latency" not in metrics(
        make.snapshot([timed(make.component(), (2.5, 90.0, 400.0))])
    )


def test_nothing_of_a_checks_address_is_in_it():
    assert "internal.example" not in metrics(make.rich())
    state = timed(make.component(), (0.5, 90.0, 400.0))
    assert state.checks[0].check.key not in metrics(make.snapshot([state]))


def test_names_are_labels_that_change_alone():
    """Whoever keeps the numbers finds them under the same ids after a new title."""
    before, after = (samples(make.snapshot([make.component(name=name)])) for name in ("Web", "The website"))
    changed = {key[0] for key in before.keys() ^ after.keys()}
    assert changed == {"statusgen_component_info"}


def test_labels_are_escaped():
    text = write([Family(name="x", help="y", samples=(Sample(1, (("name", 'a"b\\c\nd'),)),))]).decode()
    assert text == '# HELP x y\n# TYPE x gauge\nx{name="a\\"b\\\\c\\nd"} 1\n# EOF\n'
    ((sample,),) = (family.samples for family in read_openmetrics(text))
    assert sample.labels == {"name": 'a"b\\c\nd'}
