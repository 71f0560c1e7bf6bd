"""A round becomes one line of history, and a line becomes a round.

The form is DESIGN.md's "Evidence". Lines of a newer version are read for what is known.
"""

import json
import math
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from sys import intern

from statusgen.model.evidence import Circumstances, ProbeResult, Round
from statusgen.model.times import format_moment
from statusgen.model.words import Layer, Outcome
from statusgen.recording.pieces import Known, lists_by_key

VERSION = 1
"""Of the lines written here."""
MAX_LINE = 1 << 20
"""Bytes; a longer line is damage (50,000 checks would fit)."""

_RESULTS = ',"results":{'
"""The last of a line's keys, as it is written here."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
_OUTCOMES = {outcome.value: outcome for outcome in Outcome}
_LAYERS = {layer.value: layer for layer in Layer}
_LONGEST = timedelta(days=3660)


class DamagedError(ValueError):
    """The line is not what a writer of its version writes."""


DAMAGE = (ValueError, TypeError, KeyError, OverflowError, RecursionError)
"""What taking a damaged line apart raises."""


def line_of(round_: Round) -> bytes:
    """One line with its newline. Times are kept to the millisecond."""
    data = {
        "v": VERSION,
        "at": format_moment(round_.at),
        **circumstances_data(round_.circumstances),
        "results": {key: _fields(result) for key, result in round_.results.items()},
    }
    return compact_json(data) + b"\n"


def compact_json(data: object) -> bytes:
    """Without blanks, in UTF-8."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def circumstances_data(kind: Circumstances) -> dict[str, object]:
    """The keys of a line that say more of a round than its time; what is usual is left out."""
    data: dict[str, object] = {}
    if kind.controls_all:
        data["controls"] = [kind.controls_passed, kind.controls_all]
    if kind.every is not None:
        data["every"] = _short(kind.every.total_seconds())
    if kind.seen_at is not None:
        data["seen_at"] = format_moment(kind.seen_at)
    if kind.source is not None:
        data["source"] = kind.source
    if kind.is_partial:
        data["partial"] = True
    if kind.skipped:
        data["skipped"] = kind.skipped
    return data


def _short(seconds: float) -> float | int:
    return int(seconds) if seconds.is_integer() else seconds


def _fields(result: ProbeResult) -> list[str | int | None]:
    return without_tail([result.outcome.value, result.latency_ms, result.failed_at, result.reason])


def without_tail(fields: list[str | int | None]) -> list[str | int | None]:
    """The fields up to the last that says something."""
    while fields[-1] is None:
        fields.pop()
    return fields


def round_of(line: bytes, vantage: str) -> Round | None:
    """The round of a line; None when the line is damaged.

    A result whose outcome is a word we do not know is left out: it is no evidence. An unknown
    layer or a reason that is no code is not known (None), but its outcome counts.
    """
    for parse in (_round_quickly, _round):
        with suppress(*DAMAGE):
            return parse(line, vantage)
    return None


def version_of(line: bytes) -> int | None:
    """The version of a line; None when the line is damaged."""
    try:
        return _version(_parsed(line))
    except DAMAGE:
        return None


def _parsed(line: bytes) -> dict[str, object]:
    if len(line) > MAX_LINE:
        raise DamagedError("too long")
    return parsed_object(line)


def parsed_object(line: bytes) -> dict[str, object]:
    """A JSON object that can be written again. One of `DAMAGE` when it is none."""
    text = line.decode()
    data = json.loads(text)
    if not isinstance(data, dict):
        raise DamagedError("not an object")
    if "\\u" in text:
        # Escaped halves of surrogate pairs would break the first output that encodes them.
        json.dumps(data, ensure_ascii=False).encode()
    return data


def _version(data: Mapping[str, object]) -> int:
    return whole(data["v"], least=1)


def _round_quickly(line: bytes, vantage: str) -> Round:
    """Of a line with nothing unusual in it; any other is damaged here, and taken apart below."""
    head, opening, results = line.rstrip(b" \t\r\n").decode().partition(_RESULTS)
    if len(line) > MAX_LINE or "\\" in head or "\\" in results or not results.endswith("]}}"):
        raise DamagedError("unusual")
    data = json.loads(head + "}")
    members = lists_by_key(opening[-1] + results[:-1])
    return _round_of(data, vantage, {_known_keys[key]: _known_results[inside] for key, inside in members})


def _round(line: bytes, vantage: str) -> Round:
    data = _parsed(line)
    return _round_of(data, vantage, _results(data["results"], is_newer=_version(data) > VERSION))


def _round_of(data: Mapping[str, object], vantage: str, results: Mapping[str, ProbeResult]) -> Round:
    _version(data)
    return Round(
        at=_moment(data["at"]),
        vantage=vantage,
        results=results,
        **circumstances_of(data)._asdict(),
    )


def circumstances_of(data: Mapping[str, object]) -> Circumstances:
    """What a line says of its round. One of `DAMAGE` when it is not what a writer writes."""
    passed, all_ = _controls(data.get("controls", [0, 0]))
    seen_at = data.get("seen_at")
    return Circumstances(
        controls_passed=passed,
        controls_all=all_,
        every=_interval(data.get("every")),
        seen_at=None if seen_at is None else _moment(seen_at),
        source=_text_or_none(data.get("source")),
        is_partial=data.get("partial", False) is True,
        skipped=whole(data.get("skipped", 0)),
    )


def _controls(value: object) -> tuple[int, int]:
    if not isinstance(value, list):
        raise DamagedError("controls")
    passed, all_ = value
    if whole(passed) > whole(all_):
        raise DamagedError("more controls passed than there are")
    return passed, all_


def _moment(value: object) -> datetime:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise DamagedError("not a moment")
    at = datetime.fromisoformat(value).astimezone(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _results(value: object, *, is_newer: bool) -> dict[str, ProbeResult]:
    if not isinstance(value, dict):
        raise DamagedError("results")
    results = {}
    for key, fields in value.items():
        if type(fields) is list and fields:
            result = result_of(*fields[:4])
            if result is not None:
                results[intern(key)] = result
        elif not is_newer:
            raise DamagedError("a result is not a list")
    return results


@lru_cache(maxsize=1 << 16, typed=True)  # the same few thousand results repeat; typed: True is not 1
def result_of(
    outcome: object, latency: object = None, layer: object = None, reason: object = None
) -> ProbeResult | None:
    """The result of its fields; None for an outcome that we do not know."""
    if type(outcome) is not str:
        raise DamagedError("outcome")
    if outcome not in _OUTCOMES:
        return None
    layer, reason = _text_or_none(layer), _text_or_none(reason)
    return ProbeResult(
        _OUTCOMES[outcome],
        None if latency is None else whole(latency),
        _LAYERS.get(layer or ""),
        reason if reason and _CODE.fullmatch(reason) else None,
    )


def _result_inside(written: str) -> ProbeResult:
    result = result_of(*json.loads(f"[{written}]")[:4])
    if result is None:
        raise DamagedError("an outcome that we do not know")
    return result


_known_keys = Known(lambda written: intern(json.loads(f'"{written}"')))
_known_results = Known(_result_inside)


def _interval(value: object) -> timedelta | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise DamagedError("every")
    interval = timedelta(seconds=value)
    if not timedelta() < interval <= _LONGEST:
        raise DamagedError("every")
    return interval


def whole(value: object, least: int = 0) -> int:
    """A whole number of a sane size."""
    if type(value) is not int or not least <= value < 10**9:
        raise DamagedError("not a whole number")
    return value


def _text_or_none(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise DamagedError("not a text")
