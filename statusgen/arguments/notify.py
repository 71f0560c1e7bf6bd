"""The words behind `notify`."""

from pathlib import Path

import click

from statusgen.options import OUTPUT, Options, everywhere


@click.command()
@OUTPUT
@click.option("--dry-run", "is_dry", is_flag=True, help="Print the messages; send and remember nothing.")
@click.option("--test", "is_test", is_flag=True, help="Send everybody a message that says it is a test.")
@click.option("--hub", "is_for_hub", is_flag=True, help="Tell the hub of new feeds, once they are published.")
@click.option("--only", metavar="ID", help="Send to this receiver alone; what is for others waits.")
@click.option("--since", metavar="FILE|URL", help="Compare with this status.json, whatever is remembered.")
@click.option("--from-now", "is_from_now", is_flag=True, help="Tell nothing of what is so already.")
@click.option(
    "--state",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where it is remembered who was told of what; .statusgen/notify.",
)
@everywhere
@click.pass_obj
def notify(  # noqa: PLR0913, PLR0917 (a command's words)
    options: Options,
    output: Path | None,
    is_dry: bool,
    is_test: bool,
    is_for_hub: bool,
    only: str | None,
    since: str | None,
    is_from_now: bool,
    state: Path | None,
) -> int:
    """Tell people what changed on the page since it was last told."""
    import asyncio

    from statusgen.commands import notify as command
    from statusgen.commands.beats import stoppable
    from statusgen.commands.notifying import Order
    from statusgen.commands.pipeline import choose_output

    if is_for_hub and (is_dry or is_test or only or since or is_from_now):
        raise click.UsageError("--hub is for the hub alone (give it without the words for receivers)")
    if since and is_from_now:
        raise click.UsageError("--since and --from-now name two beginnings (give one)")
    session = options.session()
    order = Order(
        folder=choose_output(session.root, output),
        state=state,
        since=since,
        is_from_now=is_from_now,
        is_dry=is_dry,
        only=only,
    )
    if is_for_hub:
        work = command.hub(session, order)
    else:
        work = command.test(session, order) if is_test else command.run(session, order)
    return asyncio.run(stoppable(work))
