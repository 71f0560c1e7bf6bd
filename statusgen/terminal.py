"""Texts become lines on a terminal that they cannot drive; and a progress bar where somebody watches."""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, TextIO

import click

from statusgen.commands.documents import document_of
from statusgen.commands.session import Line, Progress
from statusgen.model.errors import InputError, StatusgenError, UsageError
from statusgen.screen import Screen, cleaned, styled

_JOINERS = "\u200c\u200d"
"""Not printable by their class, but words and emoji are made with them, and they move nothing."""


@dataclass(slots=True, kw_only=True)
class Voice:
    """What was asked for goes to `out`, problems and progress to `err`."""

    out: TextIO | None
    """None when whoever started us closed it."""
    err: TextIO | None
    is_quiet: bool
    is_json: bool
    has_colours: bool = False
    """`out` is a terminal that shows some, and nobody forbade it."""
    has_lost: bool = False
    """Something that was printed did not arrive."""

    def answer(self, text: str) -> None:
        """One line that was asked for."""
        if not self.is_json:
            self._print(printable(text))

    def show(self, lines: Sequence[Line]) -> None:
        """Lines that were asked for."""
        if not self.is_json:
            for line in lines:
                self._print(styled(cleaned(line, printable), self.has_colours))

    def screen(self) -> Callable[[Sequence[Line]], None] | None:
        """What draws lines where it drew the last ones; None where `out` is no terminal."""
        if self.out is None or self.is_json or not self.out.isatty():
            return None
        size = partial(_size, self.out.fileno())
        return Screen(write=self._print, clean=printable, has_colours=self.has_colours, size=size).draw

    def say(self, text: str) -> None:
        """One line of what was done."""
        if not self.is_quiet:
            self.answer(text)

    def data(self, value: Any) -> None:
        """One document on one line, in ASCII: no encoding and no terminal changes it."""
        if self.is_json:
            self._print(json.dumps(value))

    def tell(self, text: str) -> None:
        """One line of progress or warning."""
        if not self.is_quiet:
            self.warn(text)

    def warn(self, text: str) -> None:
        """One line that nothing silences; when nobody can be told it is lost."""
        try:
            _write(self.err, printable(text))
        except OSError:
            self.err = None

    def complain(self, error: StatusgenError) -> None:
        """What went wrong: a line for each problem, and the document."""
        for told in error.problems if isinstance(error, InputError) else (error,):
            self.warn(str(told))
        self.data(document_of(error))

    def _print(self, text: str) -> None:
        try:
            _write(self.out, text)
        except BrokenPipeError:
            raise
        except OSError:
            # A full disk under a log must not end a loop; its end tells.
            self.has_lost = True
            self.warn("what was to be printed cannot be written")


def printable(text: str) -> str:
    """The text on one line; what would move the cursor, colour the terminal or turn the text is spelt out."""
    return "".join(c if c.isprintable() or c in _JOINERS else _spelt(ord(c)) for c in text)


def progress(*, enabled: bool) -> Progress:
    """What makes bars on stderr; disabled, it makes none."""

    @contextmanager
    def bar(label: str, total: int) -> Iterator[Callable[[], None]]:
        if not enabled or total == 0:
            yield lambda: None
            return
        from rich.console import Console  # noqa: PLC0415 (only terminals pay for it)
        from rich.progress import Progress as RichProgress  # noqa: PLC0415

        with RichProgress(console=Console(stderr=True), transient=True) as shown:
            task = shown.add_task(label, total=total)
            yield lambda: shown.advance(task)

    return bar


def asking(*, enabled: bool) -> Callable[[str, Sequence[str]], int | None]:
    """What asks a person which of several is meant; disabled, it answers None."""

    def choose(question: str, options: Sequence[str]) -> int | None:
        if not enabled:
            return None
        for number, option in enumerate(options, start=1):
            click.echo(f"  {number}  {printable(option)}", err=True)
        answer = click.prompt(printable(question), type=click.IntRange(1, len(options)), err=True)
        return int(answer) - 1

    return choose


def editor(environ: Mapping[str, str]) -> Callable[[str, str], str | None]:
    """What opens a text in $VISUAL or $EDITOR."""

    def edit(text: str, ending: str) -> str | None:
        command = environ.get("VISUAL") or environ.get("EDITOR")
        try:
            return click.edit(text, editor=command, extension=ending, require_save=False)
        except click.ClickException as error:
            raise UsageError(f"{error.format_message().lower()} (set EDITOR, or say it with -m)") from error

    return edit


def _size(handle: int) -> os.terminal_size:
    """What a terminal says of itself; the oldest size there is where it says nothing."""
    size = os.get_terminal_size(handle)
    return size if size.columns and size.lines else os.terminal_size((80, 24))


def _spelt(code: int) -> str:
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _write(stream: TextIO | None, text: str) -> None:
    if stream is not None:
        encoding = stream.encoding or "utf-8"
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
        stream.flush()
