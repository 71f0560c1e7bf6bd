"""The words behind `lint`."""

import click

from statusgen.options import Options, everywhere


@click.command()
@click.option("--strict", is_flag=True, help="Warnings end with exit code 1 too.")
@everywhere
@click.pass_obj
def lint(options: Options, *, strict: bool) -> int:
    """Say what is wrong with the files, and write nothing."""
    from statusgen.commands import lint as command

    return command.run(options.session(), strict=strict)
