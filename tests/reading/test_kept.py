"""What is kept of files is taken for what it is, or the file is read."""

from pathlib import Path

import pytest

from statusgen.cache import KEY, Cache
from statusgen.model.incidents import Incident
from statusgen.model.instants import newest
from statusgen.model.store import Nowhere
from statusgen.packing import packed
from statusgen.reading.entries import Written, read_entry
from statusgen.reading.kept import Kept, ReadBefore
from statusgen.reading.load import load

TEXT = b"title: Trouble\nupdates: [{at: 2025-03-10T11:00Z, status: resolved, text: Over.}]\n"
FILE = "incidents/trouble.yaml"


class _Desk:
    """Reads the file, and counts how often."""

    def __init__(self, root: Path) -> None:
        self.path, self.count = root / FILE, 0
        self.path.parent.mkdir()
        self.path.write_bytes(TEXT)

    def read(self) -> Written:
        self.count += 1
        return read_entry(self.path.parent.parent, FILE)


@pytest.fixture
def desk(tmp_path: Path) -> _Desk:
    return _Desk(tmp_path)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache", b"us")


def test_a_file_is_read_once(desk: _Desk, cache: Cache) -> None:
    entries = [_kept(cache).read(FILE, TEXT, desk.read).entry for _ in range(3)]
    assert desk.count == 1
    assert entries[0] == entries[1] == entries[2]
    assert entries[1] is not entries[2]


def test_the_same_process_gets_the_very_same_incident(desk: _Desk, cache: Cache) -> None:
    before, entries = ReadBefore(), []
    for _ in range(3):
        kept = _kept(cache, before)
        entries.append(kept.read(FILE, TEXT, desk.read).entry)
        kept.remember()
    assert desk.count == 1
    assert entries[0] is entries[1] is entries[2]
    _kept(cache, before).remember()
    assert not before.made


@pytest.mark.parametrize("more", [b"postmortem: Learned.\n", b"cause: '![a](b.png)'\n"])
def test_a_file_that_may_name_another_is_read_each_time(desk: _Desk, cache: Cache, more: bytes) -> None:
    before = ReadBefore()
    for _ in range(3):
        kept = _kept(cache, before)
        assert not kept.read(FILE, TEXT + more, desk.read).is_kept
        kept.remember()
    assert desk.count == 3
    assert len(cache) == 0


def test_what_was_read_without_a_store_is_put_into_the_next(desk: _Desk, cache: Cache) -> None:
    before = ReadBefore()
    for store in (Nowhere(), Nowhere(), cache):
        kept = Kept(store, b"a" * KEY, before)
        kept.read(FILE, TEXT, desk.read)
        kept.remember()
    _kept(cache).read(FILE, TEXT, desk.read)
    assert desk.count == 1


def test_a_project_is_read_again_without_parsing(desk: _Desk) -> None:
    root, before = desk.path.parent.parent, ReadBefore()
    (root / "statusgen.yaml").write_text("page: {name: Chirp}\ncomponents: [{id: web, name: Web}]\n")
    first, again = (load(root, Nowhere(), before).project.incidents for _ in range(2))
    assert first[0] is again[0]
    desk.path.write_bytes(TEXT.replace(b"Over", b"Still over"))
    edited = load(root, Nowhere(), before)
    assert edited.project.incidents == load(root).project.incidents != first
    assert edited.sources["trouble"].text == desk.path.read_text()


@pytest.mark.parametrize("value", [("trouble", None), (None, None), None, "trouble", ()])
def test_what_is_no_incident_is_not_taken_for_one(desk: _Desk, cache: Cache, value: object) -> None:
    kept = _kept(cache)
    cache.put(kept.key(FILE, TEXT), packed(value))
    assert isinstance(kept.read(FILE, TEXT, desk.read).entry, Incident)
    assert desk.count == 1


def test_an_instant_that_is_none_is_not_taken_for_one(desk: _Desk, cache: Cache) -> None:
    entry = desk.read().entry
    assert isinstance(entry, Incident)
    kept = _kept(cache)
    cache.put(kept.key(FILE, TEXT), packed((entry, "soon")))
    kept.read(FILE, TEXT, desk.read)
    assert kept.origins["trouble"].newest == newest(entry)


def _kept(cache: Cache, before: ReadBefore | None = None) -> Kept:
    return Kept(cache, b"a" * KEY, before or ReadBefore())
