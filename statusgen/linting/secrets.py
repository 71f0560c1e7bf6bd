"""Secrets in files become complaints that do not repeat them."""

from collections.abc import Iterator
from dataclasses import replace

from statusgen.linting.findings import Finding, Level
from statusgen.linting.material import Complaint, Material, Rule
from statusgen.linting.setup import checks, components
from statusgen.linting.tokens import TELLING, masked, tokens
from statusgen.model.project import Settings
from statusgen.model.sheets import Extent, Path, Sheet


def unreadable(finding: Finding) -> Finding:
    """The finding as it may be told to anybody: what it quotes holds no secret."""
    reason = finding.reason if finding.reason is None else masked(finding.reason)
    what, hint, mark = masked(finding.what), masked(finding.hint), masked(finding.print)
    return replace(finding, what=what, hint=hint, reason=reason, print=mark)


def _secrets(material: Material) -> Iterator[Complaint]:
    """Of whole files, comments and drafts too: git and its copies show them, whatever the page does."""
    yield from _of_settings(material)
    for entry, sheet in material.sheets.items():
        for kind, part in _found(sheet):
            yield _secret(entry, kind, part)


def _of_settings(material: Material) -> Iterator[Complaint]:
    known = [part.start for _, part in _found(material.settings)]
    for kind, part in _found(material.settings):
        yield _secret(None, kind, part)
    for path, name in _open_headers(material.project.settings):
        value = material.settings.find(path)
        start = value.start if value.key is None else value.key
        if not any(start <= at < value.end for at in known):
            yield _secret(None, f"the value of a header '{name}'", value)


def _found(sheet: Sheet) -> Iterator[tuple[str, Extent]]:
    """What each is, and its place; of many lines the first."""
    for kind, start, end in tokens(sheet.text):
        line_end = sheet.text.find("\n", start, end)
        yield kind, Extent(start, line_end if line_end >= 0 else end, key=sheet.value_around(start))


def _secret(entry: str | None, kind: str, part: Extent) -> Complaint:
    way = "write $NAME and set it where probes run" if entry is None else "remove it"
    return Complaint(
        entry=entry,
        path=(),
        what=f"{kind} stands here for everybody to read",
        hint=f"{way}; then make a new one, since git keeps this one",
        part=part,
        print=kind,
    )


def _open_headers(settings: Settings) -> Iterator[tuple[Path, str]]:
    """Headers that let somebody in and whose value is no `$NAME`."""
    for above, component in components(settings):
        for below, check in checks(component):
            for name, value in check.headers.items():
                if TELLING.search(name) and isinstance(value, str):
                    yield (*above, *below, "headers", name), name


RULES = (Rule("SG030", "secret", Level.ERROR, "A secret stands in a file", _secrets),)
