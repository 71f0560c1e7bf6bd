"""The components of a project become what editors offer wherever a file names one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from statusgen.model.forms import Form, in_list, quiet
from statusgen.model.project import Settings
from statusgen.model.scalar_forms import ID
from statusgen.reading.schema_types import DEFINITIONS

_MANY = 15
"""More names than these make a complaint unreadable; they are offered all the same."""
_LIKE_A_NUMBER = re.compile(r"[0-9]+(?:e[0-9]+)?|0[ox][0-9a-f]+")
_A_MAPPING: Form = {"title": "mapping from component to status", "type": "object"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The ids that a project's files may name."""

    shown: Mapping[str, str]
    """Each of today with its name on the page: groups, then components, in the order of the page."""
    old: tuple[str, ...] = ()
    """Those that hold in old files: taken, not offered."""


def names_of(settings: Settings) -> Names:
    """What the settings name."""
    components = [component for _, component in settings.all_components()]
    shown = {group.id: f"{group.name}, all of it" for group in settings.groups}
    shown |= {component.id: str(component.name) for component in components}
    return Names(shown=shown, old=tuple(old for component in components for old in component.was))


def impact(names: Names | None, status: str) -> Form:
    """A mapping from component or group to a status, which is defined under that name.

    An unknown name is complained of, since it stops the build: better now than when the page does not change.
    Where the schema is older than the settings, the complaint says how to make it anew.
    """
    reference = {"$ref": DEFINITIONS + status}
    if names is None:
        keys = {"title": "component or group", **ID}
        return {**_A_MAPPING, "propertyNames": keys, "additionalProperties": reference}
    known: dict[str, Form] = {
        name: {**reference, "description": shown} for name, shown in names.shown.items()
    }
    known |= {name: {"allOf": [reference], "doNotSuggest": True} for name in names.old}
    # In a part of its own, so that a list or a text in its place is not called an unknown name.
    pairs = {"properties": known, "additionalProperties": False, "errorMessage": _unknown(names)}
    return {**_A_MAPPING, "allOf": [pairs]}


def item(names: Names | None) -> Form:
    """One component or group in a list."""
    if names is None:
        return in_list(ID)
    options: list[Form] = [{"enum": list(names.shown), "errorMessage": _unknown(names)}]
    if names.old:
        old = "|".join(re.escape(name) for name in names.old)
        options.append({"type": "string", "pattern": f"^(?:{old})$"})
    if any(_LIKE_A_NUMBER.fullmatch(name) for name in (*names.shown, *names.old)):
        options.append(quiet("number"))
    return {"title": "component or group", "anyOf": options} if len(options) > 1 else options[0]


def _unknown(names: Names) -> str:
    known = f"known: {', '.join(names.shown)}; " if len(names.shown) <= _MANY else ""
    return f"unknown component or group ({known}new ones in the settings: run statusgen schema)"
