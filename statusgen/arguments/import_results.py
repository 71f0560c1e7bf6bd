"""The words behind `import-results`."""

import click

from statusgen.options import Options, everywhere


@click.command("import-results")
@click.argument("kind", type=click.Choice(["ooni", "globalping", "blackbox"]))
@click.argument("sources", nargs=-1, required=True, metavar="FILE|URL...")
@click.option("--vantage", help="The place that all of it was seen from.")
@click.option("--vantage-prefix", "prefix", help="Use the vantages whose ids begin so, by country; KIND.")
@click.option("--component", help="The component whose evidence it is, where hosts do not tell.")
@everywhere
@click.pass_obj
def import_results(
    options: Options,
    kind: str,
    sources: tuple[str, ...],
    vantage: str | None,
    prefix: str | None,
    component: str | None,
) -> int:
    """Take what other tools saw into history, as theirs."""
    import asyncio

    from statusgen.commands import import_results as command

    order = command.Wanted(
        kind=kind, sources=sources, vantage=vantage, prefix=prefix or kind, component=component
    )
    return asyncio.run(command.run(options.session(), order))
