"""Edits reach the disk whole, byte for byte elsewhere, or not at all."""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.model.edits import Edit
from statusgen.model.errors import HostError
from statusgen.reading.decode import decode
from statusgen.writing import fixes
from statusgen.writing.fixes import apply, edited

MARK = b"\xef\xbb\xbf"


def replaced(data: bytes, old: str, new: str) -> bytes | None:
    text = decode(data, "a.yaml")
    start = text.index(old)
    return edited(data, [Edit("a.yaml", start, start + len(old), new)])


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a: 1\nb: x\n", b"a: 1\nb: yy\n"),
        (b"a: 1\r\nb: x\r\n", b"a: 1\r\nb: yy\r\n"),
        (b"a: 1\rb: x", b"a: 1\rb: yy"),
        (MARK + b"a: 1\r\n\nb: x \t\r\n", MARK + b"a: 1\r\n\nb: yy \t\r\n"),
        ("a: 😀é\r\nb: x\u2028\r\n".encode(), "a: 😀é\r\nb: yy\u2028\r\n".encode()),
    ],
)
def test_line_ends_marks_and_odd_characters_stay(data, expected):
    assert replaced(data, "x", "yy") == expected


@given(st.text(alphabet="a\r\n😀\u2028", max_size=30), st.text(alphabet="a\r\n😀", max_size=30))
def test_what_stands_around_an_edit_stays_whatever_the_line_ends(before, after):
    data = f"{before}X{after}".encode()

    assert replaced(data, "X", "Y") == f"{before}Y{after}".encode()


def test_the_same_edit_twice_is_one_and_overlapping_ones_are_refused():
    one, other = Edit("a", 0, 2, "x"), Edit("a", 1, 3, "y")

    assert edited(b"abc", [one, one]) == b"xc"
    assert edited(b"abc", [one, other]) is None
    assert edited(b"abc", [Edit("a", 2, 9, "x")]) is None
    assert edited(b"abc", [Edit("a", 0, 1, "x\ny")]) is None


def test_a_file_is_exchanged_whole_and_keeps_its_mode(tmp_path: Path):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"abc")
    path.chmod(0o640)

    assert apply(path, [Edit("a", 0, 1, "x")], lambda data: data == b"xbc")

    assert path.read_bytes() == b"xbc"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [one.name for one in tmp_path.iterdir()] == ["a.yaml"]


def test_what_is_not_meant_is_not_written(tmp_path: Path):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"abc")
    before = path.stat()

    assert not apply(path, [Edit("a", 0, 1, "x")], lambda _: False)

    assert (path.read_bytes(), path.stat().st_mtime_ns) == (b"abc", before.st_mtime_ns)


def test_what_somebody_else_wrote_meanwhile_stays(tmp_path: Path):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"abc")

    def slow(_: bytes) -> bool:
        path.write_bytes(b"theirs")
        return True

    with pytest.raises(HostError, match="changed by somebody else"):
        apply(path, [Edit("a", 0, 1, "x")], slow)

    assert path.read_bytes() == b"theirs"
    assert [one.name for one in tmp_path.iterdir()] == ["a.yaml"]


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"abc")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(fixes.os, "fsync", full)

    with pytest.raises(HostError, match="no space left"):
        apply(path, [Edit("a", 0, 1, "x")], lambda _: True)

    assert path.read_bytes() == b"abc"
    assert [one.name for one in tmp_path.iterdir()] == ["a.yaml"]


def test_links_and_pipes_are_not_written_through(tmp_path: Path):
    (tmp_path / "real").write_bytes(b"abc")
    (tmp_path / "link").symlink_to("real")
    os.mkfifo(tmp_path / "pipe")

    for name in ("link", "pipe"):
        with pytest.raises(HostError):
            apply(tmp_path / name, [Edit("a", 0, 1, "x")], lambda _: True)
    assert (tmp_path / "real").read_bytes() == b"abc"
