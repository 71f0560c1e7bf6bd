"""The words behind `init`."""

import sys
from pathlib import Path

import click

from statusgen.options import Options, everywhere
from statusgen.writing.pipelines import PIPELINES


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.option(
    "--from", "urls", multiple=True, metavar="URL", help="Make a component of this address; repeatable."
)
@click.option("--name", help="The service's name.")
@click.option(
    "--ci",
    "hosts",
    multiple=True,
    type=click.Choice([*PIPELINES]),
    help="Write what this host needs, also into a project that is there; repeatable.",
)
@click.option(
    "--vantage",
    "vantages",
    multiple=True,
    help="With --ci: who probes at the host, unless the vantages' networks say it; repeatable.",
)
@click.option(
    "--force", is_flag=True, help="Write new settings over old ones; with --ci, its files over old ones."
)
@everywhere
@click.pass_obj
def init(  # noqa: PLR0913, PLR0917 (a command's words)
    options: Options,
    folder: Path,
    urls: tuple[str, ...],
    name: str | None,
    hosts: tuple[str, ...],
    vantages: tuple[str, ...],
    force: bool,
) -> int:
    """Write a project that works at once."""
    from statusgen.commands import init as command

    session = options.session()
    # A project that is there needs no name.
    is_new = not (hosts and (session.root / folder / "statusgen.yaml").exists())
    is_asked = sys.stdin.isatty() and sys.stdout.isatty() and not options.as_json
    if is_new and is_asked and not urls and name is None:
        name = click.prompt("What is the service called?", default="Example")
        url = click.prompt("Its address (empty: an example)", default="", show_default=False)
        urls = (url,) if url else ()
    order = command.Order(
        folder=session.root / folder,
        name=name,
        urls=urls,
        hosts=hosts,
        vantages=vantages,
        force=force,
    )
    return command.run(session, order)
