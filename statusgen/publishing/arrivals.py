"""What others put into the live folder while the next one was being made is carried over after the swap."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from statusgen.publishing.plan import Plan
from statusgen.publishing.survey import Survey, folder_sign, is_sure, survey
from statusgen.publishing.trees import link, parents


def carry_late(old: Path, target: Path, late: Path, todo: Plan, since: int | None) -> None:
    """`since`: when was looked what is in the folder; `late`: a name for one thing at a time."""
    arrived = todo.foreign.union(_arrived(old, todo.before, since)) - todo.contents.keys() - todo.removed
    for path in sorted(arrived):
        if os.path.lexists(old / path) and not _is_same(old / path, target / path):
            for folder in reversed(tuple(parents(path))):
                (target / folder).mkdir(exist_ok=True)
            link(old / path, late)
            late.replace(target / path)


def _arrived(old: Path, before: Survey, since: int | None) -> Iterator[str]:
    """What is in folders to which something was done; a folder that came is in one of them."""
    top = str(old)
    for folder, sign in before.folders.items():
        with suppress(FileNotFoundError):
            now = folder_sign(os.lstat(f"{top}/{folder}"))
            if now == sign and since is not None and is_sure(now, since):
                continue
            for path in _within(old / folder, folder, before):
                yield f"{folder}/{path}" if folder else path


def _within(place: Path, folder: str, before: Survey) -> Iterator[str]:
    """All that is in a folder, but in those of its folders that were there before."""
    with os.scandir(place) as found:
        entries = list(found)
    for entry in entries:
        path = f"{folder}/{entry.name}" if folder else entry.name
        if not entry.is_dir(follow_symlinks=False):
            yield entry.name
        elif path not in before.folders:
            yield from (f"{entry.name}/{inner}" for inner in survey(entry.path).entries)


def _is_same(first: Path, second: Path) -> bool:
    if not os.path.lexists(second):
        return False
    one, other = first.lstat(), second.lstat()
    return (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)
