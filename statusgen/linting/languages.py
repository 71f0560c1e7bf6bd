"""Texts in several languages become complaints where one is missing or too many."""

from collections.abc import Iterator

from statusgen.linting.findings import Level
from statusgen.linting.material import Complaint, Material, Rule
from statusgen.linting.texts import Said, said
from statusgen.model.sheets import Path


def _missing(material: Material) -> Iterator[Complaint]:
    languages = material.project.settings.page.languages
    for path, written in _by_place(material).items():
        # A plain text is in the page's own language, and readers of others are told so.
        lacking = [one for one in languages if one not in written]
        if "" not in written and lacking and any(one in written for one in languages):
            first = next(iter(written.values()))
            yield Complaint(
                entry=first.entry,
                path=path[1:],
                what=f"the text is missing in {', '.join(lacking)}",
                hint=f"write {lacking[0]}: and the text",
            )


def _unknown(material: Material) -> Iterator[Complaint]:
    languages = material.project.settings.page.languages
    for text in said(material):
        if text.language and text.language not in languages:
            what = f"'{text.language}' is none of the page's languages, {', '.join(languages)}"
            yield text.complaint(what, f"remove it, or add {text.language} to page.languages")


def _by_place(material: Material) -> dict[Path, dict[str, Said]]:
    """Texts by entry and path, and then by language."""
    places: dict[Path, dict[str, Said]] = {}
    for text in said(material):
        path = text.path[:-1] if text.language else text.path
        places.setdefault((text.entry or "", *path), {})[text.language] = text
    return places


RULES = (
    Rule(
        "SG034",
        "missing-translation",
        Level.WARNING,
        "A text is missing in one of the page's languages",
        _missing,
    ),
    Rule(
        "SG035",
        "unknown-language",
        Level.WARNING,
        "A text in a language that the page does not have",
        _unknown,
    ),
)
