"""Documents of others are taken apart with care: whatever is not as it should be is not there."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

_ASN = re.compile(r"(?:AS)?([1-9]\d{0,9})", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
WITHHELD = "ZZ"
"""OONI's word for a country that is not said."""


def parse(data: bytes) -> list[object]:
    """A JSON document, or one on each line. Raises ValueError."""
    text = data.decode("utf-8-sig")
    try:
        return [json.loads(text)]
    except json.JSONDecodeError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or error.msg != "Extra data":
            raise
        return [json.loads(line) for line in lines]
    except RecursionError:
        raise ValueError("nested too deeply") from None


def table(value: object) -> Mapping[str, object]:
    """A mapping, or an empty one."""
    return value if isinstance(value, dict) else {}


def rows(value: object) -> Iterator[Mapping[str, object]]:
    """The mappings of a list."""
    yield from (one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()


def text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def count(value: object) -> int:
    return value if type(value) is int and value >= 0 else 0


def number(value: object) -> float | None:
    """A finite number that is not negative."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value < 1e15 else None


def milliseconds(value: object) -> int | None:
    found = number(value)
    return None if found is None or found >= 1e9 else round(found)


def moment(value: object) -> datetime | None:
    """A time in ISO 8601, or OONI's own form; UTC where no zone is said."""
    if not isinstance(value, str):
        return None
    if _DAY.fullmatch(value):
        value += "T00:00:00"
    try:
        found = datetime.fromisoformat(value)
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return found.astimezone(UTC).replace(microsecond=found.microsecond // 1000 * 1000)
    except (ValueError, OverflowError):
        return None


def seconds(value: object) -> datetime | None:
    """A Unix time, to the millisecond."""
    found = number(value)
    try:
        return None if found is None else datetime.fromtimestamp(round(found, 3), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def country(value: object) -> str | None:
    found = text(value) or ""
    return found if _COUNTRY.fullmatch(found) and found != WITHHELD else None


def asn(value: object) -> int | None:
    """`AS45595`, or the number; None for AS0, which stands for none."""
    match = _ASN.fullmatch(str(value)) if type(value) in (int, str) else None
    return int(match[1]) if match else None
