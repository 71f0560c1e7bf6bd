"""A file's bytes become its lines with their ends, and back, byte for byte."""

import re
from dataclasses import dataclass

_BOM = "\ufeff"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
"""A line with its end, as readers of people's files count lines."""


@dataclass(slots=True)
class Lines:
    """A text that is edited by lines; line 1 is `texts[0]`."""

    mark: str
    """A byte order mark, or nothing."""
    texts: list[str]
    """Each with its own end; the last may have none."""

    def bytes(self) -> bytes:
        """The file."""
        return (self.mark + "".join(self.texts)).encode("utf-8")

    def bare(self, line: int) -> str:
        """A line without its end, numbered from 1; empty behind the last."""
        return self.texts[line - 1].rstrip("\r\n") if line <= len(self.texts) else ""

    def insert(self, after: int, new: list[str]) -> None:
        """Put lines behind line `after` (0: on top), with the ends that its neighbours have."""
        end = self._end_near(after)
        if after and not self.texts[after - 1].endswith(("\r", "\n")):
            self.texts[after - 1] += end
        self.texts[after:after] = [text + end for text in new]

    def splice(self, start: tuple[int, int], end: tuple[int, int], new: str) -> None:
        """Put a text in the place of what stands between two places (line and column from 1)."""
        first, last = self.texts[start[0] - 1], self.texts[end[0] - 1]
        self.texts[start[0] - 1 : end[0]] = [first[: start[1] - 1] + new + last[end[1] - 1 :]]

    def _end_near(self, line: int) -> str:
        for text in (*reversed(self.texts[:line]), *self.texts[line:]):
            if text.endswith(("\r", "\n")):
                return "\r\n" if text.endswith("\r\n") else text[-1]
        return "\n"


def lines_of(data: bytes) -> Lines:
    """The lines of a file that is UTF-8."""
    text = data.decode("utf-8")
    mark = _BOM if text.startswith(_BOM) else ""
    return Lines(mark, _LINE.findall(text[len(mark) :]))
