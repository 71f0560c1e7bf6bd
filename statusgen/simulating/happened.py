"""What happened to Chirp, a made-up service, as numbers: where probes ran, and what failed where and when.

Times that a story gives are the story's; the rest is made up around them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple


class Spot(NamedTuple):
    """How a vantage of Chirp's measures."""

    second: int
    """Of the minute, at which its rounds begin."""
    latency_ms: int
    """Added to that of each target."""


SPOTS: Mapping[str, Spot] = {
    "us-east": Spot(3, 18),
    "gb-lon": Spot(11, 41),
    "jp-tyo": Spot(19, 92),
    "pk-khi": Spot(27, 138),
    "pk-lhe": Spot(34, 151),
}
PAKISTAN = frozenset({"pk-khi", "pk-lhe"})
LATENCY_MS: Mapping[str, int] = {
    "web/page": 120,
    "web/certificate": 24,
    "mobile": 74,
    "sign-in": 160,
    "api": 31,
    "fernpost": 88,
    "lumivid": 110,
    "okapix": 95,
}
CONTROLS = 3
BLIP_PER_MILLE = 2
"""Single rounds in which one check fails once, as happens on any network."""

Failure = tuple[str, str]
"""Layer and reason."""


class Trouble(NamedTuple):
    """What happened to some keys for a time."""

    start: datetime
    end: datetime
    failed: Mapping[str, Failure]
    slow: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset(SPOTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An outage with a beginning and an end."""

    name: str
    title: str
    starts_at: datetime
    ends_at: datetime
    troubles: tuple[Trouble, ...]


def _utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


_TIMEOUT, _HANDSHAKE, _STATUS = ("http", "timeout_total"), ("tls", "tls_timeout"), ("http", "status")
_CUT, _NO_ROUTE = ("tls", "reset"), ("tcp", "connect_timeout")
_WEB_AND_SIGN_IN = {"web/page": _TIMEOUT, "web/certificate": _HANDSHAKE, "sign-in": _STATUS}
_CHIRP = ("web/page", "web/certificate", "mobile", "sign-in", "api")
_APP_PLACES = frozenset({"us-east", "gb-lon"})

BLOCK = Trouble(_utc("2024-02-17 16:00"), _utc("2099-01-01"), dict.fromkeys(_CHIRP, _CUT), places=PAKISTAN)
"""Cut during the TLS handshake on both networks in Pakistan since February 2024."""
WAVES = (
    Trouble(_utc("2025-02-14 08:58"), _utc("2025-02-14 11:50"), {"sign-in": _STATUS}),
    Trouble(_utc("2025-03-10 09:45"), _utc("2025-03-10 10:35"), _WEB_AND_SIGN_IN),
    Trouble(_utc("2025-03-10 09:45"), _utc("2025-03-10 10:35"), {"mobile": _TIMEOUT}, places=_APP_PLACES),
    Trouble(_utc("2025-03-10 13:40"), _utc("2025-03-10 15:05"), _WEB_AND_SIGN_IN, slow=frozenset({"api"})),
    Trouble(_utc("2025-03-10 13:40"), _utc("2025-03-10 14:50"), {"mobile": _TIMEOUT}, places=_APP_PLACES),
    Trouble(_utc("2025-03-10 16:05"), _utc("2025-03-10 16:50"), _WEB_AND_SIGN_IN, slow=frozenset({"mobile"})),
    Trouble(
        _utc("2025-03-10 16:50"),
        _utc("2025-03-10 17:35"),
        {"web/page": _TIMEOUT, "web/certificate": _HANDSHAKE},
        slow=frozenset({"mobile", "sign-in"}),
    ),
)

_IN_2023 = (
    Trouble(
        _utc("2023-05-09 15:00"),
        _utc("2023-05-12 16:00"),
        dict.fromkeys((*_CHIRP, "fernpost", "lumivid"), _CUT),
        places=PAKISTAN,
    ),
)
_IN_2024 = (
    Trouble(
        _utc("2024-01-07 13:00"),
        _utc("2024-01-07 17:35"),
        dict.fromkeys(("web/page", "web/certificate", "mobile", "fernpost"), _NO_ROUTE),
        slow=frozenset({"lumivid", "okapix"}),
        places=PAKISTAN,
    ),
    Trouble(
        _utc("2024-01-07 17:35"),
        _utc("2024-01-07 20:05"),
        {},
        slow=frozenset({"web/page", "mobile", "fernpost", "lumivid", "okapix"}),
        places=PAKISTAN,
    ),
)
_IN_2022 = (
    Trouble(
        _utc("2022-12-29 00:00"),
        _utc("2022-12-29 04:30"),
        {"sign-in": _STATUS},
        slow=frozenset({"mobile"}),
    ),
    Trouble(
        _utc("2022-12-29 00:10"),
        _utc("2022-12-29 03:40"),
        {"web/page": ("content", "body_mismatch")},
        places=frozenset({"us-east", "jp-tyo"}),
    ),
)
_IN_2019 = (
    Trouble(_utc("2019-07-11 18:46"), _utc("2019-07-11 19:28"), {"web/page": _STATUS}, places=_APP_PLACES),
    Trouble(
        _utc("2019-07-11 19:28"),
        _utc("2019-07-11 19:43"),
        {"web/page": _STATUS},
        places=frozenset({"gb-lon"}),
    ),
)

STORIES: Mapping[str, Story] = {
    story.name: story
    for story in (
        Story(
            name="pakistan-2023",
            title="Unreachable in one country, with others; fine everywhere else",
            starts_at=_utc("2023-05-09 14:45"),
            ends_at=_utc("2023-05-09 18:00"),
            troubles=_IN_2023,
        ),
        Story(
            name="pakistan-2024",
            title="Several platforms slow or unreachable across a country",
            starts_at=_utc("2024-01-07 12:45"),
            ends_at=_utc("2024-01-07 20:45"),
            troubles=_IN_2024,
        ),
        Story(
            name="sign-in-2022",
            title="Sign-in fails for an evening, and nobody says a word",
            starts_at=_utc("2022-12-28 23:45"),
            ends_at=_utc("2022-12-29 05:15"),
            troubles=_IN_2022,
        ),
        Story(
            name="web-2019",
            title="The web breaks by a change of our own, and is back step by step within the hour",
            starts_at=_utc("2019-07-11 18:30"),
            ends_at=_utc("2019-07-11 20:15"),
            troubles=_IN_2019,
        ),
        Story(
            name="waves-2025",
            title="Three waves of a denial of service, beside a block that has stood for a year",
            starts_at=_utc("2025-03-10 09:30"),
            ends_at=_utc("2025-03-10 20:30"),
            troubles=(BLOCK, *WAVES),
        ),
    )
}
"""The outages that the page must tell the truth about, in the order in which they are told."""
