"""A source becomes a sheet: its comments, and where each value begins and ends."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import partial

from statusgen.model.nodes import NOWHERE, Node, Pairs, Scalar, Source, below
from statusgen.model.sheets import Comment, Extent, Path, Sheet, line_starts

_SIGN = re.compile(r"(?:(?<=[ \t\n])|\A)#")
"""What begins a comment, where no value stands."""


def sheet_of(source: Source) -> Sheet:
    """The file as those see it who point at things in it."""
    starts = line_starts(source.text)
    spans = tuple(sorted(source.spans))
    comments = tuple(_comments(source.text, spans, starts))
    return Sheet(source.file, source.text, starts, spans, comments, partial(_find, source, starts))


def _comments(text: str, spans: Sequence[tuple[int, int]], starts: Sequence[int]) -> Iterator[Comment]:
    past = 0
    for match in _SIGN.finditer(text):
        at = match.start()
        if at < past or _is_inside(text, at, spans):
            continue
        line = bisect_right(starts, at)
        end = text.find("\n", at)
        past = end if end >= 0 else len(text)
        is_alone = not text[starts[line - 1] : at].strip()
        yield Comment(line, at, text[at:past].rstrip(), is_alone)


def _is_inside(text: str, at: int, spans: Sequence[tuple[int, int]]) -> bool:
    index = bisect_right(spans, (at, len(text) + 1)) - 1
    if index < 0:
        return False
    start, end = spans[index]
    # The line of a block's `|` holds none of its text, so what follows there is a comment.
    is_header = text[start] in "|>" and "\n" not in text[start:at] if start < len(text) else False
    return start <= at < end and not is_header


def _find(source: Source, starts: Sequence[int], path: Path) -> Extent:
    node: Node = source.root
    key: int | None = None
    is_written = True
    for step in path:
        inner = below(node, step)
        if inner is None:
            is_written = False
            break
        line, column = node.keys[str(step)] if isinstance(node, Pairs) else (0, 0)
        key = starts[line - 1] + column - 1 if line else None
        node = inner
    start, end = _ends(node, source.text, starts)
    value = node.text if isinstance(node, Scalar) and is_written else None
    return Extent(start, end, value, key, is_written)


def _ends(node: Node, text: str, starts: Sequence[int]) -> tuple[int, int]:
    """Of a list or mapping the end is not known; its first line stands for it."""
    start = starts[node.line - 1] + node.column - 1
    if isinstance(node, Scalar) and node.end != NOWHERE:
        # A value that is left out at the end of a file ends behind its last line.
        line, column = node.end
        end = min(starts[line - 1] + column - 1 if line <= len(starts) else len(text), len(text))
        return start, start + len(text[start:end].rstrip())
    end = text.find("\n", start)
    return start, start + len(text[start : end if end >= 0 else len(text)].rstrip())
