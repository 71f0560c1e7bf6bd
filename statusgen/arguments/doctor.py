"""The words behind `doctor`."""

import click

from statusgen.options import Options, everywhere


@click.command()
@click.option(
    "--online",
    "is_online",
    is_flag=True,
    help="Also ask others: the time, name servers, and the published page.",
)
@everywhere
@click.pass_obj
def doctor(options: Options, is_online: bool) -> int:
    """Look at all that the page needs, and tell what is wrong."""
    from statusgen.commands.doctor import run

    return run(options.session(), is_online=is_online)
