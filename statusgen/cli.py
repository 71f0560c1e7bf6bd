"""Arguments and exit codes: the only place that prints, reads the environment and asks the time."""

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from io import StringIO
from typing import TYPE_CHECKING, NoReturn, TextIO

import click

from statusgen import __version__
from statusgen.arguments.build import build
from statusgen.arguments.dev import dev
from statusgen.arguments.doctor import doctor
from statusgen.arguments.heartbeat import heartbeat
from statusgen.arguments.history import history
from statusgen.arguments.import_results import import_results
from statusgen.arguments.incident import incident
from statusgen.arguments.init import init
from statusgen.arguments.lint import lint
from statusgen.arguments.maintenance import maintenance
from statusgen.arguments.notify import notify
from statusgen.arguments.probe import probe
from statusgen.arguments.publish import publish
from statusgen.arguments.run import run
from statusgen.arguments.schema import schema
from statusgen.arguments.simulate import simulate
from statusgen.arguments.status import status
from statusgen.arguments.theme import theme
from statusgen.options import InOrder, Options, everywhere

if TYPE_CHECKING:
    from statusgen.commands.session import Session
    from statusgen.terminal import Voice

HOST, BUG, STOPPED = 4, 70, 130


@click.group(cls=InOrder, context_settings={"help_option_names": ["-h", "--help"]})
@everywhere
@click.version_option(__version__, prog_name="statusgen")
def cli() -> None:
    """A static status page that cannot claim what its evidence does not show."""


COMMANDS = (
    init,
    probe,
    build,
    run,
    publish,
    status,
    notify,
    lint,
    incident,
    maintenance,
    heartbeat,
    import_results,
    history,
    schema,
    theme,
    doctor,
    dev,
    simulate,
)
"""In the order of `--help`."""
for _command in COMMANDS:
    cli.add_command(_command)


def _session(options: Options) -> "Session":
    """The world as commands see it."""
    import asyncio  # noqa: PLC0415 (each command pays for itself)
    import time  # noqa: PLC0415
    from datetime import UTC  # noqa: PLC0415

    from statusgen.commands.session import Session  # noqa: PLC0415
    from statusgen.terminal import asking, editor, progress  # noqa: PLC0415

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
        choose=asking(enabled=not options.as_json and _is_watched()),
        edit=editor(os.environ),
        show=voice.show,
        redraw=voice.screen() if _is_drawable() else None,
        is_watched=_is_watched(),
    )


def _is_watched() -> bool:
    """A person sits at both ends."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def _voice(options: Options) -> "Voice":
    from statusgen.terminal import Voice  # noqa: PLC0415 (--help stays quick)

    if options.voice is None:
        options.voice = Voice(
            out=sys.stdout,
            err=sys.stderr,
            is_quiet=options.quiet,
            is_json=options.as_json,
            has_colours=_has_colours(sys.stdout),
        )
    return options.voice


def _is_drawable() -> bool:
    """A terminal here can move its cursor."""
    return os.environ.get("TERM", "dumb") != "dumb"


def _has_colours(stream: TextIO | None) -> bool:
    """Whether it shows colours, and nobody forbade them (no-color.org)."""
    return stream is not None and stream.isatty() and _is_drawable() and not os.environ.get("NO_COLOR")


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and end the process with its exit code."""
    code = _main(arguments)
    _let_go(sys.stdout)
    # What is left goes with the process; looking for cycles in it once more takes a quarter of a second.
    atexit.register(gc.disable)
    sys.exit(code)


def _main(arguments: Sequence[str] | None) -> int:
    options = Options(opening=_session)
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
