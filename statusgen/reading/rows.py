"""Lines of JSON or of a table become values by key, with the place of each."""

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from statusgen.model.codes import Code
from statusgen.model.errors import InputError, Place, Problem

MAX_LINE = 16 * 1024
"""Characters of one line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file."""

    file: str
    number: int
    text: str

    def error(self, what: str, hint: str = "", column: int = 1) -> InputError:
        """A complaint about the whole line."""
        return InputError([Problem(Place(self.file, self.number, column), what, hint, Code.REPORTS)])


@dataclass(frozen=True, slots=True)
class Row:
    """What one line says, by key."""

    line: Line
    values: Mapping[str, object]
    column: Callable[[str], int]
    """Where the value of a key begins, as far as that is known."""

    def problem(self, key: str, what: str, hint: str) -> Problem:
        """A complaint about the value of a key."""
        where = Place(self.line.file, self.line.number, self.column(key))
        return Problem(where, what, hint, Code.REPORTS)


def json_row(line: Line) -> Row:
    """A line that is a JSON object."""
    _not_too_long(line)
    try:
        values = json.loads(line.text)
    except json.JSONDecodeError as error:
        raise line.error("the line is no JSON", "mend or remove it", error.colno) from None
    except (ValueError, RecursionError):  # a number of thousands of digits; thousands of brackets
        raise line.error("the line holds no report", "remove it") from None
    if not isinstance(values, dict):
        raise line.error("the line is not a JSON object", 'write {"at": ...}')
    return Row(line, values, lambda key: line.text.find(f'"{key}"') + 1 or 1)


def csv_reader(
    first_line: str, file: str, needed: Sequence[str], keys: Sequence[str]
) -> Callable[[Line], Row]:
    """What reads the further lines of a table whose first line names the columns."""
    first = Line(file, 1, first_line)
    names = [name.strip().lower() for name in _fields(first)]
    missing = [key for key in needed if key not in names]
    if missing:
        what = f"the first line names no column {' and no column '.join(repr(m) for m in missing)}"
        raise first.error(what, f"write {','.join(keys)}")
    if len(set(names)) < len(names):
        raise first.error("the first line names a column twice", "rename or remove one")

    def read(line: Line) -> Row:
        fields = _fields(line)
        if len(fields) != len(names):
            raise line.error(f"{len(fields)} fields where the first line names {len(names)}", "mend the line")
        values = {name: field.strip() or None for name, field in zip(names, fields, strict=True)}
        return Row(line, values, lambda key: _field_column(line, fields, names.index(key)))

    return read


def _fields(line: Line) -> list[str]:
    _not_too_long(line)
    try:
        return next(csv.reader([line.text], strict=True), [])
    except csv.Error:
        raise line.error("the line is no CSV", "close every quote on its own line") from None


def _field_column(line: Line, fields: list[str], index: int) -> int:
    if '"' in line.text:
        return 1
    return 1 + sum(len(field) + 1 for field in fields[:index])


def _not_too_long(line: Line) -> None:
    if len(line.text) > MAX_LINE:
        raise line.error(f"the line is longer than {MAX_LINE >> 10} kB", "one bucket a line")
