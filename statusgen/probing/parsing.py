"""A text and questions about it become answers, in a process of its own that can be ended.

Parsers of HTML are quadratic in the depth of a page (13 seconds for 500 kB of `<div>`) and hold up
all threads meanwhile; paths into JSON can be worse. `workers` starts this and ends it in time.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,15})?", re.ASCII)
_MEMORY = 1 << 30
"""Bytes that the process may use."""
_SHOWN = 100_000
"""Characters of one thing found that are handed back."""

Ask = dict[str, Any]
"""`how` (a row of HOW), `at` (where to look), what must hold there: `equals`, `above`, `below`, `text`."""
Answered = tuple[bool, str | None]
"""Whether it holds, and what was found, None for nothing."""


def look(text: str, asks: list[Ask]) -> list[Answered | None]:
    """An answer for each question; None where the text is not what it has to be for that question."""
    return [HOW[ask["how"]](text, ask) for ask in asks]


def main() -> None:
    """Answer questions from stdin until it ends."""
    _bound_memory()
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    _say(stdout, "ready")
    while line := stdin.readline():
        head = json.loads(line)
        answers = look(stdin.read(head["size"]).decode(), head["asks"])
        _say(stdout, [a and (a[0], None if a[1] is None else a[1][:_SHOWN]) for a in answers])


def _say(stdout: BinaryIO, what: object) -> None:
    stdout.write(json.dumps(what).encode() + b"\n")
    stdout.flush()


def _bound_memory() -> None:
    try:
        import resource  # noqa: PLC0415 (not on every system)
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _in_json(text: str, ask: Ask) -> Answered | None:
    import jsonpath  # noqa: PLC0415 (costs more than the rest together)

    try:
        document = json.loads(text.removeprefix("\ufeff"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None
    first: str | None = None
    try:
        for match in jsonpath.compile(ask["at"], strict=True).finditer(document):
            said = as_text(match.obj)
            first = said if first is None else first
            if _fits(match.obj, said, ask):
                return True, said
    except (jsonpath.JSONPathError, RecursionError):
        pass
    return False, first


def as_text(value: object) -> str:
    """A value of JSON as people write it: strings without quotes."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _fits(value: object, said: str, ask: Ask) -> bool:
    wanted, above, below = ask.get("equals"), ask.get("above"), ask.get("below")
    number = _number(value)
    if wanted is not None and said != wanted and (number is None or number != _number(wanted)):
        return False
    if above is None and below is None:
        return True
    return number is not None and (above is None or number > above) and (below is None or number < below)


def _number(value: object) -> float | None:
    """A number, also one that stands in quotes."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def _in_html(text: str, ask: Ask) -> Answered | None:
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 (few checks have one)

    first: str | None = None
    for node in LexborHTMLParser(text).css(ask["at"]):
        said = " ".join(node.text(deep=True).split())
        first = said if first is None else first
        if ask.get("text") is None or " ".join(ask["text"].split()) in said:
            return True, said
    return False, first


def _by_pattern(text: str, ask: Ask) -> Answered | None:
    import re2  # type: ignore[import-untyped]  # noqa: PLC0415 (few checks have one; it has no types)

    match = re2.search(ask["at"], text)
    if match is None:
        return False, None
    groups: Iterator[str | None] = iter((match.group(1) if match.re.groups else None, match.group(0)))
    return True, next(one for one in groups if one is not None)


HOW: dict[str, Callable[[str, Ask], Answered | None]] = {
    "json": _in_json,
    "html": _in_html,
    "pattern": _by_pattern,
}


if __name__ == "__main__":
    main()
