import os
import posixpath
import stat
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.model.errors import HostError, LockedError
from statusgen.publishing import swap
from statusgen.publishing.folder import Published, publish
from statusgen.publishing.plan import check_paths
from tests.publishing.make import a_build, beside, contents


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / ".statusgen" / "lock"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "out" / "site"


@pytest.fixture(params=["exchange", "two renames"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "two renames":
        monkeypatch.setattr(swap, "_exchange", lambda *_: False)


def test_files_become_a_folder_that_was_not_there(site: Path, lock: Path) -> None:
    assert publish(a_build(1), site, lock=lock) == Published(written=23, kept=0, removed=0)
    assert contents(site) == a_build(1)
    assert beside(site) == []


def test_an_empty_folder_is_filled(site: Path, lock: Path) -> None:
    site.mkdir(parents=True)
    publish(a_build(1), site, lock=lock)
    assert contents(site) == a_build(1)


@pytest.mark.usefixtures("way")
def test_a_build_replaces_the_one_before_it(site: Path, lock: Path) -> None:
    publish(a_build(1), site, lock=lock)
    assert publish(a_build(2), site, lock=lock) == Published(written=22, kept=1, removed=1)
    assert contents(site) == a_build(2)
    assert not (site / "only" / "1").exists()
    assert beside(site) == []


def test_the_same_build_again_touches_nothing(site: Path, lock: Path) -> None:
    publish(a_build(1), site, lock=lock)
    before = {path: path.stat().st_ctime_ns for path in site.rglob("*")}
    assert publish(a_build(1), site, lock=lock) == Published(written=0, kept=23, removed=0)
    assert {path: path.stat().st_ctime_ns for path in site.rglob("*")} == before


def test_an_unchanged_file_is_the_same_file(site: Path, lock: Path) -> None:
    publish(a_build(1), site, lock=lock)
    before = (site / "style.css").stat()
    publish(a_build(2), site, lock=lock)
    after = (site / "style.css").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_the_manifest_depends_on_nothing_but_the_files(tmp_path: Path, lock: Path) -> None:
    publish(a_build(1), tmp_path / "a", lock=lock)
    publish(a_build(2), tmp_path / "b", lock=lock)
    publish(dict(reversed(a_build(1).items())), tmp_path / "b", lock=lock)
    assert (tmp_path / "a" / "build.json").read_bytes() == (tmp_path / "b" / "build.json").read_bytes()


@pytest.mark.usefixtures("way")
def test_what_others_put_there_stays(site: Path, lock: Path) -> None:
    publish(a_build(1), site, lock=lock)
    (site / "CNAME").write_text("status.chirp.example")
    (site / ".well-known").mkdir(mode=0o750)
    (site / ".well-known" / "security.txt").write_text("Contact: mailto:a@chirp.example")
    (site / "pages" / "0" / "notes.txt").write_text("mine")
    (site / "only" / "1" / "empty").mkdir()
    (site / "passwd").symlink_to("/etc/passwd")
    (site / "elsewhere").symlink_to("/etc")
    os.mkfifo(site / "pipe")
    publish(a_build(2), site, lock=lock)
    assert (site / "CNAME").read_text() == "status.chirp.example"
    assert (site / ".well-known" / "security.txt").read_text().startswith("Contact")
    assert stat.S_IMODE((site / ".well-known").stat().st_mode) == 0o750
    assert (site / "pages" / "0" / "notes.txt").read_text() == "mine"
    assert (site / "only" / "1" / "empty").is_dir()
    assert (site / "passwd").readlink() == Path("/etc/passwd")
    assert (site / "elsewhere").readlink() == Path("/etc")
    assert (site / "pipe").is_fifo()
    assert not (site / "only" / "1" / "index.html").exists()


def test_a_page_that_a_person_changed_and_we_publish_no_more_is_theirs(site: Path, lock: Path) -> None:
    publish(a_build(1), site, lock=lock)
    (site / "only" / "1" / "index.html").write_text("kept by hand")
    publish(a_build(2), site, lock=lock)
    assert (site / "only" / "1" / "index.html").read_text() == "kept by hand"


def test_a_page_that_a_person_changed_and_we_still_publish_is_ours(site: Path, lock: Path) -> None:
    publish(a_build(1), site, lock=lock)
    (site / "index.html").write_text("changed by hand")
    publish(a_build(1), site, lock=lock)
    assert contents(site) == a_build(1)


IN_THE_WAY = {
    "a file": lambda site: (site / "index.html").write_text("mine"),
    "a folder": lambda site: (site / "index.html").mkdir(),
    "a file where a folder must be": lambda site: (site / "pages").write_text("mine"),
    "a link out where a folder must be": lambda site: (site / "pages").symlink_to("/etc"),
    "a link": lambda site: (site / "index.html").symlink_to("/etc/passwd"),
    "a manifest that is a link": lambda site: (site / "build.json").symlink_to("/etc/passwd"),
}


@pytest.mark.parametrize("put", IN_THE_WAY.values(), ids=IN_THE_WAY)
def test_what_is_not_ours_is_not_overwritten(site: Path, lock: Path, put: object) -> None:
    site.mkdir(parents=True)
    put(site)
    before = sorted((path, path.lstat().st_ino) for path in site.rglob("*"))
    with pytest.raises(HostError, match="is in the way: statusgen did not publish it"):
        publish(a_build(1), site, lock=lock)
    assert sorted((path, path.lstat().st_ino) for path in site.rglob("*")) == before
    assert beside(site) == []


def test_a_file_of_others_that_has_our_bytes_is_in_nobodys_way(site: Path, lock: Path) -> None:
    site.mkdir(parents=True)
    (site / "index.html").write_bytes(b"home 1")
    publish(a_build(1), site, lock=lock)
    assert contents(site) == a_build(1)


def test_a_page_may_become_a_folder_and_a_folder_a_page(site: Path, lock: Path) -> None:
    publish({"a": b"1", "b/c": b"2"}, site, lock=lock)
    publish({"a/d": b"3", "b": b"4"}, site, lock=lock)
    assert contents(site) == {"a/d": b"3", "b": b"4"}


@pytest.mark.parametrize("manifest", [b"", b"[]", b'{"a": 1}', b"[" * 100_000, b"\xff"])
def test_another_build_json_stops_it(site: Path, lock: Path, manifest: bytes) -> None:
    site.mkdir(parents=True)
    (site / "build.json").write_bytes(manifest)
    with pytest.raises(HostError, match=r"build.json is not a list of published files"):
        publish(a_build(1), site, lock=lock)


@pytest.mark.parametrize(
    "path",
    ["", "/etc/x", "../x", "a/../../x", "a//b", "./a", "a/.", "a\\b", "a\0b", "a\nb", "x" * 256, "build.json",
     "index.html/x", "build.json/x", "\ud800"],
)  # fmt: skip
def test_a_path_that_leads_out_is_a_bug(site: Path, lock: Path, path: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        publish({"index.html": b"", path: b""}, site, lock=lock)
    assert not site.exists()


@given(st.text(st.sampled_from("./\\\0ab~:-") | st.characters(), max_size=12))
def test_any_path_stays_inside_or_is_refused(path: str) -> None:
    try:
        check_paths({path: b""})
    except ValueError:
        return
    assert posixpath.normpath(f"/site/{path}") == f"/site/{path}"


def test_what_others_put_there_while_it_is_published_stays(
    site: Path, lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(a_build(1), site, lock=lock)
    (site / "CNAME").write_text("old")

    def exchange_late(first: Path, second: Path) -> bool:
        (site / ".well-known" / "acme").mkdir(parents=True)
        (site / ".well-known" / "acme" / "token").write_text("late")
        (site / "CNAME.new").write_text("new one")
        (site / "CNAME.new").replace(site / "CNAME")
        return original(first, second)

    original = swap._exchange
    monkeypatch.setattr(swap, "_exchange", exchange_late)
    publish(a_build(2), site, lock=lock)
    assert (site / ".well-known" / "acme" / "token").read_text() == "late"
    assert (site / "CNAME").read_text() == "new one"
    assert beside(site) == []


def test_the_folder_keeps_its_mode_and_a_new_one_is_readable_by_the_web_server(
    site: Path, lock: Path
) -> None:
    publish(a_build(1), site, lock=lock)
    assert stat.S_IMODE(site.stat().st_mode) & 0o555 == 0o555
    assert stat.S_IMODE((site / "index.html").stat().st_mode) & 0o444 == 0o444
    site.chmod(0o2750)
    publish(a_build(2), site, lock=lock)
    assert stat.S_IMODE(site.stat().st_mode) == 0o2750


def test_a_linked_folder_is_published_where_it_leads(tmp_path: Path, lock: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    publish(a_build(1), tmp_path / "link", lock=lock)
    publish(a_build(2), tmp_path / "link", lock=lock)
    assert (tmp_path / "link").is_symlink()
    assert contents(tmp_path / "real") == a_build(2)


def test_the_project_itself_is_no_site(tmp_path: Path, lock: Path) -> None:
    with pytest.raises(HostError, match="holds the project itself"):
        publish(a_build(1), tmp_path, lock=lock)


def test_a_file_is_no_site(tmp_path: Path, lock: Path) -> None:
    (tmp_path / "site").write_text("mine")
    with pytest.raises(HostError, match="is not a folder"):
        publish(a_build(1), tmp_path / "site", lock=lock)


def test_what_a_killed_run_left_is_cleared(site: Path, lock: Path) -> None:
    publish(a_build(1), site, lock=lock)
    for word in ("new", "old", "late"):
        left = site.with_name(f".site.statusgen-{word}")
        (left / "deep").mkdir(parents=True)
        (left / "deep" / "x").write_text("x")
        (left / "deep").chmod(0o500)
    publish(a_build(1), site, lock=lock)
    assert beside(site) == []


def test_a_page_that_a_killed_run_had_put_aside_comes_back(site: Path, lock: Path) -> None:
    publish(a_build(1), site, lock=lock)
    (site / "CNAME").write_text("mine")
    site.rename(site.with_name(".site.statusgen-old"))
    publish(a_build(2), site, lock=lock)
    assert contents(site) == {**a_build(2), "CNAME": b"mine"}
    assert beside(site) == []


def test_the_old_page_comes_back_when_the_second_rename_fails(
    site: Path, lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(a_build(1), site, lock=lock)
    renames = []

    def rename(source: Path, to: Path) -> None:
        renames.append(source)
        if len(renames) == 2:
            raise OSError(5, "Input/output error")
        os.rename(source, to)  # noqa: PTH104 (Path.rename is what this stands for)

    monkeypatch.setattr(swap, "_exchange", lambda *_: False)
    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(HostError, match="input/output error"):
        publish(a_build(2), site, lock=lock)
    assert contents(site) == a_build(1)
    assert beside(site) == []


def test_who_comes_second_is_told_to_try_again(
    site: Path, lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("statusgen.publishing.folder._PATIENCE", 0.1)
    lock.parent.mkdir()
    held = "import fcntl, sys; f = open(sys.argv[1], 'a'); fcntl.flock(f, 2); print(); input()"
    with subprocess.Popen(
        ["python3", "-c", held, lock], stdout=subprocess.PIPE, stdin=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(LockedError, match="another statusgen is publishing"):
            publish(a_build(1), site, lock=lock)
        holder.kill()
    publish(a_build(1), site, lock=lock)


def test_a_link_that_cannot_be_made_becomes_a_copy(
    site: Path, lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise OSError(1, "Operation not permitted")

    publish(a_build(1), site, lock=lock)
    (site / "CNAME").write_text("mine")
    (site / "away").symlink_to("/etc")
    monkeypatch.setattr(os, "link", refuse)
    publish(a_build(2), site, lock=lock)
    monkeypatch.undo()
    assert (site / "away").readlink() == Path("/etc")
    (site / "away").unlink()
    assert contents(site) == {**a_build(2), "CNAME": b"mine"}
