"""Story 5: three waves of a denial of service worldwide, beside a block in Pakistan that stands for a year."""

from statusgen.simulating.happened import STORIES
from tests.stories.happened import COUNTRY_PEAKS, SHARES, USUAL
from tests.stories.rows import Row
from tests.stories.world import Fixture, Share, Told

FIXTURE = Fixture(
    name="waves-2025",
    begins="2025-03-10T09:00Z",
    ends="2025-03-11T00:35Z",
    troubles=STORIES["waves-2025"].troubles,
    reports={
        country: Told(
            usual=USUAL[country],
            points={f"2025-03-10T{clock}Z": count for clock, count in peaks.items()},
            shares=tuple(
                Share(component, problem, percent, city)
                for city, component, problem, percent in SHARES[country]
            ),
        )
        for country, peaks in COUNTRY_PEAKS.items()
    },
)

BLOCKED, DOWN = "partial_outage, country PK", "major_outage, global"
BLOCK = dict.fromkeys(("web", "mobile", "sign-in", "api"), BLOCKED)
FAILING = "failing, being confirmed"
STANDING = "blocked in Pakistan since February 2024"
THREE_DOWN = {**dict.fromkeys(("web", "mobile", "sign-in"), DOWN), "api": BLOCKED}
UNDECLARED = ("undeclared web", "undeclared mobile", "undeclared sign-in")
DOUBTED = {
    "web": f"{BLOCKED}, possible problems in the United States, the United Kingdom and Japan",
    "mobile": f"{BLOCKED}, possible problems in the United States and the United Kingdom",
    "sign-in": f"{BLOCKED}, possible problems in the United States and the United Kingdom",
    "api": BLOCKED,
}
OTHERS_WORK = f"API, Fernpost, Lumivid and Okapix work; {STANDING}."
PEOPLE = "People report problems with Web, Mobile app and Sign-in"


def interference(names: str) -> tuple[str, ...]:
    """What the layers say of the block, for components that work elsewhere."""
    return (
        f"Looks like network-level interference in Pakistan: {names}, "
        "failing from 2 of 2 home networks there at TLS; answering from 7 of 7 places elsewhere",
    )


def falling(count: str, how: str = " and falling") -> str:
    return (
        f"{count} reports in the United States in 15 minutes{how}; usual at this hour: 40. "
        "Our probes see no fault but what has stood for long."
    )


ALL_FOUR = interference("Web, Mobile app, Sign-in and API")

ROWS = (
    Row(
        at="2025-03-10T09:36Z",
        when="before: the block alone",
        headline=f"Everything else operational; {STANDING}",
        components=BLOCK,
        findings=ALL_FOUR,
    ),
    Row(
        at="2025-03-10T09:46Z",
        when="the first failed round outside Pakistan",
        headline=f"Web, Mobile app and Sign-in are {FAILING}",
        components={
            **dict.fromkeys(("web", "mobile", "sign-in"), f"{BLOCKED}, {FAILING}"),
            "api": BLOCKED,
        },
        findings=interference("API"),
    ),
    Row(
        at="2025-03-10T09:51Z",
        when="the first wave is confirmed",
        headline="Web, Mobile app and Sign-in are down",
        detail=OTHERS_WORK,
        components=THREE_DOWN,
        conflicts=UNDECLARED,
        findings=interference("API"),
    ),
    Row(
        at="2025-03-10T10:02Z",
        when="told by people; 65 reports from Pakistan at 15:02 there",
        headline="Web, Mobile app and Sign-in are down",
        detail=OTHERS_WORK,
        components=THREE_DOWN,
        findings=interference("API"),
    ),
    Row(
        at="2025-03-10T10:46Z",
        when="between the waves",
        headline=PEOPLE,
        detail=falling("8,386"),
        components=DOUBTED,
        findings=ALL_FOUR,
    ),
    Row(
        at="2025-03-10T13:46Z",
        when="the second wave, not told yet; the API is slow",
        headline="Web, Mobile app and Sign-in are down",
        detail=f"API is slow. Fernpost, Lumivid and Okapix work; {STANDING}.",
        components=THREE_DOWN,
        conflicts=UNDECLARED,
        findings=interference("API"),
    ),
    Row(
        at="2025-03-10T14:27Z",
        when="people say what it is, and that it is no filtering",
        headline="Web, Mobile app and Sign-in are down",
        detail=f"API is slow. Fernpost, Lumivid and Okapix work; {STANDING}.",
        components=THREE_DOWN,
        findings=interference("API"),
    ),
    Row(
        at="2025-03-10T15:13Z",
        when="between the second and the third",
        headline=PEOPLE,
        detail=falling("19,648"),
        components=DOUBTED,
        findings=ALL_FOUR,
    ),
    Row(
        at="2025-03-10T16:42Z",
        when="the third wave; 109 reports from Pakistan at 21:32 there",
        headline="Web and Sign-in are down",
        detail=f"Mobile app is slow. {OTHERS_WORK}",
        components={**BLOCK, "web": DOWN, "sign-in": DOWN},
        findings=interference("Mobile app and API"),
    ),
    Row(
        at="2025-03-10T17:01Z",
        when="partial recovery: sign-in is slow",
        headline="Web is down",
        detail=f"Mobile app and Sign-in are slow. {OTHERS_WORK}",
        components={**BLOCK, "web": DOWN},
        findings=interference("Mobile app, Sign-in and API"),
    ),
    Row(
        at="2025-03-10T17:46Z",
        when="recovered by the probes, and watched",
        headline=PEOPLE,
        detail=falling("11,200"),
        components=DOUBTED,
        findings=ALL_FOUR,
    ),
    Row(
        at="2025-03-10T20:21Z",
        when="resolved; reports have not ebbed",
        headline=PEOPLE,
        detail=falling("1,176", ""),
        components=DOUBTED,
        findings=ALL_FOUR,
    ),
    Row(
        at="2025-03-11T00:31Z",
        when="later: the block alone again",
        headline=f"Everything else operational; {STANDING}",
        components=BLOCK,
        findings=ALL_FOUR,
    ),
)
