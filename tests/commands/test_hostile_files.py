"""Whatever lies in the folder, a command ends with an exit code of ours and words for a person."""

import os
import random
import shutil
import signal
from pathlib import Path

import pytest

from tests.commands.breakages import BREAKAGES, GOOD, INCIDENT, good
from tests.commands.make import Ran, quickly
from tests.scorecard import IS_PROOF

COMMANDS = (
    ("lint",),
    ("run",),
    ("incident", "update", "trouble", "-m", "x"),
    ("incident", "new", "More trouble", "-c", "web=down"),
    ("build", "--json"),
    ("probe",),
    ("build",),
    ("incident", "list"),
)
QUICK = COMMANDS if IS_PROOF else COMMANDS[:4]
_NOBODY = 65534
ROUNDS = 3_000 if IS_PROOF else 60


@pytest.fixture
def project(tmp_path):
    return good(tmp_path / "project")


@pytest.fixture(autouse=True)
def not_for_ever():
    """A pipe that is opened for reading would hang the test."""
    signal.alarm(60)
    yield
    signal.alarm(0)


def must_be_told(ran: Ran, what: object) -> None:
    assert ran.code in {0, 1, 2, 3, 4, 5}, (what, ran)
    said = ran.out + ran.err
    assert "Traceback" not in said, what
    assert "our bug" not in said, what
    assert "\x1b" not in said, what
    assert ran.code == 0 or said.strip(), what


@pytest.mark.parametrize("name", BREAKAGES)
def test_a_broken_folder_is_told_and_not_a_bug(project, name):
    BREAKAGES[name](project)

    for command in QUICK:
        must_be_told(quickly("-C", project, *command), (name, command))
    assert list(Path("/etc").glob("*more-trouble*")) == []


@pytest.mark.slow
@pytest.mark.proof("S4")
def test_folders_broken_in_several_ways_at_once(tmp_path, record_property):
    dice = random.Random(20250310)
    for number in range(ROUNDS):
        project = good(tmp_path / str(number))
        chosen = dice.sample(sorted(BREAKAGES), k=dice.randint(2, 4))
        for name in chosen:
            try:
                BREAKAGES[name](project)
            except OSError:
                continue  # two ways that exclude each other
        signal.alarm(60)
        must_be_told(quickly("-C", project, *dice.choice(COMMANDS)), chosen)
        shutil.rmtree(project, ignore_errors=True)
    record_property("S4", f"0 tracebacks in {ROUNDS} broken folders")


@pytest.mark.proof("S4")
def test_settings_and_incidents_with_bytes_changed_at_random(tmp_path, record_property):
    dice = random.Random(20250310)
    project = good(tmp_path / "project")
    for _ in range(ROUNDS):
        for path, text in (("statusgen.yaml", GOOD), ("incidents/trouble.yaml", INCIDENT)):
            data = bytearray(text.encode())
            for _ in range(dice.randint(0, 3)):
                at = dice.randrange(len(data))
                data[at : at + dice.randint(0, 2)] = dice.choice(
                    [b"", b"\xff", b":", b"\t", b"- ", b"[", b'"', b"\0"]
                )
            (project / path).write_bytes(data)
        signal.alarm(60)
        must_be_told(quickly("-C", project, dice.choice(["lint", "build"])), project)
    record_property("S4", f"0 tracebacks in {ROUNDS} mutated projects")


@pytest.mark.parametrize(
    "output",
    ["/", ".", "..", "", "../project", "history", "history/local", "history/new", "incidents", "incidents/out",
     "reports", "templates/x", ".statusgen", ".statusgen/x", ".git", ".git/x", "site/../history", "link",
     "mine.txt", "mine.txt/x", "statusgen.yaml", "x" * 300, "/proc/x", "/dev/null", "loop"],
)  # fmt: skip
def test_no_output_folder_damages_the_project(project, output, monkeypatch):
    for name in ("history/local", "templates", "reports", ".git"):
        (project / name).mkdir(parents=True)
    (project / "mine.txt").write_text("mine")
    (project / "link").symlink_to("history")
    (project / "loop").symlink_to("loop")
    before = _tree(project)

    monkeypatch.chdir(project)
    ran = quickly("build", "-o", output)

    assert ran.code in {2, 4}
    assert ran.err.strip()
    assert "Traceback" not in ran.err
    assert _tree(project) == before


def test_files_of_others_in_the_site_stay(project):
    (project / "site/own").mkdir(parents=True)
    (project / "site/CNAME").write_text("status.example")
    (project / "site/own/index.html").write_text("mine")

    assert quickly("-C", project, "build").code == 0
    assert quickly("-C", project, "build", "--now", "2030-01-01T00:00Z").code == 0

    assert (project / "site/CNAME").read_text() == "status.example"
    assert (project / "site/own/index.html").read_text() == "mine"


def test_a_page_of_others_is_not_overwritten(project):
    (project / "site").mkdir()
    (project / "site/index.html").write_text("mine")

    ran = quickly("-C", project, "build")

    assert ran.code == 4
    assert (project / "site/index.html").read_text() == "mine"


def test_a_committed_link_does_not_lead_the_page_out_of_the_project(project, tmp_path):
    (tmp_path / "precious").mkdir()
    (project / "site").symlink_to("../precious")

    ran = quickly("-C", project, "build")
    asked = quickly("-C", project, "build", "-o", project / "site")

    assert ran.code == 1
    assert (
        "site:1:1: is a link that leads out of the project (remove it, or name the folder with -o)" in ran.err
    )
    assert asked.code == 0


@pytest.mark.parametrize(
    ("command", "closed", "mode", "code"),
    [
        ("build", "incidents", 0o000, 1),
        ("build", "statusgen.yaml", 0o000, 1),
        ("build", "incidents/trouble.yaml", 0o000, 1),
        ("build", "history/local", 0o000, 4),
        ("build", "templates/home.html", 0o000, 4),
        ("build", "", 0o555, 4),
        ("probe", "history/local", 0o555, 4),
        ("lint", "", 0o000, 2),
    ],
)
def test_what_a_user_may_not_read_or_write_is_told(project, command, closed, mode, code):
    (project / "history/local").mkdir(parents=True)
    (project / "templates").mkdir()
    (project / "templates/home.html").write_text("x")

    ran = _as_nobody(project, command, project / closed, mode)

    assert ran.code == code, ran
    assert "permission denied" in ran.err.lower() or "not readable" in ran.err


@pytest.mark.slow
def test_many_files_are_no_trouble(project):
    for number in range(2_000 if IS_PROOF else 300):
        text = INCIDENT.replace("10:00Z", f"10:{number % 60:02}Z")
        (project / f"incidents/n{number}.yaml").write_text(text)
        (project / f"incidents/{number}.txt").write_text("not ours")

    must_be_told(quickly("-C", project, "build"), "many files")


def _tree(folder: Path) -> dict[str, bytes]:
    """All but our own working files."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in folder.rglob("*")
        if ".statusgen" not in path.parts
    }


def _as_nobody(project: Path, command: str, closed: Path, mode: int) -> Ran:
    """The command run by a user who is not root, with one folder or file closed."""
    for each in (project, *project.rglob("*")) if os.geteuid() == 0 else ():
        os.chown(each, _NOBODY, _NOBODY)
    for above in project.parents[:4] if os.geteuid() == 0 else ():  # pytest's own, closed to others
        above.chmod(above.stat().st_mode | 0o011)
    before = closed.stat().st_mode
    closed.chmod(mode)
    child = os.fork()
    if child == 0:
        _become_nobody(project, command)
    _, status = os.waitpid(child, 0)
    closed.chmod(before)
    out, err = ((project.parent / name).read_text() for name in ("out", "err"))
    return Ran(os.waitstatus_to_exitcode(status), out, err)


def _become_nobody(project: Path, command: str) -> None:
    handles = [os.open(project.parent / name, os.O_WRONLY | os.O_CREAT, 0o600) for name in ("out", "err")]
    if os.geteuid() == 0:
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)
    ran = quickly("-C", project, command)
    os.write(handles[0], ran.out.encode())
    os.write(handles[1], ran.err.encode())
    os._exit(ran.code)
