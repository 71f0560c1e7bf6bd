"""What the YAML parser could not understand becomes words for the person who wrote it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml

TEXT_KEYS = ("title", "name", "description", "text", "cause", "city", "reason", "withdrawn", "postmortem")
"""Keys whose values may be repeated in a complaint; any other may hold a secret."""
MAX_QUOTE = 60
"""A longer value is not repeated."""
_PAIR = re.compile(r"(?P<dashes>\s*(?:-\s+)*)(?P<key>[\w-]+):\s+(?P<value>\S.*)")
_NO_SPACE = re.compile(r"(?P<indent>\s*(?:-\s+)*)(?P<key>[a-z_]+):[^\s/]")
_TWO_LINES = re.compile(r"//|[{}$=]|\b(url|checks?|headers|expect|text|no_text)\b *:")
"""What a title hardly holds, and a line into which the next one ran does: an address or a header."""
_QUOTE_IT = "put the value in quotes"


@dataclass(frozen=True, slots=True)
class Fault:
    """One complaint, with line and column from 1."""

    line: int
    column: int
    what: str
    hint: str


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where the parser stopped, and where what it was reading began; all from 0."""

    lines: list[str]
    line: int
    column: int
    start_line: int
    start_column: int

    @property
    def text(self) -> str:
        return self.lines[self.line]

    @property
    def char(self) -> str:
        return self.text[self.column : self.column + 1]

    @property
    def before(self) -> str:
        return self.text[: self.column].rstrip()

    def here(self, what: str, hint: str = "") -> Fault:
        return Fault(self.line + 1, self.column + 1, what, hint)

    def at_start(self, what: str, hint: str = "") -> Fault:
        return Fault(self.start_line + 1, self.start_column + 1, what, hint)


def explain(error: yaml.YAMLError, lines: list[str]) -> Fault:
    """The parser's error in our words; the first row of the table that fits, tabs before all."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return Fault(1, 1, "the file cannot be read as YAML", "check its first lines")
    spot = _spot(mark, getattr(error, "context_mark", None) or mark, lines)
    indent = spot.text[: len(spot.text) - len(spot.text.lstrip())]
    if "\t" in indent:
        what = "a tab stands in the indentation"
        return Fault(spot.line + 1, indent.index("\t") + 1, what, "use spaces")
    message = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}"
    for pattern, words in _FAULTS:
        if re.search(pattern, message):
            return words(spot)
    return spot.here("this cannot be read as YAML", "check indentation, colons and quotes around it")


def _spot(mark: Any, start: Any, lines: list[str]) -> _Spot:
    last = len(lines) - 1
    return _Spot(lines, min(mark.line, last), mark.column, min(start.line, last), start.column)


def _second_colon(spot: _Spot) -> Fault:
    if _PAIR.match(spot.before):
        return spot.here("a second ': ' stands in one value", _quoted(spot.text))
    above = _line_above(spot)
    if above is not None and (found := _NO_SPACE.match(spot.lines[above])):
        where = (above + 1, found.end("key") + 1)
        return Fault(*where, "a space is missing after ':'", f"write {found['key']}: and then the value")
    hint = "align it with the line above, or put that line's value in quotes"
    return spot.here("a key stands under a line that already has a value", hint)


def _line_above(spot: _Spot) -> int | None:
    return next((n for n in range(spot.line - 1, -1, -1) if spot.lines[n].strip()), None)


def _quoted(line: str) -> str:
    """A hint that shows the value in quotes, where it is short and cannot be a secret."""
    match = _PAIR.match(line)
    if not match or match["key"] not in TEXT_KEYS or len(match["value"]) > MAX_QUOTE:
        return _QUOTE_IT
    if _TWO_LINES.search(match["value"]):
        return _QUOTE_IT
    value = match["value"].rstrip()
    if '"' not in value and "\\" not in value:
        return f'put it in quotes: {match["key"]}: "{value}"'
    return f"put it in quotes: {match['key']}: '{value.replace(chr(39), chr(39) * 2)}'"


def _bad_first(spot: _Spot) -> Fault:
    return spot.here(f"a value cannot begin with '{spot.char}'", _quoted(spot.text))


def _bad_star(spot: _Spot) -> Fault:
    char = spot.lines[spot.start_line][spot.start_column : spot.start_column + 1]
    hint = _quoted(spot.lines[spot.start_line])
    return spot.at_start(f"a value that begins with '{char}' has a meaning of its own in YAML", hint)


def _block_header(spot: _Spot) -> Fault:
    char = spot.lines[spot.start_line][spot.start_column : spot.start_column + 1]
    hint = f"begin the text on the next line, indented; or {_quoted(spot.text)}"
    return spot.at_start(f"text stands on the line of '{char}'", hint)


def _no_key(spot: _Spot) -> Fault:
    if spot.before.endswith(('"', "'")):
        hint = "put the whole value in one pair of quotes; double a single quote inside single quotes"
        return spot.here("text stands after the closing quote", hint)
    if spot.before.endswith(("]", "}")):
        return spot.here("text stands after the closing bracket", _quoted(spot.text))
    if spot.char == ":":
        return spot.here("a key is missing before ':'", "write key: value")
    if spot.char == "-":
        return spot.here("a list item stands where a key belongs", "align it with the items above")
    return spot.here("the indentation fits no line above", "align the keys that belong together")


def _no_colon(spot: _Spot) -> Fault:
    found = _NO_SPACE.match(spot.lines[spot.start_line])
    if found:
        where = (spot.start_line + 1, found.end("key") + 1)
        return Fault(*where, "a space is missing after ':'", f"write {found['key']}: and then the value")
    hint = "write key: value, or indent the line under the text it belongs to"
    return spot.at_start("a line without ': ' stands where a key belongs", hint)


def _unclosed(kind: str, sign: str) -> Callable[[_Spot], Fault]:
    def words(spot: _Spot) -> Fault:
        what = f"the {kind} that begins in line {spot.start_line + 1} is not closed"
        return spot.here(what, f"write ',' or '{sign}' before this")

    return words


def _always(what: str, hint: str, *, at_start: bool = False) -> Callable[[_Spot], Fault]:
    def words(spot: _Spot) -> Fault:
        return spot.at_start(what, hint) if at_start else spot.here(what, hint)

    return words


_FAULTS: tuple[tuple[str, Callable[[_Spot], Fault]], ...] = (
    # The C parser and the Python one word the same fault differently; both are matched.
    (r"mapping values are not allowed", _second_colon),
    (r"cannot start any token", _bad_first),
    (r"(scanning|parsing) an? (alias|anchor|tag)", _bad_star),
    (r"unexpected document", _always("a quote is opened and not closed", "close it", at_start=True)),
    (r"quoted scalar.*end of stream", _always("a quote is opened and not closed", "close it", at_start=True)),
    (
        r"unknown escape",
        _always(
            "a backslash in double quotes stands before a wrong letter", "use single quotes, or write \\\\"
        ),
    ),
    (
        r"quoted scalar.*(Unicode|hexdecimal|hexadecimal)",
        _always("an escape names no character", "write the character itself"),
    ),
    (r"block scalar", _block_header),
    (
        r"sequence entries are not allowed",
        _always("a list begins on the line of its key", "begin it on the next line, or put a text in quotes"),
    ),
    (r"mapping keys are not allowed", _bad_first),
    (r"could not find expected ':'", _no_colon),
    (r"flow sequence", _unclosed("list '['", "]")),
    (r"flow mapping", _unclosed("mapping '{'", "}")),
    (
        r"block collection",
        _always("a key stands among the items of a list", "indent it under an item, or begin it with '- '"),
    ),
    (r"block mapping", _no_key),
    (r"node content", _bad_first),
    (r"<document start>", _always("text stands after the end of the document", "remove it")),
    (r"directive", _always("a line that begins with '%' is not read", "remove the line")),
)
