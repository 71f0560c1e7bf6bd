"""The words behind `run`."""

from datetime import timedelta
from pathlib import Path

import click

from statusgen.options import EVERY, FAIL_ON, FOR, OUTPUT, VANTAGE, Options, everywhere


@click.command()
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
    import asyncio

    from statusgen.commands import run as command
    from statusgen.commands.beats import Rhythm

    session = options.session()
    rhythm = Rhythm(every=every, lasting=lasting)
    return asyncio.run(command.run(session, vantage=vantage, output=output, rhythm=rhythm, fail_on=fail_on))
