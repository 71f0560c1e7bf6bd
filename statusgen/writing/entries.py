"""Entries and updates become YAML: a new file, or one more item in the list of an old one."""

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from statusgen.model.incidents import Announcement, Entry, Incident, Maintenance, Update
from statusgen.model.nodes import Items, Pairs, Scalar, Source
from statusgen.model.scalars import Text
from statusgen.model.times import format_moment, parse_moment
from statusgen.writing.lines import lines_of
from statusgen.writing.splice import add_item, in_file_order
from statusgen.writing.yaml_text import Inline, InlineList, Value, block

_LAST = ("updates", "postmortem")
"""Keys that are long stand below those that are read at a glance."""
_SLUG = 48
"""Characters of a title that name its file; an id has room for 64."""


def new_file(
    entry: Incident | Maintenance | Announcement, head: Iterable[str] = (), written: Mapping[str, Value] = {}
) -> bytes:
    """The text of a file for an entry that none has yet, below the comments of `head`.

    `written` has what a person wrote for a key, where that says more than its value (a time with a zone).
    The id is left to the file's name.
    """
    pairs = {key: value for key, value in _pairs(entry).items() if key != "id"} | dict(written)
    ordered = {key: value for key, value in pairs.items() if key not in _LAST}
    ordered |= {key: pairs[key] for key in _LAST if key in pairs}
    return "".join(f"{line}\n" for line in (*head, *block(ordered))).encode("utf-8")


def with_update(data: bytes, source: Source, update: Update) -> bytes:
    """A file's bytes with one more update, in the order that the file has its updates in."""
    lines = lines_of(data)
    add_item(lines, source, "updates", _pairs(update), _index(source, update.at))
    return lines.bytes()


def update_lines(update: Update) -> list[str]:
    """An update as a person can put it into a file by hand."""
    first, *others = block(_pairs(update))
    return [f"  - {first}", *(f"    {line}" if line else "" for line in others)]


def file_name(title: str, day: date, instead: str) -> str:
    """`2025-03-10-sign-in-fails`: the day, and the title in letters that an address can hold.

    `instead` names it when the title has none of these.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    if len(words) > _SLUG:
        words = words[: _SLUG + 1].rpartition("-")[0] or words[:_SLUG]
    return f"{day.isoformat()}-{words or instead}"


def _index(source: Source, at: datetime) -> int | None:
    """Where an update of that time goes among those of the file; None for the end."""
    items = source.root.nodes.get("updates")
    times = [_time(node) for node in in_file_order(items)] if isinstance(items, Items) else []
    is_newest_first = len(times) > 1 and times[0] > times[-1]
    for index, time in enumerate(times):
        if (time < at) if is_newest_first else (time > at):
            return index
    return None


def _time(node: Any) -> datetime:
    at = node.nodes["at"] if isinstance(node, Pairs) else node
    assert isinstance(at, Scalar)  # noqa: S101 (the file was read: every update has its time)
    assert at.text is not None  # noqa: S101
    return parse_moment(at.text)


def _pairs(value: Entry | Update | Any) -> dict[str, Value]:
    """A dataclass of the model as people write it: defaults are left out."""
    return {
        field.name: _written(here)
        for field in dataclasses.fields(value)
        if (here := getattr(value, field.name)) != _default(field)
    }


def _default(field: "dataclasses.Field[Any]") -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


def _written(value: Any) -> Value:
    for kind, write in _WRITERS:
        if isinstance(value, kind):
            return write(value)
    return _pairs(value)


def _text(text: Text) -> Value:
    if [language for language, _ in text.versions] == [""]:
        return str(text)
    return dict(text.versions)


def _list(values: tuple[Any, ...]) -> Value:
    is_plain = not any(dataclasses.is_dataclass(value) for value in values)
    return (InlineList if is_plain else list)(map(_written, values))


def _mapping(values: Mapping[str, Any]) -> Value:
    return Inline({key: _written(value) for key, value in values.items()})


_WRITERS: tuple[tuple[type | tuple[type, ...], Callable[[Any], Value]], ...] = (
    (StrEnum, str),
    (str, str),
    ((bool, int), lambda plain: plain),
    (float, lambda share: f"{share * 100:.4g}%"),
    (datetime, format_moment),
    (date, date.isoformat),
    (Text, _text),
    (tuple, _list),
    (Mapping, _mapping),
)
"""The model's types to how people write them; the first that fits."""
