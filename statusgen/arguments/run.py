"""The words behind `run`."""

from datetime import timedelta
from pathlib import Path

import click

from statusgen.options import EVERY, FAIL_ON, FOR, OUTPUT, VANTAGE, Options, everywhere, sent
from statusgen.values import Address, Duration


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
@click.option(
    "--build-every",
    type=Duration(least=timedelta(seconds=1)),
    help="With --every: so long at the least from one page to the next; after each round.",
)
@click.option(
    "--listen",
    type=Address(),
    help="With --every: hear jobs over HTTP, and answer /healthz and /metrics; on 127.0.0.1 unless told.",
)
@click.option(
    "--publish/--no-publish",
    "is_publishing",
    default=True,
    help="Publish to the targets that the settings name.",
)
@click.option("--notify/--no-notify", "is_notifying", default=True, help="Tell whom the settings name.")
@sent
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
    build_every: timedelta | None,
    listen: tuple[str, int] | None,
    is_publishing: bool,
    is_notifying: bool,
    is_committed: bool,
    is_pushed: bool,
) -> int:
    """Probe, build and publish, once or on a beat."""
    import asyncio

    from statusgen.commands import run as command
    from statusgen.commands.beats import Rhythm
    from statusgen.commands.delivering import Delivery

    order = command.Order(
        vantage=vantage,
        output=output,
        rhythm=Rhythm(every=every, lasting=lasting),
        fail_on=fail_on,
        build_every=build_every,
        listen=listen,
        delivery=Delivery(is_committed=is_committed, is_pushed=is_pushed),
        is_drafting=is_drafting,
        is_notifying=is_notifying,
        is_publishing=is_publishing,
    )
    return asyncio.run(command.run(options.session(), order))
