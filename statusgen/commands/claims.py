"""Documents of status pages become what they claim: ours with its end, Statuspage's as their word."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from statusgen.model.times import format_moment, parse_moment
from statusgen.model.words import Status, worst

STATUSGEN, STATUSPAGE = "statusgen", "statuspage"
_SCHEMA = 1
_LONGEST = 300
"""Letters of one text of theirs; what is longer was made to be long."""
_INDICATORS = {
    "none": Status.OPERATIONAL,
    "minor": Status.DEGRADED_PERFORMANCE,
    "major": Status.PARTIAL_OUTAGE,
    "critical": Status.MAJOR_OUTAGE,
    "maintenance": Status.UNDER_MAINTENANCE,
}
"""Statuspage's words for a page as a whole."""
_UNDER_WAY = ("in_progress", "verifying")
"""Statuspage's words for planned work that is on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartClaim:
    """What a page says of one component."""

    name: str
    group: str
    """Empty where it stands in none."""
    status: Status
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryClaim:
    """An incident that is open, or work that is on."""

    title: str
    word: str
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageClaim:
    """What a page says."""

    source: str
    """`statusgen` or `statuspage`: in whose words it was read."""
    name: str
    url: str
    """Empty where it does not say."""
    status: Status
    text: str
    """The headline in its own words."""
    taken_at: datetime | None
    """The instant that it tells of; None where it does not say."""
    expires_at: datetime | None
    """From then on nothing in it may be believed; None where it does not say."""
    parts: tuple[PartClaim, ...]
    incidents: tuple[EntryClaim, ...]
    maintenance: tuple[EntryClaim, ...]
    is_measured: bool
    """Something of it is; without an end there is no evidence of it now."""
    is_stale: bool = False

    @property
    def worst(self) -> Status:
        """The worst that it says of anything."""
        return worst(self.status, *(part.status for part in self.parts))

    @property
    def is_doubtful(self) -> bool:
        """Something in it is not known."""
        return any(status is Status.UNKNOWN for status in (self.status, *(p.status for p in self.parts)))


def read_claim(data: bytes) -> PageClaim | None:
    """What a document claims, whichever of the two it is; None where it is neither."""
    try:
        document = json.loads(data)
        return _ours(document) or _theirs(document)
    except (ValueError, RecursionError):
        return None


def claim_of(document: Mapping[str, Any]) -> PageClaim:
    """What a `status.json` that we have just made claims."""
    claim = _ours(document)
    assert claim is not None  # noqa: S101 (we wrote it)
    return claim


def as_known(claim: PageClaim, now: datetime) -> PageClaim:
    """The claim as it may be believed now: nothing of it once it has expired."""
    if claim.expires_at is None or now < claim.expires_at:
        return claim
    return replace(
        claim,
        is_stale=True,
        status=Status.UNKNOWN,
        text=f"Not known: the page should have been renewed by {format_moment(claim.expires_at)}",
        parts=tuple(
            replace(part, status=Status.UNKNOWN, note=f"was {part.status.formal.lower()}")
            for part in claim.parts
        ),
    )


def document_of_claim(claim: PageClaim) -> dict[str, Any]:
    """For `--json`."""
    return {
        "source": claim.source,
        "page": {"name": claim.name, "url": claim.url or None},
        "status": claim.status.value,
        "text": claim.text,
        "is_stale": claim.is_stale,
        "taken_at": format_moment(claim.taken_at) if claim.taken_at else None,
        "expires_at": format_moment(claim.expires_at) if claim.expires_at else None,
        "components": [
            {"name": p.name, "group": p.group or None, "status": p.status.value, "note": p.note or None}
            for p in claim.parts
        ],
        "incidents": [_entry_document(entry) for entry in claim.incidents],
        "maintenance": [_entry_document(entry) for entry in claim.maintenance],
    }


def _entry_document(entry: EntryClaim) -> dict[str, Any]:
    since = format_moment(entry.since) if entry.since else None
    return {"title": entry.title, "status": entry.word, "since": since}


def _ours(document: object) -> PageClaim | None:
    match document:
        case {
            "schema": int(schema),
            "page": {"name": str(name), "url": url},
            "headline": {"status": str(status), "text": str(text)},
            "taken_at": str(taken_at),
            "expires_at": expires_at,
            "components": [*components],
            "incidents": [*incidents],
            "maintenance": [*works],
        } if schema == _SCHEMA:
            return PageClaim(
                source=STATUSGEN,
                name=_short(name),
                url=_short(url),
                status=_status(status),
                text=_short(text),
                taken_at=parse_moment(taken_at),
                # A time that cannot be read is no permission to believe it for ever.
                expires_at=None if expires_at is None else parse_moment(str(expires_at)),
                parts=tuple(_our_parts(components)),
                incidents=tuple(_entries(_where(incidents, "ends_at", None), "title", "starts_at")),
                maintenance=tuple(_entries(_where(works, "is_active", True), "title", "starts_at")),
                is_measured=any(one.get("observed") is not None for one in _mappings(components)),
            )
    return None


def _our_parts(components: list[object]) -> Iterator[PartClaim]:
    for one in _mappings(components):
        if found := _named(one, "name"):
            name, status = found
            group, note = _short(one.get("group")), _short(one.get("note"))
            yield PartClaim(name=name, group=group, status=_status(status), note=note)


def _theirs(document: object) -> PageClaim | None:
    match document:
        case {
            "page": {"name": str(name)} as page,
            "status": {"indicator": str(indicator), "description": str(text)},
            "components": [*components],
            **others,
        }:
            # Pages of other makers have this form too, and leave out what they have nothing for.
            incidents, works = _list(others.get("incidents")), _list(others.get("scheduled_maintenances"))
            return PageClaim(
                source=STATUSPAGE,
                name=_short(name),
                url=_short(page.get("url")),
                status=_INDICATORS.get(indicator, Status.UNKNOWN),
                text=_short(text),
                taken_at=None,
                expires_at=None,
                parts=tuple(_their_parts(components)),
                incidents=tuple(_entries(_where(incidents, "resolved_at", None), "name", "started_at")),
                maintenance=tuple(_entries(_under_way(works), "name", "scheduled_for")),
                is_measured=False,
            )
    return None


def _their_parts(components: list[object]) -> Iterator[PartClaim]:
    every = _mappings(components)
    groups = {str(one.get("id")): _short(one.get("name")) for one in every if one.get("group") is True}
    for one in every:
        found = _named(one, "name")
        if found and one.get("group") is not True:
            name, status = found
            group = groups.get(str(one.get("group_id")), "")
            yield PartClaim(name=name, group=group, status=_status(status))


def _entries(entries: list[dict[str, Any]], title: str, since: str) -> Iterator[EntryClaim]:
    for one in entries:
        if found := _named(one, title):
            words, status = found
            yield EntryClaim(title=words, word=_short(status), since=_time(one.get(since)))


def _named(one: Mapping[str, Any], key: str) -> tuple[str, str] | None:
    """Its name and its status; None where it lacks one."""
    name, status = one.get(key), one.get("status")
    return (_short(name), status) if isinstance(name, str) and isinstance(status, str) else None


def _list(found: object) -> list[object]:
    return found if isinstance(found, list) else []


def _mappings(entries: list[object]) -> list[dict[str, Any]]:
    return [one for one in entries if isinstance(one, dict)]


def _where(entries: list[object], key: str, value: object) -> list[dict[str, Any]]:
    return [one for one in _mappings(entries) if one.get(key) is value]


def _under_way(works: list[object]) -> list[dict[str, Any]]:
    return [one for one in _mappings(works) if str(one.get("status")) in _UNDER_WAY]


def _status(word: str) -> Status:
    """A word that we do not know claims nothing."""
    return Status(word) if word in list(Status) else Status.UNKNOWN


def _time(value: object) -> datetime | None:
    try:
        return parse_moment(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _short(text: object) -> str:
    """One line of theirs; empty where there is none."""
    words = " ".join(text.split()) if isinstance(text, str) else ""
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 3]}..."
