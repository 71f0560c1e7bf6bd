"""`build --single-file`: the home page alone, in a file of its own."""

from tests.commands.make import quickly
from tests.reading.make import project

NOW = ("--now", "2025-03-10T12:00Z")


def test_one_file_is_written_and_no_folder(tmp_path):
    project(tmp_path)

    ran = quickly("-C", tmp_path, "build", *NOW, "--single-file", tmp_path / "page.html")

    assert ran.code == 0, ran.err
    assert b"<!doctype html>" in (tmp_path / "page.html").read_bytes()[:20]
    assert not (tmp_path / "site").exists()
    assert f"{tmp_path / 'page.html'}: 1 written, 0 unchanged, 0 removed" in ran.out


def test_the_same_page_is_not_written_again(tmp_path):
    project(tmp_path)
    words = ("-C", tmp_path, "--json", "build", *NOW, "--single-file", tmp_path / "page.html")
    quickly(*words)
    before = (tmp_path / "page.html").stat()

    ran = quickly(*words)

    assert ran.document["files"] == {"written": 0, "unchanged": 1, "removed": 0}
    assert (tmp_path / "page.html").stat().st_ino == before.st_ino


def test_without_a_name_it_is_called_status(tmp_path, monkeypatch):
    project(tmp_path)
    monkeypatch.chdir(tmp_path)

    assert quickly("build", *NOW, "--single-file").code == 0
    assert (tmp_path / "status.html").is_file()


def test_it_is_no_page_for_people_files(tmp_path):
    project(tmp_path)
    before = (tmp_path / "statusgen.yaml").read_bytes()

    named = quickly("-C", tmp_path, "build", *NOW, "--single-file", tmp_path / "statusgen.yaml")
    among = quickly("-C", tmp_path, "build", *NOW, "--single-file", tmp_path / "incidents/x.html")

    assert (named.code, among.code) == (2, 2)
    assert "is to be a page (name it like status.html)" in named.err
    assert "lies in the project's incidents/" in among.err
    assert (tmp_path / "statusgen.yaml").read_bytes() == before


def test_a_folder_and_a_file_are_two_places(tmp_path):
    project(tmp_path)

    ran = quickly("-C", tmp_path, "build", "-o", tmp_path / "out", "--single-file", tmp_path / "page.html")

    assert ran.code == 2
    assert "name two places" in ran.err


def test_files_that_need_mending_leave_the_last_page(tmp_path):
    project(tmp_path)
    page = tmp_path / "page.html"
    quickly("-C", tmp_path, "build", *NOW, "--single-file", page)
    before = page.read_bytes()
    project(tmp_path, {"incidents/bad.yaml": "title: [\n"})

    assert quickly("-C", tmp_path, "build", *NOW, "--single-file", page).code == 1
    assert page.read_bytes() == before
