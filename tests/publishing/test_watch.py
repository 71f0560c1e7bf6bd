import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from statusgen.publishing import watch
from statusgen.publishing.watch import changes

pytestmark = pytest.mark.slow

Edit = Callable[[Path], Awaitable[None]]


async def _gather(sets: AsyncIterator[set[Path]], into: list[set[Path]]) -> None:
    async for found in sets:
        into.append(found)


def _builds(
    root: Path, edit: Edit, *, quiet: float = 1.0, paths: tuple[str, ...] = ("incidents",)
) -> list[set[str]]:
    """The sets of paths, relative to `root`, that the edit and some quiet after it give."""

    async def run() -> list[set[Path]]:
        found: list[set[Path]] = []
        async with AsyncExitStack() as stack:
            watched = [root / path for path in paths]
            sets = await stack.enter_async_context(changes(watched, [root / "incidents/site"], debounce=0.1))
            gathering = asyncio.create_task(_gather(sets, found))
            await edit(root)
            await asyncio.sleep(quiet)
            gathering.cancel()
        return found

    return [{str(path.relative_to(root)) for path in found} for found in asyncio.run(run())]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "incidents" / "old").mkdir(parents=True)
    (tmp_path / "incidents" / "a.yaml").write_text("title: A")
    (tmp_path / "incidents" / "site").mkdir()
    return tmp_path


async def _write(root: Path) -> None:
    (root / "incidents" / "a.yaml").write_text("title: B")


async def _create_deep(root: Path) -> None:
    (root / "incidents" / "new").mkdir()
    await asyncio.sleep(0.2)
    (root / "incidents" / "new" / "b.yaml").write_text("title: B")


async def _delete(root: Path) -> None:
    (root / "incidents" / "a.yaml").unlink()


async def _rename_swap(root: Path) -> None:
    (root / "incidents" / "a.yaml~").write_text("title: B")
    (root / "incidents" / "a.yaml~").replace(root / "incidents" / "a.yaml")


async def _move_in(root: Path) -> None:
    (root / "b.yaml").write_text("title: B")
    (root / "b.yaml").rename(root / "incidents" / "b.yaml")


@pytest.mark.parametrize(
    ("edit", "path"),
    [
        (_write, "incidents/a.yaml"),
        (_create_deep, "incidents/new/b.yaml"),
        (_delete, "incidents/a.yaml"),
        (_rename_swap, "incidents/a.yaml"),
        (_move_in, "incidents/b.yaml"),
    ],
)
def test_a_change_is_seen(root: Path, edit: Edit, path: str) -> None:
    assert path in set().union(*_builds(root, edit))


def test_reading_is_no_change(root: Path) -> None:
    async def read(root: Path) -> None:
        for _ in range(20):
            (root / "incidents" / "a.yaml").read_text()
            os.listdir(root / "incidents")  # noqa: PTH208 (what is tested is the call)
            await asyncio.sleep(0.01)

    assert _builds(root, read) == []


def test_output_droppings_and_the_insides_of_git_are_no_change(root: Path) -> None:
    async def litter(root: Path) -> None:
        (root / "incidents" / ".git").mkdir()
        names = ("site/index.html", ".git/index", ".#a.yaml", "a.yaml~", "4913", ".a.yaml.swp", "#a.yaml#")
        for name in names:
            (root / "incidents" / name).write_text("x")
            (root / "incidents" / name).unlink()
        (root / "other").write_text("x")

    assert _builds(root, litter) == []


def test_a_thousand_files_are_two_builds_at_most(root: Path) -> None:
    async def write_many(root: Path) -> None:
        for number in range(1_000):
            (root / "incidents" / f"{number}.yaml").write_text("title: X")
            if number % 50 == 0:
                await asyncio.sleep(0.01)

    builds = _builds(root, write_many, quiet=2.5)
    assert 1 <= len(builds) <= 2
    assert len(set().union(*builds)) == 1_000


def test_a_tree_that_is_never_quiet_is_built_all_the_same(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "_LONGEST_WAIT", 0.4)

    async def write_on(root: Path) -> None:
        for number in range(60):
            (root / "incidents" / "a.yaml").write_text(str(number))
            await asyncio.sleep(0.04)

    builds = _builds(root, write_on)
    assert 2 <= len(builds) <= 5


def test_a_folder_that_is_made_later_is_watched_too(tmp_path: Path) -> None:
    async def make(root: Path) -> None:
        (root / "incidents" / "deep").mkdir(parents=True)
        await asyncio.sleep(1.2)
        (root / "incidents" / "deep" / "a.yaml").write_text("title: A")

    assert "incidents/deep/a.yaml" in set().union(*_builds(tmp_path, make, quiet=1.5))


@pytest.mark.parametrize("way", ["removed and made again", "exchanged"])
def test_a_folder_that_is_replaced_is_watched_on(root: Path, way: str) -> None:
    async def replace(root: Path) -> None:
        (root / "next").mkdir()
        if way == "exchanged":
            (root / "incidents").rename(root / "previous")
            (root / "next").rename(root / "incidents")
        else:
            shutil.rmtree(root / "incidents")
            (root / "incidents").mkdir()
        await asyncio.sleep(1.5)
        (root / "incidents" / "b.yaml").write_text("title: B")

    assert "incidents/b.yaml" in set().union(*_builds(root, replace, quiet=1.5))


def test_a_single_file_is_watched_without_its_neighbours(root: Path) -> None:
    async def save(root: Path) -> None:
        (root / "neighbour").write_text("x")
        (root / "statusgen.yaml.new").write_text("page: {}")
        (root / "statusgen.yaml.new").replace(root / "statusgen.yaml")

    assert _builds(root, save, paths=("statusgen.yaml",)) == [{"statusgen.yaml"}]


def test_a_link_that_is_swapped_is_a_change(root: Path) -> None:
    (root / "v1").mkdir()
    (root / "v2").mkdir()
    (root / "current").symlink_to("v1")

    async def swap(root: Path) -> None:
        (root / "next").symlink_to("v2")
        (root / "next").replace(root / "current")
        await asyncio.sleep(1.5)
        (root / "v2" / "a.yaml").write_text("title: A")

    builds = _builds(root, swap, quiet=1.5, paths=("current",))
    assert builds[0] == {"current"}
    assert "current/a.yaml" in set().union(*builds)
