"""The words behind `probe`."""

from datetime import timedelta

import click

from statusgen.options import EVERY, FAIL_ON, FOR, VANTAGE, Options, everywhere, sent


@click.command()
@click.argument("components", nargs=-1, metavar="[COMPONENT]...")
@VANTAGE
@EVERY
@FOR
@click.option("--once", is_flag=True, help="Do it once, as without --every and --for.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Put the checks and record nothing.")
@click.option("--explain", "is_explained", is_flag=True, help="Tell every step once; record nothing.")
@FAIL_ON
@sent
@everywhere
@click.pass_obj
def probe(  # noqa: PLR0913, PLR0917 (a command's words)
    options: Options,
    components: tuple[str, ...],
    vantage: str | None,
    every: timedelta | None,
    lasting: timedelta | None,
    once: bool,
    is_dry: bool,
    is_explained: bool,
    fail_on: str,
    is_committed: bool,
    is_pushed: bool,
) -> int:
    """Put every check once and record what it saw; only those of the components and groups named, if any."""
    import asyncio

    from statusgen.commands import explain
    from statusgen.commands import probe as command
    from statusgen.commands.beats import Rhythm
    from statusgen.commands.delivering import Delivery

    if once and (every or lasting):
        raise click.UsageError("--once and a loop are two things (leave out --every and --for)")
    delivery = Delivery(is_committed=is_committed, is_pushed=is_pushed)
    if delivery.is_asked and (is_dry or is_explained):
        raise click.UsageError("nothing is recorded to be committed (leave out --commit and --push)")
    if is_explained:
        if every or lasting or fail_on != "never":
            raise click.UsageError("--explain tells once (leave out --every, --for and --fail-on)")
        return asyncio.run(explain.run(options.session(), components))
    order = command.Order(
        vantage=vantage,
        components=components,
        rhythm=Rhythm(every=every, lasting=lasting),
        fail_on=fail_on,
        is_dry=is_dry,
        delivery=delivery,
    )
    return asyncio.run(command.run(options.session(), order))
