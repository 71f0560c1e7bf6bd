"""The words behind `theme`."""

import click

from statusgen.options import InOrder, Options, everywhere

_NAMES = click.argument("names", nargs=-1, metavar="[NAME]...")


@click.group(cls=InOrder)
@everywhere
def theme() -> None:
    """Make the page your own: eject, diff."""


@theme.command()
@_NAMES
@click.option("--force", is_flag=True, help="Write over files that are there.")
@everywhere
@click.pass_obj
def eject(options: Options, names: tuple[str, ...], *, force: bool) -> int:
    """Copy our templates and assets into templates/, where yours win; without a name, list them."""
    from statusgen.commands import theme as command

    session = options.session()
    return command.eject(session, names, force=force) if names else command.show(session)


@theme.command()
@_NAMES
@everywhere
@click.pass_obj
def diff(options: Options, names: tuple[str, ...]) -> int:
    """Show how your templates and assets differ from ours, and which of ours have changed since."""
    from statusgen.commands import theme as command

    return command.diff(options.session(), names)
