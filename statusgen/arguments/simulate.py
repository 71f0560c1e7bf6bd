"""The words behind `simulate`."""

from datetime import datetime

import click

from statusgen.options import Options, everywhere
from statusgen.values import Moment


@click.command()
@click.argument("story", required=False)
@click.option("--from", "starts_at", type=Moment(), help="Begin there; without STORY, in your own history.")
@click.option("--to", "ends_at", type=Moment(), help="End there; now, in your own history.")
@click.option(
    "--speed",
    type=click.FloatRange(1, 3600),
    default=60.0,
    show_default=True,
    help="How many times as fast as it was: 60 shows a minute each second.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to serve on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port, or the next free one.",
)
@everywhere
@click.pass_obj
def simulate(  # noqa: PLR0913, PLR0917 (a command's words)
    options: Options,
    story: str | None,
    starts_at: datetime | None,
    ends_at: datetime | None,
    speed: float,
    host: str,
    port: int,
) -> int:
    """Play a past outage in the preview: STORY, or your own history. Without either, list the stories."""
    import asyncio

    from statusgen.commands import simulate as command

    order = command.Order(
        story=story, starts_at=starts_at, ends_at=ends_at, speed=speed, host=host, port=port
    )
    return asyncio.run(command.run(options.session(), order))
