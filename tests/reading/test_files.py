"""Only regular files inside the project are read."""

import os
import socket
from pathlib import Path

import pytest

from statusgen.cache import Cache
from statusgen.reading.load import load
from tests.reading import make
from tests.reading.make import INCIDENT, SETTINGS, project


def complaints(root: Path) -> list[str]:
    """The same whether files are read through a cache, which opens them in its own way, or not."""
    with Cache(root.parent / "cache", b"us") as cache:
        cold, warm = make.complaints(root, cache), make.complaints(root, cache)
    said = make.complaints(root)
    assert cold == warm == said
    return said


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return project(tmp_path / "project", {"incidents/good.yaml": INCIDENT})


def test_a_project_of_regular_files_has_no_complaint(root: Path):
    assert complaints(root) == []


def test_a_pipe_is_refused_without_waiting_for_a_writer(root: Path):
    os.mkfifo(root / "incidents/a.yaml")

    assert complaints(root) == ["incidents/a.yaml:1:1: is a pipe, not a file (move it away)"]


def test_a_pipe_in_place_of_the_settings_is_refused(root: Path):
    (root / "statusgen.yaml").unlink()
    os.mkfifo(root / "statusgen.yaml")

    assert complaints(root) == ["statusgen.yaml:1:1: is a pipe, not a file (move it away)"]


def test_a_socket_is_refused(root: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(root)  # the path of a socket is short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("incidents/a.yaml")

        assert complaints(root) == ["incidents/a.yaml:1:1: is a socket, not a file (move it away)"]


def test_a_folder_with_a_files_name_is_refused(root: Path):
    (root / "incidents/a.yaml").mkdir()

    assert complaints(root) == ["incidents/a.yaml:1:1: is a folder, not a file (move it away)"]


@pytest.mark.parametrize("target", ["/etc/passwd", "/dev/zero", "../outside.yaml"])
def test_a_link_that_leads_out_is_refused(root: Path, target: str):
    (root.parent / "outside.yaml").write_text(INCIDENT)
    link = root / "incidents/a.yaml"
    link.symlink_to(target if target.startswith("/") else root.parent / "outside.yaml")

    said = "incidents/a.yaml:1:1: is a link that leads out of the project (copy the file instead)"
    assert complaints(root) == [said]


def test_a_folder_that_is_a_link_out_is_refused(root: Path):
    (root / "incidents").rename(root.parent / "elsewhere")
    (root / "incidents").symlink_to(root.parent / "elsewhere")

    said = "incidents:1:1: is a link that leads out of the project (copy the file instead)"
    assert complaints(root) == [said]


def test_a_file_in_place_of_a_folder_is_refused(tmp_path: Path):
    root = project(tmp_path, {"incidents": "", "reports": ""})

    assert complaints(root) == [
        "incidents:1:1: is not a folder (move it away)",
        "reports:1:1: is not a folder (move it away)",
    ]


def test_a_link_to_a_file_inside_is_read(root: Path):
    (root / "incidents/other.yml").symlink_to("../drafts.txt")
    (root / "drafts.txt").write_text(INCIDENT)

    assert complaints(root) == []
    assert "other" in load(root).sources


@pytest.mark.parametrize("target", ["a.yaml", "nowhere.yaml"])
def test_a_link_in_a_circle_or_to_nothing_is_refused(root: Path, target: str):
    (root / "incidents/a.yaml").symlink_to(target)

    assert complaints(root)[0].startswith("incidents/a.yaml:1:1: is a link that leads nowhere: ")


@pytest.mark.parametrize(
    "name", [".#good.yaml", "good.yaml~", "4913", ".good.yaml.swp", ".hidden.yaml", "a.txt"]
)
def test_what_editors_drop_is_not_read(root: Path, name: str):
    (root / "incidents" / name).write_text("{ broken")

    assert complaints(root) == []


def test_an_editors_lock_that_is_a_dangling_link_is_not_read(root: Path):
    (root / "incidents/.#good.yaml").symlink_to("someone@host.1234:567")

    assert complaints(root) == []


def test_a_file_over_the_limit_is_refused(root: Path):
    (root / "incidents/a.yaml").write_bytes(b"# " + b"x" * (1 << 20))

    said = "incidents/a.yaml:1:1: is larger than 1 MiB (split it, or move texts elsewhere)"
    assert complaints(root) == [said]


def test_a_sparse_terabyte_is_refused_without_being_read(root: Path):
    with (root / "incidents/a.yaml").open("wb") as stream:
        stream.truncate(1 << 40)

    assert "is larger than 1 MiB" in complaints(root)[0]


def test_a_name_that_is_no_text_is_shown_as_far_as_it_can_be(root: Path):
    (root / os.fsdecode(b"incidents/caf\xe9\n.yaml")).write_text("")

    assert complaints(root)[0].startswith("incidents/caf\ufffd\ufffd.yaml:1:1: ")


def test_without_settings_init_is_proposed(tmp_path: Path):
    assert complaints(tmp_path) == [
        "statusgen.yaml:1:1: there is no such file in this folder "
        "(run statusgen init, or name the folder with -C)"
    ]


def test_two_settings_files_are_one_too_many(root: Path):
    (root / "statusgen.yml").write_text(SETTINGS)

    said = "statusgen.yml:1:1: there is a statusgen.yaml too (remove one of them)"
    assert complaints(root) == [said]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_a_complaint(root: Path):
    (root / "incidents/good.yaml").chmod(0)

    assert complaints(root) == ["incidents/good.yaml:1:1: cannot be read: Permission denied"]
