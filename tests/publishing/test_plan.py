"""What is known of files before they are made."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

import pytest

from statusgen.publishing.folder import publish
from statusgen.publishing.manifest import manifest_of
from tests.publishing.make import a_build, contents


class Told(Mapping[str, bytes]):
    """Files that tell what most of them hold, and note which were made."""

    def __init__(self, files: Mapping[str, bytes], not_told: frozenset[str] = frozenset()) -> None:
        self._files, self._not_told = files, not_told
        self.made: list[str] = []

    def sums(self, path: str) -> tuple[int, str] | None:
        data = self._files[path]
        return None if path in self._not_told else (len(data), sha256(data).hexdigest())

    def __getitem__(self, path: str) -> bytes:
        self.made.append(path)
        return self._files[path]

    def __contains__(self, path: object) -> bool:
        return path in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / ".statusgen" / "lock"


def test_a_file_is_made_only_to_be_written_where_it_tells_what_it_holds(tmp_path: Path, lock: Path) -> None:
    publish(a_build(1), tmp_path / "site", lock=lock)
    for files, made in (
        (Told(a_build(1)), []),
        (Told({**a_build(1), "new": b"1"}), ["new"]),
        (Told({**a_build(1), "new": b"1"}, frozenset({"style.css"})), ["style.css"]),
    ):
        publish(files, tmp_path / "site", lock=lock)
        assert files.made == made
        assert contents(tmp_path / "site") == dict(files)


def test_a_list_is_the_same_whether_files_tell_or_not() -> None:
    files = Told(a_build(1), frozenset({"index.html"}))
    assert manifest_of(files) == manifest_of(a_build(1))
    assert files.made == ["index.html"]


def test_a_file_of_the_same_length_is_told_apart(tmp_path: Path, lock: Path) -> None:
    publish(a_build(1), tmp_path / "site", lock=lock)
    (tmp_path / "site" / "index.html").write_bytes(b"home 7")
    publish(Told(a_build(1)), tmp_path / "site", lock=lock)
    assert contents(tmp_path / "site") == a_build(1)
