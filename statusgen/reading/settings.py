"""The settings file becomes Settings that agree with themselves."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from statusgen.model.codes import Code, coded
from statusgen.model.errors import InputError, Place, Problem
from statusgen.model.nodes import Source, Step, plain
from statusgen.model.project import Component, Settings
from statusgen.model.words import CheckKind
from statusgen.reading.check_rules import check_faults
from statusgen.reading.receiver_rules import (
    receivers_are_told_apart,
    receivers_can_be_reached,
    what_receivers_hear_exists,
)
from statusgen.reading.target_rules import (
    targets_are_told_apart,
    targets_can_be_reached,
    targets_may_run,
)
from statusgen.reading.text_files import NOTHING, Edited, read_yaml
from statusgen.reading.theme import accent_faults
from statusgen.reading.validate import validate
from statusgen.reading.wording import did_you_mean

NAMES = ("statusgen.yaml", "statusgen.yml")


def read_settings(root: Path, edited: Edited = NOTHING) -> tuple[Settings, Source, tuple[Problem, ...]]:
    """The project's settings, where each stands, and warnings."""
    source, found = read_yaml(root, _settings_file(root), edited)
    settings = validate(Settings, plain(source.root), source, found=found)
    problems = [p for rule, code in _RULES.items() for p in coded(rule(settings, source), code)]
    if problems:
        raise InputError(problems)
    return settings, source, found


def component_paths(settings: Settings) -> Iterator[tuple[tuple[Step, ...], Component]]:
    """Every component with the path of keys it stands under."""
    for number, group in enumerate(settings.groups):
        for index, component in enumerate(group.components):
            yield ("groups", number, "components", index), component
    for index, component in enumerate(settings.components):
        yield ("components", index), component


def _settings_file(root: Path) -> str:
    found = [name for name in NAMES if os.path.lexists(root / name)]
    if not found:
        what = "there is no such file in this folder"
        raise InputError(
            [Problem(Place(NAMES[0]), what, "run statusgen init, or name the folder with -C", Code.FILE)]
        )
    if len(found) > 1:
        raise InputError(
            [Problem(Place(NAMES[1]), f"there is a {NAMES[0]} too", "remove one of them", Code.FILE)]
        )
    return found[0]


def _ids_are_unique(settings: Settings, source: Source) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for path, name in _named(settings):
        if name in first:
            what = f"id '{name}' is taken by the one in line {first[name]}"
            yield source.problem(path, what, "ids are shared by groups and components, also under was")
        first.setdefault(name, source.place(path).line)


def _named(settings: Settings) -> Iterator[tuple[tuple[Step, ...], str]]:
    for number, group in enumerate(settings.groups):
        yield ("groups", number, "id"), group.id
    for path, component in component_paths(settings):
        yield (*path, "id"), component.id
    for path, component in component_paths(settings):
        for index, old in enumerate(component.was):
            yield (*path, "was", index), old


def _dependencies_exist(settings: Settings, source: Source) -> Iterator[Problem]:
    known = {name: c.id for _, c in component_paths(settings) for name in (c.id, *c.was)}
    for path, component in component_paths(settings):
        for index, name in enumerate(component.depends_on):
            place = (*path, "depends_on", index)
            if name not in known:
                hint = did_you_mean(name, list(known))
                yield source.problem(place, f"unknown component '{name}'", hint, code=Code.UNKNOWN_COMPONENT)
            elif known[name] == component.id:
                yield source.problem(place, f"'{name}' depends on itself", "remove it")


def _drafted_components_exist(settings: Settings, source: Source) -> Iterator[Problem]:
    known = list(settings.canonical_ids())
    drafting = settings.auto_incidents
    for index, name in enumerate(drafting.components if drafting else ()):
        if name not in known:
            place = ("auto_incidents", "components", index)
            what = f"unknown component or group '{name}'"
            hint = did_you_mean(name, known)
            yield source.problem(place, what, hint, code=Code.UNKNOWN_COMPONENT)


def _tried_components_exist(settings: Settings, source: Source) -> Iterator[Problem]:
    known = [name for _, component in component_paths(settings) for name in (component.id, *component.was)]
    for name in settings.page.try_from_browser:
        if name not in known:
            hint = did_you_mean(name, known)
            what = f"unknown component '{name}'"
            path = ("page", "try_from_browser", name)
            yield source.problem(path, what, hint, of_key=True, code=Code.UNKNOWN_COMPONENT)


def _checks_are_told_apart(settings: Settings, source: Source) -> Iterator[Problem]:
    for path, component in component_paths(settings):
        keys = Counter(check.key for check in component.all_checks)
        if any(count > 1 for count in keys.values()):
            what = f"two checks of '{component.id}' have the same id or url"
            yield source.problem((*path, "checks"), what, "give each an id of its own", of_key=True)


def _what_is_begun_is_written(settings: Settings, source: Source) -> Iterator[Problem]:
    """A key without a value would silently mean "none": a component nobody measures."""
    for path, component in component_paths(settings):
        if component.check is None and source.has((*path, "check")):
            yield source.problem((*path, "check"), "'check' has no value", "write a url, or remove the key")
        if not component.checks and source.has((*path, "checks")):
            yield source.problem((*path, "checks"), "'checks' is empty", "write a url, or remove the key")
    if not settings.page.languages:
        yield source.problem(("page", "languages"), "'languages' is empty", "write [en]")
    security = settings.page.security
    if security and not security.contact:
        hint = "write [mailto:security@example.com]"
        yield source.problem(("page", "security", "contact"), "'contact' is empty", hint)
    if not settings.vantages:
        yield source.problem(("vantages",), "'vantages' is empty", "remove the key for one called local")


def _commands_are_allowed(settings: Settings, source: Source) -> Iterator[Problem]:
    """What runs a program is never there by the way."""
    if settings.allow_commands:
        return
    for path, component in component_paths(settings):
        first = [((*path, "check"), component.check)] if component.check else []
        others = [((*path, "checks", index), check) for index, check in enumerate(component.checks)]
        for at, check in (*first, *others):
            if check.kind is CheckKind.COMMAND:
                where = (*at, "url") if source.has((*at, "url")) else at
                hint = "write allow_commands: true at the top of the settings, or remove the check"
                yield source.problem(where, "a check runs a program, and the settings allow none", hint)


def _checks_fit_their_kind(settings: Settings, source: Source) -> Iterator[Problem]:
    for path, component in component_paths(settings):
        if component.check is not None:
            yield from check_faults(component.check, (*path, "check"), source)
        for index, check in enumerate(component.checks):
            yield from check_faults(check, (*path, "checks", index), source)


_RULES: dict[Callable[[Settings, Source], Iterator[Problem]], Code] = {
    _ids_are_unique: Code.TAKEN_ID,
    _dependencies_exist: Code.CONTRADICTION,
    _drafted_components_exist: Code.UNKNOWN_COMPONENT,
    _tried_components_exist: Code.UNKNOWN_COMPONENT,
    _checks_are_told_apart: Code.TAKEN_ID,
    _what_is_begun_is_written: Code.CONTRADICTION,
    _checks_fit_their_kind: Code.CONTRADICTION,
    _commands_are_allowed: Code.CONTRADICTION,
    receivers_are_told_apart: Code.TAKEN_ID,
    receivers_can_be_reached: Code.CONTRADICTION,
    what_receivers_hear_exists: Code.CONTRADICTION,
    targets_are_told_apart: Code.TAKEN_ID,
    targets_can_be_reached: Code.CONTRADICTION,
    targets_may_run: Code.CONTRADICTION,
    accent_faults: Code.WRONG_VALUE,
}
