"""Arguments and exit codes: the only place that prints, reads the environment and asks the time."""

import os
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

import click

from statusgen import __version__
from statusgen.options import EVERY, FAIL_ON, FOR, OUTPUT, VANTAGE, Moment, Options, everywhere

if TYPE_CHECKING:
    from statusgen.commands.beats import Rhythm
    from statusgen.commands.session import Session
    from statusgen.terminal import Voice

HOST, BUG, STOPPED = 4, 70, 130


class _InOrder(click.Group):
    """Lists commands as a person meets them, not by the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click says what comes)
        return list(self.commands)


@click.group(cls=_InOrder, context_settings={"help_option_names": ["-h", "--help"]})
@everywhere
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
@everywhere
@click.pass_obj
def init(options: Options, folder: Path, urls: tuple[str, ...], name: str | None, *, force: bool) -> int:
    """Write a project that works at once."""
    from statusgen.commands import init as command  # noqa: PLC0415 (each command pays for itself)

    if not urls and name is None and sys.stdin.isatty() and sys.stdout.isatty() and not options.as_json:
        name = click.prompt("What is the service called?", default="Example")
        url = click.prompt("Its address (empty: an example)", default="", show_default=False)
        urls = (url,) if url else ()
    session = _session(options)
    return command.run(session, folder=session.root / folder, name=name, urls=urls, force=force)


@cli.command()
@VANTAGE
@EVERY
@FOR
@FAIL_ON
@everywhere
@click.pass_obj
def probe(
    options: Options,
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
@OUTPUT
@click.option("--now", type=Moment(), help="Build the page of this instant.")
@everywhere
@click.pass_obj
def build(options: Options, output: Path | None, now: datetime | None) -> int:
    """Build the page from files and history."""
    from statusgen.commands import build as command  # noqa: PLC0415 (each command pays for itself)

    return command.run(_session(options), output=output, now=now)


@cli.command()
@VANTAGE
@OUTPUT
@EVERY
@FOR
@FAIL_ON
@everywhere
@click.pass_obj
def run(
    options: Options,
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
@everywhere
@click.pass_obj
def lint(options: Options, *, strict: bool) -> int:
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
@VANTAGE
@everywhere
@click.pass_obj
def dev(options: Options, host: str, port: int, vantage: str | None, *, probing: bool) -> int:
    """Preview the page, and rebuild it as files change."""
    import asyncio  # noqa: PLC0415 (each command pays for itself)

    from statusgen.commands import dev as command  # noqa: PLC0415 (each command pays for itself)

    session = _session(options)
    return asyncio.run(command.run(session, host=host, port=port, probing=probing, vantage=vantage))


def _rhythm(every: timedelta | None, lasting: timedelta | None) -> "Rhythm":
    from statusgen.commands.beats import Rhythm  # noqa: PLC0415 (each command pays for itself)

    return Rhythm(every=every, lasting=lasting)


def _session(options: Options) -> "Session":
    """The world as commands see it."""
    import asyncio  # noqa: PLC0415 (each command pays for itself)
    import time  # noqa: PLC0415
    from datetime import UTC  # noqa: PLC0415

    from statusgen.commands.session import Session  # noqa: PLC0415
    from statusgen.terminal import progress  # noqa: PLC0415

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


def _voice(options: Options) -> "Voice":
    from statusgen.terminal import Voice  # noqa: PLC0415 (--help stays quick)

    if options.voice is None:
        options.voice = Voice(out=sys.stdout, err=sys.stderr, is_quiet=options.quiet, is_json=options.as_json)
    return options.voice


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and end the process with its exit code."""
    code = _main(arguments)
    _let_go(sys.stdout)
    sys.exit(code)


def _main(arguments: Sequence[str] | None) -> int:
    options = Options()
    code = _code_of(arguments, options)
    return HOST if code == 0 and options.voice and options.voice.has_lost else code


def _code_of(arguments: Sequence[str] | None, options: Options) -> int:
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


def _ended(error: Exception, options: Options) -> int:
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


def _bug(error: Exception, voice: "Voice", options: Options) -> int:
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
