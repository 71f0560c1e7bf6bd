"""Lines of `reports/` become counts of people's problem reports."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from statusgen.model.errors import InputError, Problem
from statusgen.model.evidence import Report
from statusgen.model.times import NaiveTimeError, parse_moment
from statusgen.reading.decode import FORBIDDEN, decode
from statusgen.reading.files import printable, read_bytes
from statusgen.reading.references import unknown_component
from statusgen.reading.rows import Line, Row, csv_reader, json_row
from statusgen.reading.wording import zoned_examples

REPORT_ENDINGS = (".jsonl", ".csv")
MAX_FILE = 64 << 20
"""Bytes; some 400,000 buckets."""
MAX_COMPLAINTS = 20
"""Of one file; an importer's mistake is in every line."""
MAX_MINUTES = 7 * 24 * 60
"""A bucket is at most a week."""
MAX_TEXT = 200
UNPRINTABLE = re.compile(f"{FORBIDDEN.pattern}|[\t\n\r]")
NEEDED = ("at", "minutes", "count")
KEYS = (*NEEDED, "country", "city", "component", "problem", "source")


def read_reports(root: Path, file: str, ids: Mapping[str, str] | None) -> list[Report]:
    """The buckets of one file in its order. `ids` are the names that count as components; None: any."""
    name = printable(file)
    lines = decode(read_bytes(root, file, MAX_FILE), name).split("\n")
    read = csv_reader(lines[0], name, NEEDED, KEYS) if name.lower().endswith(".csv") else json_row
    reports: list[Report] = []
    problems: list[Problem] = []
    for number, text in enumerate(lines, start=1):
        if not text.strip() or (number == 1 and read is not json_row):
            continue
        try:
            reports.append(_report(read(Line(name, number, text)), ids))
        except InputError as error:
            problems += error.problems
        if len(problems) >= MAX_COMPLAINTS:
            break
    if problems:
        raise InputError(problems)
    return reports


def newest_lines(reports: Iterable[Report]) -> tuple[Report, ...]:
    """One report a bucket, by time; of lines with the same key the last one wins."""
    newest = {report.key: report for report in reports}
    return tuple(sorted(newest.values(), key=lambda r: (r.at, r.minutes, *map(str, r.key[2:]))))


def _report(row: Row, ids: Mapping[str, str] | None) -> Report:
    parsed: dict[str, Any] = {}
    problems: list[Problem] = []
    for key in KEYS:
        value = row.values.get(key)
        try:
            parsed[key] = None if value is None else _PARSERS[key](value)
        except NaiveTimeError as error:
            problems.append(row.problem(key, str(error), zoned_examples(str(value), ())))
        except ValueError as error:
            what, _, hint = str(error).removesuffix(")").rpartition(" (")
            problems.append(row.problem(key, what, hint))
        if value is None and key in NEEDED:
            problems.append(row.problem(key, f"'{key}' is missing", f"write {_EXAMPLES[key]}"))
    component = parsed.get("component")
    if component is not None and ids is not None and component not in ids:
        problems.append(row.problem("component", *unknown_component(component, ids)))
    if problems:
        raise InputError(problems)
    return Report(**parsed | {"component": ids[component] if component and ids else component})


def _moment(value: object) -> datetime:
    if not isinstance(value, str):
        raise ValueError("'at' is not a text (write 2025-03-10T10:00:00Z)")
    return parse_moment(value[:100])


def _whole(key: str, low: int, high: int) -> Callable[[object], int]:
    def parse(value: object) -> int:
        if isinstance(value, str) and re.fullmatch(r"\d{1,15}", value, re.ASCII):
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ValueError(f"'{key}' is not a whole number from {low} to {high} (write digits only)")
        return value

    return parse


def _country(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z]{2}", value, re.ASCII):
        raise ValueError("'country' is not a country code (write two letters, such as PK)")
    return value.upper()


def _text(key: str) -> Callable[[object], str]:
    def parse(value: object) -> str:
        if not isinstance(value, str) or not 0 < len(value) <= MAX_TEXT or UNPRINTABLE.search(value):
            raise ValueError(f"'{key}' is not a text of 1 to {MAX_TEXT} letters (mend or remove it)")
        return value

    return parse


_PARSERS: dict[str, Callable[[object], object]] = {
    "at": _moment,
    "minutes": _whole("minutes", 1, MAX_MINUTES),
    "count": _whole("count", 0, 10**12),
    "country": _country,
    "city": _text("city"),
    "component": _text("component"),
    "problem": _text("problem"),
    "source": _text("source"),
}
_EXAMPLES = {"at": "2025-03-10T10:00:00Z", "minutes": "15", "count": "0 or more"}
