"""The words behind `status`."""

from datetime import timedelta

import click

from statusgen.options import EVERY, FOR, Options, everywhere


@click.command()
@click.argument("url", required=False)
@click.option("--watch", "is_watched", is_flag=True, help="Look again and again; each minute unless --every.")
@EVERY
@FOR
@click.option(
    "--fail-on",
    type=click.Choice(["never", "down", "degraded", "unknown"]),
    default="never",
    show_default=True,
    help="End with exit code 3 when something is that bad; unknown: or not known.",
)
@everywhere
@click.pass_obj
def status(
    options: Options,
    url: str | None,
    is_watched: bool,
    every: timedelta | None,
    lasting: timedelta | None,
    fail_on: str,
) -> int:
    """Tell what this project's page says now, or the page at URL: of statusgen or with Statuspage's API."""
    import asyncio

    from statusgen.commands import status as command

    if (every or lasting) and not is_watched:
        raise click.UsageError("--every and --for are of a loop (add --watch)")
    order = command.Order(
        url=url,
        fail_on=fail_on,
        is_watched=is_watched,
        every=every or command.EVERY,
        lasting=lasting,
    )
    return asyncio.run(command.run(options.session(), order))
