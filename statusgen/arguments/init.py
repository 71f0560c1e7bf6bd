"""The words behind `init`."""

import sys
from pathlib import Path

import click

from statusgen.options import Options, everywhere


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.option(
    "--from", "urls", multiple=True, metavar="URL", help="Make a component of this address; repeatable."
)
@click.option("--name", help="The service's name.")
@click.option("--force", is_flag=True, help="Write new settings over old ones.")
@everywhere
@click.pass_obj
def init(options: Options, folder: Path, urls: tuple[str, ...], name: str | None, *, force: bool) -> int:
    """Write a project that works at once."""
    from statusgen.commands import init as command

    if not urls and name is None and sys.stdin.isatty() and sys.stdout.isatty() and not options.as_json:
        name = click.prompt("What is the service called?", default="Example")
        url = click.prompt("Its address (empty: an example)", default="", show_default=False)
        urls = (url,) if url else ()
    session = options.session()
    return command.run(session, folder=session.root / folder, name=name, urls=urls, force=force)
