"""Story 3: sign-in fails worldwide for an evening, and nobody writes a word until the day after."""

from statusgen.simulating.happened import STORIES
from tests.stories.rows import Row
from tests.stories.world import Fixture, Share, Told

FIXTURE = Fixture(
    name="sign-in-2022",
    begins="2022-12-28T23:45Z",
    ends="2022-12-29T17:05Z",
    troubles=STORIES["sign-in-2022"].troubles,
    timezones=("America/New_York", "Asia/Tokyo"),
    reports={
        "US": Told(
            usual=30,
            points={
                "2022-12-29T00:15Z": 2_400,
                "2022-12-29T01:00Z": 10_240,
                "2022-12-29T02:00Z": 7_900,
                "2022-12-29T03:30Z": 2_100,
                "2022-12-29T04:15Z": 420,
                "2022-12-29T04:45Z": 60,
                "2022-12-29T05:00Z": 30,
            },
            shares=(
                Share("web", "page", 52),
                Share("sign-in", "sign-in", 34),
                Share("mobile", "app", 9),
                Share("notifications", "app", 5),
            ),
        ),
        "JP": Told(
            usual=12,
            points={
                "2022-12-29T00:15Z": 500,
                "2022-12-29T01:00Z": 2_500,
                "2022-12-29T02:30Z": 1_100,
                "2022-12-29T03:30Z": 12,
            },
            shares=(Share("web", "page", 70), Share("sign-in", "sign-in", 30)),
        ),
    },
)

FIRST_CONFIRMED, RECOVERED = "2022-12-29T00:06Z", "2022-12-29T04:36Z"
"""Sign-in fails in two rounds at many places; it is good again in two."""
SIGN_IN, MOBILE = "major_outage, global", "degraded_performance, global"
DOUBT = "possible problems in the United States"
NOT_MEASURED_DOUBT = f"operational, not measured, unconfirmed US, {DOUBT}"
MEASURED_DOUBT = f"operational, unconfirmed US, unconfirmed, {DOUBT}"
SPREAD = {
    "sign-in": SIGN_IN,
    "mobile": MOBILE,
    "web": "partial_outage, country JP US",
    "notifications": NOT_MEASURED_DOUBT,
}
NEIGHBOURS_WORK = "API, Fernpost, Lumivid and Okapix work."
NAMED = (
    "Web fails in Japan and the United States. Mobile app is slow. "
    f"Possible problems with Notifications. {NEIGHBOURS_WORK}"
)

ROWS = (
    Row(
        at="2022-12-28T23:57Z",
        when="before",
        headline="All measured systems operational; 1 not measured",
        is_all_clear=True,
    ),
    Row(
        at="2022-12-29T00:01Z",
        when="the first failed round, at 19:00 in New York",
        headline="Sign-in is failing, being confirmed",
        components={"sign-in": "operational, unconfirmed, failing, being confirmed"},
    ),
    Row(
        at=FIRST_CONFIRMED,
        when="confirmed",
        headline="Sign-in is down",
        detail="Mobile app is slow. Web, API and 3 more work.",
        components={"sign-in": SIGN_IN, "mobile": MOBILE},
        conflicts=("undeclared sign-in",),
    ),
    Row(
        at="2022-12-29T00:16Z",
        when="spread: web browsers in two countries, and people report notifications",
        headline="Sign-in is down",
        detail=NAMED,
        components=SPREAD,
        conflicts=("undeclared web", "undeclared sign-in"),
    ),
    Row(
        at="2022-12-29T01:01Z",
        when="the height",
        headline="Sign-in is down",
        detail=NAMED,
        components=SPREAD,
        conflicts=("undeclared web", "undeclared sign-in"),
    ),
    Row(
        at="2022-12-29T03:46Z",
        when="partial recovery: web is back by the probes, and people doubt it",
        headline="Sign-in is down",
        detail=f"Mobile app is slow. Possible problems with Web and Notifications. {NEIGHBOURS_WORK}",
        components={**SPREAD, "web": MEASURED_DOUBT},
        conflicts=("undeclared sign-in",),
    ),
    Row(
        at=RECOVERED,
        when="recovered by the probes; reports have not ebbed yet",
        headline="People report problems with Web, Mobile app, Sign-in and Notifications",
        detail=(
            "420 reports in the United States in 15 minutes and falling; usual at this hour: 30. "
            "Our probes see no fault, and nobody has posted an incident."
        ),
        components={
            **dict.fromkeys(("web", "mobile", "sign-in"), MEASURED_DOUBT),
            "notifications": NOT_MEASURED_DOUBT,
        },
    ),
    Row(
        at="2022-12-29T05:16Z",
        when="later",
        headline="All measured systems operational; 1 not measured",
        is_all_clear=True,
    ),
    Row(
        at="2022-12-29T17:01Z",
        when="the day after, when people wrote",
        headline="All measured systems operational; 1 not measured",
        is_all_clear=True,
    ),
)
