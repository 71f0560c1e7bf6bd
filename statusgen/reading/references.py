"""Names of components in entries become today's ids, or a complaint with the nearest one."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from statusgen.model.codes import Code, coded
from statusgen.model.errors import InputError, Problem
from statusgen.model.incidents import Incident, Maintenance, Update
from statusgen.model.nodes import Plain, Source, Step, plain
from statusgen.model.project import Settings
from statusgen.model.scalars import ID
from statusgen.reading.entries import AnyEntry, Written
from statusgen.reading.wording import did_you_mean

T = TypeVar("T")


def todays_ids(settings: Settings) -> dict[str, str]:
    """Every id that a file may name, to the one of today: groups stay groups, old ids become new ones."""
    groups = {group.id: group.id for group in settings.groups}
    components = [component for _, component in settings.all_components()]
    return groups | {name: c.id for c in components for name in (c.id, *c.was)}


def resolve(written: Written, ids: Mapping[str, str]) -> Written:
    """The entry with today's ids, all of which are known; InputError when two names are one component."""
    problems = [*coded(_named_twice(written, ids), Code.TAKEN_ID)]
    if problems:
        raise InputError(problems)
    return replace(written, entry=_renamed(written.entry, ids))


def unknown_names(source: Source, ids: Mapping[str, str]) -> Iterator[Problem]:
    """What the file names and the settings do not, wherever else it is wrong."""
    for path, name in _written_names(plain(source.root)):
        if name not in ids and ID.fullmatch(name):
            what, hint = unknown_component(name, ids)
            is_key = isinstance(path[-1], str)
            yield source.problem(path, what, hint, code=Code.UNKNOWN_COMPONENT, of_key=is_key)


def unknown_component(name: str, ids: Mapping[str, str]) -> tuple[str, str]:
    """What is wrong with a name that is not in the settings, and the nearest that is."""
    return f"unknown component or group '{name}'", did_you_mean(name, list(ids)) or "add it to the settings"


def _named_twice(written: Written, ids: Mapping[str, str]) -> Iterator[Problem]:
    for path, impact in _impacts(written.entry):
        seen: dict[str, str] = {}
        for name in impact:
            today = ids.get(name, name)
            if today in seen:
                what = f"'{name}' and '{seen[today]}' are the same component"
                yield written.source.problem((*path, name), what, "keep one", of_key=True)
            seen.setdefault(today, name)


def _written_names(data: Plain) -> Iterator[tuple[tuple[Step, ...], str]]:
    """Every place where a component may be named, with the name that stands there."""
    impacts: list[tuple[tuple[Step, ...], Plain]] = [(("impact",), _part(data, "impact"))]
    for index, update in enumerate(_list(_part(data, "updates"))):
        impacts.append((("updates", index, "impact"), _part(update, "impact")))
    for path, impact in impacts:
        for name in impact if isinstance(impact, dict) else ():
            yield (*path, name), name
    for number, exclusion in enumerate(_list(_part(data, "exclude"))):
        for index, one in enumerate(_list(_part(exclusion, "components"))):
            if isinstance(one, str):
                yield ("exclude", number, "components", index), one


def _part(data: Plain, key: str) -> Plain:
    return data.get(key) if isinstance(data, dict) else None


def _list(data: Plain) -> list[Plain]:
    return data if isinstance(data, list) else []


def _impacts(entry: AnyEntry) -> Iterator[tuple[tuple[Step, ...], Mapping[str, object]]]:
    if isinstance(entry, (Incident, Maintenance)):
        yield ("impact",), entry.impact
    for index, update in enumerate(entry.updates):
        yield ("updates", index, "impact"), update.impact


def _renamed(entry: AnyEntry, ids: Mapping[str, str]) -> AnyEntry:
    updates = tuple(_renamed_update(update, ids) for update in entry.updates)
    if isinstance(entry, Maintenance):
        return replace(entry, updates=updates, impact=_today(entry.impact, ids))
    if isinstance(entry, Incident):
        exclude = tuple(
            replace(one, components=tuple(ids[name] for name in one.components)) for one in entry.exclude
        )
        return replace(entry, updates=updates, impact=_today(entry.impact, ids), exclude=exclude)
    return replace(entry, updates=updates)


def _renamed_update(update: Update, ids: Mapping[str, str]) -> Update:
    return replace(update, impact=_today(update.impact, ids)) if update.impact else update


def _today(impact: Mapping[str, T], ids: Mapping[str, str]) -> dict[str, T]:
    return {ids[name]: status for name, status in impact.items()}
