"""The page of lint says what the rules say."""

import re
from pathlib import Path

from statusgen.linting.rules import RULES
from statusgen.model.codes import Code
from tests.docs.lint import INTRODUCTION, document


def test_the_page_of_lint_is_up_to_date():
    assert Path("docs/lint.md").read_text(encoding="utf-8") == document(), "run: make docs"


def test_every_code_and_option_that_the_page_names_exists():
    from statusgen.arguments.lint import lint

    options = {name for option in lint.params for name in option.opts}

    assert set(re.findall(r"SG\d\d\d", document())) <= set(RULES)
    assert set(re.findall(r"`(--?[a-z]+)", INTRODUCTION)) <= options | {"--json"}


def test_every_family_of_reading_has_a_rule():
    assert set(Code) <= set(RULES)
