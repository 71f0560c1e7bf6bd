"""What is sure of a file that has the sign it had."""

import os
from pathlib import Path

import pytest

from statusgen.publishing.survey import entry_sign, folder_sign, is_sure, survey

SECOND = 1_000_000_000
NOON = 1_700_000_000 * SECOND
"""In nanoseconds; a whole second, as file systems stamp that keep no fractions."""


def a_state(*, changed: int, entry_changed: int = 0, number: int = 7) -> os.stat_result:
    """A file that was changed then; its entry too, where nothing else is said."""
    times = {"st_mtime_ns": changed, "st_ctime_ns": entry_changed or changed}
    return os.stat_result((0o100644, number, 1, 1, 0, 0, 5, 0, 0, 0), times)


@pytest.mark.parametrize(
    ("state", "is_it"),
    [
        (a_state(changed=NOON - SECOND + 1), True),
        (a_state(changed=NOON - SECOND // 20 + 1), True),
        (a_state(changed=NOON - 10_000_001), False),
        (a_state(changed=NOON + 1), False),
        (a_state(changed=NOON - SECOND), False),
        (a_state(changed=NOON - 2 * SECOND), False),
        (a_state(changed=NOON - 3 * SECOND), True),
        (a_state(changed=NOON - 100 * SECOND, entry_changed=NOON - 10_000_001), False),
        (a_state(changed=NOON + 100 * SECOND, entry_changed=NOON - SECOND + 1), False),
        (a_state(changed=NOON - SECOND + 1, number=0), False),
    ],
)
def test_what_was_changed_a_moment_before_a_look_is_not_sure(state: os.stat_result, *, is_it: bool) -> None:
    assert is_sure(entry_sign(state), NOON) == is_sure(folder_sign(state), NOON) == is_it


def test_a_folder_that_is_none_has_nothing_in_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "full" / "inside").mkdir(parents=True)
    (tmp_path / "link").symlink_to("full")
    for name in ("file", "link", "nothing"):
        assert survey(str(tmp_path / name)).folders == {}
    found = survey(str(tmp_path))
    assert (set(found.folders), set(found.entries)) == ({"", "full", "full/inside"}, {"file", "link"})
    assert found.unknown == {*found.folders, *found.entries}
