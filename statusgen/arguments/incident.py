"""The words behind `incident`."""

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from statusgen.options import EDIT, MESSAGE, InOrder, Options, delivered, everywhere, together
from statusgen.values import Impact, Moment, MomentOrDuration, Word

if TYPE_CHECKING:
    from statusgen.commands.delivering import Delivery
    from statusgen.commands.incident import Words


@click.group(cls=InOrder)
@everywhere
def incident() -> None:
    """Write incidents: new, update, resolve, list."""


_IMPACT = click.option(
    "-c",
    "--component",
    "impact",
    multiple=True,
    type=Impact(),
    help="A component or group and its status: web=partial_outage; repeatable.",
)
_PROMISE = click.option(
    "--next-update",
    "next_update_by",
    type=MomentOrDuration(),
    help="Promise the next word: a time, or 30m.",
)
_said = together(
    MESSAGE,
    EDIT,
    click.option("--at", type=Moment(), help="When it was said, unless now."),
    click.option("--eta", type=MomentOrDuration(), help="When it should be over: a time, or 2h."),
    _PROMISE,
)
"""The options of whatever says something."""


@incident.command()
@click.argument("title", required=False)
@_IMPACT
@click.option("--status", type=Word("UpdateStatusWord"), help="investigating, unless more is known.")
@_said
@click.option("--started", "started_at", type=Moment(), help="When it began, where that was before now.")
@click.option("--severity", type=Word("SeverityWord"), help="none, minor, major or critical; else derived.")
@click.option("--cause", help="A free word, shown as given.")
@click.option(
    "--from-check",
    "from_checks",
    multiple=True,
    metavar="COMPONENT",
    help="Draft it from what probes saw of a component; repeatable.",
)
@click.option("--draft", "is_draft", is_flag=True, help="Publish nothing of it yet.")
@delivered
@everywhere
@click.pass_obj
def new(
    options: Options,
    /,
    title: str | None,
    started_at: datetime | None,
    severity: Any,
    cause: str | None,
    from_checks: tuple[str, ...],
    **others: Any,
) -> int:
    """Write a new incident: TITLE in one line, as users would say it."""
    from statusgen.commands import incident as command

    beginning = command.Beginning(
        title=title if title or from_checks else _asked(options),
        started_at=started_at,
        severity=severity,
        cause=cause,
        is_draft=others.pop("is_draft"),
        from_checks=from_checks,
    )
    delivery = _delivery(others)
    return command.new(options.session(), beginning, _words(others), delivery)


@incident.command()
@click.argument("ref", required=False)
@_IMPACT
@click.option("--status", type=Word("UpdateStatusWord"), help="Where it stands from now on.")
@_said
@click.option("--recovered", type=Word("Share"), metavar="PERCENT", help="How much works again: 60%.")
@delivered
@everywhere
@click.pass_obj
def update(options: Options, /, ref: str | None, **others: Any) -> int:
    """Add an update: to REF (part of an id or title), or to the one open incident."""
    from statusgen.commands import incident as command

    delivery = _delivery(others)
    return command.update(options.session(), ref, _words(others), delivery)


@incident.command()
@click.argument("ref", required=False)
@_said
@delivered
@everywhere
@click.pass_obj
def resolve(options: Options, /, ref: str | None, **others: Any) -> int:
    """Say that it is over: REF (part of an id or title), or the one open incident."""
    from statusgen.commands import incident as command

    delivery = _delivery(others)
    return command.resolve(options.session(), ref, _words(others), delivery)


@incident.command(name="list")
@click.option("--all", "is_all", is_flag=True, help="What is over, too.")
@everywhere
@click.pass_obj
def list_(options: Options, *, is_all: bool) -> int:
    """Print what is open."""
    from statusgen.commands import listing

    return listing.run(options.session(), is_all=is_all)


def _words(said: dict[str, Any]) -> "Words":
    from statusgen.commands.incident import Words

    return Words(**(said | {"impact": dict(said.get("impact", ()))}))


def _delivery(said: dict[str, Any]) -> "Delivery":
    """Takes its words out of what was said."""
    from statusgen.commands.delivering import Delivery

    return Delivery(is_committed=said.pop("is_committed"), is_pushed=said.pop("is_pushed"))


def _asked(options: Options) -> str | None:
    """The title, where somebody can be asked for it."""
    if options.as_json or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    return str(click.prompt("What is wrong, in one line", err=True))
