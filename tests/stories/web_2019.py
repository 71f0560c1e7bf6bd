"""Story 4: the web shows an error for most of an hour and is back step by step; the promised end holds."""

from statusgen.simulating.happened import STORIES
from tests.stories.rows import Row
from tests.stories.world import Fixture, Share, Told

WEB = (Share("web", "page", 100),)
FIXTURE = Fixture(
    name="web-2019",
    begins="2019-07-11T18:30Z",
    ends="2019-07-11T20:35Z",
    troubles=STORIES["web-2019"].troubles,
    timezones=("America/Los_Angeles", "America/New_York"),
    reports={
        country: Told(
            usual=20,
            points={
                "2019-07-11T18:45Z": first,
                "2019-07-11T19:00Z": most,
                "2019-07-11T19:15Z": most,
                "2019-07-11T19:30Z": last,
                "2019-07-11T19:45Z": 24,
            },
            shares=WEB,
        )
        for country, first, most, last in (
            ("US", 210, 1_250, 380),
            ("GB", 260, 1_400, 460),
            ("DE", 120, 510, 150),
        )
    },
)

THREE = "Web fails in Germany, the United Kingdom and the United States"
ELSEWHERE = "It works from every other place we measure. Mobile app, Sign-in and 4 more work."
DOUBT = (
    "operational, unconfirmed DE GB US, unconfirmed, "
    "possible problems in the United Kingdom, the United States and Germany"
)

ROWS = (
    Row(
        at="2019-07-11T18:44Z",
        when="before",
        headline="All measured systems operational; 1 not measured",
        is_all_clear=True,
    ),
    Row(
        at="2019-07-11T18:47Z",
        when="first reports, at 11:46 in California, before any probe",
        headline="People report problems with Web",
        detail=(
            "260 reports in the United Kingdom in under 15 minutes and rising; usual at this hour: 20. "
            "Our probes see no fault, and nobody has posted an incident."
        ),
        components={"web": DOUBT},
    ),
    Row(
        at="2019-07-11T18:51Z",
        when="the first failed round",
        headline="Web is failing, being confirmed",
        components={"web": "operational, unconfirmed, failing, being confirmed"},
    ),
    Row(
        at="2019-07-11T18:56Z",
        when="confirmed",
        headline=THREE,
        detail=ELSEWHERE,
        components={"web": "partial_outage, country DE GB US"},
        conflicts=("undeclared web",),
    ),
    Row(
        at="2019-07-11T18:59Z",
        when="told by people, who make it worse",
        headline="Web is down",
        detail="Mobile app, Sign-in and 4 more work.",
        components={"web": "major_outage, probes partial_outage, country DE GB US"},
    ),
    Row(
        at="2019-07-11T19:29Z",
        when="people say 60 % are back, and by when the rest will be",
        headline=THREE,
        detail=ELSEWHERE,
        components={"web": "partial_outage, country DE GB US"},
    ),
    Row(
        at="2019-07-11T19:36Z",
        when="partial recovery: the United States",
        headline="Web fails in Germany and the United Kingdom",
        detail=ELSEWHERE,
        components={"web": "partial_outage, country DE GB"},
    ),
    Row(
        at="2019-07-11T19:46Z",
        when="resolved at 15:45 in New York; one good round is no recovery yet",
        headline="Web fails in Germany and the United Kingdom",
        detail=ELSEWHERE,
        components={"web": "partial_outage, country DE GB, possible problems in the United States"},
        conflicts=("undeclared web",),
    ),
    Row(
        at="2019-07-11T19:51Z",
        when="recovered; the newest whole count is that of 19:30",
        headline="People report problems with Web",
        detail=(
            "460 reports in the United Kingdom in 15 minutes and falling; usual at this hour: 20. "
            "Our probes see no fault."
        ),
        components={"web": DOUBT},
    ),
    Row(
        at="2019-07-11T20:01Z",
        when="reports have ebbed",
        headline="All measured systems operational; 1 not measured",
        is_all_clear=True,
    ),
    Row(
        at="2019-07-11T20:30Z",
        when="later",
        headline="All measured systems operational; 1 not measured",
        is_all_clear=True,
    ),
)
