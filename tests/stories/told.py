"""The five stories, in the order in which they are told."""

from collections.abc import Mapping
from functools import cache

from statusgen.judging.judge import judge
from statusgen.model.evidence import Round
from statusgen.model.snapshot import Snapshot
from statusgen.model.times import parse_moment
from tests.stories import pakistan_2023, pakistan_2024, sign_in_2022, waves_2025, web_2019
from tests.stories.rows import Row
from tests.stories.world import Fixture, project, rounds, until

TOLD = (pakistan_2023, pakistan_2024, sign_in_2022, web_2019, waves_2025)
FIXTURES: Mapping[str, Fixture] = {one.FIXTURE.name: one.FIXTURE for one in TOLD}
ROWS: Mapping[str, tuple[Row, ...]] = {one.FIXTURE.name: one.ROWS for one in TOLD}


@cache
def _rounds(name: str) -> tuple[Round, ...]:
    return rounds(FIXTURES[name])


@cache
def at(name: str, instant: str) -> Snapshot:
    """All that is true in a story at an instant, by the demo's own files."""
    now = parse_moment(instant)
    return judge(project(FIXTURES[name]), until(_rounds(name), now), now)
