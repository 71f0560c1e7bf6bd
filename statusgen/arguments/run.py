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
@click.option(
    "--draft-incidents/--no-draft-incidents",
    "is_drafting",
    default=None,
    help="Draft an incident when a component is down for long; as the settings say.",
)
@FAIL_ON
@everywhere
@click.pass_obj
def run(  # noqa: PLR0913, PLR0917 (a command's words)
    options: Options,
    vantage: str | None,
    output: Path | None,
    every: timedelta | None,
    lasting: timedelta | None,
    is_drafting: bool | None,
    fail_on: str,
) -> int:
    """Probe and build, once or on a beat."""
    import asyncio

    from statusgen.commands import run as command
    from statusgen.commands.beats import Rhythm

    order = command.Order(
        vantage=vantage,
        output=output,
        rhythm=Rhythm(every=every, lasting=lasting),
        fail_on=fail_on,
        is_drafting=is_drafting,
    )
    return asyncio.run(command.run(options.session(), order))
