"""Lines with tones become what a terminal shows, and one picture of it takes the place of the last."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from os import terminal_size

import click

from statusgen.commands.session import Line
from statusgen.rendering.columns import cut, width

_COLOURS = {
    "ok": "green",
    "said": "green",
    "doubt": "yellow",
    "slow": "yellow",
    "part": "bright_red",
    "down": "red",
    "work": "blue",
}
"""By a state's key. The word stands beside it in any case."""
_UP, _END_OF_LINE, _BELOW, _ALL = "\x1b[{}F", "\x1b[K", "\x1b[J", "\x1b[H\x1b[2J"


@dataclass(slots=True, kw_only=True)
class Screen:
    """A place on a terminal that is drawn anew."""

    write: Callable[[str], None]
    """Prints a text and a line end."""
    clean: Callable[[str], str]
    """Spells out what would drive a terminal."""
    has_colours: bool
    size: Callable[[], terminal_size]
    _drawn: int = 0
    """Lines of the last picture."""
    _size: terminal_size | None = None

    def draw(self, lines: Sequence[Line]) -> None:
        """Put the lines where the last ones stood, all in one write, so that nothing flickers."""
        size = self.size()
        fitting = list(self._fitting(lines, size))
        # A terminal that was resized has broken our lines anew: nobody knows where the first one is.
        start = _ALL if self._size not in (None, size) else _UP.format(self._drawn) if self._drawn else ""
        self.write(start + "\n".join(f"{line}{_END_OF_LINE}" for line in fitting) + _BELOW)
        self._drawn, self._size = len(fitting), size

    def _fitting(self, lines: Sequence[Line], size: terminal_size) -> Iterator[str]:
        room = max(2, size.lines - 1)
        shown = lines if len(lines) <= room else lines[: room - 1]
        for line in shown:
            yield styled(_cut(line, max(8, size.columns - 1), self.clean), self.has_colours)
        if len(shown) < len(lines):
            yield f"... {len(lines) - len(shown):,} more lines"


def styled(line: Line, has_colours: bool) -> str:
    """One line with its colours. Its texts are clean already."""
    if not has_colours:
        return "".join(text for _, text in line)
    return "".join(click.style(text, fg=_COLOURS.get(tone)) if tone else text for tone, text in line)


def cleaned(line: Line, clean: Callable[[str], str]) -> Line:
    """One line in which nothing drives a terminal."""
    return tuple((tone, clean(text)) for tone, text in line)


def _cut(line: Line, columns: int, clean: Callable[[str], str]) -> Line:
    """What fits: a line that is broken would take the place of two."""
    made, left = [], columns
    for tone, text in cleaned(line, clean):
        kept = cut(text, left) if left > len("...") else ""
        made.append((tone, kept))
        left -= width(kept)
    return tuple(made)
