"""The page of settings says what the model says."""

from pathlib import Path

import pytest

from statusgen.model.field_lines import own_lines
from tests.docs.settings import CHECKS, ENTRIES, SETTINGS, document


def test_the_page_of_settings_is_up_to_date():
    assert Path("docs/settings.md").read_text(encoding="utf-8") == document(), "run: make docs"


@pytest.mark.parametrize("kind", [*SETTINGS, *CHECKS, *ENTRIES])
def test_every_key_is_explained(kind):
    assert [name for name, line in own_lines(kind).items() if not line.text] == []
