"""Both parsers of PyYAML are put into the same words."""

import pytest
import yaml

from statusgen.reading.yaml_text import parse_yaml
from tests.reading.bad.regenerate import CASES

NEEDS_C = pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="only the Python parser is installed")
DIFFERENT = {
    "bad-escape.yaml": "the Python parser stops one column further",
    "surrogate-escape.yaml": "the Python parser makes the character, which is then refused",
}


@NEEDS_C
@pytest.mark.parametrize("case", [c for c in CASES if c.suffix == ".yaml"], ids=lambda case: case.name)
def test_the_python_parser_is_explained_as_the_c_parser_is(case):
    text = case.read_text()
    fast = parse_yaml(text, case.name, yaml.CSafeLoader).problems
    slow = parse_yaml(text, case.name, yaml.SafeLoader).problems

    assert [p.where.line for p in slow] == [p.where.line for p in fast]
    assert (slow == fast) == (case.name not in DIFFERENT)


@pytest.mark.parametrize("case", [c for c in CASES if c.suffix == ".yaml"], ids=lambda case: case.name)
def test_no_fault_falls_through_the_table(case):
    assert not [p for p in parse_yaml(case.read_text(), "a").problems if "cannot be read as YAML" in p.what]
