"""What the page on files in incidents/ shows can be read, and does what it says."""

import re
from pathlib import Path

import pytest

from statusgen.model.repeats import parse_repeat
from statusgen.reading.load import load
from tests.reading.make import project

PAGE = Path("docs/files.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.split("\n")[0])
def test_an_example_can_be_read(example, tmp_path):
    beside = {"incidents/postmortems/2025-03-10-ddos.md": "# What we learned"}

    found = load(project(tmp_path, {"incidents/example.yaml": example, **beside})).project
    assert len((*found.incidents, *found.maintenances)) == 1


def test_every_rule_of_the_table_can_be_read():
    rules = re.findall(r"\| `(FREQ=[^`]*)` \|", PAGE)

    assert len(rules) >= 6
    assert all(parse_repeat(rule) for rule in rules)
