"""Arguments and exit codes: the only place that prints, reads the environment and asks the time."""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO, TypeVar

import click

from statusgen import __version__

if TYPE_CHECKING:
    from statusgen.commands.beats import Rhythm
    from statusgen.commands.session import Session
    from statusgen.commands.terminal import Voice

C = TypeVar("C", bound=Callable[..., Any])

HOST, BUG, STOPPED = 4, 70, 130
_LEAST_BEAT = timedelta(seconds=1)
"""History tells rounds apart by the second."""


@dataclass(slots=True, kw_only=True)
class _Options:
    """What may be said before and after the name of every command; the last word counts."""

    root: Path = Path()
    as_json: bool = False
    quiet: bool = False
    verbose: bool = False
    voice: "Voice | None" = None
    """The one that speaks, once anything was to be said."""


class _Moment(click.ParamType[datetime]):
    """A time with its zone, as in people's files."""

    name = "TIME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        from statusgen.model.times import parse_moment  # noqa: PLC0415 (--help stays quick)

        try:
            return value if isinstance(value, datetime) else parse_moment(str(value))
        except ValueError as error:
            hint = "" if "write" in str(error) else " (write 2025-03-10T09:45Z)"
            self.fail(f"{error}{hint}", param, ctx)


class _Duration(click.ParamType[timedelta]):
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
        setattr(context.ensure_object(_Options), str(parameter.name), value)


def _flag(*names: str, text: str) -> Callable[[C], C]:
    return click.option(*names, is_flag=True, expose_value=False, callback=_note, help=text)


def _everywhere(command: C) -> C:
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
_EVERY = click.option("--every", type=_Duration(least=_LEAST_BEAT), help="Do it again on this beat: 60s, 5m.")
_FOR = click.option("--for", "lasting", type=_Duration(least=timedelta()), help="End after so long: 5h30m.")
_VANTAGE = click.option("--vantage", help="The vantage this machine is; needed where there are several.")
_OUTPUT = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to build into; site/.",
)
_FAIL_ON = click.option(
    "--fail-on",
    type=click.Choice(["never", "degraded", "down"]),
    default="never",
    show_default=True,
    help="End with exit code 3 when a component is that bad.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@_everywhere
@click.version_option(__version__, prog_name="statusgen")
def cli() -> None:
    """A static status page that cannot claim what its evidence does not show."""


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.option(
    "--from", "urls", multiple=True, metavar="URL", help="Make a component of this address; repeatable."
)
@click.option("--name", help="The service's name.")
@click.option("--force", is_flag=True, help="Write new settings over old ones.")
@_everywhere
@click.pass_obj
def init(options: _Options, folder: Path, urls: tuple[str, ...], name: str | None, *, force: bool) -> int:
    """Write a project that works at once."""
    from statusgen.commands import init as command  # noqa: PLC0415 (each command pays for itself)

    if not urls and name is None and sys.stdin.isatty() and sys.stdout.isatty() and not options.as_json:
        name = click.prompt("What is the service called?", default="Example")
        url = click.prompt("Its address (empty: an example)", default="", show_default=False)
        urls = (url,) if url else ()
    session = _session(options)
    return command.run(session, folder=session.root / folder, name=name, urls=urls, force=force)


@cli.command()
@_VANTAGE
@_EVERY
@_FOR
@_FAIL_ON
@_everywhere
@click.pass_obj
def probe(
    options: _Options,
    vantage: str | None,
    every: timedelta | None,
    lasting: timedelta | None,
    fail_on: str,
) -> int:
    """Put every check once and record what it saw."""
    import asyncio  # noqa: PLC0415 (each command pays for itself)

    from statusgen.commands import probe as command  # noqa: PLC0415 (each command pays for itself)

    session = _session(options)
    rhythm = _rhythm(every, lasting)
    return asyncio.run(command.run(session, vantage=vantage, rhythm=rhythm, fail_on=fail_on))


@cli.command()
@_OUTPUT
@click.option("--now", type=_Moment(), help="Build the page of this instant.")
@_everywhere
@click.pass_obj
def build(options: _Options, output: Path | None, now: datetime | None) -> int:
    """Build the page from files and history."""
    from statusgen.commands import build as command  # noqa: PLC0415 (each command pays for itself)

    return command.run(_session(options), output=output, now=now)


@cli.command()
@_VANTAGE
@_OUTPUT
@_EVERY
@_FOR
@_FAIL_ON
@_everywhere
@click.pass_obj
def run(
    options: _Options,
    vantage: str | None,
    output: Path | None,
    every: timedelta | None,
    lasting: timedelta | None,
    fail_on: str,
) -> int:
    """Probe and build, once or on a beat."""
    import asyncio  # noqa: PLC0415 (each command pays for itself)

    from statusgen.commands import run as command  # noqa: PLC0415 (each command pays for itself)

    session = _session(options)
    rhythm = _rhythm(every, lasting)
    return asyncio.run(command.run(session, vantage=vantage, output=output, rhythm=rhythm, fail_on=fail_on))


@cli.command()
@click.option("--strict", is_flag=True, help="Warnings end with exit code 1 too.")
@_everywhere
@click.pass_obj
def lint(options: _Options, *, strict: bool) -> int:
    """Say what is wrong with the files, and write nothing."""
    from statusgen.commands import lint as command  # noqa: PLC0415 (each command pays for itself)

    return command.run(_session(options), strict=strict)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to serve on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port, or the next free one.",
)
@click.option("--probe", "probing", is_flag=True, help="Probe on the settings' beat as well.")
@_VANTAGE
@_everywhere
@click.pass_obj
def dev(options: _Options, host: str, port: int, vantage: str | None, *, probing: bool) -> int:
    """Preview the page, and rebuild it as files change."""
    import asyncio  # noqa: PLC0415 (each command pays for itself)

    from statusgen.commands import dev as command  # noqa: PLC0415 (each command pays for itself)

    session = _session(options)
    return asyncio.run(command.run(session, host=host, port=port, probing=probing, vantage=vantage))


def _rhythm(every: timedelta | None, lasting: timedelta | None) -> "Rhythm":
    from statusgen.commands.beats import Rhythm  # noqa: PLC0415 (each command pays for itself)

    return Rhythm(every=every, lasting=lasting)


def _session(options: _Options) -> "Session":
    """The world as commands see it."""
    import asyncio  # noqa: PLC0415 (each command pays for itself)
    import time  # noqa: PLC0415
    from datetime import UTC  # noqa: PLC0415

    from statusgen.commands.session import Session  # noqa: PLC0415
    from statusgen.commands.terminal import progress  # noqa: PLC0415

    voice = _voice(options)
    return Session(
        root=options.root,
        now=lambda: datetime.now(UTC).replace(microsecond=0),
        monotonic=time.monotonic,
        sleep=asyncio.sleep,
        environ=os.environ,
        answer=voice.answer,
        say=voice.say,
        data=voice.data,
        tell=voice.tell,
        complain=voice.complain,
        progress=progress(enabled=not options.quiet and sys.stderr is not None and sys.stderr.isatty()),
    )


def _voice(options: _Options) -> "Voice":
    from statusgen.commands.terminal import Voice  # noqa: PLC0415 (--help stays quick)

    if options.voice is None:
        options.voice = Voice(out=sys.stdout, err=sys.stderr, is_quiet=options.quiet, is_json=options.as_json)
    return options.voice


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and end the process with its exit code."""
    code = _main(arguments)
    _let_go(sys.stdout)
    sys.exit(code)


def _main(arguments: Sequence[str] | None) -> int:
    options = _Options()
    code = _code_of(arguments, options)
    return HOST if code == 0 and options.voice and options.voice.has_lost else code


def _code_of(arguments: Sequence[str] | None, options: _Options) -> int:
    try:
        return int(cli.main(arguments, prog_name="statusgen", standalone_mode=False, obj=options) or 0)
    except (click.exceptions.Exit, click.Abort) as error:
        return getattr(error, "exit_code", STOPPED)
    except (KeyboardInterrupt, BrokenPipeError):
        # Stopped; or the reader of our output went away, and there is nobody left to tell.
        return STOPPED
    except Exception as error:
        # A wrong word before them leaves these unread.
        options.as_json |= "--json" in (arguments or sys.argv)
        return _ended(error, options)


def _ended(error: Exception, options: _Options) -> int:
    """Tell the person who must act. Returns the exit code."""
    from statusgen.model.errors import HostError, StatusgenError, UsageError  # noqa: PLC0415 (only endings pay)

    voice = _voice(options)
    if isinstance(error, click.ClickException):
        shown = StringIO()
        error.show(shown)
        for line in shown.getvalue().splitlines():
            voice.warn(line)
        voice.data({"error": error.format_message()})
        return UsageError.exit_code
    if isinstance(error, OSError):
        # What the system refuses is no bug of ours, wherever it comes up.
        where = f"{error.filename}: " if error.filename else ""
        error = HostError(f"{where}{(error.strerror or type(error).__name__).lower()}")
    if isinstance(error, StatusgenError):
        voice.complain(error)
        return error.exit_code
    return _bug(error, voice, options)


def _bug(error: Exception, voice: "Voice", options: _Options) -> int:
    voice.warn(f"statusgen: this is our bug: {type(error).__name__}")
    voice.data({"error": f"this is our bug: {type(error).__name__}"})
    if options.verbose:
        import traceback  # noqa: PLC0415

        for line in "".join(traceback.format_exception(error)).splitlines():
            voice.warn(line)
    else:
        voice.warn("run it again with -v and send us what it prints")
    return BUG


def _let_go(stream: TextIO | None) -> None:
    """Keep the interpreter from trying again, at its end, to print what nobody takes."""
    try:
        if stream is not None:
            stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
