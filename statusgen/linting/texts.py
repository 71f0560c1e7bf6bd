"""Every text that readers will see, with its place."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from statusgen.linting.material import AnyEntry, Complaint, Material
from statusgen.linting.setup import components
from statusgen.linting.tokens import masked
from statusgen.model.incidents import Incident
from statusgen.model.scalars import Text
from statusgen.model.sheets import Extent, Path

MOST = 20
"""Complaints of one kind about one text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A text that readers will see, in one language."""

    entry: str | None
    path: Path
    language: str
    """Empty for a text in no particular language."""
    text: str
    """No secret can be read in it, so that no complaint quotes a part of one."""

    def complaint(self, what: str, hint: str, part: Extent | None = None) -> Complaint:
        """A complaint about it."""
        return Complaint(entry=self.entry, path=self.path, what=what, hint=hint, part=part)


def each(texts: Iterable[Said], find: Callable[[Said], Iterator[Complaint]]) -> Iterator[Complaint]:
    """What is found in each text; the first few, since more of one kind help nobody."""
    for text in texts:
        yield from islice(find(text), MOST)


def said(material: Material) -> Iterator[Said]:
    """Every text that is published, of the settings and of entries."""
    for path, text in _of_settings(material):
        yield from _safe(material, versions(None, path, text))
    project = material.project
    entries: tuple[AnyEntry, ...] = (*project.incidents, *project.maintenances, *project.announcements)
    for entry in entries:
        for path, text in _of_entry(entry):
            yield from _safe(material, versions(entry.id, path, text))


def update_texts(material: Material, entry: AnyEntry) -> Iterator[Said]:
    """What an entry's updates say."""
    for index, update in enumerate(entry.updates):
        yield from _safe(material, versions(entry.id, ("updates", index, "text"), update.text))


def _safe(material: Material, texts: Iterator[Said]) -> Iterator[Said]:
    return (replace(one, text=masked(one.text)) if one.entry in material.leaks else one for one in texts)


def versions(entry: str | None, path: Path, text: Text | str | None) -> Iterator[Said]:
    """A text in each of its languages."""
    if isinstance(text, str):
        yield Said(entry=entry, path=path, language="", text=text)
    elif text is not None:
        for language, words in text.versions:
            yield Said(
                entry=entry,
                path=(*path, language) if language else path,
                language=language,
                text=words,
            )


def _of_settings(material: Material) -> Iterator[tuple[Path, Text | str | None]]:
    settings = material.project.settings
    yield ("page", "name"), settings.page.name
    yield ("page", "description"), settings.page.description
    for number, group in enumerate(settings.groups):
        yield ("groups", number, "name"), group.name
    for path, component in components(settings):
        yield (*path, "name"), component.name
        yield (*path, "description"), component.description
    for name, vantage in settings.vantages.items():
        yield ("vantages", name, "city"), vantage.city


def _of_entry(entry: AnyEntry) -> Iterator[tuple[Path, Text | str | None]]:
    yield ("title",), entry.title
    for index, update in enumerate(entry.updates):
        yield ("updates", index, "text"), update.text
    yield ("postmortem",), entry.postmortem
    yield ("withdrawn",), entry.withdrawn
    if isinstance(entry, Incident):
        yield ("cause",), entry.cause
        for index, exclusion in enumerate(entry.exclude):
            yield ("exclude", index, "reason"), exclusion.reason


def whereabouts(material: Material, text: Said, start: int, end: int) -> Extent | None:
    """Where some characters of a text stand in its file; None where they are written in another way."""
    sheet = material.sheet(text.entry)
    needle = text.text[start:end]
    return sheet.within(sheet.find(text.path), needle, text.text.count(needle, 0, start))
