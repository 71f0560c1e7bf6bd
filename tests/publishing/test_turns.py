"""Two folders take turns, and what is remembered of them is believed only where it can be shown."""

import os
import random
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from statusgen.model.errors import HostError
from statusgen.publishing import filling, plan, swap
from statusgen.publishing.folder import publish
from tests.publishing.make import a_build, beside, contents
from tests.scorecard import IS_PROOF

SERIES = 500 if IS_PROOF else 12


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / ".statusgen" / "lock"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "site"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Files that were read to know what is in them."""
    found: list[str] = []

    def holds(path: Path, *sums: object) -> bool:
        found.append(path.name)
        return original(path, *sums)

    original = plan.holds
    monkeypatch.setattr(plan, "holds", holds)
    return found


def of_long_ago(folder: Path) -> None:
    """Make all in it so old that nothing could have changed since without showing it."""
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (1_000_000_000, 1_000_000_000), follow_symlinks=False)
    time.sleep(0.03)


def spare_of(lock: Path) -> Path:
    (spare,) = lock.parent.glob("trees/*/spare")
    return spare


def index_of(lock: Path, tree: Path) -> Path:
    (index,) = lock.parent.glob(f"trees/*/{tree.stat().st_ino}.index")
    return index


def test_the_folder_before_takes_its_turn(site: Path, lock: Path) -> None:
    numbers = []
    for version in range(1, 6):
        publish(a_build(version), site, lock=lock)
        numbers.append(((site / "pages" / "0").stat().st_ino, (site / "style.css").stat().st_ino))
        assert contents(site) == a_build(version)
        assert beside(site) == [".statusgen"]
    (first, style), (second, _), *rest = numbers
    assert first != second
    assert rest == [(first, style), (second, style), (first, style)]


def test_what_did_not_change_is_neither_read_nor_written_nor_linked(
    site: Path, lock: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = a_build(1)
    for version in (1, 2):
        files["index.html"] = f"home {version}".encode()
        publish(files, site, lock=lock)
    of_long_ago(site)
    publish(files, site, lock=lock)
    read.clear()
    linked = []
    monkeypatch.setattr(filling, "link", lambda old, new: linked.append(old.name) or os.link(old, new))
    publish({**files, "index.html": b"home 3"}, site, lock=lock)
    assert set(read) <= {"index.html", "build.json"}
    assert linked == []
    publish({**files, "index.html": b"home 3", "new": b""}, site, lock=lock)
    assert set(read) <= {"index.html", "build.json"}
    assert linked == ["index.html"]


def test_who_holds_the_folder_open_finds_one_build_in_it_or_nothing(site: Path, lock: Path) -> None:
    publish(a_build(1), site, lock=lock)
    held = os.open(site, os.O_RDONLY)
    publish(a_build(2), site, lock=lock)
    page = os.open("pages/0/index.html", os.O_RDONLY, dir_fd=held)
    assert os.read(page, 10) == b"page 1"
    os.close(page)
    publish(a_build(3), site, lock=lock)
    for path in a_build(3):
        with pytest.raises(FileNotFoundError):
            os.open(path, os.O_RDONLY, dir_fd=held)
    os.close(held)


def _same_size(path: Path) -> None:
    path.write_bytes(b"x" * path.stat().st_size)


def _time_put_back(path: Path) -> None:
    then = path.stat().st_mtime_ns
    _same_size(path)
    os.utime(path, ns=(then, then))


def _replaced(path: Path) -> None:
    then = path.stat().st_mtime_ns
    other = path.with_name("other")
    other.write_bytes(b"x" * path.stat().st_size)
    os.utime(other, ns=(then, then))
    other.replace(path)


@pytest.mark.parametrize("is_old", [True, False], ids=["old", "just written"])
@pytest.mark.parametrize("edit", [_same_size, _time_put_back, _replaced, Path.unlink])
def test_a_change_by_somebody_else_is_seen(
    site: Path, lock: Path, edit: Callable[[Path], None], *, is_old: bool
) -> None:
    for version in (1, 2):
        publish(a_build(version), site, lock=lock)
    if is_old:
        of_long_ago(site)
        publish(a_build(2), site, lock=lock)
    for _ in range(3):
        edit(site / "pages" / "7" / "index.html")
        publish(a_build(2), site, lock=lock)
        assert contents(site) == a_build(2)


def test_what_is_written_in_the_tick_of_the_look_is_seen(site: Path, lock: Path) -> None:
    page = site / "pages" / "7" / "index.html"
    publish(a_build(1), site, lock=lock)
    for _ in range(30):
        publish(a_build(1), site, lock=lock)
        _time_put_back(page)
        publish(a_build(1), site, lock=lock)
        assert page.read_bytes() == b"page 1"


def test_what_comes_into_a_folder_whose_time_is_put_back_is_seen(site: Path, lock: Path) -> None:
    for version in (1, 2):
        publish(a_build(version), site, lock=lock)
    of_long_ago(site)
    publish(a_build(2), site, lock=lock)
    folder = site / "pages" / "3"
    then = folder.stat().st_mtime_ns
    (folder / "mine.txt").write_text("mine")
    os.utime(folder, ns=(then, then))
    for version in (3, 4):
        publish(a_build(version), site, lock=lock)
        assert contents(site) == {**a_build(version), "pages/3/mine.txt": b"mine"}
    (site / "pages" / "3" / "mine.txt").unlink()
    publish(a_build(5), site, lock=lock)
    assert contents(site) == a_build(5)


def test_a_folder_that_became_a_link_to_itself_elsewhere_is_in_the_way(
    tmp_path: Path, site: Path, lock: Path
) -> None:
    for version in (1, 2):
        publish(a_build(version), site, lock=lock)
    of_long_ago(site)
    publish(a_build(2), site, lock=lock)
    (site / "pages").rename(tmp_path / "elsewhere")
    (site / "pages").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(HostError, match="pages is in the way: statusgen did not publish it"):
        publish(a_build(3), site, lock=lock)
    assert (tmp_path / "elsewhere" / "0" / "index.html").read_bytes() == b"page 2"


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _in_the_name_of(path: Path) -> None:
    others = [other for other in path.parent.glob("*.index") if other != path]
    path.write_bytes(others[0].read_bytes())


def _make_a_folder(path: Path) -> None:
    path.unlink()
    (path / "full").mkdir(parents=True)


DAMAGE = {
    "cut": _cut,
    "flipped": _flip,
    "emptied": lambda path: path.write_bytes(b""),
    "gone": Path.unlink,
    "of the other folder": _in_the_name_of,
    "a folder": _make_a_folder,
}


@pytest.mark.parametrize("which", ["live", "spare"])
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_memory_is_none(
    site: Path, lock: Path, read: list[str], damage: Callable[[Path], None], which: str
) -> None:
    for version in (1, 2, 3):
        publish(a_build(version), site, lock=lock)
    of_long_ago(site)
    publish(a_build(3), site, lock=lock)
    damage(index_of(lock, site if which == "live" else spare_of(lock)))
    read.clear()
    publish(a_build(3), site, lock=lock)
    assert len(read) == (len(a_build(3)) + 1 if which == "live" else 0)
    for version in (4, 5):
        publish(a_build(version), site, lock=lock)
        assert contents(site) == a_build(version)


def _full_of_strangers(spare: Path) -> None:
    shutil.rmtree(spare / "pages")
    (spare / "pages").write_text("not a folder")
    (spare / "passwd").symlink_to("/etc/passwd")
    (spare / "index.html").unlink()
    (spare / "index.html").mkdir()
    os.mkfifo(spare / "pipe")


def _away(spare: Path) -> None:
    shutil.rmtree(spare)


def _linked_elsewhere(spare: Path) -> None:
    spare.rename(spare.parent / "moved")
    spare.symlink_to(spare.parent / "moved")


def _copied(spare: Path) -> None:
    spare.rename(spare.parent / "moved")
    shutil.copytree(spare.parent / "moved", spare)
    shutil.rmtree(spare.parent / "moved")


@pytest.mark.parametrize("damage", [_full_of_strangers, _away, _linked_elsewhere, _copied])
def test_a_spare_that_somebody_changed_does_no_harm(
    site: Path, lock: Path, damage: Callable[[Path], None]
) -> None:
    for version in (1, 2, 3):
        publish(a_build(version), site, lock=lock)
    damage(spare_of(lock))
    for version in (4, 5):
        publish(a_build(version), site, lock=lock)
        assert contents(site) == a_build(version)
        assert not (site / "passwd").is_symlink()
        assert not (site / "pipe").exists()


def test_folders_have_the_modes_of_those_that_are_live(site: Path, lock: Path) -> None:
    for version in (1, 2):
        publish(a_build(version), site, lock=lock)
    (site / "pages" / "3").chmod(0o2750)
    site.chmod(0o2770)
    for version in (3, 4):
        publish(a_build(version), site, lock=lock)
        modes = [stat.S_IMODE(path.stat().st_mode) for path in (site, site / "pages" / "3")]
        assert modes == [0o2770, 0o2750]
    (site / "pages" / "3").chmod(0o755)
    publish(a_build(5), site, lock=lock)
    assert stat.S_IMODE((site / "pages" / "3").stat().st_mode) == 0o755


def test_a_folder_that_comes_back_has_no_mode_of_earlier(site: Path, lock: Path) -> None:
    publish({"a/b": b"", "c": b""}, site, lock=lock)
    (site / "a").chmod(0o700)
    publish({"a/b": b"", "c": b"2"}, site, lock=lock)
    publish({"c": b"3"}, site, lock=lock)
    publish({"a/b": b"", "c": b"4"}, site, lock=lock)
    assert stat.S_IMODE((site / "a").stat().st_mode) & 0o555 == 0o555


def test_what_was_kept_for_a_folder_that_is_no_more_goes(tmp_path: Path, lock: Path) -> None:
    for name in ("one", "two"):
        for version in (1, 2):
            publish(a_build(version), tmp_path / name, lock=lock)
    assert len(list(lock.parent.glob("trees/*/spare"))) == 2
    shutil.rmtree(tmp_path / "one")
    publish(a_build(2), tmp_path / "two", lock=lock)
    assert len(list(lock.parent.glob("trees/*"))) == 1
    publish(a_build(3), tmp_path / "two", lock=lock)
    assert contents(tmp_path / "two") == a_build(3)
    assert len(list(lock.parent.glob("trees/*/*.index"))) == 2


@pytest.mark.parametrize("where", ["trees", "trees/*", "trees/*/of", "trees/*/clock", "trees/*/spare"])
def test_a_link_in_the_place_of_what_is_kept_leads_nowhere(
    tmp_path: Path, site: Path, lock: Path, where: str
) -> None:
    for version in (1, 2):
        publish(a_build(version), site, lock=lock)
    (place,) = lock.parent.glob(where)
    place.rename(tmp_path / "elsewhere")
    place.symlink_to(tmp_path / "elsewhere")
    before = _all_in(tmp_path / "elsewhere")
    for version in (3, 4, 5):
        publish(a_build(version), site, lock=lock)
        assert contents(site) == a_build(version)
    assert _all_in(tmp_path / "elsewhere") == before


def _all_in(path: Path) -> dict[Path, int]:
    return {inside: inside.lstat().st_mtime_ns for inside in (path, *path.rglob("*"))}


_OPERATIONS = ("link", "replace", "rename", "unlink", "mkdir", "rmdir", "scandir", "lstat", "fsync", "chmod")


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], list[int]]]:
    """Make one operation of the disk fail, by its number; what is left of it when it did not come so far."""
    with monkeypatch.context() as patch:
        left = [0]

        def counted(real: Callable[..., object]) -> Callable[..., object]:
            def call(*arguments: object, **named: object) -> object:
                left[0] -= 1
                if left[0] == 0:
                    raise OSError(28, "No space left on device")
                return real(*arguments, **named)

            return call

        for name in _OPERATIONS:
            patch.setattr(os, name, counted(getattr(os, name)))

        def fail(number: int) -> list[int]:
            left[0] = number
            return left

        yield fail


@pytest.mark.proof(
    "S17", "publishings in turns that failed at some step left a whole page, and the next two were done"
)
@pytest.mark.parametrize("way", ["exchange", "two renames"])
def test_whatever_step_of_a_turn_fails_the_page_is_whole_and_the_next_run_completes(
    tmp_path: Path, failing: Callable[[int], list[int]], monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    if way == "two renames":
        monkeypatch.setattr(swap, "_exchange", lambda *_: False)
    failed = 0
    for number in range(1, 10_000, 1 if IS_PROOF else 7):
        root = tmp_path / str(number)
        site, lock = root / "site", root / ".statusgen" / "lock"
        for version in (1, 2, 3):
            publish(a_build(version, pages=4), site, lock=lock)
        (site / "CNAME").write_text("mine")
        left = failing(number)
        with suppress(HostError):
            publish(a_build(4, pages=3), site, lock=lock)
        has_come_so_far, left[0] = left[0] <= 0, 0
        whole = [{**a_build(3, pages=4), "CNAME": b"mine"}, {**a_build(4, pages=3), "CNAME": b"mine"}]
        aside = site.with_name(".site.statusgen-old")
        assert contents(site if site.exists() else aside) in whole, number
        for version in (5, 6, 7):
            publish(a_build(version, pages=4), site, lock=lock)
            assert contents(site) == {**a_build(version, pages=4), "CNAME": b"mine"}, number
            assert beside(site) == [".statusgen"], number
        shutil.rmtree(root)
        failed += has_come_so_far
        if not has_come_so_far:
            break
    assert failed > 10


class Story:
    """Builds, people's files and accidents at random, and what there must be after each."""

    def __init__(self, root: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.root = root
        self.site, self.lock = root / "site", root / ".statusgen" / "lock"
        self.files: dict[str, bytes] = {"index.html": b"0"}
        self.foreign: dict[str, bytes] = {}
        self.edited: set[str] = set()

    def any_path(self) -> str:
        return self.chance.choice(["a", "a/b", "a/b/c", "d/e", "d/f", "g", "h/i/j", "index.html"])

    def change_files(self) -> None:
        path = self.any_path()
        for other in [
            p for p in self.files if f"{p}/".startswith(f"{path}/") or f"{path}/".startswith(f"{p}/")
        ]:
            del self.files[other]
        if self.chance.random() < 0.7:
            self.files[path] = self.chance.choice([b"1", b"2", b"33"])

    def bring_a_stranger(self) -> None:
        path = self.chance.choice(["CNAME", "a/mine", "own/deep/file", "d/mine"])
        if all(
            (self.site / above).is_dir() or not os.path.lexists(self.site / above)
            for above in Path(path).parents
        ):
            (self.site / path).parent.mkdir(parents=True, exist_ok=True)
            self.foreign[path] = self.chance.choice([b"x", b"y"])
            if self.chance.random() < 0.5:
                (self.site / path).unlink(missing_ok=True)
            (self.site / path).write_bytes(self.foreign[path])

    def take_a_stranger(self) -> None:
        if self.foreign:
            path = self.chance.choice(sorted(self.foreign))
            del self.foreign[path]
            (self.site / path).unlink()

    def edit_ours(self) -> None:
        path = self.any_path()
        if path in self.files and path not in self.foreign and (self.site / path).is_file():
            self.chance.choice([_same_size, _time_put_back, _replaced])(self.site / path)
            self.edited.add(path)

    def grow_old(self) -> None:
        of_long_ago(self.site)
        self.publish()

    def spoil(self) -> None:
        for path in sorted(self.lock.parent.glob("trees/*/*")):
            if self.chance.random() < 0.3:
                if path.name == "spare":
                    self.chance.choice([_away, _copied])(path)
                elif path.is_file() and path.stat().st_size > 20:
                    self.chance.choice([_cut, _flip])(path)

    def publish(self) -> None:
        fresh = self.root / "fresh"
        theirs = {path: (self.site / path).read_bytes() for path in self.edited - self.files.keys()}
        foreign = {**self.foreign, **theirs}
        if self.site.exists():
            shutil.copytree(self.site, fresh)
        told = []
        for target, lock in ((fresh, self.root / "other" / "lock"), (self.site, self.lock)):
            try:
                publish(self.files, target, lock=lock)
                told.append("")
            except HostError as error:
                told.append(str(error).partition(" is in the way")[0].rpartition("/")[2])
        assert told[0] == told[1]
        if not told[0]:
            assert contents(self.site) == contents(fresh) == {**self.files, **foreign}
            self.foreign, self.edited = foreign, set()
            assert (self.site / "build.json").read_bytes() == (fresh / "build.json").read_bytes()
            assert _folders(self.site) == _folders(fresh)
        assert sorted({*beside(self.site)} - {"fresh", "other"}) == [".statusgen"]
        shutil.rmtree(fresh)
        shutil.rmtree(self.root / "other")


def _folders(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_dir()}


@pytest.mark.slow
def test_any_series_of_builds_ends_as_builds_of_which_nothing_is_remembered(tmp_path: Path) -> None:
    for seed in range(SERIES):
        story = Story(tmp_path / str(seed), seed)
        story.publish()
        for _ in range(12):
            acts = [
                story.change_files, story.change_files, story.bring_a_stranger, story.take_a_stranger,
                story.edit_ours, story.grow_old, story.spoil,
            ]  # fmt: skip
            for act in story.chance.sample(acts, story.chance.randint(1, 4)):
                act()
            story.publish()
        shutil.rmtree(story.root)
