"""Every text a person can write, poisoned."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from statusgen.model.heard import Finding, ReportCount, Wave
from statusgen.model.incidents import Announcement, DeclaredScope, Exclusion, Incident, Update
from statusgen.model.pictures import Picture
from statusgen.model.places import CountryState, LocalState
from statusgen.model.project import Group, Page, Vantage
from statusgen.model.snapshot import Conflict, Headline, PlaceState, Snapshot, VantageState
from statusgen.model.theme import Logo, ThemeFile
from statusgen.model.words import Confidence, FindingKind, NetworkKind, Status, UpdateStatus
from tests.browser.payloads import every
from tests.rendering.make import (
    DOWN,
    MINUTE,
    NOW,
    SINCE,
    component,
    course,
    incident,
    maintenance,
    place_state,
    snapshot,
    spike,
    uptime,
    words,
)
from tests.scorecard import IS_PROOF

PAYLOADS = every.PAYLOADS if IS_PROOF else every.PAYLOADS[::4]
"""For outputs that no browser shows; in a browser, all of them stand everywhere."""
MARKDOWN = """# a\n\n## b\n\n### c\n\n#### d\n\n*a* **b** `c` [d](https://x.example/ 't')\n\n- e\n\n1. f\n\n3. g\n
> h\n\n```\ni\n```\n\n| a | b |\n|---|---|\n| c | d |\n\n***\n\na  \nb"""
"""Nothing but what Markdown can make."""
LOGO = Logo(
    light=ThemeFile(
        "templates/a.svg",
        picture=Picture(data=b'<svg xmlns="http://www.w3.org/2000/svg"/>', kind="svg", width=9, height=3),
    )
)


def everywhere(payloads: Sequence[str], *, lists: Sequence[Sequence[str]] | None = None) -> Snapshot:
    """A page on which every text that a person can write holds a payload; singular ones hold the first.

    `lists`: what stands one by one where a component or an incident may have several, instead of its payload.
    """
    first = payloads[0]
    several = lists or [(payload,) for payload in payloads]
    numbered = list(enumerate(payloads))
    return snapshot(
        [_component(n, payload, several[n]) for n, payload in numbered],
        page=Page(
            name=words(first),
            description=words(first),
            contact=_link(first),
            timezones=("Asia/Karachi",),
            report_url=_link(first),
            try_from_browser={f"part-{n}": _address(n, payload) for n, payload in numbered},
        ),
        headline=Headline(
            status=DOWN, text=first, detail=first, confidence=Confidence.CONFIRMED, is_all_clear=False
        ),
        conflicts=tuple(_conflict(n, payload) for n, payload in numbered),
        incidents=tuple(_incident(n, payload, several[n]) for n, payload in numbered),
        maintenances=tuple(_maintenance(n, payload) for n, payload in numbered),
        announcements=tuple(
            Announcement(id=f"note-{n}", title=words(payload), pin=True, updates=(_update(payload, 0),))
            for n, payload in numbered
        ),
        vantages=tuple(_vantage(n, payload) for n, payload in numbered),
        withdrawn=tuple(
            Incident(id=f"gone-{n}", title=words(payload), withdrawn=words(payload))
            for n, payload in numbered
        ),
        reports=tuple(_reported(payload) for payload in payloads[:6]),
        countries=tuple(_country(n, payload) for n, payload in numbered),
        findings=tuple(_finding(payload) for payload in payloads),
    )


def _link(payload: str) -> str:
    """A link's text as it would be, had reading let it through."""
    return payload


def _address(number: int, payload: str) -> str:
    """The text itself, or as the path of an address that passes."""
    return payload if number % 3 == 0 else f"https://asked.example/{payload}"


def _component(number: int, payload: str, several: Sequence[str]):
    made = component(
        f"part-{number}",
        payload,
        DOWN,
        group=Group(id=f"group-{number}", name=words(payload)),
        description=words(payload),
        reasons=several,
        note=payload,
        warnings=tuple(several),
        reports=tuple(_reported(one) for one in several),
        uptime={"90d": uptime(excluded_time=timedelta(hours=1), exclusions=tuple(several))},
    )
    asked = tuple(
        replace(check, reason=_code(payload), places=(_seen(number, payload),)) for check in made.checks
    )
    return replace(made, checks=asked)


def _seen(number: int, payload: str) -> PlaceState:
    return replace(place_state(f"v-{number}", failed=True), reason=_code(payload))


def _code(payload: str) -> str:
    """A code of a round, had reading let anything through that can be printed."""
    return "".join(sign for sign in payload if sign.isprintable())


def _reported(payload: str) -> ReportCount:
    return spike(country=payload, cities=(payload,), source=payload, problems=((payload, 0.6), ("x", 0.4)))


def _country(number: int, payload: str) -> CountryState:
    part = LocalState(
        component=f"part-{number}", status=DOWN, since=NOW, failing=1, looking=1, reason=payload
    )
    names, told = (f"v-{number}",), (f"incident-{number}",)
    return CountryState(country=payload, vantages=names, parts=(part,), conditions=told)


def _finding(payload: str) -> Finding:
    kind = FindingKind.INTERFERENCE
    return Finding(kind=kind, country=payload, vantages=(payload,), components=(payload,), text=payload)


def _conflict(number: int, payload: str) -> Conflict:
    return Conflict(
        component=f"part-{number}",
        declared=Status.OPERATIONAL,
        observed=DOWN,
        since=NOW,
        declared_at=None,
        observed_at=NOW,
        kind=payload,
        text=payload,
    )


def _update(payload: str, minutes: float) -> Update:
    return Update(
        at=NOW - (60 - minutes) * MINUTE,
        status=UpdateStatus.IDENTIFIED,
        text=words(payload),
        impact={"part-0": DOWN},
        eta=NOW,
        next_update_by=NOW,
        posted_at=NOW,
        recovered=0.5,
    )


def _incident(number: int, payload: str, several: Sequence[str]):
    alone = [_update(text, 3 + n / 100) for n, text in enumerate(several if len(several) > 1 else ())]
    return incident(
        f"incident-{number}",
        payload,
        {f"part-{number}": DOWN},
        (_update(payload, 0), _update("x " + payload, 1), _update("- " + payload, 2), *alone),
        cause=payload,
        postmortem=words(payload),
        scope=DeclaredScope(filtering=payload, source=_link(payload)),
        related=(f"incident-{number}",),
        exclude=tuple(Exclusion(starts_at=NOW, ends_at=NOW, reason=words(one)) for one in several),
        ends_at=NOW if number % 2 else None,
        state={"waves": (_wave(payload),), "course": course(), "similar": (f"incident-{number}",)},
    )


def _wave(payload: str) -> Wave:
    return Wave(
        starts_at=SINCE,
        ends_at=NOW,
        peak=900,
        peak_at=SINCE,
        minutes=15,
        expected=4.0,
        countries=((payload, 900), ("PK", 20)),
    )


def _maintenance(number: int, payload: str):
    return maintenance(
        f"work-{number}",
        payload,
        NOW - 30 * MINUTE,
        timedelta(hours=1),
        updates=(_update(payload, 40),),
        postmortem=words(payload),
        related=(f"incident-{number}",),
    )


def _vantage(number: int, payload: str) -> VantageState:
    place = Vantage(country=payload, city=payload, network=NetworkKind.EYEBALL, asn=1)
    return VantageState(
        id=f"v-{number}",
        vantage=place,
        as_of=NOW,
        is_online=True,
        interval=5 * MINUTE,
        sources=(payload, _address(0, payload)),
    )
