"""The pictures that documents show are there, and no others are kept."""

import re
from pathlib import Path

from tests.docs.pictures import PICTURES, ROOT, missing


def test_every_picture_is_there_and_shown():
    shown = {
        name
        for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"))
        for name in re.findall(r"\((?:docs/)?([\w-]+\.png)\)", page.read_text(encoding="utf-8"))
    }

    assert list(missing()) == []
    assert {f"{one.name}.png" for one in PICTURES} <= shown
    assert {path.name for path in Path(ROOT / "docs").glob("*.png")} <= shown
