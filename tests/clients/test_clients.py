"""Clients of Statuspage's API that others wrote read our page, as nginx serves it."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

HERE = Path(__file__).parent
PYTHON = HERE / "venv/bin/python"
EXPORTER = HERE / "venv/bin/statuspage-prometheus-exporter"
pytestmark = [
    pytest.mark.clients,
    pytest.mark.slow,
]
needs_python = pytest.mark.skipif(not EXPORTER.exists(), reason="no clients (run: sh tests/clients.sh)")
needs_node = pytest.mark.skipif(
    not (HERE / "node_modules/installed").exists() or not shutil.which("node"),
    reason="no node, or no clients (run: sh tests/clients.sh)",
)
OPEN = {
    "web-2019": ["Web shows an error instead of timelines"],
    "sign-in-2022": [],
    "pakistan-2023": ["Chirp cannot be reached in Pakistan"],
    "pakistan-2024": ["Social platforms slow or unreachable in Pakistan"],
    "waves-2025": ["Web and sign-in fail worldwide, in waves", "Blocked in Pakistan"],
}
"""What each story's page says is going on."""
WORK = {"waves-2025": [("Sessions move to new storage", "Scheduled", "2025-03-15 02:00:00")]}
"""What each story's page says is planned; before it was announced, nothing is."""
NEWEST = {"sign-in-2022": "Sign-in failed for several hours and this page did not say so"}
"""What it tells of first, where that is over."""


def run(*command: object, **more: Any) -> str:
    """What a client prints, with an environment of its own; it must end well."""
    done = subprocess.run(
        [str(word) for word in command],
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", **more.pop("environ", {})},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **more,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def ours(url: str, path: str) -> Any:
    """A file as nginx serves it."""
    with urlopen(f"{url}/api/v2/{path}", timeout=10) as answer:
        assert answer.headers["Content-Type"] == "application/json"
        return json.load(answer)


def title(word: str) -> str:
    return word.replace("_", " ").title()


def leaves(rows: list[Any]) -> dict[str, str]:
    return {row["name"]: row["status"] for row in rows if not row.get("group")}


@needs_python
def test_arez_reads_the_whole_page(url, story):
    told, summary = json.loads(run(PYTHON, HERE / "read_arez.py", url)), ours(url, "summary.json")

    status = summary["status"]
    assert told["page"] == ["Chirp", status["description"], title(status["indicator"])]
    assert told["groups"]["Chirp"] == ["Web", "Mobile app", "Sign-in", "Notifications", "API"]
    assert told["components"] == {n: title(s) for n, s in leaves(summary["components"]).items()}
    assert [one["name"] for one in told["incidents"]] == OPEN[story]
    assert all(one["components"] and one["updates"] for one in told["incidents"])
    assert [(one["name"], one["status"], one["for"]) for one in told["maintenances"]] == WORK.get(story, [])


@needs_python
def test_the_exporter_for_prometheus_measures_it(url, story, tmp_path):
    services = {"chirp": {"url": f"{url}/api/v2/summary.json", "name": "Chirp"}}
    (tmp_path / "services.json").write_text(json.dumps(services))
    environ = {
        "SERVICES_JSON_PATH": str(tmp_path / "services.json"),
        "RUN_MODE": "once",
        "METRICS_TEXTFILE_PATH": str(tmp_path / "out.prom"),
    }
    run(EXPORTER, cwd=tmp_path, environ=environ)
    lines = (tmp_path / "out.prom").read_text(encoding="utf-8").splitlines()

    def rows(metric):
        return [line for line in lines if line.startswith(f"{metric}{{")]

    components = leaves(ours(url, "components.json")["components"])
    for name, status in components.items():
        (row,) = [r for r in rows("statuspage_component_status") if f'component_name="{name}"' in r]
        assert row.endswith(" 1.0" if status == "operational" else " 0.0")
    for name in OPEN[story]:
        assert [r for r in rows("statuspage_incident_info") if f'incident_name="{name}"' in r]
    assert len(rows("statuspage_incident_info")) == max(len(OPEN[story]), 1)
    (work,) = rows("statuspage_maintenance_info")
    start = "2025-03-15T02:00:00Z" if story in WORK else "N/A"
    assert f'scheduled_start="{start}"' in work


@needs_node
def test_aero_reads_the_whole_page(url, story):
    told = json.loads(run("node", HERE / "read_aero.js", url))
    summary, incidents = ours(url, "summary.json"), ours(url, "incidents.json")["incidents"]

    assert told["status"]["status"] == told["summary"]["status"]
    assert told["status"]["page"]["name"] == "Chirp"
    folded = {child["name"]: child["status"] for group in told["components"] for child in group["children"]}
    assert folded == leaves(summary["components"])
    assert [one["name"] for one in told["summary"]["incidents"]] == OPEN[story]
    assert [one["name"] for one in told["unresolved"]] == OPEN[story]
    assert [one["name"] for one in told["incidents"]] == [one["name"] for one in incidents]
    assert told["incidents"][0]["name"] == [*OPEN[story], NEWEST.get(story)][0]
    assert [len(one["updates"]) for one in told["incidents"]] == [
        len(one["incident_updates"]) for one in incidents
    ]
    assert [(one["name"], title(one["status"])) for one in told["summary"]["maintenances"]] == [
        (name, status) for name, status, _ in WORK.get(story, [])
    ]


@needs_node
def test_statuspage_io_reads_the_whole_page(url, story):
    told = json.loads(run("node", HERE / "read_statuspage_io.js", url))

    assert told == {
        "summary": ours(url, "summary.json"),
        "status": ours(url, "status.json"),
        "components": ours(url, "components.json"),
        "incidents": ours(url, "incidents.json"),
        "unresolved": ours(url, "incidents/unresolved.json"),
        "upcoming": ours(url, "scheduled-maintenances/upcoming.json"),
    }
    assert [one["name"] for one in told["unresolved"]["incidents"]] == OPEN[story]


def test_an_address_that_clients_make_of_an_id_leads_to_the_incident(url, story):
    incident = ours(url, "incidents.json")["incidents"][0]

    with urlopen(f"{url}/incidents/{incident['id']}/", timeout=10) as page:
        assert incident["name"] in page.read().decode()
    with urlopen(f"{url}/incidents/{incident['id']}.json", timeout=10) as file:
        assert json.load(file)["incident"] == incident


@needs_python
def test_home_assistants_client_of_gatus_reads_every_component(url):
    told = json.loads(run(PYTHON, HERE / "read_gatus.py", url))

    found = {endpoint["name"]: [result["success"] for result in endpoint["results"]] for endpoint in told}
    with urlopen(f"{url}/status.json", timeout=10) as answer:
        components = json.load(answer)["components"]
    measured = {one["name"]: one["status"] for one in components if one["observed"] is not None}
    assert found == {
        name: [] if status == "unknown" else [status == "operational"] for name, status in measured.items()
    }
    assert found
    assert all(endpoint["key"] and endpoint["group"] for endpoint in told)
