"""The words behind `probe`."""

from datetime import timedelta

import click

from statusgen.options import EVERY, FAIL_ON, FOR, VANTAGE, Options, everywhere


@click.command()
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
    import asyncio

    from statusgen.commands import probe as command
    from statusgen.commands.beats import Rhythm

    session = options.session()
    rhythm = Rhythm(every=every, lasting=lasting)
    return asyncio.run(command.run(session, vantage=vantage, rhythm=rhythm, fail_on=fail_on))
