"""The pages of the stories' telling instants, built from plain files, are those that are kept, byte for byte."""

from pathlib import Path

import pytest

from tests.stories.golden import GOLDEN, SHOTS, pages

ANEW = "look at the page, then run: python -m tests.stories.golden"


@pytest.mark.parametrize("name", SHOTS)
def test_the_golden_pages_are_built_again_byte_for_byte(name: str, tmp_path: Path) -> None:
    made = pages(name, tmp_path / "chirp")
    kept = {p.relative_to(GOLDEN).as_posix(): p.read_bytes() for p in (GOLDEN / name).rglob("*.html")}
    assert sorted(path for path in made.keys() | kept if made.get(path) != kept.get(path)) == [], ANEW


def test_the_golden_pages_stay_few_and_small() -> None:
    sizes = [path.stat().st_size for path in GOLDEN.rglob("*.html")]
    assert len(sizes) == 2 * len(SHOTS)
    assert sum(sizes) < 300_000
