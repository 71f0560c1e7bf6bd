"""How values are written, as JSON Schema (draft-07): the pieces of which the forms of scalars are made.

Beside the standard's words stand those of yaml-language-server: `errorMessage` is shown instead of a pattern,
`defaultSnippets` are offered as values. It also offers `true`, `false` and `null` for every type that may be
one; so where a text may look like these, they are let in by `quiet`, which names nothing.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeAlias

Form: TypeAlias = dict[str, Any]
"""A JSON Schema."""

TYPES = ("array", "boolean", "null", "number", "object", "string")
TOLD = ("description", "markdownDescription")
"""What is said where a form is used. Draft-07 lets nothing else stand beside a reference."""


def quiet(*types: str) -> Form:
    """Takes these types and offers nothing."""
    return {"not": {"type": [name for name in TYPES if name not in types]}}


def or_nothing(form: Form) -> Form:
    """The form, or nothing: a key that may be left out may also be left empty."""
    return {"anyOf": [without(TOLD, form), quiet("null")], **only(TOLD, form)}


def in_list(form: Form) -> Form:
    """The form of an item. Of alternatives, yaml-language-server would offer "an array item" each."""
    match form:
        case {"anyOf": [main, {"not": _}]}:
            return {"if": {"type": "boolean"}, "else": main}
    return form


def only(keys: Collection[str], form: Form) -> Form:
    """Those keys of the form."""
    return {key: value for key, value in form.items() if key in keys}


def without(keys: Collection[str], form: Form) -> Form:
    """The other keys of the form."""
    return {key: value for key, value in form.items() if key not in keys}


def text(says: str, pattern: str, **notes: Any) -> Form:
    """A text that no other type looks like."""
    return {"type": "string", "pattern": pattern, "errorMessage": says, **notes}


def any_text(says: str = "", pattern: str | None = None, **limits: Any) -> Form:
    """A text, also one that YAML takes for a number (within limits) or a boolean."""
    main: Form = {"type": ["string", "number"], "errorMessage": "one text belongs here", **limits}
    if pattern is not None:
        main |= {"pattern": pattern, "patternErrorMessage": says}
    return {"anyOf": [main, quiet("boolean")]}


def number(says: str, pattern: str, least: int, most: int) -> Form:
    """A whole number, also in quotes."""
    main = {"type": "integer", "minimum": least, "maximum": most, "errorMessage": says}
    return {"anyOf": [main, {"type": "string", "pattern": pattern}]}


def words(known: Iterable[StrEnum], aliases: Mapping[str, StrEnum] | None = None) -> Form:
    """Some words. They are offered; other spellings and other tools' words are taken without a complaint,
    as by the parser: yaml-language-server would underline what is deprecated like what is wrong.
    """
    known = tuple(known)
    others = [alias for alias, word in (aliases or {}).items() if word in known]
    spellings = "|".join(spelt(word) for word in (*known, *others))
    return {
        "anyOf": [
            {"enum": [word.value for word in known]},
            {"type": "string", "pattern": rf"^\s*(?:{spellings})\s*$"},
        ]
    }


def spelt(word: str) -> str:
    """A pattern of the word in capitals and small letters, its parts joined in any way that is read."""
    letters = {"_": "[ _-]"}
    return "".join(f"[{c.upper()}{c}]" if c.isalpha() else letters.get(c, re.escape(c)) for c in word)
