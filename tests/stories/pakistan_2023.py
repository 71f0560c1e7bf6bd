"""Story 1: unreachable in Pakistan from 20:00 there, with others; the rest of the world notices nothing."""

from statusgen.simulating.happened import STORIES
from tests.stories.rows import Row
from tests.stories.world import Fixture, Share, Told

FIXTURE = Fixture(
    name="pakistan-2023",
    begins="2023-05-09T14:45Z",
    ends="2023-05-13T07:05Z",
    troubles=STORIES["pakistan-2023"].troubles,
    timezones=("Asia/Karachi",),
    reports={
        "PK": Told(
            usual=4,
            points={"2023-05-09T15:00Z": 4, "2023-05-09T15:30Z": 310, "2023-05-09T18:00Z": 60},
            shares=(
                Share("web", "page", 40, "Lahore"),
                Share("fernpost", "page", 25, "Karachi"),
                Share("lumivid", "page", 20, "Karachi"),
                Share("mobile", "app", 15, "Islamabad"),
            ),
        )
    },
)

SIX = ("web", "mobile", "sign-in", "api", "fernpost", "lumivid")
"""What is cut off there. Notifications are not measured, and Okapix works."""
UNREACHABLE = dict.fromkeys(SIX, "partial_outage, country PK")
TOLD = {**UNREACHABLE, "notifications": "partial_outage, not measured"}
BACK = dict.fromkeys(SIX, "partial_outage, probes operational, unconfirmed")
WORKS_ELSEWHERE = "They work from every other place we measure. Okapix works."
INTERFERENCE = (
    "Looks like network-level interference in Pakistan: Web, Mobile app and 4 more, "
    "failing from 2 of 2 home networks there at TLS; answering from 7 of 7 places elsewhere",
)

ROWS = (
    Row(
        at="2023-05-09T14:57Z",
        when="before",
        headline="All measured systems operational; 1 not measured",
        is_all_clear=True,
    ),
    Row(
        at="2023-05-09T15:01Z",
        when="the first failed round",
        headline="Web, Mobile app and 4 more are failing, being confirmed",
        components=dict.fromkeys(SIX, "operational, unconfirmed, failing, being confirmed"),
    ),
    Row(
        at="2023-05-09T15:06Z",
        when="confirmed by two home networks",
        headline="6 of 8 components are unreachable in Pakistan",
        detail=WORKS_ELSEWHERE,
        components=UNREACHABLE,
        conflicts=tuple(f"undeclared {name}" for name in SIX),
        findings=INTERFERENCE,
    ),
    Row(
        at="2023-05-09T15:26Z",
        when="told by people, at 20:25 in Pakistan",
        headline="7 of 8 components are unreachable in Pakistan",
        detail=WORKS_ELSEWHERE,
        components=TOLD,
        findings=INTERFERENCE,
    ),
    Row(
        at="2023-05-10T04:00Z",
        when="the next morning",
        headline="7 of 8 components are unreachable in Pakistan",
        detail=WORKS_ELSEWHERE,
        components=TOLD,
        findings=INTERFERENCE,
    ),
    Row(
        at="2023-05-12T16:01Z",
        when="one good round is no recovery",
        headline="7 of 8 components are unreachable in Pakistan",
        detail=WORKS_ELSEWHERE,
        components=TOLD,
    ),
    Row(
        at="2023-05-12T16:06Z",
        when="recovered by the probes, open by people",
        headline="7 of 8 components are partly down in Pakistan",
        detail="Okapix works.",
        components={**BACK, "notifications": "partial_outage, not measured"},
    ),
    Row(
        at="2023-05-12T16:31Z",
        when="people say that two of them are back",
        headline="5 of 8 components are partly down in Pakistan",
        detail="Fernpost, Lumivid and Okapix work.",
        components={
            **{name: BACK[name] for name in ("web", "mobile", "sign-in", "api")},
            "notifications": "partial_outage, not measured",
        },
    ),
    Row(
        at="2023-05-13T07:01Z",
        when="resolved",
        headline="All measured systems operational; 1 not measured",
        is_all_clear=True,
    ),
)
