"""A round becomes one line of history, and a line becomes a round.

The form is DESIGN.md's "Evidence". Lines of a newer version are read for what is known.
"""

import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from sys import intern

from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.times import format_moment
from statusgen.model.words import Layer, Outcome

VERSION = 1
"""Of the lines written here."""
MAX_LINE = 1 << 20
"""Bytes; a longer line is damage (50,000 checks would fit)."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
_OUTCOMES = {outcome.value: outcome for outcome in Outcome}
_LAYERS = {layer.value: layer for layer in Layer}
_LONGEST = timedelta(days=3660)


class _DamagedError(ValueError):
    """The line is not what a writer of its version writes."""


def line_of(round_: Round) -> bytes:
    """One line with its newline. Times are kept to the millisecond."""
    data: dict[str, object] = {"v": VERSION, "at": format_moment(round_.at)}
    if round_.controls_all:
        data["controls"] = [round_.controls_passed, round_.controls_all]
    if round_.every is not None:
        data["every"] = _short(round_.every.total_seconds())
    if round_.seen_at is not None:
        data["seen_at"] = format_moment(round_.seen_at)
    if round_.source is not None:
        data["source"] = round_.source
    if round_.is_partial:
        data["partial"] = True
    if round_.skipped:
        data["skipped"] = round_.skipped
    data["results"] = {key: _fields(result) for key, result in round_.results.items()}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _short(seconds: float) -> float | int:
    return int(seconds) if seconds.is_integer() else seconds


def _fields(result: ProbeResult) -> list[str | int | None]:
    fields = [result.outcome.value, result.latency_ms, result.failed_at, result.reason]
    while fields[-1] is None:
        fields.pop()
    return fields


def round_of(line: bytes, vantage: str) -> Round | None:
    """The round of a line; None when the line is damaged.

    A result whose outcome is a word we do not know is left out: it is no evidence. An unknown
    layer or a reason that is no code is not known (None), but its outcome counts.
    """
    try:
        return _round(_parsed(line), vantage)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None


def version_of(line: bytes) -> int | None:
    """The version of a line; None when the line is damaged."""
    try:
        return _version(_parsed(line))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _parsed(line: bytes) -> dict[str, object]:
    if len(line) > MAX_LINE:
        raise _DamagedError("too long")
    text = line.decode()
    data = json.loads(text)
    if not isinstance(data, dict):
        raise _DamagedError("not an object")
    if "\\u" in text:
        # Escaped halves of surrogate pairs would break the first output that encodes them.
        json.dumps(data, ensure_ascii=False).encode()
    return data


def _version(data: Mapping[str, object]) -> int:
    return _whole(data["v"], least=1)


def _round(data: Mapping[str, object], vantage: str) -> Round:
    passed, all_ = _controls(data.get("controls", [0, 0]))
    seen_at = data.get("seen_at")
    return Round(
        at=_moment(data["at"]),
        vantage=vantage,
        results=_results(data["results"], is_newer=_version(data) > VERSION),
        controls_passed=passed,
        controls_all=all_,
        every=_interval(data.get("every")),
        seen_at=None if seen_at is None else _moment(seen_at),
        source=_text_or_none(data.get("source")),
        is_partial=data.get("partial", False) is True,
        skipped=_whole(data.get("skipped", 0)),
    )


def _controls(value: object) -> tuple[int, int]:
    if not isinstance(value, list):
        raise _DamagedError("controls")
    passed, all_ = value
    if _whole(passed) > _whole(all_):
        raise _DamagedError("more controls passed than there are")
    return passed, all_


def _moment(value: object) -> datetime:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise _DamagedError("not a moment")
    return datetime.fromisoformat(value).astimezone(UTC)


def _results(value: object, *, is_newer: bool) -> dict[str, ProbeResult]:
    if not isinstance(value, dict):
        raise _DamagedError("results")
    results = {}
    for key, fields in value.items():
        if type(fields) is list and fields:
            result = _result(*fields[:4])
            if result is not None:
                results[intern(key)] = result
        elif not is_newer:
            raise _DamagedError("a result is not a list")
    return results


@lru_cache(maxsize=1 << 16, typed=True)  # the same few thousand results repeat; typed: True is not 1
def _result(
    outcome: object, latency: object = None, layer: object = None, reason: object = None
) -> ProbeResult | None:
    if type(outcome) is not str:
        raise _DamagedError("outcome")
    if outcome not in _OUTCOMES:
        return None
    layer, reason = _text_or_none(layer), _text_or_none(reason)
    return ProbeResult(
        _OUTCOMES[outcome],
        None if latency is None else _whole(latency),
        _LAYERS.get(layer or ""),
        reason if reason and _CODE.fullmatch(reason) else None,
    )


def _interval(value: object) -> timedelta | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _DamagedError("every")
    interval = timedelta(seconds=value)
    if not timedelta() < interval <= _LONGEST:
        raise _DamagedError("every")
    return interval


def _whole(value: object, least: int = 0) -> int:
    if type(value) is not int or not least <= value < 10**9:
        raise _DamagedError("not a whole number")
    return value


def _text_or_none(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise _DamagedError("not a text")
