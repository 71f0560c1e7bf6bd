"""Story 2: several platforms slow or unreachable across Pakistan; a place there is measured by others."""

from datetime import timedelta

from statusgen.simulating.happened import STORIES
from tests.stories.rows import Row
from tests.stories.world import Fixture, Outside, Place, Share, Told

FIXTURE = Fixture(
    name="pakistan-2024",
    begins="2024-01-07T12:45Z",
    ends="2024-01-07T21:35Z",
    troubles=STORIES["pakistan-2024"].troubles,
    timezones=("Asia/Karachi",),
    reports={
        "PK": Told(
            usual=5,
            points={
                "2024-01-07T13:00Z": 60,
                "2024-01-07T13:30Z": 420,
                "2024-01-07T15:00Z": 300,
                "2024-01-07T17:45Z": 90,
                "2024-01-07T19:00Z": 5,
            },
            shares=(
                Share("web", "page", 40, "Lahore"),
                Share("fernpost", "page", 30, "Karachi"),
                Share("lumivid", "slow", 15, "Karachi"),
                Share("okapix", "slow", 15, "Islamabad"),
            ),
        )
    },
    outside=(
        Outside(
            id="pk-isb",
            place=Place("PK", "Islamabad", "eyeball", 64505, 40, 142),
            source="globalping",
            every=timedelta(minutes=15),
            late=timedelta(minutes=10),
        ),
    ),
)

CUT_OFF, SLOW = ("web", "mobile", "fernpost"), ("lumivid", "okapix")
INTERFERENCE = (
    "Looks like network-level interference in Pakistan: Web, Mobile app and Fernpost, "
    "failing from 3 of 3 home networks there at TCP; answering from 7 of 7 places elsewhere",
)
NATIONWIDE = {
    **dict.fromkeys(CUT_OFF, "partial_outage, country PK"),
    **dict.fromkeys(SLOW, "degraded_performance, country PK"),
}
ELSEWHERE = "They work from every other place we measure. Lumivid and Okapix are slow in Pakistan. Sign-in and API work."
UNDECLARED = tuple(f"undeclared {name}" for name in CUT_OFF)

ROWS = (
    Row(
        at="2024-01-07T12:58Z",
        when="before",
        headline="All measured systems operational; 1 not measured",
        is_all_clear=True,
    ),
    Row(
        at="2024-01-07T13:01Z",
        when="the first failed round, at 18:00 in Pakistan",
        headline="Web, Mobile app and Fernpost are failing, being confirmed",
        components=dict.fromkeys(CUT_OFF, "operational, unconfirmed, failing, being confirmed"),
    ),
    Row(
        at="2024-01-07T13:06Z",
        when="confirmed by our two places; what others measure there is not in yet",
        headline="Web, Mobile app and Fernpost are partly down in Pakistan",
        detail=ELSEWHERE,
        components={
            **dict.fromkeys(CUT_OFF, "partial_outage, partial PK"),
            **dict.fromkeys(SLOW, "degraded_performance, partial PK"),
        },
        conflicts=UNDECLARED,
    ),
    Row(
        at="2024-01-07T13:26Z",
        when="what others measured at 13:15 came in: the whole country",
        headline="Web, Mobile app and Fernpost are unreachable in Pakistan",
        detail=ELSEWHERE,
        components=NATIONWIDE,
        conflicts=UNDECLARED,
        findings=INTERFERENCE,
    ),
    Row(
        at="2024-01-07T13:31Z",
        when="told by people, at 18:30 in Pakistan",
        headline="Web, Mobile app and Fernpost are unreachable in Pakistan",
        detail=ELSEWHERE,
        components=NATIONWIDE,
        findings=INTERFERENCE,
    ),
    Row(
        at="2024-01-07T17:41Z",
        when="back on two networks, slowly; people say slow, the third still fails",
        headline="Web, Mobile app and Fernpost are partly down in Pakistan",
        detail="Lumivid and Okapix are slow in Pakistan. Sign-in and API work.",
        components={
            **dict.fromkeys(CUT_OFF, "partial_outage, partial PK, likely"),
            **dict.fromkeys(SLOW, "degraded_performance, country PK"),
        },
        conflicts=UNDECLARED,
    ),
    Row(
        at="2024-01-07T18:11Z",
        when="slow everywhere there",
        headline="5 of 8 components are slow in Pakistan",
        detail="Sign-in and API work.",
        components=dict.fromkeys((*CUT_OFF, *SLOW), "degraded_performance, country PK"),
    ),
    Row(
        at="2024-01-07T20:16Z",
        when="resolved by people; what others measured last was slow",
        headline="5 of 8 components are slow in Pakistan",
        detail="Sign-in and API work.",
        components=dict.fromkeys((*CUT_OFF, *SLOW), "degraded_performance, partial PK, likely"),
    ),
    Row(
        at="2024-01-07T20:41Z",
        when="recovered there too",
        headline="All measured systems operational; 1 not measured",
        is_all_clear=True,
    ),
    Row(
        at="2024-01-07T21:30Z",
        when="later",
        headline="All measured systems operational; 1 not measured",
        is_all_clear=True,
    ),
)
