"""The words behind `build`."""

from datetime import datetime
from pathlib import Path

import click

from statusgen.options import OUTPUT, Options, everywhere
from statusgen.values import Moment


@click.command()
@OUTPUT
@click.option("--now", type=Moment(), help="Build the page of this instant.")
@everywhere
@click.pass_obj
def build(options: Options, output: Path | None, now: datetime | None) -> int:
    """Build the page from files and history."""
    from statusgen.commands import build as command

    return command.run(options.session(), output=output, now=now)
