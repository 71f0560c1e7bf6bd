"""What happened to Chirp by the newest story, as numbers: where probes ran, what failed, who reported.

Times and counts that the story gives are the story's; the rest is made up around them.
"""

from datetime import UTC, datetime, timedelta

from statusgen.simulating.happened import BLOCK, SPOTS, WAVES

FIRST_DAY, LAST_DAY = datetime(2024, 12, 12, tzinfo=UTC), datetime(2025, 3, 10, tzinfo=UTC)
"""With the golden day the last of 90, two days before the first round are not measured."""

_SINCE = {"us-east": FIRST_DAY, "pk-khi": FIRST_DAY}
VANTAGES = {
    # id: (second of the minute at which its rounds begin, first day)
    vantage: (spot.second, _SINCE.get(vantage, datetime(2025, 2, 24, tzinfo=UTC)))
    for vantage, spot in SPOTS.items()
}

INTERVALS = (
    # from this day on rounds were this far apart, in minutes
    (datetime(2024, 12, 12, tzinfo=UTC), 360),
    (datetime(2025, 2, 14, tzinfo=UTC), 60),
    (datetime(2025, 2, 15, tzinfo=UTC), 360),
    (datetime(2025, 3, 3, tzinfo=UTC), 120),
    (datetime(2025, 3, 9, tzinfo=UTC), 5),
)
PROMISED = 5

GAPS = (
    # Nobody measured here in this time; None stands for every vantage. Karachi stops before Ashburn, so
    # that the blocked place is never the only one left to vote.
    (None, datetime(2025, 1, 11, 6, tzinfo=UTC), datetime(2025, 1, 13, 10, tzinfo=UTC)),
    ("pk-khi", datetime(2025, 1, 10, 20, tzinfo=UTC), datetime(2025, 1, 13, 10, tzinfo=UTC)),
    ("us-east", datetime(2025, 2, 26, 1, tzinfo=UTC), datetime(2025, 2, 27, 16, tzinfo=UTC)),
    ("jp-tyo", datetime(2025, 3, 6, 2, tzinfo=UTC), datetime(2025, 3, 6, 21, tzinfo=UTC)),
    ("gb-lon", datetime(2025, 3, 9, 3, 20, tzinfo=UTC), datetime(2025, 3, 9, 4, 45, tzinfo=UTC)),
)
OFFLINE = (("gb-lon", datetime(2025, 3, 4, 12, tzinfo=UTC), datetime(2025, 3, 4, 15, tzinfo=UTC)),)
"""The monitor itself was offline: its controls failed and so did everything else."""


def on_the_day(hour: int, minute: int) -> datetime:
    return LAST_DAY + timedelta(hours=hour, minutes=minute)


TROUBLES = (BLOCK, *WAVES)

COUNTRY_PEAKS = {
    # country: how many reports were counted in the bucket that begins at this time
    "US": {"09:30": 40, "10:00": 20_538, "10:45": 2_310, "13:30": 1_140, "14:00": 39_940, "15:15": 6_120}
    | {"15:45": 4_870, "16:30": 26_579, "17:30": 11_200, "18:00": 3_050, "21:00": 240, "23:45": 44},
    "GB": {"09:30": 14, "10:00": 8_460, "10:45": 910, "13:30": 420, "14:00": 10_842, "15:15": 1_530}
    | {"15:45": 1_210, "16:30": 6_780, "17:30": 2_300, "18:00": 640, "21:00": 70, "23:45": 12},
    "JP": {"09:30": 11, "10:00": 1_420, "10:45": 160, "13:30": 90, "14:00": 1_130, "15:15": 210}
    | {"16:30": 520, "17:30": 180, "18:00": 60, "21:00": 9, "23:45": 6},
    "PK": {"09:30": 2, "10:00": 65, "10:45": 9, "13:30": 6, "14:00": 88, "15:15": 31}
    | {"15:45": 24, "16:30": 109, "17:30": 40, "18:00": 18, "21:00": 3, "23:45": 1},
}
"""Between two of these the count goes in a straight line; before the first it is as usual."""

USUAL = {"US": 40, "GB": 14, "JP": 10, "PK": 2}
"""A bucket on a Monday without trouble."""

SHARES: dict[str, tuple[tuple[str, str, str, int], ...]] = {
    # country: (city, component, problem, parts in a hundred); the last row takes what is left
    "US": (("", "sign-in", "sign-in", 31), ("", "mobile", "app", 14), ("", "web", "page", 55)),
    "GB": (("", "sign-in", "sign-in", 28), ("", "mobile", "app", 11), ("", "web", "page", 61)),
    "JP": (("", "web", "page", 100),),
    "PK": (("Lahore", "web", "page", 43), ("Rawalpindi", "web", "page", 26), ("Karachi", "web", "page", 31)),
}
BUCKET = 15
USUAL_MONDAYS = tuple(LAST_DAY - timedelta(weeks=weeks) for weeks in (4, 3, 2, 1))
REPORT_COLUMNS = "at,minutes,country,city,component,problem,count,source"
