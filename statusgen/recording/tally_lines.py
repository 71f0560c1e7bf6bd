"""A tally becomes a document of lines, and a document becomes a tally.

The first line holds what is true of all rounds of the day, each further one a check. Every line ends with a
checksum of itself, since nothing else tells of a digit that was lost when the rounds are gone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import accumulate, pairwise
from sys import intern
from zlib import crc32

from statusgen.model.evidence import Circumstances
from statusgen.model.latencies import LAST_BUCKET, Latencies
from statusgen.model.tallies import DAY, HOUR, Run, Slot, Tally
from statusgen.recording.lines import (
    DAMAGE,
    DamagedError,
    circumstances_data,
    circumstances_of,
    compact_json,
    parsed_object,
    result_of,
    whole,
    without_tail,
)
from statusgen.recording.pieces import Known

VERSION = 1
"""Of the documents written here."""

_MILLISECOND = timedelta(milliseconds=1)
_SEAL, _SIZES = b',"crc":', b',"ms":'


def document_of(tally: Tally) -> bytes:
    """The tally as lines; equal tallies give equal bytes."""
    return b"".join(_sealed(line) for line in (_head(tally), *_checks(tally)))


def tally_of_document(
    document: bytes, slot: Slot, *, latencies_by: timedelta | None = HOUR
) -> tuple[Tally | None, int]:
    """The tally, without the checks whose lines are damaged, and how many lines are.

    None where the first line is damaged, is of another day, or is not there. What stands before it, as where
    git could not merge, is damage too. Where latencies are wanted `latencies_by` the day only, or not at all,
    they take less memory.
    """
    lines = document.splitlines()
    place, head = _first(lines)
    try:
        tally = _empty(head, slot)
        expected = whole(head["checks"])
    except DAMAGE:
        return None, len(lines) or 1
    runs: dict[str, tuple[Run, ...]] = {}
    sizes: dict[str, bytes] = {}
    for line in (*lines[:place], *lines[place + 1 :]):
        try:
            start, _, written = _unsealed(line).partition(_SIZES)
            key, rounds, column = _known_columns[start]
        except DAMAGE:
            continue
        if rounds != len(tally.moments) or key in runs:
            continue
        runs[key] = column
        if written and latencies_by is not None:
            sizes[key] = written
    damaged = max(expected, len(lines) - 1) - len(runs)
    resolution = DAY if latencies_by == DAY else tally.resolution
    latencies = _Sizes(sizes, is_by_day=latencies_by == DAY)
    return replace(tally, runs=runs, latencies=latencies, resolution=resolution), damaged


def version_of_document(document: bytes) -> int | None:
    """The version of a document; None when its first line is damaged."""
    try:
        return whole(_first(document.splitlines())[1]["v"], least=1)
    except DAMAGE:
        return None


def _first(lines: Sequence[bytes]) -> tuple[int, Mapping[str, object]]:
    """The line of what is true of all rounds, and where it is; nothing where there is none."""
    for place, line in enumerate(lines):
        try:
            data = _opened(line)
        except DAMAGE:
            continue
        if "moments" in data:
            return place, data
    return 0, {}


def _sealed(data: Mapping[str, object]) -> bytes:
    body = compact_json(data)[:-1]
    return b"%s%s%d}\n" % (body, _SEAL, crc32(body))


class _Sizes(Mapping[str, Mapping[int, Latencies]]):
    """Latencies by check, taken out of their text when somebody asks: they are most of it, and few do."""

    def __init__(self, written: Mapping[str, bytes], *, is_by_day: bool) -> None:
        self._written, self._is_by_day = written, is_by_day

    def __getitem__(self, key: str) -> Mapping[int, Latencies]:
        try:
            hours = _sizes(parsed_object(b'{"ms":%s}' % self._written[key])["ms"])
        except DAMAGE:
            return {}  # its checksum is right: a writer with a fault of its own
        return {0: Latencies.together(hours.values())} if hours and self._is_by_day else hours

    def __iter__(self) -> Iterator[str]:
        return iter(self._written)

    def __len__(self) -> int:
        return len(self._written)


def _unsealed(line: bytes) -> bytes:
    body, _, seal = line.rpartition(_SEAL)
    if int(seal[:-1]) != crc32(body):
        raise DamagedError("checksum")
    return body


def _opened(line: bytes) -> Mapping[str, object]:
    return parsed_object(_unsealed(line) + b"}")


def _head(tally: Tally) -> Mapping[str, object]:
    starts = [(at - tally.slot.starts_at) // _MILLISECOND for at in tally.moments]
    return {
        "v": VERSION,
        "day": tally.slot.day.isoformat(),
        "resolution": "hour" if tally.resolution == HOUR else "day",
        **({"damaged": tally.damaged_lines} if tally.damaged_lines else {}),
        **({"covers": tally.covers} if tally.covers is not None else {}),
        "checks": len(tally.runs),
        "moments": [after - before for before, after in pairwise([0, *starts])],
        "rounds": [[count, circumstances_data(kind)] for count, kind in tally.circumstances],
    }


def _checks(tally: Tally) -> Iterator[Mapping[str, object]]:
    for key in sorted(tally.runs):
        data: dict[str, object] = {"check": key, "runs": [_run_fields(run) for run in tally.runs[key]]}
        hours = tally.latencies.get(key, {})
        if hours:
            data["ms"] = {str(hour): _size_fields(hours[hour]) for hour in sorted(hours)}
        yield data


def _run_fields(run: Run) -> list[str | int | None]:
    if run.result is None:
        return [run.rounds]
    return without_tail([run.rounds, run.result.outcome.value, run.result.failed_at, run.result.reason])


def _size_fields(latencies: Latencies) -> list[int]:
    """Bucket and count in turns, each bucket as its distance from the one before."""
    buckets = sorted(latencies.counts)
    pairs = ((after - before, latencies.counts[after]) for before, after in pairwise([0, *buckets]))
    return [number for pair in pairs for number in pair]


def _empty(head: Mapping[str, object], slot: Slot) -> Tally:
    whole(head["v"], least=1)
    if head["day"] != slot.day.isoformat():
        raise DamagedError("another day")
    moments = tuple(_moments(_list(head["moments"]), slot))
    circumstances = tuple(_circumstances(_list(head["rounds"])))
    if sum(count for count, _ in circumstances) != len(moments):
        raise DamagedError("rounds")
    covers = head.get("covers")
    return Tally(
        slot=slot,
        moments=moments,
        circumstances=circumstances,
        runs={},
        latencies={},
        resolution={"hour": HOUR, "day": DAY}[_text(head["resolution"])],
        damaged_lines=whole(head.get("damaged", 0)),
        covers=None if covers is None else _text(covers),
    )


def _moments(steps: Sequence[object], slot: Slot) -> Iterator[datetime]:
    midnight, most = slot.starts_at, DAY // _MILLISECOND
    for milliseconds in accumulate(whole(step) for step in steps):
        if milliseconds >= most:
            raise DamagedError("not in that day")
        yield midnight + timedelta(milliseconds=milliseconds)


def _circumstances(fields: Sequence[object]) -> Iterator[tuple[int, Circumstances]]:
    for field in fields:
        count, data = _list(field)
        if not isinstance(data, dict):
            raise DamagedError("circumstances")
        yield whole(count, least=1), circumstances_of(data)


def _column(start: bytes) -> tuple[str, int, tuple[Run, ...]]:
    """Of a check's line before its latencies: its key, how many rounds, and its runs."""
    data = parsed_object(start + b"}")
    runs = tuple(_runs(data["runs"]))
    return intern(_text(data["check"])), sum(run.rounds for run in runs), runs


_known_columns = Known(_column)


def _runs(fields: object) -> Iterator[Run]:
    for field in _list(fields):
        first, *result = _list(field)
        count = whole(first, least=1)
        if not result:
            yield Run(count, None)
            continue
        outcome, layer, reason, *_ = (*result, None, None)
        yield Run(count, result_of(outcome, None, layer, reason))


def _sizes(data: object) -> Mapping[int, Latencies]:
    if not isinstance(data, dict):
        raise DamagedError("latencies")
    return {whole(int(hour)): _latencies(_list(fields)) for hour, fields in data.items()}


def _latencies(fields: Sequence[object]) -> Latencies:
    counts = {}
    buckets = accumulate(whole(step) for step in fields[::2])
    for bucket, count in zip(buckets, fields[1::2], strict=True):
        if bucket > LAST_BUCKET:
            raise DamagedError("latency")
        counts[bucket] = whole(count, least=1)
    return Latencies(counts)


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise DamagedError("not a list")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise DamagedError("not a text")
    return value
