"""Every bad file gets the complaint that lies beside it."""

from pathlib import Path

import pytest

from tests.reading.bad.regenerate import CASES, COMMAND, complaints_of, expected


@pytest.mark.proof("S4", "bad files told with place and remedy")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_bad_file_gets_exactly_its_complaints(case: Path, tmp_path: Path):
    said = complaints_of(case, tmp_path)

    assert said, "a bad file was taken for good"
    assert said == expected(case).read_text(), f"to accept what is said now: {COMMAND}"


def test_no_complaint_repeats_what_may_be_a_secret():
    assert [case.name for case in CASES if "hunter2" in expected(case).read_text()] == []
    assert sum("hunter2" in case.read_text() for case in CASES) >= 4


def test_no_complaint_without_a_case_is_left_behind():
    assert {path.name for path in Path(CASES[0]).parent.glob("*.txt")} == {expected(c).name for c in CASES}
