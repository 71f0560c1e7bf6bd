"""The settings that docs/publishing.md shows are good ones."""

import re
from pathlib import Path

import pytest

from statusgen.model.publishing import TargetKind
from statusgen.reading.settings import read_settings
from tests.versioning.make import write

BLOCKS = re.findall(r"```yaml\n(.*?)```", Path("docs/publishing.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS)
def test_each_is_taken(tmp_path: Path, block: str) -> None:
    write(tmp_path / "statusgen.yaml", "page: {name: Chirp}\n" + block)
    (target,) = read_settings(tmp_path)[0].publish
    assert len(target.kinds) == 1


def test_every_kind_of_target_is_shown() -> None:
    shown = {kind for kind in TargetKind for block in BLOCKS if f"    {kind}: " in block}
    assert shown == set(TargetKind)
