"""What a page claims becomes lines for a terminal, and what changed since the last look becomes others."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from statusgen.commands.claims import STATUSPAGE, EntryClaim, PageClaim, PartClaim
from statusgen.commands.session import Line
from statusgen.model.times import format_moment
from statusgen.model.words import Status
from statusgen.rendering.columns import cut, padded
from statusgen.rendering.wording import STATES

_FEW = 30
"""Components that are all shown; of more, only those that are not well."""
_WORD, _NAME, _NOTE = 13, 60, 60
"""Columns."""


def lines(claim: PageClaim, now: datetime) -> Sequence[Line]:
    """The answer first, then its parts."""
    return tuple(_lines(claim, now))


def failure_lines(what: str, read_at: datetime | None) -> Sequence[Line]:
    """Where a page cannot be read: nothing of it is shown any more."""
    head: Line = ((STATES[Status.UNKNOWN].key, "Not known"), ("", f": {what}"))
    return (head, *([_plain(f"Last read at {_clock(read_at)}")] if read_at else []))


def changes(before: PageClaim | None, after: PageClaim) -> Iterator[str]:
    """A line for each change; of the first look, the headline and what is not well.

    What has expired is told as a whole, and so is what comes after it.
    """
    if before is None or (before.status, before.text) != (after.status, after.text):
        yield f"{STATES[after.status].word}: {after.text}"
    if after.is_stale:
        return
    known = None if before is None or before.is_stale else before
    yield from _part_changes(_by_name(known.parts) if known else {}, _by_name(after.parts))
    yield from _entry_changes(_entries(known) if known else {}, _entries(after))


def _by_name(parts: Sequence[PartClaim]) -> Mapping[tuple[str, str, int], Status]:
    """Names may be given twice, so the number of each counts too."""
    found: dict[tuple[str, str, int], Status] = {}
    for part in parts:
        number = 0
        while (part.group, part.name, number) in found:
            number += 1
        found[part.group, part.name, number] = part.status
    return found


def _part_changes(
    before: Mapping[tuple[str, str, int], Status], after: Mapping[tuple[str, str, int], Status]
) -> Iterator[str]:
    for key, status in after.items():
        was = before.get(key)
        if status is not (was or Status.OPERATIONAL):
            told = f" (was {STATES[was].word})" if was else ""
            yield f"{cut(key[1], _NAME)}: {STATES[status].word}{told}"


def _entries(claim: PageClaim) -> Mapping[tuple[str, datetime | None], EntryClaim]:
    return {(entry.title, entry.since): entry for entry in (*claim.incidents, *claim.maintenance)}


def _entry_changes(
    before: Mapping[tuple[str, datetime | None], EntryClaim],
    after: Mapping[tuple[str, datetime | None], EntryClaim],
) -> Iterator[str]:
    for key, entry in after.items():
        if before.get(key) != entry:
            yield _entry_words(entry)
    for key, entry in before.items():
        if key not in after:
            yield f"Over: {entry.title}"


def _lines(claim: PageClaim, now: datetime) -> Iterator[Line]:
    state = STATES[claim.status]
    yield (("", f"{cut(claim.name, _NAME)} status: "), (state.key, state.word))
    yield _plain(claim.text)
    yield _plain(_validity(claim, now))
    parts, left = _chosen(claim.parts)
    if parts or left:
        yield ()
    for part in parts:
        shown = STATES[part.status]
        note = f"  {cut(part.note, _NOTE)}" if part.note else ""
        yield ((shown.key, padded(shown.word, _WORD)), ("", f"{_name(part)}{note}"))
    if left:
        yield _plain(f"{padded('', _WORD)}and {left:,} more that are operational")
    entries = [*claim.incidents, *claim.maintenance]
    if entries:
        yield ()
    for entry in entries:
        yield _plain(_entry_words(entry))
    if claim.url:
        yield ()
        yield _plain(claim.url)


def _validity(claim: PageClaim, now: datetime) -> str:
    if claim.source == STATUSPAGE:
        return f"Read at {_clock(now)}; these are their words, and they name no end"
    as_of = f"As of {_clock(claim.taken_at or now)}"
    if claim.is_stale:
        return f"Last verified at {_clock(claim.taken_at or now)}"
    if claim.expires_at:
        return f"{as_of}, valid until {_clock(claim.expires_at)}"
    if claim.is_measured:
        return f"{as_of}; there is no evidence, so nothing is claimed of what is measured"
    return f"{as_of}, written by people; nothing here is measured"


def _chosen(parts: Sequence[PartClaim]) -> tuple[Sequence[PartClaim], int]:
    """Those that are shown, and how many are not."""
    if len(parts) <= _FEW:
        return parts, 0
    bad = [part for part in parts if part.status is not Status.OPERATIONAL]
    return bad, len(parts) - len(bad)


def _name(part: PartClaim) -> str:
    return cut(part.name, _NAME)


def _entry_words(entry: EntryClaim) -> str:
    word = entry.word.replace("_", " ").capitalize()
    return f"{word}: {entry.title}" + (f", since {_clock(entry.since)}" if entry.since else "")


def _plain(text: str) -> Line:
    return (("", text),)


def _clock(moment: datetime) -> str:
    """In UTC, to the second, as everywhere on the command line."""
    return format_moment(moment)
