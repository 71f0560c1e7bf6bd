"""The words behind `heartbeat`."""

import click

from statusgen.options import Options, everywhere


@click.command()
@click.argument("name")
@everywhere
@click.pass_obj
def heartbeat(options: Options, name: str) -> int:
    """Say that a job did its work, for the check heartbeat://NAME."""
    from statusgen.commands import heartbeat as command

    return command.run(options.session(), name)
