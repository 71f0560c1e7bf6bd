"""Files that an entry's texts name become its postmortem and its pictures."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from statusgen.model.errors import InputError, Place, Problem
from statusgen.model.incidents import Entry
from statusgen.model.nodes import Plain, Source, Step
from statusgen.model.pictures import Picture
from statusgen.model.scalars import Text
from statusgen.reading.beside import read_beside
from statusgen.reading.decode import decode, place_at
from statusgen.reading.files import printable
from statusgen.reading.pictures import Shelf, addresses

MAX_TEXT = 256 << 10
"""Bytes of a text in a file of its own."""
MOST_PICTURES = 20
"""Of one entry."""
_POSTMORTEM, _FILE = "postmortem", "file"
_UNREAD = "…"
"""Stands for a text that could not be read, which is told already."""

E = TypeVar("E", bound=Entry)


@dataclass(frozen=True, slots=True)
class _Script:
    """One text in one language, and where it stands."""

    path: tuple[Step, ...]
    """Of what holds it, or names its file."""
    text: str
    file: str
    """The file it stands in, as the disk has it."""
    is_alone: bool = False
    """It is all that stands in its file."""

    def place(self, source: Source, words: str) -> Place:
        """Where words of it stand: their line in a block text or a file, else where the text begins."""
        if self.is_alone:
            return place_at(self.text, max(self.text.find(words), 0), printable(self.file))
        begin, lines = source.place(self.path), source.text.split("\n")
        for line in range(begin.line, min(len(lines), begin.line + self.text.count("\n") + 1) + 1):
            at = lines[line - 1].find(words, begin.column - 1 if line == begin.line else 0)
            if words and at >= 0:
                return Place(source.file, line, at + 1)
        return begin


@dataclass(slots=True)
class Attached:
    """What was found beside an entry's file."""

    problems: list[Problem] = field(default_factory=list)
    scripts: list[_Script] = field(default_factory=list)
    pictures: dict[tuple[bool, str], dict[str, Picture]] = field(default_factory=dict)
    """By whether it is the postmortem's and by text; then by the address written."""

    def illustrated(self, entry: E) -> E:
        """The entry with its pictures in its texts."""
        if not self.pictures:
            return entry
        updates = tuple(replace(update, text=self._with(update.text)) for update in entry.updates)
        postmortem = self._with(entry.postmortem, is_postmortem=True)
        return replace(entry, updates=updates, postmortem=postmortem)

    def _with(self, text: Text | None, *, is_postmortem: bool = False) -> Text | None:
        if text is None:
            return None
        found: dict[str, Picture] = {}
        for _, version in text.versions:
            found |= self.pictures.get((is_postmortem, version), {})
        return replace(text, pictures=tuple(found.items()))


def attach(data: dict[str, Plain], source: Source, file: str, shelf: Shelf) -> Attached:
    """Read what the texts of an entry name. In `data` the file of a postmortem becomes its text."""
    out = Attached()
    updates = data.get("updates")
    for index, update in enumerate(updates if isinstance(updates, list) else ()):
        if isinstance(update, dict):
            out.scripts += _written(("updates", index, "text"), update.get("text"), file)
    if _POSTMORTEM in data:
        data[_POSTMORTEM] = _postmortem(data[_POSTMORTEM], source, file, shelf, out)
    _find_pictures(source, shelf, out)
    return out


def _written(path: tuple[Step, ...], value: Plain, file: str) -> Iterator[_Script]:
    versions = value.items() if isinstance(value, dict) else [(None, value)]
    for language, text in versions:
        if isinstance(text, str):
            yield _Script((*path, language) if language else path, text, file)


def _postmortem(value: Plain, source: Source, file: str, shelf: Shelf, out: Attached) -> Plain:
    """The value with texts for files, whole or by language."""
    if not isinstance(value, dict):
        out.scripts += _written((_POSTMORTEM,), value, file)
        return value
    if _FILE not in value:
        return {
            language: _version((_POSTMORTEM, language), each, source, file, shelf, out)
            for language, each in value.items()
        }
    return _version((_POSTMORTEM,), value, source, file, shelf, out)


def _version(
    path: tuple[Step, ...], value: Plain, source: Source, file: str, shelf: Shelf, out: Attached
) -> Plain:
    if not isinstance(value, dict):
        out.scripts += _written(path, value, file)
        return value
    try:
        script = _from_file(path, value, source, file, shelf)
    except InputError as error:
        out.problems += error.problems
        return _UNREAD
    out.scripts.append(script)
    return script.text


def _from_file(
    path: tuple[Step, ...], value: dict[str, Plain], source: Source, file: str, shelf: Shelf
) -> _Script:
    for key in value:
        if key != _FILE:
            what, hint = f"'{key}' stands beside 'file'", "write {en: {file: a.md}, ur: {file: b.md}}"
            raise InputError([source.problem((*path, key), what, hint, of_key=True)])
    name = value.get(_FILE)
    if not isinstance(name, str) or not name.strip():
        hint = "write {file: postmortems/2025-03-10-ddos.md}"
        raise InputError([source.problem(path, "a text's file has no name", hint)])
    where = source.place((*path, _FILE))
    found, data = read_beside(shelf.root, file, name, where, MAX_TEXT)
    text = decode(data, printable(found))
    if not text.strip():
        raise InputError([Problem(Place(printable(found)), "the file is empty", "write some text")])
    return _Script((*path, _FILE), text, found, is_alone=True)


def _find_pictures(source: Source, shelf: Shelf, out: Attached) -> None:
    seen = [(script, address) for script in out.scripts for address in addresses(script.text)]
    for script, address in seen[:MOST_PICTURES]:
        where = script.place(source, address)
        try:
            picture = shelf.picture(address, script.file, where)
        except InputError as error:
            out.problems += error.problems
            continue
        key = script.path[0] == _POSTMORTEM, script.text
        out.pictures.setdefault(key, {})[address] = picture
    if len(seen) > MOST_PICTURES:
        script, address = seen[MOST_PICTURES]
        what = f"{len(seen)} pictures in one file, more than {MOST_PICTURES}"
        out.problems.append(Problem(script.place(source, address), what, "leave some out, or link to them"))
