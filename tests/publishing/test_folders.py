"""A folder as a target: whole builds, no older one, and the one before kept."""

from contextlib import suppress
from pathlib import Path

import pytest

from statusgen.model.errors import HostError, LockedError, PassingError
from statusgen.model.publishing import PublishTarget
from statusgen.publishing.builds import read_build
from statusgen.publishing.folders import FolderTarget
from statusgen.publishing.sending import Order, publish, restore
from tests.publishing.make import a_site, a_world, build_of, contents, without_old_styles
from tests.scorecard import IS_PROOF

FOLDER = PublishTarget(id="www", folder="www")


def published(root: Path, version: int, **order: bool):
    world = a_world(root)
    return publish(build_of(a_site(version)), FolderTarget(FOLDER, world), Order(**order), world)


def found(root: Path) -> dict[str, bytes]:
    """What readers find, but styles of other builds."""
    return without_old_styles(contents(root / "www"))


def styles(root: Path) -> list[str]:
    return sorted(path for path in contents(root / "www") if path.startswith("assets/"))


def style(version: int) -> str:
    return f"assets/style.{version:010x}.css"


def test_the_style_of_pages_that_are_still_open_stays_for_one_build(tmp_path: Path) -> None:
    for version in (1, 2, 2, 3):
        published(tmp_path, version)
    assert styles(tmp_path) == [style(2), style(3)]

    world = a_world(tmp_path)
    restore(FolderTarget(FOLDER, world), world)
    assert styles(tmp_path) == [style(2), style(3)]
    published(tmp_path, 4)
    assert styles(tmp_path) == [style(2), style(4)]


def test_what_a_run_that_was_cut_left_is_cleared_by_the_next_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(tmp_path, 1)
    with monkeypatch.context() as patch:
        patch.setattr(FolderTarget, "_note", _noting_once(FolderTarget._note))
        with pytest.raises(HostError):
            published(tmp_path, 2)
    assert styles(tmp_path) == [style(1), style(2)]
    for version in (3, 4):
        published(tmp_path, version)
    assert styles(tmp_path) == [style(3), style(4)]


def _noting_once(real):
    done = []

    def note(*arguments):
        if done:
            raise OSError(28, "No space left on device")
        done.append(1)
        return real(*arguments)

    return note


def test_a_build_is_published_and_then_is_there_already(tmp_path: Path) -> None:
    first, again = published(tmp_path, 1), published(tmp_path, 1)

    assert found(tmp_path) == a_site(1)
    assert (first.is_changed, first.sent.written) == (True, len(a_site(1)))
    assert (again.is_changed, again.sent.written) == (False, 0)


def test_an_older_build_is_refused_and_can_be_forced(tmp_path: Path) -> None:
    published(tmp_path, 2)
    with pytest.raises(LockedError, match=r"has a newer build, of 2025-03-10T09:02:00Z.*--force"):
        published(tmp_path, 1)
    assert found(tmp_path) == a_site(2)

    published(tmp_path, 1, is_forced=True)
    assert found(tmp_path) == a_site(1)


def test_a_dry_run_changes_nothing_and_counts_what_it_would(tmp_path: Path) -> None:
    published(tmp_path, 1)
    would = published(tmp_path, 2, is_dry=True)

    assert found(tmp_path) == a_site(1)
    assert would == published(tmp_path, 2)


def test_the_build_before_comes_back_and_the_other_one_again(tmp_path: Path) -> None:
    for version in (1, 2, 3):
        published(tmp_path, version)
    world = a_world(tmp_path)
    target = FolderTarget(FOLDER, world)

    assert restore(target, world).taken_at.minute == 2
    assert found(tmp_path) == a_site(2)
    assert restore(target, world).taken_at.minute == 3
    assert found(tmp_path) == a_site(3)


def test_without_a_build_before_it_is_said(tmp_path: Path) -> None:
    published(tmp_path, 1)
    with pytest.raises(HostError, match="'www' keeps no build before this one"):
        FolderTarget(FOLDER, a_world(tmp_path)).restore()


def test_who_was_overtaken_looks_anew_before_anything_is_swapped(tmp_path: Path) -> None:
    published(tmp_path, 1)
    target = FolderTarget(FOLDER, a_world(tmp_path))
    seen = target.live()
    published(tmp_path, 3)
    with pytest.raises(PassingError, match="another run published there at this moment"):
        target.send(build_of(a_site(2)), seen, is_forced=False)
    assert found(tmp_path) == a_site(3)


@pytest.mark.parametrize("folder", [".", "..", "www/.."])
def test_the_project_itself_is_never_swapped(tmp_path: Path, folder: str) -> None:
    with pytest.raises(HostError, match="holds the project itself"):
        FolderTarget(PublishTarget(id="www", folder=folder), a_world(tmp_path))


def test_only_two_builds_are_kept(tmp_path: Path) -> None:
    for version in range(1, 5):
        published(tmp_path, version)
    kept = [path for path in (tmp_path / ".www.statusgen-kept").iterdir() if len(path.name) == 64]
    assert len(kept) <= len(a_site(1)) + 1


@pytest.mark.proof(
    "S17", "publishings to a folder that failed at some step left a whole page, and the next completed"
)
@pytest.mark.parametrize("number", range(1, 60, 1 if IS_PROOF else 14))
def test_whatever_step_fails_the_page_is_whole_and_the_next_run_completes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    import os

    published(tmp_path, 1)
    published(tmp_path, 2)
    left = [number]

    def failing(real):
        def call(*arguments, **named):
            left[0] -= 1
            if left[0] == 0:
                raise OSError(28, "No space left on device")
            return real(*arguments, **named)

        return call

    with monkeypatch.context() as patch:
        for name in ("link", "replace", "rename", "unlink", "mkdir", "fsync"):
            patch.setattr(os, name, failing(getattr(os, name)))
        with suppress(HostError):
            published(tmp_path, 3)

    assert found(tmp_path) in (a_site(2), a_site(3))
    published(tmp_path, 3)
    assert found(tmp_path) == a_site(3)
    world = a_world(tmp_path)
    restore(FolderTarget(FOLDER, world), world)
    assert found(tmp_path) in (a_site(1), a_site(2))


def test_a_built_folder_is_read_without_what_others_put_there(tmp_path: Path) -> None:
    published(tmp_path, 1)
    (tmp_path / "www" / "CNAME").write_text("mine")
    build = read_build(tmp_path / "www")
    assert build == build_of(a_site(1))
    assert build.taken_at.minute == 1


@pytest.mark.parametrize("path", ["index.html", "pages/1/index.html"])
def test_a_built_folder_that_was_changed_is_not_published(tmp_path: Path, path: str) -> None:
    published(tmp_path, 1)
    (tmp_path / "www" / path).write_text("another")
    with pytest.raises(HostError, match=f"not as it was built: '{path}' differs"):
        read_build(tmp_path / "www")
    (tmp_path / "www" / path).unlink()
    with pytest.raises(HostError, match=f"cannot read .*{path}.*no such file"):
        read_build(tmp_path / "www")


def test_a_list_that_leads_out_of_its_folder_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    (tmp_path / "www" / "build.json").write_text('{"../secret": "00"}')
    with pytest.raises(HostError, match=r"'\.\./secret' cannot be published"):
        read_build(tmp_path / "www")
