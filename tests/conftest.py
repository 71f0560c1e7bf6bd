"""What holds for every test: no network but loopback, and no skip that nobody knows of."""

import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests import scorecard
from tests.stalls import Watch

# A busy machine is no fault of what is tested.
hypothesis.settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("untimed")

TESTS = Path(__file__).parent
LONG = frozenset(
    f"{folder}/test_{name}.py"
    for folder, names in {
        "browser": "from_files",
        "commands": "as_of cache carrying delivering doctor doctor_online drafting endings explain from_nothing heartbeat hints hostile_files"
        " history hosts hosts_judged hosts_run hubs import_results incident notify packit_edits probe publish schema simulate sites status told",
        "docs": "recording",
        "notifying": "bridges delivery mail",
        "judging": "before clock_cases reference reference_reports report_noise similar tallied",
        "model": "scalar_forms schedules",
        "recording": "faults files moving stores",
        "probing": "bounds controls listener load programs real_talkers requests steps sweep talkers trust zoo",
        "publishing": "buckets folders netlify rsync server turns",
        "reading": "schema",
        "rendering": "badges calendars catalogs embeds every_output feeds in_any_language languages metrics plain site social spreadsheets"
        " theme",
        "rendering/peers": "cstate gatus upptime",
        "rendering/statuspage": "files",
        "stories": "facts golden_pages never_all_clear rows",
        "versioning": "commits data_branches git pushes repositories",
    }.items()
    for name in names.split()
)
"""Files whose many tests take seconds together: left out of the quick loop like other slow tests."""


MEMORY = Path("/dev/shm")
_ROOM = 2 << 30
"""Bytes that all files of the tests together stay far below."""


def pytest_configure() -> None:
    """Files lie in memory where there is room: half of the time went into waiting for a disk to have written.

    At full size they lie on the disk that kills and faults are about.
    """
    is_roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > _ROOM
    if is_roomy and not scorecard.IS_PROOF and "TMPDIR" not in os.environ:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None


def pytest_addoption(parser: pytest.Parser) -> None:
    """The two options that `make` uses."""
    parser.addoption("--skips", help="A file of tests that may be skipped, with reasons; other skips fail.")
    parser.addoption("--proof", action="store_true", help="Print the reliability scorecard at the end.")


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test that reaches for another machine fails at once."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        is_internet = self.family in (socket.AF_INET, socket.AF_INET6)
        if is_internet and isinstance(address, tuple) and not _is_loopback(str(address[0])):
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)
    return


def _is_loopback(host: str) -> bool:
    return host == "localhost" or ipaddress.ip_address(host.partition("%")[0]).is_loopback


_watch = Watch()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Stalls of the machine count from here."""
    _watch.begin()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Know the lines of the scorecard beforehand: a test that fails may have recorded nothing.

    What is on the scorecard never runs a second time: one loss is a loss.
    """
    scorecard.expect(items)
    for item in items:
        if not item.get_closest_marker("proof"):
            item.add_marker(pytest.mark.flaky(reruns=2, condition=_watch.has_stalled))
        if item.path.is_relative_to(TESTS) and item.path.relative_to(TESTS).as_posix() in LONG:
            item.add_marker(pytest.mark.slow)


_skipped: dict[str, str] = {}


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Note every module that is skipped as a whole."""
    _note_skip(report)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note every skip, and every figure of the scorecard."""
    if not hasattr(report, "wasxfail"):
        _note_skip(report)
    scorecard.note(report)


def _note_skip(report: pytest.CollectReport | pytest.TestReport) -> None:
    if report.skipped:
        _skipped[report.nodeid] = str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else ""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Count the skips aloud, and print the scorecard when asked."""
    terminalreporter.write_line(f"{len(_skipped)} skipped")
    for line in _unknown_skips(config):
        terminalreporter.write_line(f"not on the list of skips: {line}", red=True)
    if config.getoption("--proof"):
        for line in scorecard.table():
            terminalreporter.write_line(line)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A skip that the list does not know fails the run."""
    if exitstatus == pytest.ExitCode.OK and _unknown_skips(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _unknown_skips(config: pytest.Config) -> list[str]:
    path = config.getoption("--skips")
    if not path:
        return []
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    known = [line.split("  ", 1)[0] for line in lines if line and not line.startswith("#")]
    return [f"{name} ({why})" for name, why in _skipped.items() if not any(name.startswith(k) for k in known)]
