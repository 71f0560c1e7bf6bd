"""The words behind `history`."""

from typing import TYPE_CHECKING

import click

from statusgen.options import InOrder, Options, everywhere
from statusgen.values import StorePlace

if TYPE_CHECKING:
    from statusgen.model.secrets import Secret


@click.group(cls=InOrder)
@everywhere
def history() -> None:
    """Look after evidence: compact, verify, move."""


@history.command()
@everywhere
@click.pass_obj
def compact(options: Options) -> int:
    """Make tallies of finished days. Rounds go only where the settings say so."""
    from statusgen.commands import history as command

    return command.compact(options.session())


@history.command()
@everywhere
@click.pass_obj
def verify(options: Options) -> int:
    """Read all evidence and tell what is wrong in it; 1 when something is."""
    from statusgen.commands import history as command

    return command.verify(options.session())


@history.command()
@click.argument("to", type=StorePlace(), metavar="PLACE")
@click.option("--from", "source", type=StorePlace(), metavar="PLACE", help="In the place of the settings'.")
@everywhere
@click.pass_obj
def move(options: Options, to: "str | Secret", source: "str | Secret | None") -> int:
    """Bring all evidence to PLACE: files, git-branch:NAME or postgresql://… as in the settings."""
    from statusgen.commands import history as command

    return command.move(options.session(), to, source)
