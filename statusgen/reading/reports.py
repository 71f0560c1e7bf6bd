"""Lines of `reports/` become counts of people's problem reports."""

import csv
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from statusgen.model.errors import InputError, Place, Problem
from statusgen.model.evidence import Report
from statusgen.model.times import NaiveTimeError, parse_moment
from statusgen.reading.decode import FORBIDDEN, decode
from statusgen.reading.files import printable, read_bytes
from statusgen.reading.references import unknown_component
from statusgen.reading.wording import zoned_examples

REPORT_ENDINGS = (".jsonl", ".csv")
MAX_FILE = 64 << 20
"""Bytes; some 400,000 buckets."""
MAX_LINE = 16 * 1024
"""Characters of one line."""
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
    read = _csv_reader(lines, name) if name.lower().endswith(".csv") else _json_row
    reports: list[Report] = []
    problems: list[Problem] = []
    for number, text in enumerate(lines, start=1):
        if not text.strip() or (number == 1 and read is not _json_row):
            continue
        try:
            reports.append(_report(read(_Line(name, number, text)), ids))
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


@dataclass(frozen=True, slots=True)
class _Line:
    file: str
    number: int
    text: str

    def error(self, what: str, hint: str = "", column: int = 1) -> InputError:
        return InputError([Problem(Place(self.file, self.number, column), what, hint)])


@dataclass(frozen=True, slots=True)
class _Row:
    line: _Line
    values: Mapping[str, object]
    column: Callable[[str], int]
    """Where the value of a key begins, as far as that is known."""

    def problem(self, key: str, what: str, hint: str) -> Problem:
        return Problem(Place(self.line.file, self.line.number, self.column(key)), what, hint)


def _json_row(line: _Line) -> _Row:
    _not_too_long(line)
    try:
        values = json.loads(line.text)
    except json.JSONDecodeError as error:
        raise line.error("the line is no JSON", "mend or remove it", error.colno) from None
    except (ValueError, RecursionError):  # a number of thousands of digits; thousands of brackets
        raise line.error("the line holds no report", "remove it") from None
    if not isinstance(values, dict):
        raise line.error("the line is not a JSON object", 'write {"at": ...}')
    return _Row(line, values, lambda key: line.text.find(f'"{key}"') + 1 or 1)


def _csv_reader(lines: list[str], file: str) -> Callable[[_Line], _Row]:
    first = _Line(file, 1, lines[0])
    names = [name.strip().lower() for name in _fields(first)]
    missing = [key for key in NEEDED if key not in names]
    if missing:
        what = f"the first line names no column {' and no column '.join(repr(m) for m in missing)}"
        raise first.error(what, f"write {','.join(KEYS)}")

    def read(line: _Line) -> _Row:
        fields = _fields(line)
        if len(fields) != len(names):
            raise line.error(f"{len(fields)} fields where the first line names {len(names)}", "mend the line")
        values = {name: field.strip() or None for name, field in zip(names, fields, strict=True)}
        return _Row(line, values, lambda key: _field_column(line, fields, names.index(key)))

    return read


def _fields(line: _Line) -> list[str]:
    _not_too_long(line)
    try:
        return next(csv.reader([line.text], strict=True), [])
    except csv.Error:
        raise line.error("the line is no CSV", "close every quote on its own line") from None


def _field_column(line: _Line, fields: list[str], index: int) -> int:
    if '"' in line.text:
        return 1
    return 1 + sum(len(field) + 1 for field in fields[:index])


def _not_too_long(line: _Line) -> None:
    if len(line.text) > MAX_LINE:
        raise line.error(f"the line is longer than {MAX_LINE >> 10} kB", "one bucket a line")


def _report(row: _Row, ids: Mapping[str, str] | None) -> Report:
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
