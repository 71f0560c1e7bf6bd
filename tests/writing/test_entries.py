"""An update goes into a file however it is written, and every other byte stays."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from statusgen.model.incidents import Update
from statusgen.model.scalars import text_of
from statusgen.model.words import Status, UpdateStatus
from statusgen.reading.load import load, read_one
from statusgen.writing.entries import file_name, with_update
from tests.reading.make import project
from tests.writing.make import LAYOUTS, WRITTEN

FILE = "incidents/a.yaml"
LATER = datetime(2025, 3, 10, 11, 0, tzinfo=UTC)
UPDATE = Update(
    at=LATER,
    status=UpdateStatus.MONITORING,
    text=text_of("It works: mostly #1\n\n- one\n- two\n"),
    impact={"web": Status.DEGRADED_PERFORMANCE},
    recovered=0.6,
    eta=LATER + timedelta(hours=1),
)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize(
    "at", [LATER, datetime(2025, 3, 10, 9, 50, tzinfo=UTC)], ids=["newest", "in between"]
)
def test_an_update_is_added_and_every_other_byte_stays(
    tmp_path: Path, written: str, layout: str, at: datetime
):
    old = LAYOUTS[layout](WRITTEN[written])
    root = project(tmp_path, {FILE: old})
    settings = load(root).project.settings
    before = read_one(root, settings, FILE, old)
    update = replace(UPDATE, at=at, eta=at + timedelta(hours=1))

    new = with_update(old, before.source, update)

    after = read_one(root, settings, FILE, new)
    meant = tuple(sorted((*before.entry.updates, update), key=lambda one: one.at))
    assert after.entry == replace(before.entry, updates=meant)
    assert _is_kept(old.replace(b"updates: []", b"updates:"), new)


def _is_kept(old: bytes, new: bytes) -> bool:
    """The old text, cut at one place, is the new one's beginning and end."""
    return any(new.startswith(old[:cut]) and new.endswith(old[cut:]) for cut in range(len(old) + 1))


def test_line_ends_of_the_file_are_kept(tmp_path: Path):
    old = LAYOUTS["crlf"](WRITTEN["block"])
    root = project(tmp_path, {FILE: old})
    before = read_one(root, load(root).project.settings, FILE, old)

    new = with_update(old, before.source, UPDATE)

    assert new.count(b"\r\n") == new.count(b"\n") == new.count(b"\r")


def test_a_last_line_without_an_end_gets_one_before_more_comes(tmp_path: Path):
    old = LAYOUTS["without_end"](WRITTEN["newest_first"])
    root = project(tmp_path, {FILE: old})
    before = read_one(root, load(root).project.settings, FILE, old)

    new = with_update(old, before.source, replace(UPDATE, at=datetime(2025, 3, 10, 9, tzinfo=UTC), eta=None))

    assert new.startswith(old + b"\n  - at: 2025-03-10T09:00:00Z\n")
    assert new.endswith(b"\n")


def test_the_newest_update_goes_on_top_where_the_newest_stands_on_top(tmp_path: Path):
    old = WRITTEN["newest_first"].encode()
    root = project(tmp_path, {FILE: old})
    before = read_one(root, load(root).project.settings, FILE, old)

    new = with_update(old, before.source, Update(at=LATER, text=text_of("Three"))).decode()

    assert new == WRITTEN["newest_first"].replace(
        "  - at: 2025-03-10T10:00Z",
        "  - at: 2025-03-10T11:00:00Z\n    text: Three\n  - at: 2025-03-10T10:00Z",
    )


def test_an_empty_line_between_updates_is_kept_as_a_habit(tmp_path: Path):
    old = WRITTEN["spaced"].replace("|+", "|").encode()
    root = project(tmp_path, {FILE: old})
    before = read_one(root, load(root).project.settings, FILE, old)

    new = with_update(old, before.source, Update(at=LATER, text=text_of("Three"))).decode()

    assert "      Two\n\n    - at: 2025-03-10T11:00:00Z\n      text: Three\n\n\npostmortem" in new


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Sign-in fails!", "2025-03-10-sign-in-fails"),
        ("Écran noir", "2025-03-10-ecran-noir"),
        ("It's down", "2025-03-10-its-down"),
        ("深圳", "2025-03-10-web"),
        ("../../etc/passwd", "2025-03-10-etc-passwd"),
        ("word " * 40, "2025-03-10-word-word-word-word-word-word-word-word-word"),
        ("x" * 300, "2025-03-10-" + "x" * 48),
    ],
)
def test_a_file_is_named_by_day_and_title(title: str, name: str):
    assert file_name(title, LATER.date(), "web") == name
