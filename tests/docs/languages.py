"""All messages of templates and of code become `statusgen/locale/statusgen.pot`, and every catalog follows it.

python -m tests.docs.languages            # writes the template, and brings each catalog up to date
python -m tests.docs.languages de ar      # begins catalogs for languages that have none
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from statusgen.rendering.catalogs import LOCALES, TEMPLATE, path_of

ROOT = Path(__file__).resolve().parents[2]
SAYERS = ("say", "message", "Sentence")
UNREAD = "not yet read by a native speaker"
PLURALS = {
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5",
    "de": "nplurals=2; plural=n!=1",
    "es": "nplurals=3; plural=n==1 ? 0 : n!=0 && n%1000000==0 ? 1 : 2",
    "fr": "nplurals=3; plural=n==0 || n==1 ? 0 : n!=0 && n%1000000==0 ? 1 : 2",
    "hi": "nplurals=2; plural=n>1",
    "id": "nplurals=1; plural=0",
    "ja": "nplurals=1; plural=0",
    "pt": "nplurals=3; plural=n==0 || n==1 ? 0 : n!=0 && n%1000000==0 ? 1 : 2",
    "tr": "nplurals=2; plural=n!=1",
    "ur": "nplurals=2; plural=n!=1",
    "zh": "nplurals=1; plural=0",
}
"""CLDR's rules for whole numbers, as gettext writes them."""
TONGUES = ("en", *PLURALS)
"""The languages in which a page speaks by itself."""
_HEADER = """\
{name} for statusgen: {unread}.
See docs/languages.md for how to correct a message, and what its places mean."""


class Found(NamedTuple):
    """A message, and where it stands."""

    file: str
    id: str | tuple[str, str]
    context: str | None = None


def found() -> Iterator[Found]:
    """All messages, in the order of the files."""
    for path in sorted((ROOT / "templates").rglob("*.html")):
        yield from _of_template(path)
    for folder in ("model", "judging", "rendering"):
        for path in sorted((ROOT / "statusgen" / folder).rglob("*.py")):
            yield from of_code(path.read_text(encoding="utf-8"), _name(path))


def template() -> Catalog:
    """Each message once, with the files that it stands in."""
    made = Catalog(
        project="statusgen", header_comment="# Messages of statusgen: docs/languages.md tells more."
    )
    for one in found():
        made.add(one.id, locations=[(one.file, 0)], context=one.context)
    return _plain(made)


def updated(language: str, of: Catalog) -> Catalog:
    """The language's catalog with exactly the messages that there are; new ones are empty."""
    old = Catalog(locale=_locale(language))
    if path_of(language).is_file():
        with path_of(language).open("rb") as file:
            old = read_po(file, locale=_locale(language))
    name = Locale.parse(language, sep="-").get_display_name("en")
    said = {(_key(one.id), one.context): one for one in old if one.id}
    header = "\n".join(f"# {line}" for line in _HEADER.format(name=name, unread=UNREAD).splitlines())
    made = Catalog(locale=_locale(language), project="statusgen", header_comment=header, fuzzy=False)
    made.mime_headers = [("Plural-Forms", f"{PLURALS[language]};")]
    for message in of:
        if message.id:
            before = said.get((_key(message.id), message.context))
            kept = before.string if before and type(before.id) is type(message.id) else None
            flags = {"fuzzy"} if before and before.fuzzy else set()
            places = [(file, 0) for file, _ in message.locations]
            made.add(message.id, kept or None, locations=places, context=message.context, flags=flags)
    return _plain(made)


def text(catalog: Catalog) -> str:
    """As it is kept: without times and line numbers, which change when nothing has."""
    from io import BytesIO

    file = BytesIO()
    write_po(file, catalog, width=0, include_lineno=False, sort_output=False)
    lines = file.getvalue().decode().splitlines()
    kept = [_header_line(line, str(catalog.locale or "")) for line in lines]
    return "\n".join(line for line in kept if line is not None) + "\n"


def of_code(source: str, file: str) -> Iterator[Found]:
    """Literals that are said, or kept to be said later."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        if not isinstance(call.func, ast.Name) or call.func.id not in SAYERS:
            continue
        words = [
            one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)
        ]
        if len(call.args) == 2 and len(words) != 2:
            raise ValueError(f"{file}:{call.lineno}: the forms of a plural are not both literals")
        if words:
            yield Found(file, (words[0], words[1]) if len(words) == 2 else words[0])


def _of_template(path: Path) -> Iterator[Found]:
    options = {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
    for _, message, _, context in extract_from_file("jinja2", path, keywords=keywords, options=options):
        yield Found(_name(path), message, context)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _key(id_: str | list[str] | tuple[str, ...]) -> str:
    return id_ if isinstance(id_, str) else id_[0]


def _locale(language: str) -> str:
    return language.replace("-", "_")


def _plain(catalog: Catalog) -> Catalog:
    for message in catalog:
        message.flags -= {"python-format", "python-brace-format"}
    return catalog


_TIMES = (
    '"POT-Creation-Date',
    '"PO-Revision-Date',
    '"Last-Translator',
    '"Language-Team',
    '"Report-Msgid',
    '"Generated',
)


def _header_line(line: str, language: str) -> str | None:
    if line.startswith(_TIMES):
        return None
    if line.startswith('"Plural-Forms'):
        return f'"Plural-Forms: {PLURALS[language]};\\n"'
    if line.startswith('"Project-Id-Version'):
        return '"Project-Id-Version: statusgen\\n"'
    return line


def main(languages: list[str]) -> None:
    """Writes them all."""
    made = template()
    LOCALES.mkdir(exist_ok=True)
    (LOCALES / TEMPLATE).write_text(text(made), encoding="utf-8")
    there = [path.name.replace("_", "-") for path in LOCALES.iterdir() if path.is_dir()]
    for language in sorted({*there, *languages}):
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
        path_of(language).write_text(text(updated(language, made)), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
