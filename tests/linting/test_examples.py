"""Every rule complains of the example on its page, of nothing else in it, and not of what is proposed instead."""

from pathlib import Path

import pytest

from statusgen.linting.explaining import example_files, page_of
from statusgen.linting.rules import RULES
from tests.linting.make import NOW, SETTINGS, lint_of, project

PICTURE = {"incidents/requests.png": Path("tests/reading/pictures/graph.png").read_bytes()}
"""What examples show."""
BESIDE = {"SG090": {"SG004"}}
"""What a comment without a reason was to suppress, it does not."""


@pytest.mark.parametrize("code", RULES)
def test_the_example_has_the_fault_and_no_other(code: str, tmp_path: Path):
    project(tmp_path, example_files(page_of(code).bad) | PICTURE)

    said = {finding.code for finding in lint_of(tmp_path, NOW) if not finding.is_suppressed}

    assert said - BESIDE.get(code, set()) == {code}


@pytest.mark.parametrize("code", RULES)
def test_what_is_proposed_instead_has_none(code: str, tmp_path: Path):
    project(tmp_path, example_files(page_of(code).good) | PICTURE)

    assert [str(f.where) + f.what for f in lint_of(tmp_path, NOW) if not f.is_suppressed] == []


def test_the_examples_stand_in_a_project_that_is_in_order(tmp_path: Path):
    assert SETTINGS
    project(tmp_path, {})

    assert lint_of(tmp_path, NOW) == ()
