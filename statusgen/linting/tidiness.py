"""What is understood but written in another way than everywhere else becomes notes, with their fixes."""

from collections.abc import Iterator
from itertools import pairwise

from statusgen.linting.findings import Level
from statusgen.linting.material import AnyEntry, Complaint, Material, Rule
from statusgen.model.edits import Edit, Fix
from statusgen.model.incidents import Incident, Maintenance
from statusgen.model.sheets import Extent, Path, Sheet


def _other_words(material: Material) -> Iterator[Complaint]:
    for entry in material.entries():
        sheet = material.sheets[entry.id]
        for path, word in _words(entry):
            extent = sheet.find(path)
            if extent.value is not None and extent.value != word:
                edit = Edit(sheet.file, extent.start, extent.end, word)
                says = f"wrote '{word}' for '{extent.value}'"
                yield Complaint(
                    entry=entry.id,
                    path=path,
                    what=f"'{extent.value}' is read as '{word}'",
                    hint=f"write {word}",
                    fix=Fix((edit,), says, ((path, word),)),
                )


def _words(entry: AnyEntry) -> Iterator[tuple[Path, str]]:
    """Words of our own list, as they should be written."""
    yield ("kind",), entry.kind
    if isinstance(entry, Incident | Maintenance):
        yield from ((("impact", name), status) for name, status in entry.impact.items())
    if isinstance(entry, Incident):
        yield from [(("severity",), entry.severity)] if entry.severity else []
        yield from [(("scope", "kind"), entry.scope.kind)] if entry.scope and entry.scope.kind else []
    for index, update in enumerate(entry.updates):
        yield from [(("updates", index, "status"), update.status)] if update.status else []
        yield from ((("updates", index, "impact", name), s) for name, s in update.impact.items())


def _untidy_related(material: Material) -> Iterator[Complaint]:
    for entry in material.entries():
        if entry.related != (tidy := tuple(sorted(set(entry.related)))):
            sheet = material.sheets[entry.id]
            is_twice = len(tidy) < len(entry.related)
            yield Complaint(
                entry=entry.id,
                path=("related",),
                what="'related' names an entry twice" if is_twice else "'related' is not in order",
                hint=f"write [{', '.join(tidy)}]",
                fix=_tidied(sheet, entry.related, tidy),
            )


def _tidied(sheet: Sheet, related: tuple[str, ...], tidy: tuple[str, ...]) -> Fix | None:
    """In place, one name for another, so that commas, line ends and indentation stay as they are.

    None where a comment stands among the names, since nobody knows which one it is about; and for a
    name too many in a list over several lines.
    """
    items = [sheet.find(("related", index)) for index in range(len(related))]
    start, end = items[0].start, items[-1].end
    if not _are_plain(items, related) or any(
        start <= c.start < _line_end(sheet, end) for c in sheet.comments
    ):
        return None
    says, meaning = "put 'related' in order", ((("related",), tidy),)
    if len(tidy) == len(related):
        pairs = zip(items, tidy, strict=True)
        return Fix(tuple(Edit(sheet.file, i.start, i.end, name) for i, name in pairs), says, meaning)
    if sheet.line(start) != sheet.line(end):
        return None
    return Fix((Edit(sheet.file, start, end, ", ".join(tidy)),), says, meaning)


def _are_plain(items: list[Extent], names: tuple[str, ...]) -> bool:
    """Each stands where it is written: no alias, nothing that was moved."""
    in_order = all(a.end <= b.start for a, b in pairwise(items))
    return in_order and all(i.value == name for i, name in zip(items, names, strict=True))


def _line_end(sheet: Sheet, index: int) -> int:
    end = sheet.text.find("\n", index)
    return end if end >= 0 else len(sheet.text)


def _comments_after_titles(material: Material) -> Iterator[Complaint]:
    for entry in material.entries():
        sheet = material.sheets[entry.id]
        title = sheet.find(("title",))
        line = sheet.line(title.end)
        for comment in sheet.comments:
            # Without a space after its `#`, reading complains already (SG110).
            is_behind = comment.line == line and not comment.is_alone and comment.text[1:2].isspace()
            if is_behind and "statusgen:" not in comment.text:
                what = "what follows '#' is a comment and not part of the title"
                hint = "put the title in quotes, or the comment on a line of its own"
                yield Complaint(entry=entry.id, path=("title",), what=what, hint=hint)


def quoted(sheet: Sheet, title: Extent, whole: str) -> Fix:
    """The fix that puts a title with all that stands on its line in quotes."""
    text = '"' + whole.replace("\\", "\\\\").replace('"', '\\"') + '"'
    edit = Edit(sheet.file, title.start, title.start + len(whole), text)
    return Fix((edit,), "put the title in quotes", ((("title",), whole),))


RULES = (
    Rule("SG040", "other-word", Level.NOTE, "A word of another tool", _other_words),
    Rule(
        "SG041", "untidy-related", Level.NOTE, "Related entries out of order, or named twice", _untidy_related
    ),
    Rule(
        "SG042",
        "comment-after-title",
        Level.WARNING,
        "A comment on the line of a title",
        _comments_after_titles,
    ),
)
