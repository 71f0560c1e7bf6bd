"""The words behind `lint`."""

from pathlib import Path
from typing import Any

import click

from statusgen.options import Options, everywhere
from statusgen.values import Moment

FORMS = ("text", "json", "sarif", "github")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True, resolve_path=True))
@click.option("--strict", is_flag=True, help="Warnings end with exit code 1 too; notes never do.")
@click.option("--fix", is_flag=True, help="Write what can be mended without changing what it means.")
@click.option("--format", "form", type=click.Choice(FORMS), help="How to print; text, or json under --json.")
@click.option(
    "--explain", metavar="CODE", help="Print why a rule matters, with an example; or a list of `all`."
)
@click.option("--now", type=Moment(), help="The instant to judge at, instead of the present.")
@everywhere
@click.pass_obj
def lint(options: Options, /, *, form: str | None, explain: str | None, **asked: Any) -> int:
    """Say what is wrong with the files: all of them, or those of PATHS alone."""
    from statusgen.commands import lint as command

    form = form or ("json" if options.as_json else "text")
    # These print one document, whatever happens.
    options.as_json |= form in ("json", "sarif")
    session = options.session()
    if explain is not None:
        return command.explain(session, explain)
    return command.run(session, command.Asked(form=form, verbose=options.verbose, **asked))
