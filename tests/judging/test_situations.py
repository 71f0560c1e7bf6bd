"""The table of situations in docs/judging.md is what the page says."""

import re
from pathlib import Path

import pytest

from tests.judging.situations import SITUATIONS, row, table

DOCS = Path(__file__).parents[2] / "docs/judging.md"
ROWS = {
    cells[0]: tuple(cells[1:])
    for line in DOCS.read_text("utf-8").partition("## Situations")[2].partition("\n## ")[0].splitlines()
    if len(cells := [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]) == 4
}


def test_the_docs_have_a_row_for_each_and_no_other():
    assert list(ROWS)[2:] == list(SITUATIONS)
    assert len(SITUATIONS) >= 40


@pytest.mark.parametrize("name", SITUATIONS)
def test_the_page_says_what_the_docs_promise(name):
    assert row(name) == ROWS.get(name), f"the rows anew:\n{table()}"
