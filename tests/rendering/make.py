"""Snapshots built by hand for tests of rendering: whole, but small to write."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from statusgen.model.checks import Check
from statusgen.model.course import Course, PlacesLevel, ReportsLevel
from statusgen.model.heard import Finding, ReportCount, Wave
from statusgen.model.incidents import Announcement, DeclaredScope, Exclusion, Incident, Maintenance, Update
from statusgen.model.latencies import LatencyPoint, LatencySeries
from statusgen.model.places import CountryState, LocalState
from statusgen.model.project import Component, Group, Page, Vantage
from statusgen.model.scalars import Text, text_of
from statusgen.model.snapshot import (
    CheckLatency,
    CheckState,
    ComponentState,
    Conflict,
    Day,
    Headline,
    IncidentState,
    MaintenanceState,
    PlaceState,
    Reason,
    Scope,
    Snapshot,
    Span,
    VantageState,
)
from statusgen.model.uptime import Uptime
from statusgen.model.words import (
    Confidence,
    FindingKind,
    NetworkKind,
    Outcome,
    ScopeKind,
    Severity,
    Status,
    Trend,
    UpdateStatus,
    worst,
)

NOW = datetime(2025, 3, 10, 11, 5, 20, tzinfo=UTC)
SINCE = datetime(2025, 3, 10, 9, 45, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
OK, SLOW, PART, DOWN = (
    Status.OPERATIONAL,
    Status.DEGRADED_PERFORMANCE,
    Status.PARTIAL_OUTAGE,
    Status.MAJOR_OUTAGE,
)


def words(text: str) -> Text:
    return text_of(text)


def days(
    bad: Mapping[int, tuple[float, float]] | None = None, unmeasured: range = range(0)
) -> tuple[Day, ...]:
    """90 days; `bad` maps days ago to (degraded, down) minutes."""
    made = []
    for ago in range(89, -1, -1):
        past = 1.0 if ago else (NOW - NOW.replace(hour=0, minute=0, second=0)) / DAY
        slow, down = (minutes / 1440 for minutes in (bad or {}).get(ago, (0, 0)))
        gap = past - slow - down if ago in unmeasured else 0.0
        date = (NOW - ago * DAY).date()
        made.append(
            Day(date=date, operational=past - slow - down - gap, degraded=slow, down=down, unmeasured=gap)
        )
    return tuple(made)


def year(bad: Mapping[int, tuple[float, float]] | None = None, count: int = 200) -> tuple[Day, ...]:
    """The last days up to today; `bad` maps days ago to (degraded, down) minutes."""
    made = []
    for ago in range(count - 1, -1, -1):
        slow, down = (minutes / 1440 for minutes in (bad or {}).get(ago, (0, 0)))
        date = (NOW - ago * DAY).date()
        made.append(Day(date=date, operational=1 - slow - down, degraded=slow, down=down, unmeasured=0.0))
    return tuple(made)


def latency(key: str = "sign-in") -> CheckLatency:
    """Two days by the hour with a gap of six, and a month by the day."""
    hour = NOW.replace(minute=0, second=0)
    hours = [
        LatencyPoint(hour - ago * 60 * MINUTE, 12, 180.0 + ago, 240.0 + 3 * ago)
        for ago in range(47, -1, -1)
        if not 20 <= ago < 26
    ]
    midnight = hour.replace(hour=0)
    days = [LatencyPoint(midnight - ago * DAY, 288, 190.0, 300.0 + ago) for ago in range(30, -1, -1)]
    series = LatencySeries(hours=tuple(hours), days=tuple(days))
    return CheckLatency(key=key, together=series, places={})


def countries() -> tuple[CountryState, ...]:
    """Pakistan, where one fails and one is in doubt, and Germany, where all is well."""
    known = {
        "since": SINCE,
        "looking": 2,
    }
    parts = (
        LocalState(component="search", status=PART, failing=2, reason="reset", **known),
        LocalState(component="web", status=OK, failing=1, reason="connect_timeout", **known),
        LocalState(component="sign-in", status=DOWN, **known),
        LocalState(component="webhooks", status=Status.UNKNOWN, since=None),
    )
    fine = tuple(LocalState(component=part.component, status=OK, **known) for part in parts[:3])
    return (
        CountryState(country="DE", vantages=("de",), parts=fine),
        CountryState(country="PK", vantages=("pk-khi",), parts=parts, conditions=("blocked-pk",)),
        CountryState(country=None, vantages=("local",), parts=()),
    )


def course() -> Course:
    """Two of five places, then all, then nothing known; reports that rise."""
    return Course(
        places=(
            PlacesLevel(SINCE, SINCE + 20 * MINUTE, 2, 5),
            PlacesLevel(SINCE + 20 * MINUTE, SINCE + 50 * MINUTE, 5, 5),
            PlacesLevel(SINCE + 60 * MINUTE, NOW, 0, 5),
        ),
        reports=tuple(
            ReportsLevel(SINCE + n * 15 * MINUTE, 15, count, 42.5)
            for n, count in enumerate((300, 40_109, 900, 20))
        ),
    )


def uptime(window: str = "90d", up: float | None = 0.9993, measured: float = 0.97, **more: Any) -> Uptime:
    span = {"24h": DAY, "7d": 7 * DAY, "30d": 30 * DAY, "90d": 90 * DAY}[window]
    down = span * measured * (1 - up) if up is not None else timedelta(0)
    return Uptime(
        window=window,
        starts_at=NOW - span,
        ends_at=NOW,
        up=up,
        measured=measured,
        up_time=span * measured - down if up is not None else timedelta(0),
        down_time=down,
        degraded_time=more.pop("degraded_time", timedelta(0)),
        maintenance_time=more.pop("maintenance_time", timedelta(0)),
        **more,
    )


def component(
    id: str = "web",
    name: str | Text | None = None,
    status: Status = OK,
    *,
    group: Group | None = None,
    measured: bool = True,
    reasons: Sequence[str] = (),
    **more: Any,
) -> ComponentState:
    check = Check(url=f"https://{id}.internal.example/health", slow_after=timedelta(milliseconds=800))
    made = Component(
        id=id,
        name=name if isinstance(name, Text) else words(name or id.replace("-", " ").capitalize()),
        description=more.pop("description", None),
        check=check if measured else None,
    )
    known: dict[str, Any] = {
        "declared": OK,
        "observed": status if measured else None,
        "confidence": Confidence.CONFIRMED if measured else Confidence.UNCONFIRMED,
        "scope": None if status is OK else Scope(kind=ScopeKind.GLOBAL),
        "note": None,
        "since": SINCE if status is not OK else None,
        "as_of": NOW - 40 * timedelta(seconds=1) if measured else None,
        "checks": (check_state(id, check, status),) if measured else (),
        "spans": (),
        "days": days() if measured else (),
        "uptime": {w: uptime(w) for w in ("24h", "7d", "30d", "90d")} if measured else {},
    }
    given = tuple(Reason(text=text, source="probes") for text in reasons)
    return ComponentState(component=made, group=group, status=status, reasons=given, **(known | more))


def check_state(key: str, check: Check, status: Status = OK) -> CheckState:
    failed = status.is_red
    return CheckState(
        key=key,
        check=check,
        status=status,
        confidence=Confidence.CONFIRMED,
        as_of=NOW - timedelta(seconds=40),
        outcome=Outcome.FAILED if failed else Outcome.OK,
        latency_ms=None if failed else 1212,
        reason="reset" if failed else None,
        failing_rounds=4 if failed else 0,
        failing_since=SINCE if failed else None,
        achieved_interval=timedelta(minutes=6, seconds=10),
    )


def place_state(vantage: str, *, failed: bool = False, is_fresh: bool = True) -> PlaceState:
    """What a place last saw."""
    return PlaceState(
        vantage=vantage,
        outcome=Outcome.FAILED if failed else Outcome.OK,
        latency_ms=None if failed else 212,
        reason="reset" if failed else None,
        as_of=NOW - MINUTE,
        is_fresh=is_fresh,
    )


def incident(
    id: str,
    title: str | Text,
    impact: Mapping[str, Status],
    updates: Sequence[Update],
    *,
    ends_at: datetime | None = None,
    lanes: Mapping[str, tuple[Span, ...]] | None = None,
    state: Mapping[str, Any] | None = None,
    **more: Any,
) -> IncidentState:
    made = Incident(
        id=id,
        title=title if isinstance(title, Text) else words(title),
        impact=impact,
        updates=tuple(updates),
        **more,
    )
    end = ends_at or NOW
    drawn = {c: (Span(start=made.begins_at, end=end, status=s),) for c, s in impact.items()}
    known: dict[str, Any] = {
        "status": made.status_at(NOW),
        "severity": Severity.MAJOR,
        "is_open": ends_at is None,
        "next_update_by": updates[-1].next_update_by if updates else None,
        "is_overdue": False,
    }
    return IncidentState(
        incident=made,
        impact=dict(impact),
        components=tuple(impact),
        starts_at=made.begins_at,
        ends_at=ends_at,
        updates=tuple(reversed(updates)),
        lanes=lanes or drawn,
        **(known | dict(state or {})),
    )


def maintenance(id: str, title: str, start: datetime, length: timedelta, **more: Any) -> MaintenanceState:
    made = Maintenance(
        id=id,
        title=words(title),
        impact={"api": Status.UNDER_MAINTENANCE},
        starts_at=start,
        ends_at=start + length,
        **more,
    )
    return MaintenanceState(
        maintenance=made,
        status=made.current(NOW).status_at(NOW),
        is_active=start <= NOW < start + length,
        is_upcoming=start > NOW,
        starts_at=start,
        ends_at=start + length,
        promised_end=start + length,
        components=("api",),
        updates=tuple(reversed(made.updates_until(NOW))),
    )


def snapshot(components: Sequence[ComponentState], **more: Any) -> Snapshot:
    status = worst(*(state.status for state in components))
    is_clear = status is OK
    groups = {state.group.id: state.group for state in components if state.group}
    known: dict[str, Any] = {
        "taken_at": NOW,
        "expires_at": NOW + 15 * MINUTE,
        "page": Page(name=words("Chirp"), url="https://status.chirp.example/"),
        "headline": Headline(
            status=status,
            text="All Systems Operational" if is_clear else "Sign-in is down for most people",
            confidence=Confidence.CONFIRMED,
            is_all_clear=is_clear,
            since=None if is_clear else SINCE,
        ),
        "groups": tuple(groups.values()),
        "conflicts": (),
        "incidents": (),
        "maintenances": (),
        "announcements": (),
        "vantages": (local(),),
        "interval": 5 * MINUTE,
        "has_controls": False,
        "damaged_lines": 0,
        "measured_since": NOW - 90 * DAY,
    }
    return Snapshot(components=tuple(components), **(known | more))


def local() -> VantageState:
    return VantageState(
        id="local",
        vantage=Vantage(),
        as_of=NOW - 40 * timedelta(seconds=1),
        is_online=True,
        interval=5 * MINUTE,
    )


def rich() -> Snapshot:
    """An outage in the middle of everything else: each thing a page can show, once."""
    chirp, inside = Group(id="chirp", name=words("Chirp")), Group(id="inside", name=words("For developers"))
    bad = {8: (0, 37), 24: (30, 12), 0: (0, 80), 40: (300, 0), 61: (0, 500)}
    exclusion = uptime("30d", 0.9981, excluded_time=timedelta(hours=2), exclusions=("A dry run of our own",))
    return snapshot(
        [
            component(
                "web", group=chirp, days=days({24: (0, 12)}), description=words("Timelines in the browser")
            ),
            component(
                "sign-in",
                "Sign-in",
                DOWN,
                group=chirp,
                declared=PART,
                days=days(bad, range(70, 80)),
                reasons=("7 of 9 places fail at TLS: the connection is cut",),
                uptime={"24h": uptime("24h", 0.9441), "30d": exclusion, "90d": uptime("90d", 0.9941)},
                warnings=("Its certificate expires in 9 days",),
                reports=(spike(),),
                latencies=(latency(),),
                year=year(bad),
            ),
            component("mobile", "Mobile app", SLOW, group=chirp, days=days({0: (95, 0), 3: (60, 0)})),
            component("notify", "Notifications", note="failing, being confirmed", group=chirp),
            component(
                "search",
                "Search",
                PART,
                group=chirp,
                scope=Scope(kind=ScopeKind.COUNTRY, countries=("PK",), networks=(45595, 9541)),
                reasons=("Unreachable from 2 of 2 networks in PK",),
            ),
            component("api", "API", Status.UNDER_MAINTENANCE, group=inside, observed=OK, scope=None),
            component(
                "webhooks",
                "Webhooks",
                Status.UNKNOWN,
                group=inside,
                uptime={"90d": uptime("90d", None, 0.0)},
                days=days(unmeasured=range(90)),
                as_of=None,
                reasons=("No evidence since 08:10 UTC",),
            ),
            component("docs", "Documentation", measured=False),
        ],
        page=Page(
            name=words("Chirp"),
            url="https://status.chirp.example/",
            timezones=("America/Los_Angeles", "Asia/Karachi"),
            description=words("Short messages for everybody."),
            contact="mailto:help@chirp.example",
            report_url="https://issues.chirp.example/new",
            try_from_browser={
                "web": "https://chirp.example/",
                "sign-in": "https://chirp.example/session?from=status",
                "docs": "https://docs.chirp.example:8443/",
            },
        ),
        headline=Headline(
            status=DOWN,
            text="Sign-in is down for most people",
            confidence=Confidence.CONFIRMED,
            is_all_clear=False,
            detail="Timelines and the API work.",
            since=SINCE,
        ),
        conflicts=(
            Conflict(
                component="mobile",
                declared=OK,
                observed=SLOW,
                since=SINCE,
                declared_at=None,
                observed_at=NOW - 53 * MINUTE,
                kind="undeclared",
                text="Our probes fail; nobody has posted an incident",
            ),
        ),
        incidents=(open_incident(), blocked(), resolved()),
        maintenances=(
            maintenance("database", "Database upgrade", NOW + 12 * DAY, timedelta(hours=2)),
            maintenance(
                "api-keys",
                "New keys for the API",
                NOW - 30 * MINUTE,
                timedelta(hours=2),
                updates=(
                    Update(
                        at=NOW - 30 * MINUTE, status=UpdateStatus.IN_PROGRESS, text=words("We have begun.")
                    ),
                ),
            ),
            maintenance("cables", "New cables", NOW - 20 * DAY, timedelta(hours=1)),
        ),
        announcements=(
            Announcement(
                id="old-clients",
                title=words("Old clients stop in May"),
                pin=True,
                updates=(
                    Update(at=NOW - 5 * DAY, text=words("Version 3 and older will no longer connect.")),
                ),
            ),
        ),
        vantages=(
            local(),
            VantageState(
                id="pk-khi",
                vantage=Vantage(country="PK", city="Karachi", network=NetworkKind.EYEBALL, asn=45595),
                as_of=NOW - 2 * MINUTE,
                is_online=True,
                interval=5 * MINUTE,
                controls=(2, 2),
            ),
        ),
        has_controls=True,
        damaged_lines=3,
        withdrawn=(
            Incident(
                id="false-alarm",
                title=words("Search is down"),
                updates=(Update(at=NOW - 3 * DAY, text=words("It is.")),),
                withdrawn=words("Our own monitor was offline."),
            ),
        ),
        retired=(component("fax", "Fax gateway"),),
        reports=(spike(), spike(country="PK", count=109, expected=2.5, cities=("Lahore", "Karachi"))),
        countries=countries(),
        findings=(
            Finding(
                kind=FindingKind.INTERFERENCE,
                country="PK",
                vantages=("pk-khi",),
                components=("search",),
                text="Looks like network-level interference in Pakistan: Search, failing from 2 of 2 home networks",
            ),
        ),
    )


def spike(**more: Any) -> ReportCount:
    """Far more reports than usual."""
    known: dict[str, Any] = {
        "country": "US",
        "count": 40000,
        "expected": 40.0,
        "is_spike": True,
        "source": "tracker",
        "starts_at": NOW - 15 * MINUTE,
        "since": SINCE,
        "trend": Trend.RISING,
        "problems": (("sign-in", 0.7), ("page", 0.3)),
    }
    return ReportCount(**(known | more))


def open_incident() -> IncidentState:
    """Three updates, two components, a finding with its source, one promise."""
    updates = (
        Update(
            at=SINCE + 17 * MINUTE,
            status=UpdateStatus.INVESTIGATING,
            text=words("Sign-in fails for most people. We do not know why yet."),
            next_update_by=SINCE + 47 * MINUTE,
        ),
        Update(
            at=SINCE + 40 * MINUTE,
            status=UpdateStatus.IDENTIFIED,
            text=words(
                "A change in **session storage** fails:\n\n- new sessions are lost\n- old ones are kept"
            ),
            impact={"sign-in": DOWN},
            posted_at=SINCE + 60 * MINUTE,
        ),
        Update(
            at=SINCE + 67 * MINUTE,
            status=UpdateStatus.IDENTIFIED,
            text=words("Rolling back now; see [the notes](https://notes.example/1)."),
            impact={"sign-in": PART},
            recovered=0.6,
            eta=SINCE + 120 * MINUTE,
            next_update_by=SINCE + 90 * MINUTE,
        ),
    )
    lanes = {
        "sign-in": (
            Span(start=SINCE, end=SINCE + 20 * MINUTE, status=PART),
            Span(start=SINCE + 20 * MINUTE, end=SINCE + 34 * MINUTE, status=OK),
            Span(start=SINCE + 34 * MINUTE, end=SINCE + 67 * MINUTE, status=DOWN),
            Span(start=SINCE + 67 * MINUTE, end=NOW, status=PART),
        ),
        "mobile": (Span(start=SINCE + 17 * MINUTE, end=NOW, status=SLOW),),
    }
    return incident(
        "sign-in-fails",
        "Sign-in fails for most people",
        {"sign-in": PART, "mobile": SLOW},
        updates,
        lanes=lanes,
        started_at=SINCE,
        detected_at=SINCE + 10 * MINUTE,
        cause="attack",
        scope=DeclaredScope(
            kind=ScopeKind.GLOBAL, filtering="ruled_out", source="https://observatory.example/post/1"
        ),
        related=("sign-in-february",),
        state={
            "course": course(),
            "waves": (
                Wave(
                    starts_at=SINCE,
                    ends_at=SINCE + 30 * MINUTE,
                    peak=40109,
                    peak_at=SINCE + 15 * MINUTE,
                    minutes=15,
                    expected=42.5,
                    countries=(("US", 40000), ("PK", 109)),
                ),
                Wave(
                    starts_at=NOW - 15 * MINUTE,
                    ends_at=None,
                    peak=900,
                    peak_at=NOW - 15 * MINUTE,
                    minutes=15,
                    expected=None,
                ),
            ),
        },
    )


def blocked() -> IncidentState:
    """A condition that has stood for more than a year."""
    start = datetime(2024, 2, 17, 16, 0, tzinfo=UTC)
    return incident(
        "blocked-pk",
        "Unreachable in Pakistan",
        {"search": PART},
        (
            Update(
                at=start, status=UpdateStatus.MONITORING, text=words("Networks there do not let it through.")
            ),
        ),
        scope=DeclaredScope(kind=ScopeKind.COUNTRY, countries=("PK",)),
        state={"is_standing": True},
    )


def resolved() -> IncidentState:
    start = NOW - 8 * DAY
    return incident(
        "sign-in-february",
        "Sign-in fails on desktops",
        {"sign-in": DOWN},
        (
            Update(at=start, status=UpdateStatus.INVESTIGATING, text=words("We are looking into it.")),
            Update(at=start + 37 * MINUTE, status=UpdateStatus.RESOLVED, text=words("All works again.")),
        ),
        ends_at=start + 37 * MINUTE,
        postmortem=words("# What happened\n\nA cache was full.\n\n```\nused 100 %\n```\n"),
        exclude=(
            Exclusion(starts_at=start, ends_at=start + 5 * MINUTE, reason=words("A dry run of our own")),
        ),
        mitigated_at=start + 20 * MINUTE,
    )


def clear() -> Snapshot:
    """All is well."""
    group = Group(id="chirp", name=words("Chirp"))
    made = [
        component("web", group=group, days=days({8: (0, 37), 24: (0, 12)})),
        component(
            "sign-in", "Sign-in", group=group, days=days({8: (0, 600)}), uptime={"90d": uptime(up=0.9941)}
        ),
        component("mobile", "Mobile app", group=group, days=days({33: (240, 0)}, range(80, 90))),
        component("notify", "Notifications", group=group, uptime={"90d": uptime(up=1.0, measured=1.0)}),
        component("api", "API", group=group, uptime={"90d": uptime(up=0.99986, measured=1.0)}),
    ]
    page = Page(
        name=words("Chirp"),
        url="https://status.chirp.example/",
        description=words("Short messages for everybody."),
    )
    return snapshot(made, page=page, incidents=(resolved(),))


def many(count: int = 50) -> Snapshot:
    """As many components as a large service has, in eight groups."""
    groups = [Group(id=f"group-{n}", name=words(f"Group number {n}")) for n in range(8)]
    made = [
        component(
            f"part-{n:02}",
            f"Component number {n}",
            group=groups[n * 8 // count],
            days=days({(n * 7) % 90: (0, 5 + n), (n * 13) % 90: (n * 3, 0)}),
            uptime={"90d": uptime(up=0.9999 - n / 40_000, measured=0.99 - n / 500)},
        )
        for n in range(count)
    ]
    return snapshot(made, incidents=(resolved(),))


def unmeasured() -> Snapshot:
    """People write, nothing is measured, so nothing expires."""
    return snapshot(
        [component("web", measured=False), component("api", "API", measured=False)],
        expires_at=None,
        headline=Headline(
            status=OK,
            text="No known problems (reported by people, not measured)",
            confidence=Confidence.UNCONFIRMED,
            is_all_clear=False,
        ),
        vantages=(),
        measured_since=None,
    )
