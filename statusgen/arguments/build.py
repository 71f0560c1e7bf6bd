"""The words behind `build`."""

from datetime import datetime
from pathlib import Path

import click

from statusgen.options import OUTPUT, Options, everywhere
from statusgen.values import Moment


@click.command()
@OUTPUT
@click.option("--now", type=Moment(), help="Build the page of this instant, from today's files.")
@click.option("--as-of", type=Moment(), help="Build the page of this instant, from git's files of then.")
@click.option(
    "--single-file",
    "single",
    type=click.Path(path_type=Path, dir_okay=False),
    is_flag=False,
    flag_value=Path("status.html"),
    help="Build the home page alone, with all it needs in one file; status.html unless named.",
)
@everywhere
@click.pass_obj
def build(
    options: Options,
    output: Path | None,
    now: datetime | None,
    as_of: datetime | None,
    single: Path | None,
) -> int:
    """Build the page from files and history."""
    from statusgen.commands import build as command

    if now and as_of:
        raise click.UsageError("--now and --as-of name two instants (give one)")
    if output and single:
        raise click.UsageError("--output and --single-file name two places (give one)")
    return command.run(options.session(), output=output, now=now, as_of=as_of, single=single)
