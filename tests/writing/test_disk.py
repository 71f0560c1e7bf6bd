"""Whoever may add a file does not move where an edit is written."""

from pathlib import Path

import pytest

from statusgen.writing import disk


@pytest.mark.parametrize("way", ["replace", "keep"])
def test_a_link_beside_the_file_leads_an_edit_nowhere(tmp_path: Path, way: str):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("mine")
    path = tmp_path / "a.yaml"
    path.write_bytes(b"old")
    (tmp_path / ".a.yaml.new").symlink_to(elsewhere)

    if way == "replace":
        disk.replace(path, b"old", b"new")
    else:
        disk.keep(path, b"new")

    assert (path.read_bytes(), elsewhere.read_text()) == (b"new", "mine")
    assert not path.is_symlink()


def test_a_working_file_takes_the_place_of_a_link(tmp_path: Path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("mine")
    (tmp_path / "text.md").symlink_to(elsewhere)

    disk.keep(tmp_path / "text.md", b"new")

    assert ((tmp_path / "text.md").read_bytes(), elsewhere.read_text()) == (b"new", "mine")
