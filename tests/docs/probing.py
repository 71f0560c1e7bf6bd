"""The tables of docs/probing.md become rows that the zoo and the reasons are compared with."""

from collections.abc import Sequence
from pathlib import Path

PAGE = Path("docs/probing.md")
SERVER = ("what it does", "kind", "outcome", "layer", "reason")
REASON = ("reason", "layer", "words", "an answer")


def rows(header: Sequence[str]) -> list[tuple[str, ...]]:
    """The rows of all tables with this header, in their order; an empty cell is an empty text."""
    found, is_inside = list[tuple[str, ...]](), False
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = tuple(cell.strip() for cell in line.strip()[1:-1].split("|"))
        if not line.startswith("|"):
            is_inside = False
        elif cells == tuple(header):
            is_inside = True
        elif is_inside and set(line) - set("|- "):
            found.append(cells)
    return found
