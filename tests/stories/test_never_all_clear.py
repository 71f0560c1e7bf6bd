"""Story 3: while probes see it fail, no minute's page says that all is well, whatever the files claim."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from statusgen.judging.judge import judge
from statusgen.model.project import Project
from statusgen.model.times import parse_moment
from tests.judging.make import project as made
from tests.scorecard import IS_PROOF, IS_QUICK
from tests.stories.sign_in_2022 import FIRST_CONFIRMED, FIXTURE, RECOVERED
from tests.stories.world import project, rounds, until

MINUTE = timedelta(minutes=1)
FIRST_FAILED = "2022-12-29T00:01Z"
CLEAR = ("all systems operational", "all measured systems operational", "no known problems")


def words(*said: tuple[str, str], **more: Any) -> list[dict[str, Any]]:
    """Updates of that night: time and status."""
    return [
        {"at": f"2022-12-29T{clock}Z", "status": status, "text": "Words.", **more} for clock, status in said
    ]


def entry(name: str, component: str, status: str, updates: Sequence[Mapping[str, Any]], **more: Any) -> Any:
    return {"id": name, "title": "Words", "impact": {component: status}, "updates": updates, **more}


WINDOW = {"kind": "maintenance", "starts_at": "2022-12-28T23:30Z", "ends_at": "2022-12-29T06:00Z"}
LIES: Mapping[str, Sequence[Any] | None] = {
    "no file at all": (),
    "the demo's files, written the day after": None,
    "resolved before it began to fail": (
        entry("lie", "sign-in", "major_outage", words(("00:00", "investigating"), ("00:02", "resolved"))),
    ),
    "resolved again and again": (
        entry("lie", "sign-in", "major_outage", words(*((f"0{hour}:{m:02}", "resolved") for hour in range(5) for m in (7, 37)))),
    ),
    "open, and operational": (
        entry("lie", "chirp", "operational", words(("00:02", "monitoring")), severity="none"),
    ),
    "a maintenance of something else": (
        entry("work", "okapix", "under_maintenance", words(("00:00", "in_progress")), **WINDOW),
    ),
    "a maintenance of sign-in itself": (
        entry("work", "sign-in", "under_maintenance", words(("00:00", "in_progress")), **WINDOW),
    ),
    "an incident of another component": (
        entry("other", "lumivid", "degraded_performance", words(("00:00", "investigating"))),
    ),
    "an announcement that all is well": (
        {"id": "well", "kind": "announcement", "title": "All Systems Operational", "updates": [{"at": "2022-12-29T00:00Z", "text": "All Systems Operational"}]},
    ),
}  # fmt: skip


def with_files(claims: Sequence[Any] | None) -> Project:
    whole = project(FIXTURE)
    if claims is None:
        return whole
    files = made(*claims)
    return replace(
        whole,
        incidents=files.incidents,
        maintenances=files.maintenances,
        announcements=files.announcements,
    )


ASKED = (
    "no file at all",
    "the demo's files, written the day after",
    "resolved again and again",
    "a maintenance of something else",
    "an incident of another component",
)
"""Claims of which every minute is judged; of the others, and in the quick loop, every seventh."""
SEEN = tuple(
    one
    for one in rounds(FIXTURE)
    if parse_moment("2022-12-28T23:40Z") <= one.at < parse_moment("2022-12-29T05:00Z")
)


def minutes(step: int) -> list[datetime]:
    """From the first failed round on, until it has recovered."""
    first, last = parse_moment(FIRST_FAILED), parse_moment(RECOVERED)
    return [first + n * MINUTE for n in range(0, (last - first) // MINUTE, step)]


def minutes_that_say_well(whole: Project, step: int) -> list[str]:
    wrong = []
    for now in minutes(step):
        found = judge(whole, until(SEEN, now), now)
        text = f"{found.headline.text} {found.headline.detail}".lower()
        if found.headline.is_all_clear or any(word in text for word in CLEAR):
            wrong.append(f"{now:%H:%M} {found.headline.text}")
    return wrong


@pytest.mark.slow
@pytest.mark.parametrize("claim", LIES)
def test_no_minute_of_the_outage_says_that_all_is_well(claim: str) -> None:
    is_whole = IS_PROOF or (claim in ASKED and not IS_QUICK)
    assert minutes_that_say_well(with_files(LIES[claim]), 1 if is_whole else 7) == []


def test_nor_does_one_when_nobody_reports_anything() -> None:
    assert minutes_that_say_well(replace(with_files(()), reports=()), 1 if IS_PROOF else 7) == []


@pytest.mark.parametrize("claim", [name for name in LIES if "sign-in itself" not in name])
def test_from_its_confirmation_on_sign_in_is_down_whatever_people_say(claim: str) -> None:
    whole = with_files(LIES[claim])
    for now in map(parse_moment, (FIRST_CONFIRMED, "2022-12-29T01:01Z", "2022-12-29T04:34Z")):
        found = judge(whole, until(SEEN, now), now)
        assert found.headline.text == "Sign-in is down"
        assert "undeclared" in {one.kind for one in found.conflicts if one.component == "sign-in"}


def test_the_same_eyes_see_all_clear_before_it() -> None:
    now = parse_moment("2022-12-28T23:57Z")
    found = judge(project(FIXTURE), until(SEEN, now), now)
    assert found.headline.is_all_clear
    assert CLEAR[1] in found.headline.text.lower()
