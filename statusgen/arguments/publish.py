"""The words behind `publish`."""

from pathlib import Path

import click

from statusgen.options import OUTPUT, Options, everywhere


@click.command()
@OUTPUT
@click.option("--target", "names", metavar="ID", multiple=True, help="To this target alone; repeatable.")
@click.option("--built", "is_built", is_flag=True, help="Publish what was built last, as it is.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Tell what would be published; change no target.")
@click.option("--force", "is_forced", is_flag=True, help="Replace a newer build, or files of others.")
@click.option("--rollback", "is_rollback", is_flag=True, help="Bring back the build before.")
@everywhere
@click.pass_obj
def publish(  # noqa: PLR0913, PLR0917 (a command's words)
    options: Options,
    output: Path | None,
    names: tuple[str, ...],
    is_built: bool,
    is_dry: bool,
    is_forced: bool,
    is_rollback: bool,
) -> int:
    """Build the page and publish it to where the settings say."""
    import asyncio

    from statusgen.commands import publish as command
    from statusgen.commands.beats import stoppable
    from statusgen.publishing.sending import Order

    if is_rollback and (output or is_built or is_dry or is_forced):
        raise click.UsageError("--rollback publishes nothing new (give it alone, or with --target)")
    wanted = command.Wanted(
        output=output,
        names=names,
        is_built=is_built,
        is_rollback=is_rollback,
        order=Order(is_dry=is_dry, is_forced=is_forced),
    )
    return asyncio.run(stoppable(command.run(options.session(), wanted)))
