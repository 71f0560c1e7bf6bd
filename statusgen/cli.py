"""Arguments and exit codes: the only place that prints, reads the environment and asks the time."""

import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from statusgen import __version__

if TYPE_CHECKING:
    from statusgen.commands.session import Session

BUG, STOPPED = 70, 130


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

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        from statusgen.model.times import parse_duration  # noqa: PLC0415 (--help stays quick)

        try:
            return value if isinstance(value, timedelta) else parse_duration(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


_EVERY = click.option("--every", type=_Duration(), help="Do it again on this beat: 60s, 5m.")
_FOR = click.option("--for", "lasting", type=_Duration(), help="End after so long: 5h30m.")
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
@click.option(
    "-C",
    "--project",
    "root",
    type=click.Path(path_type=Path),
    default=Path(),
    help="The project's folder, unless it is this one.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document to stdout.")
@click.option("-q", "--quiet", is_flag=True, help="Print problems only.")
@click.option("-v", "--verbose", is_flag=True, help="Tell more; a bug shows its traceback.")
@click.version_option(__version__, prog_name="statusgen")
@click.pass_context
def cli(context: click.Context, root: Path, *, as_json: bool, quiet: bool, verbose: bool) -> None:
    """A static status page that cannot claim what its evidence does not show."""
    context.obj = {"root": root, "as_json": as_json, "quiet": quiet, "verbose": verbose}


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.option(
    "--from", "urls", multiple=True, metavar="URL", help="Make a component of this address; repeatable."
)
@click.option("--name", help="The service's name.")
@click.option("--force", is_flag=True, help="Write new settings over old ones.")
@click.pass_obj
def init(
    options: dict[str, Any], folder: Path, urls: tuple[str, ...], name: str | None, *, force: bool
) -> int:
    """Write a project that works at once."""
    from statusgen.commands import init as command  # noqa: PLC0415 (each command pays for itself)

    if not urls and name is None and sys.stdin.isatty() and sys.stdout.isatty() and not options["as_json"]:
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
@click.pass_obj
def probe(
    options: dict[str, Any],
    vantage: str | None,
    every: timedelta | None,
    lasting: timedelta | None,
    fail_on: str,
) -> int:
    """Put every check once and record what it saw."""
    import asyncio  # noqa: PLC0415 (each command pays for itself)

    from statusgen.commands import probe as command  # noqa: PLC0415 (each command pays for itself)

    session = _session(options)
    return asyncio.run(command.run(session, vantage=vantage, every=every, lasting=lasting, fail_on=fail_on))


@cli.command()
@_OUTPUT
@click.option("--now", type=_Moment(), help="Build the page of this instant.")
@click.pass_obj
def build(options: dict[str, Any], output: Path | None, now: datetime | None) -> int:
    """Build the page from files and history."""
    from statusgen.commands import build as command  # noqa: PLC0415 (each command pays for itself)

    return command.run(_session(options), output=output, now=now)


@cli.command()
@_VANTAGE
@_OUTPUT
@_EVERY
@_FOR
@_FAIL_ON
@click.pass_obj
def run(
    options: dict[str, Any],
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
    return asyncio.run(
        command.run(session, vantage=vantage, output=output, every=every, lasting=lasting, fail_on=fail_on)
    )


@cli.command()
@click.option("--strict", is_flag=True, help="Warnings end with exit code 1 too.")
@click.pass_obj
def lint(options: dict[str, Any], *, strict: bool) -> int:
    """Say what is wrong with the files, and write nothing."""
    from statusgen.commands import lint as command  # noqa: PLC0415 (each command pays for itself)

    return command.run(_session(options), strict=strict)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to serve on.")
@click.option("--port", default=8000, show_default=True, help="The port, or the next free one.")
@click.option("--probe", "probing", is_flag=True, help="Probe on the settings' beat as well.")
@_VANTAGE
@click.pass_obj
def dev(options: dict[str, Any], host: str, port: int, vantage: str | None, *, probing: bool) -> int:
    """Preview the page, and rebuild it as files change."""
    import asyncio  # noqa: PLC0415 (each command pays for itself)

    from statusgen.commands import dev as command  # noqa: PLC0415 (each command pays for itself)

    session = _session(options)
    return asyncio.run(command.run(session, host=host, port=port, probing=probing, vantage=vantage))


def _session(options: dict[str, Any]) -> "Session":
    """The world as commands see it."""
    import asyncio  # noqa: PLC0415 (each command pays for itself)
    import json  # noqa: PLC0415
    import time  # noqa: PLC0415
    from datetime import UTC  # noqa: PLC0415

    from statusgen.commands.session import Session  # noqa: PLC0415
    from statusgen.commands.terminal import progress  # noqa: PLC0415

    is_loud = not options["quiet"]
    return Session(
        root=options["root"],
        now=lambda: datetime.now(UTC).replace(microsecond=0),
        elapsed=time.monotonic,
        sleep=asyncio.sleep,
        environ=os.environ,
        say=_printer(sys.stdout, enabled=is_loud and not options["as_json"]),
        data=lambda value: (
            print(json.dumps(value, ensure_ascii=False), flush=True) if options["as_json"] else None
        ),
        tell=_printer(sys.stderr, enabled=is_loud),
        progress=progress(enabled=is_loud and sys.stderr.isatty()),
    )


def _printer(stream: Any, *, enabled: bool) -> Callable[[str], None]:
    def line(text: str) -> None:
        if enabled:
            print(_printable(text), file=stream, flush=True)

    return line


def _printable(text: str) -> str:
    """Control characters of others' texts must not move the cursor or colour the terminal."""
    return "".join(c if c == "\n" or (c.isprintable()) else f"\\x{ord(c):02x}" for c in text)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and end the process with its exit code."""
    sys.exit(_main(arguments))


def _main(arguments: Sequence[str] | None) -> int:
    verbose = "-v" in (arguments or sys.argv) or "--verbose" in (arguments or sys.argv)
    try:
        return int(cli.main(arguments, prog_name="statusgen", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.exceptions.Exit, click.Abort) as error:
        return getattr(error, "exit_code", STOPPED)
    except KeyboardInterrupt:
        return STOPPED
    except BrokenPipeError:
        # The reader of our output went away; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return STOPPED
    except Exception as error:
        return _told(error, verbose=verbose)


def _told(error: Exception, *, verbose: bool) -> int:
    from statusgen.model.errors import StatusgenError  # noqa: PLC0415 (only endings pay for it)

    if isinstance(error, StatusgenError):
        print(_printable(str(error)), file=sys.stderr)
        return error.exit_code
    print(f"statusgen: this is our bug: {type(error).__name__}", file=sys.stderr)
    if verbose:
        import traceback  # noqa: PLC0415

        traceback.print_exc()
    else:
        print("run it again with -v and send us what it prints", file=sys.stderr)
    return BUG
