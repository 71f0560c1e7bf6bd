"""The words behind `maintenance`."""

from datetime import datetime, timedelta
from typing import Any

import click

from statusgen.options import EDIT, MESSAGE, InOrder, Options, delivered, everywhere
from statusgen.values import Duration, Moment


@click.group(cls=InOrder)
@everywhere
def maintenance() -> None:
    """Write planned work: new."""


@maintenance.command()
@click.argument("title")
@click.option(
    "--from",
    "start",
    required=True,
    metavar="TIME",
    help="When it begins: with Z, an offset or a zone's name.",
)
@click.option("--for", "lasting", type=Duration(least=timedelta(minutes=1)), help="How long it lasts: 2h.")
@click.option("--to", "end", type=Moment(), help="When it ends, in the place of --for.")
@click.option(
    "-c", "--component", "components", multiple=True, metavar="ID", help="What it covers; repeatable."
)
@MESSAGE
@EDIT
@click.option("--repeat", metavar="RRULE", help="Again and again: FREQ=WEEKLY;BYDAY=SU.")
@click.option("--except", "exceptions", multiple=True, metavar="DATE", help="A day without it; repeatable.")
@click.option("--draft", "is_draft", is_flag=True, help="Publish nothing of it yet.")
@delivered
@everywhere
@click.pass_obj
def new(
    options: Options,
    /,
    lasting: timedelta | None,
    end: datetime | None,
    *,
    is_committed: bool,
    is_pushed: bool,
    **others: Any,
) -> int:
    """Write a new maintenance: TITLE in one line."""
    from statusgen.commands import maintenance as command
    from statusgen.commands.delivering import Delivery

    until = lasting or end
    if until is None or (lasting and end):
        raise click.UsageError("say how long it lasts, or when it ends (--for 2h, or --to TIME)")
    starts_at = Moment().convert(others["start"], None, None)
    plan = command.Plan(starts_at=starts_at, ends_at=until, **others)
    delivery = Delivery(is_committed=is_committed, is_pushed=is_pushed)
    return command.new(options.session(), plan, delivery)
