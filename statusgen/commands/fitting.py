"""A project's settings become what the files of its host must know."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from urllib.parse import urlsplit

from statusgen import __version__
from statusgen.commands.session import Session
from statusgen.model.errors import HostError, UsageError
from statusgen.model.keeping import StoreKind
from statusgen.model.project import Settings, Vantage
from statusgen.model.secrets import Secret
from statusgen.model.words import CheckKind
from statusgen.versioning.repositories import Repository, repository
from statusgen.writing.filling import Needs, Spot
from statusgen.writing.pipelines import Runs

_CI = "ci"
"""The network of machines of a CI."""
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
"""Branches that mean themselves wherever a host reads patterns."""
_CLONED = re.compile(r"(?:https://[A-Za-z0-9.:-]+/|git@[A-Za-z0-9.-]+:)[A-Za-z0-9._/~-]+")
"""Addresses that hold no password."""
_BRANCH = "main"


def needs_of(session: Session, settings: Settings, runs: Runs, asked: Sequence[str]) -> Needs:
    """What a host must know; `asked` names the vantages that probe there. UsageError for an unknown one."""
    found = _repository(session)
    spots = [_spot(settings, name, runs) for name in _chosen(settings, runs, asked)]
    history = settings.history
    checks = [component.all_checks for _, component in settings.all_components()]
    return Needs(
        version=__version__,
        requirement=_requirement(settings),
        branch=_branch(found),
        store=history.kind,
        data_branch=history.branch,
        spots=tuple(spots),
        vantage_count=len(settings.vantages),
        every=settings.every,
        probe_secrets=_names([checks, settings.controls, history]),
        page_secrets=_names([history]),
        notify_secrets=_names([settings.notify]),
        publish_secrets=_names([settings.publish]) if runs is Runs.OWN else (),
        publish_folders=_folders(settings) if runs is Runs.OWN else (),
        has_receivers=bool(settings.notify),
        domain=urlsplit(settings.page.url).hostname if settings.page.url else None,
        repository=_remote(found),
    )


def left_out(settings: Settings, needs: Needs) -> tuple[str, ...]:
    """Vantages that do not probe there."""
    return tuple(name for name in settings.vantages if name not in {spot.id for spot in needs.spots})


def _chosen(settings: Settings, runs: Runs, asked: Sequence[str]) -> list[str]:
    if runs is Runs.NOWHERE:
        return []
    for name in asked:
        if name not in settings.vantages:
            there = ", ".join(settings.vantages)
            raise UsageError(f"there is no vantage '{name}' (statusgen.yaml has {there})")
    if asked or len(settings.vantages) == 1:
        return list(dict.fromkeys(asked)) or list(settings.vantages)
    is_hosted = runs is Runs.HOSTED
    return [name for name, place in settings.vantages.items() if (place.network == _CI) == is_hosted]


def _spot(settings: Settings, name: str, runs: Runs) -> Spot:
    place: Vantage = settings.vantages[name]
    is_hosted = runs is Runs.HOSTED and place.network in (_CI, None)
    return Spot(id=name, every=settings.interval(name), is_hosted=is_hosted)


def _requirement(settings: Settings) -> str:
    kinds = {check.kind for _, component in settings.all_components() for check in component.all_checks}
    extras = {
        "cloud": any(target.bucket for target in settings.publish),
        "notify": any(receiver.apprise for receiver in settings.notify),
        "og": settings.page.social_image,
        "postgres": settings.history.kind is StoreKind.POSTGRESQL,
        "ws": bool(kinds & {CheckKind.WS, CheckKind.WSS}),
    }
    wanted = ",".join(name for name, is_needed in extras.items() if is_needed)
    return f"statusgen[{wanted}]=={__version__}" if wanted else f"statusgen=={__version__}"


def _folders(settings: Settings) -> tuple[str, ...]:
    return tuple(str(target.folder) for target in settings.publish if target.folder)


def _names(values: Sequence[object]) -> tuple[str, ...]:
    return tuple(sorted({name for value in values for name in _secrets(value)}))


def _secrets(value: object) -> Iterator[str]:
    """The name of every secret in a part of the settings."""
    inside: Sequence[object] = ()
    if isinstance(value, Secret):
        yield from value.names
    elif isinstance(value, Mapping):
        inside = [*value.values()]
    elif isinstance(value, (tuple, list)):
        inside = value
    elif is_dataclass(value):
        inside = [getattr(value, field.name) for field in fields(value)]
    for part in inside:
        yield from _secrets(part)


def _repository(session: Session) -> Repository | None:
    try:
        return repository(session.root, session.environ)
    except HostError:
        return None


def _branch(found: Repository | None) -> str:
    name = (found.branch() or "").removeprefix("refs/heads/") if found else ""
    return name if _PLAIN.fullmatch(name) else _BRANCH


def _remote(found: Repository | None) -> str | None:
    if found is None:
        return None
    address = found.git.run("remote", "get-url", "origin").line
    return address if _CLONED.fullmatch(address) else None
