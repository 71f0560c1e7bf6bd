"""Secrets in files become complaints that do not repeat them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from statusgen.linting.findings import Finding, Level
from statusgen.linting.material import Complaint, Leak, Material, Rule
from statusgen.linting.setup import checks, components
from statusgen.linting.tokens import TELLING, masked, tokens
from statusgen.model.project import Settings
from statusgen.model.sheets import Extent, Path, Sheet


def leaks_of(settings: Sheet, sheets: Mapping[str, Sheet]) -> dict[str | None, tuple[Leak, ...]]:
    """Every secret with a known form, in each file that holds some."""
    files: list[tuple[str | None, Sheet]] = [(None, settings), *sheets.items()]
    found = ((entry, tuple(Leak(*token) for token in tokens(sheet.text))) for entry, sheet in files)
    return {entry: leaks for entry, leaks in found if leaks}


def unreadable(finding: Finding) -> Finding:
    """The finding as it may be told to anybody: what it quotes holds no secret."""
    reason = finding.reason if finding.reason is None else masked(finding.reason)
    what, hint, mark = masked(finding.what), masked(finding.hint), masked(finding.print)
    return replace(finding, what=what, hint=hint, reason=reason, print=mark)


def _secrets(material: Material) -> Iterator[Complaint]:
    """Of whole files, comments and drafts too: git and its copies show them, whatever the page does."""
    for entry, leaks in material.leaks.items():
        for leak in leaks:
            yield _secret(entry, leak.kind, _first_line(leak, material.sheet(entry)))
    yield from _of_headers(material)


def _of_headers(material: Material) -> Iterator[Complaint]:
    known = [leak.start for leak in material.leaks.get(None, ())]
    for path, name in _open_headers(material.project.settings):
        value = material.settings.find(path)
        start = value.start if value.key is None else value.key
        if not any(start <= at < value.end for at in known):
            yield _secret(None, f"the value of a header '{name}'", value)


def _first_line(leak: Leak, sheet: Sheet) -> Extent:
    """Its place; of many lines the first."""
    line_end = sheet.text.find("\n", leak.start, leak.end)
    end = line_end if line_end >= 0 else leak.end
    return Extent(leak.start, end, key=sheet.value_around(leak.start))


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
