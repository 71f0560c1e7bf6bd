"""The words behind `schema`."""

import click

from statusgen.options import Options, everywhere


@click.command()
@click.argument("which", type=click.Choice(["settings", "incident"]), required=False)
@click.option(
    "--check", "is_check", is_flag=True, help="Say whether the files are up to date; write nothing."
)
@everywhere
@click.pass_obj
def schema(options: Options, which: str | None, *, is_check: bool) -> int:
    """Write the schemas by which editors check your files, or print one."""
    from statusgen.commands import schema as command
    from statusgen.model.errors import UsageError

    if which and is_check:
        raise UsageError(f"--check looks at both files (write statusgen schema --check, without {which})")
    session = options.session()
    if which:
        return command.show(session, which)
    return command.check(session) if is_check else command.write(session)
