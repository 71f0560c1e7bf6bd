"""Words on the command line become values: the options that commands share, and their types."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

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


class Moment(click.ParamType[datetime]):
    """A time with its zone, as in people's files."""

    name = "TIME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        from statusgen.model.times import parse_moment  # noqa: PLC0415 (--help stays quick)

        try:
            return value if isinstance(value, datetime) else parse_moment(str(value))
        except ValueError as error:
            hint = "" if "write" in str(error) else " (write 2025-03-10T09:45Z)"
            self.fail(f"{error}{hint}", param, ctx)


class Duration(click.ParamType[timedelta]):
    """A duration, as in people's files."""

    name = "DURATION"

    def __init__(self, least: timedelta) -> None:
        self._least = least

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        from statusgen.model.times import parse_duration  # noqa: PLC0415 (--help stays quick)

        try:
            duration = value if isinstance(value, timedelta) else parse_duration(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if duration < self._least:
            self.fail(f"'{value}' is too short (write 1s or more)", param, ctx)
        return duration


def _note(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if value:
        setattr(context.ensure_object(Options), str(parameter.name), value)


def _flag(*names: str, text: str) -> Callable[[C], C]:
    return click.option(*names, is_flag=True, expose_value=False, callback=_note, help=text)


def everywhere(command: C) -> C:
    """The options of every command."""
    for option in reversed(_EVERYWHERE):
        command = option(command)
    return command


_EVERYWHERE = (
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
