"""The poisoned page has a payload in every text of the model: a new field is poisoned too, or said to need none."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import get_args, get_type_hints

from statusgen.model.snapshot import Snapshot
from tests.browser.poison import everywhere

SETTINGS = {
    *("Check", "Secret", "Expect", "JsonExpect", "HtmlExpect", "Tls", "Auth", "Step", "Capture"),
    *("Security", "ThemeFile", "Picture", "Repeat"),
}
"""What pages show of these stands poisoned in the files of `test_from_files.py`."""
NAMES = {
    *(
        "id",
        "key",
        "was",
        "depends_on",
        "related",
        "similar",
        "component",
        "components",
        "vantage",
        "vantages",
    ),
    *("affected", "conditions", "entry", "impact", "lanes", "places", "group_numbers", "window", "windows"),
    *("source", "uptime", "silent"),
}
"""Ids, which reading holds to letters, digits and hyphens, and words of ours."""
CODES = {"countries", "languages", "timezones", "zone", "url", "hub"}
"""Held by reading to what there is: countries, languages, zones, addresses of the page itself."""
OURS = {
    ("StatuspageWords", "note"),
    ("StatuspageHeadline", "indicator"),
    ("StatuspageHeadline", "description"),
}
"""Derived by judging from what stands elsewhere."""


def test_every_text_of_the_model_holds_a_payload():
    poisoned = set(_texts(everywhere(("<b>1</b>", "<b>2</b>")), ("", "")))
    needed = {
        (made.__name__, name)
        for made, name in _fields_of_text(Snapshot, {})
        if made.__name__ not in SETTINGS and name not in NAMES | CODES
    }
    assert len(needed) > 20
    assert needed - poisoned - OURS - {("Text", "pictures")} == set()


def _texts(value: object, where: tuple[str, str]) -> Iterator[tuple[str, str]]:
    """The fields below that hold a payload."""
    if isinstance(value, str) and not isinstance(value, Enum) and "<b>" in value:
        yield where
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name), (type(value).__name__, field.name))
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one, where)
    elif isinstance(value, tuple | list | frozenset):
        for one in value:
            yield from _texts(one, where)


def _fields_of_text(made: type, seen: dict[type, None]) -> Iterator[tuple[type, str]]:
    """Every field that may hold a text, of this class and those it is made of."""
    if made in seen:
        return
    seen[made] = None
    for name, hint in get_type_hints(made).items():
        parts = list(_types_in(hint))
        if str in parts:
            yield made, name
        for part in parts:
            if is_dataclass(part):
                yield from _fields_of_text(part, seen)


def _types_in(hint: object) -> Iterator[type]:
    if isinstance(hint, type):
        yield hint
    for argument in get_args(hint):
        yield from _types_in(argument)
