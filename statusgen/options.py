"""The options that commands share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from statusgen.values import Duration

if TYPE_CHECKING:
    from statusgen.commands.session import Session
    from statusgen.terminal import Voice

C = TypeVar("C", bound=Callable[..., Any])

_LEAST_BEAT = timedelta(seconds=1)
"""History tells rounds apart by the second."""


@dataclass(slots=True, kw_only=True)
class Options:
    """What may be said before and after the name of every command; the last word counts."""

    root: Path = Path()
    as_json: bool = False
    quiet: bool = False
    verbose: bool = False
    voice: "Voice | None" = None
    """The one that speaks, once anything was to be said."""
    opening: "Callable[[Options], Session] | None" = None
    """Makes the world as commands see it; the command line's own."""

    def session(self) -> "Session":
        """The world, as these options shape it."""
        assert self.opening is not None  # noqa: S101 (the command line gave it)
        return self.opening(self)


def _note(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if value:
        setattr(context.ensure_object(Options), str(parameter.name), value)


def _flag(*names: str, text: str) -> Callable[[C], C]:
    return click.option(*names, is_flag=True, expose_value=False, callback=_note, help=text)


def together(*options: Any) -> Callable[[C], C]:
    """Several options as one, in this order."""

    def decorate(command: C) -> C:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


everywhere = together(
    click.option(
        "-C",
        "--project",
        "root",
        type=click.Path(path_type=Path),
        expose_value=False,
        callback=_note,
        help="The project's folder, unless it is this one.",
    ),
    _flag("--json", "as_json", text="Print one JSON document to stdout."),
    _flag("-q", "--quiet", text="Print problems only."),
    _flag("-v", "--verbose", text="Tell more; a bug shows its traceback."),
)
"""The options of every command."""
EVERY = click.option("--every", type=Duration(least=_LEAST_BEAT), help="Do it again on this beat: 60s, 5m.")
FOR = click.option("--for", "lasting", type=Duration(least=timedelta()), help="End after so long: 5h30m.")
VANTAGE = click.option("--vantage", help="The vantage this machine is; needed where there are several.")
OUTPUT = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to build into; site/.",
)
FAIL_ON = click.option(
    "--fail-on",
    type=click.Choice(["never", "degraded", "down"]),
    default="never",
    show_default=True,
    help="End with exit code 3 when a component is that bad.",
)


delivered = together(
    click.option("--commit", "is_committed", is_flag=True, help="Commit the file with git."),
    click.option("--push", "is_pushed", is_flag=True, help="Commit it and push."),
)
"""The options of every command that writes files which others wait for."""
sent = together(
    click.option("--commit", "is_committed", is_flag=True, help="Commit each round's evidence with git."),
    click.option("--push", "is_pushed", is_flag=True, help="Commit it and push."),
)
"""The options of every command that records rounds."""


class InOrder(click.Group):
    """Lists commands as a person meets them, not by the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click says what comes)
        return list(self.commands)


def _from_stdin(_context: click.Context, _parameter: click.Parameter, text: str | None) -> str | None:
    if text != "-":
        return text
    with click.open_file("-", encoding="utf-8") as stdin:
        return str(stdin.read())


MESSAGE = click.option(
    "-m",
    "--message",
    "text",
    callback=_from_stdin,
    help="What readers should know, in Markdown; - reads it from stdin.",
)
EDIT = click.option("--edit", "is_edited", is_flag=True, help="Write the text in your editor.")
