"""`init`: nothing becomes a project that works at once."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from statusgen.commands.hosting import add
from statusgen.commands.session import Session
from statusgen.model.errors import HostError, UsageError
from statusgen.model.layout import SCHEMA_FOLDER
from statusgen.model.short_ids import short_id
from statusgen.reading.schema_files import schema_files
from statusgen.reading.schema_names import Names
from statusgen.reading.settings import NAMES
from statusgen.writing.scaffold import Start, Target, scaffold

EXAMPLE = Target(
    id="python-packages",
    name="Python packages",
    description="An example that works at once: pypi.org. Write your own service here.",
    url="https://pypi.org/",
)
"""Whoever could install statusgen can reach it, so the first page shows something measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was typed."""

    folder: Path
    name: str | None
    urls: Sequence[str]
    hosts: Sequence[str] = ()
    """Words behind `--ci`."""
    vantages: Sequence[str] = ()
    """Those that probe at these hosts; as their networks say unless given."""
    force: bool = False


def run(session: Session, order: Order) -> int:
    """Write a project into the folder, and what its hosts need. Returns the exit code."""
    if order.vantages and not order.hosts:
        raise UsageError("--vantage says who probes at a host (add --ci github)")
    if order.hosts and any(os.path.lexists(order.folder / name) for name in NAMES):
        if order.urls or order.name is not None:
            what = f"{order.folder} has settings already, which --ci leaves alone"
            raise UsageError(f"{what} (leave --from and --name out)")
        session.data({"folder": str(order.folder)} | _add(session, order))
        return 0
    document = _begin(session, order)
    if order.hosts:
        more = _add(session, order)
        document |= more | {"written": [*document["written"], *more["written"]]}
    session.data(document)
    return 0


def _add(session: Session, order: Order) -> dict[str, Any]:
    return add(session, order.folder, order.hosts, order.vantages, force=order.force)


def _begin(session: Session, order: Order) -> dict[str, Any]:
    folder, urls, force = order.folder, order.urls, order.force
    if os.path.lexists(folder / "statusgen.yaml") and not force:
        raise UsageError(f"{folder} has a statusgen.yaml already (use --force to write a new one)")
    targets = _targets(urls) or [EXAMPLE]
    page_name = _name(order.name) if order.name is not None else _host(urls[0]) if urls else "Example"
    names = Names(shown={target.id: target.name for target in targets})
    schemas = schema_files(names)
    page_id = short_id(" ".join([page_name, *(target.url for target in targets)]))
    start = Start(name=page_name, page_id=page_id, targets=tuple(targets))
    files = {**scaffold(start), **schemas}
    written = [path for path, text in files.items() if _write(folder / path, text, force=force)]
    for path in [path for path in written if path not in schemas]:
        session.say(f"wrote {folder / path}")
    if set(written) & schemas.keys():
        session.say(f"wrote {folder / SCHEMA_FOLDER}/, by which editors check them")
    session.say("")
    session.say("next:")
    if str(folder) != ".":
        session.say(f"  cd {folder}")
    session.say("  statusgen run     probe once and build the page into site/")
    session.say("  statusgen dev     look at it while you edit")
    return {"folder": str(folder), "written": written, "components": [t.id for t in targets]}


def _targets(urls: Sequence[str]) -> list[Target]:
    targets: list[Target] = []
    for url in urls:
        base = _slug(_host(url) + urlsplit(url).path)
        name, count = base, 2
        while name in [target.id for target in targets]:
            name, count = f"{base[:60]}-{count}", count + 1
        shown = _host(url) + urlsplit(url).path.rstrip("/")
        targets.append(Target(id=name, name=shown, description=None, url=url))
    return targets


def _name(name: str) -> str:
    if not name.strip() or not name.isprintable():
        raise UsageError("the name is empty, or holds what cannot be shown (write the service's name)")
    return name


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        is_whole = parts.port is not None or parts.scheme != "tcp"
    except ValueError:
        is_whole = False
    if not is_whole or not url.isprintable() or " " in url:
        raise UsageError(f"'{url}' is not an address that can be checked (write https://example.com)")
    if parts.scheme not in ("http", "https", "tcp", "tls") or not parts.hostname:
        raise UsageError(f"'{url}' is not an address that can be checked (write https://example.com)")
    if parts.username or parts.password:
        raise UsageError(
            "an address with a password would stand in a file (write it without, and the secret as $NAME)"
        )
    return parts.hostname.removeprefix("www.")


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:64].rstrip("-") or "service"


def _write(path: Path, text: str, *, force: bool) -> bool:
    """Write a file unless it is there; only the settings and what is made of them are ever written anew."""
    is_settings = path.name == "statusgen.yaml" or path.name.endswith(".schema.json")
    try:
        if os.path.lexists(path) and not (force and is_settings):
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise HostError(f"{path} cannot be written: {(error.strerror or '').lower()}") from error
    return True
