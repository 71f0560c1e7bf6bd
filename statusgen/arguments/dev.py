"""The words behind `dev`."""

import click

from statusgen.options import VANTAGE, Options, everywhere


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to serve on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port, or the next free one.",
)
@click.option("--probe", "probing", is_flag=True, help="Probe on the settings' beat as well.")
@VANTAGE
@everywhere
@click.pass_obj
def dev(options: Options, host: str, port: int, vantage: str | None, *, probing: bool) -> int:
    """Preview the page, and rebuild it as files change."""
    import asyncio

    from statusgen.commands import dev as command

    session = options.session()
    return asyncio.run(command.run(session, host=host, port=port, probing=probing, vantage=vantage))
