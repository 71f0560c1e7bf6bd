"""The words behind `doctor`."""

import click

from statusgen.options import Options, everywhere


@click.command()
@everywhere
@click.pass_obj
def doctor(options: Options) -> int:
    """Look at all that the page needs, and tell what is wrong."""
    from statusgen.commands.doctor import run

    return run(options.session())
