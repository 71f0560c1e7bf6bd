"""What a host needs is written beside a project's own files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from statusgen.commands.fitting import left_out, needs_of
from statusgen.commands.pipeline import inside
from statusgen.commands.session import Session
from statusgen.model.errors import HostError, UsageError
from statusgen.model.project import Settings
from statusgen.reading.settings import read_settings
from statusgen.versioning.repositories import repository
from statusgen.writing import disk
from statusgen.writing.filling import Needs, pipeline_files
from statusgen.writing.pipelines import PIPELINES, Pipeline, Runs

_GUIDE = "docs/deploying.md"


def add(
    session: Session, folder: Path, hosts: Sequence[str], vantages: Sequence[str], *, force: bool
) -> dict[str, Any]:
    """Write the files of hosts into a project, and say what is left to do. Returns the document's part.

    UsageError, and nothing written, when a file is there with other bytes.
    """
    session = replace(session, root=folder)
    settings = read_settings(folder)[0]
    _refuse_below(session)
    rows = {host: PIPELINES[host] for host in dict.fromkeys(hosts)}
    needs = {host: needs_of(session, settings, row.runs, vantages) for host, row in rows.items()}
    for host, row in rows.items():
        if row.runs is Runs.OWN and not needs[host].spots:
            what = f"--ci {host} is for machines of yours, and every vantage is of `network: ci`"
            raise UsageError(f"{what} (name one with --vantage)")
    files: dict[str, str] = {}
    for host, row in rows.items():
        files |= pipeline_files(row, needs[host])
    written = _write(session, files, force=force)
    for path in files:
        session.say(f"wrote {folder / path}" if path in written else f"{folder / path} is as it would be")
    for host, row in rows.items():
        for line in _left_to_do(host, row, settings, needs[host]):
            session.say(line)
    secrets = sorted({name for found in needs.values() for name in _secrets(found)})
    return {
        "pipelines": [*rows],
        "written": written,
        "vantages": sorted({spot.id for found in needs.values() for spot in found.spots}),
        "secrets": secrets,
    }


def _refuse_below(session: Session) -> None:
    """Hosts read their files at the top of a repository."""
    try:
        found = repository(session.root, session.environ)
    except HostError:
        return
    if found is not None and found.top != session.root.resolve():
        what = f"'{session.root}' lies in the repository '{found.top}', and hosts look at its top alone"
        raise UsageError(f"{what} (make the page a repository of its own: git init in its folder)")


def _write(session: Session, files: Mapping[str, str], *, force: bool) -> list[str]:
    paths = {path: inside(session.root, path) for path in files}
    new = {
        path: files[path].encode()
        for path, where in paths.items()
        if not disk.is_there(where) or disk.read(where) != files[path].encode()
    }
    there = [path for path in new if disk.is_there(paths[path])]
    if there and not force:
        raise UsageError(f"{there[0]} is there already, and other than it would be (--force writes over it)")
    for path, data in new.items():
        disk.keep(paths[path], data)
    return [*new]


def _left_to_do(host: str, row: Pipeline, settings: Settings, needs: Needs) -> Iterator[str]:
    yield ""
    yield f"next, for {host} ({_GUIDE} tells more):"
    for step in row.steps:
        yield f"  {step}"
    if secrets := _secrets(needs):
        yield f"  give it the secrets of the settings: {', '.join(secrets)}"
    if settings.page.url is None:
        yield "  write the page's address as page: url: into statusgen.yaml; feeds and 404.html need it"
    elif row.has_root_alone and urlsplit(settings.page.url).path.strip("/"):
        yield f"  it serves the page at the root of an address, not at {settings.page.url}"
    if row.runs is not Runs.NOWHERE and (others := left_out(settings, needs)):
        yield f"  probed from elsewhere: {', '.join(others)} (--vantage names who probes here)"


def _secrets(needs: Needs) -> Sequence[str]:
    """All that the files name."""
    probing = needs.probe_secrets if needs.spots else ()
    telling = needs.notify_secrets if needs.has_receivers else ()
    return sorted({*probing, *needs.page_secrets, *telling, *needs.publish_secrets})
