"""Pydantic's error types become our words. A value is never repeated here: it may be a secret."""

import dataclasses
import difflib
import re
from collections.abc import Callable, Sequence

from pydantic_core import ErrorDetails

from statusgen.model.checks import Auth, Capture, Check, Expect, HtmlExpect, JsonExpect, Step, Tls
from statusgen.model.incidents import (
    Announcement,
    DeclaredScope,
    Exclusion,
    Incident,
    Maintenance,
    Update,
)
from statusgen.model.nodes import shown_key
from statusgen.model.project import Component, Group, Lint, Page, Settings, Vantage
from statusgen.model.security import Security
from statusgen.model.times import NaiveTimeError

UNKNOWN_KEY = "unexpected_keyword_argument"
TYPES: dict[str, type] = {
    "page": Page,
    "security": Security,
    "vantages": Vantage,
    "groups": Group,
    "components": Component,
    "check": Check,
    "checks": Check,
    "expect": Expect,
    "lint": Lint,
    "json": JsonExpect,
    "html": HtmlExpect,
    "auth": Auth,
    "tls": Tls,
    "steps": Step,
    "capture": Capture,
    "updates": Update,
    "scope": DeclaredScope,
    "exclude": Exclusion,
}
"""What stands under a key, as a mapping or as the items of a list."""
KINDS: dict[type, str] = {Incident: "incident", Maintenance: "maintenance", Announcement: "announcement"}
EXAMPLES = {
    "at": "at: 2025-03-10T09:45Z",
    "starts_at": "starts_at: 2025-03-10T09:45Z",
    "ends_at": "ends_at: 2025-03-10T10:45Z",
    "title": "title: Sign-in fails for some people",
    "id": "id: web",
    "name": "name: Web",
    "url": "url: https://example.com/",
    "reason": "reason: Our monitor was being moved",
    "page": "page: {name: Chirp}",
}
"""What to write for a key that is missing."""
SHAPED = {
    "page": "page: {name: Chirp}",
    "impact": "impact: {web: major_outage}",
    "updates": "- at: 2025-03-10T09:45Z with text: under it",
    "components": "- id: web with name: under it",
    "groups": "- id: web with name: and components: under it",
    "check": "check: https://example.com/",
    "checks": "checks: [https://example.com/]",
    "headers": "headers: {Accept: text/html}",
    "exclude": "- starts_at: 2025-03-10T09:45Z with ends_at: and reason: under it",
    "exceptions": "exceptions: [2025-12-28]",
    "vantages": "vantages: {home: {country: PK}}",
    "lint": "lint: {silent_after: 12h}",
}
"""How a key that holds more than one value is written."""
OTHER_TOOLS = {
    "body": "text",
    "message": "text",
    "content": "text",
    "date": "started_at",
    "start": "started_at",
    "time": "at",
    "timestamp": "at",
    "affected": "impact",
    "affects": "impact",
    "end": "resolved_at",
    "interval": "every",
    "target": "url",
    "services": "components",
    "timezone": "timezones",
    "title": "name",
}
"""Keys people know from elsewhere, to ours."""
MAX_COMPLAINT = 300
HARMLESS = re.compile(r"[\w.%:+/-]{1,40}|\d{1,6} [a-z]{1,7}")
"""What a complaint about a check may repeat; a value that lost its place is more than one word."""
RISKY = re.compile(r"//.*@|[$=]")
"""What no complaint about the settings repeats: lines that ran into one may hold a password."""
MADE_OF_VALUE = re.compile(r" \(write [a-z0-9-]+\)$")
"""The hint of an id, made of the value itself."""
NO_VALUE = "write one, or remove the key"
SHAPES = ((str, "a text"), (list, "a list"), (dict, "a mapping"))


def words(error: ErrorDetails, kind: type, zones: Sequence[str] = ()) -> tuple[str, str]:
    """What is wrong and what to write instead. `kind` is the type of the whole file."""
    wording = _WORDINGS.get(error["type"])
    if wording is None:
        return f"{_subject(error)} has a wrong value", ""
    return wording(error, kind, zones)


def zoned_examples(text: str, zones: Sequence[str]) -> str:
    """A time without zone, written in the ways that would be read."""
    examples = [text.strip().replace(" ", "T") + "Z"]
    examples += [f"{text.strip()} {zone}" for zone in zones[:2]]
    return "write " + " or ".join(examples)


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """A hint: the nearest known word, or all of them when they are few."""
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]}?"
    return f"known: {', '.join(known)}" if len(known) <= 15 else ""


def _missing(error: ErrorDetails, _kind: type, _zones: Sequence[str]) -> tuple[str, str]:
    key = str(error["loc"][-1])
    example = EXAMPLES.get(key)
    return f"'{key}' is missing", f"write {example}" if example else ""


def _unknown_key(error: ErrorDetails, kind: type, _zones: Sequence[str]) -> tuple[str, str]:
    *above, key = error["loc"]
    around = next((TYPES[step] for step in reversed(above) if step in TYPES), kind)
    what = f"unknown key '{shown_key(str(key))}'"
    known = [f.name for f in dataclasses.fields(around)]
    if OTHER_TOOLS.get(str(key)) in known:
        return what, f"did you mean {OTHER_TOOLS[str(key)]}?"
    if not above and (other := _other_kind(str(key), around)):
        return what + f" in an {KINDS[around]}".replace("an m", "a m"), f"for a {other} write kind: {other}"
    return what, did_you_mean(str(key), known)


def _other_kind(key: str, kind: type) -> str | None:
    if kind not in KINDS:
        return None
    others = (other for other in KINDS if other is not kind)
    return next((KINDS[o] for o in others if key in {f.name for f in dataclasses.fields(o)}), None)


def _wrong_shape(wanted: str) -> Callable[[ErrorDetails, type, Sequence[str]], tuple[str, str]]:
    def wording(error: ErrorDetails, _kind: type, _zones: Sequence[str]) -> tuple[str, str]:
        key = next((step for step in reversed(error["loc"]) if isinstance(step, str)), "")
        hint = f"write {SHAPED[key]}" if key in SHAPED else ""
        if error["input"] is None:
            return f"{_subject(error)} has no value", hint or f"write {wanted}, or remove the key"
        shape = next(word for kind, word in SHAPES if isinstance(error["input"], kind))
        return f"{_subject(error)} holds {shape}, not {wanted}", hint

    return wording


def _our_own(error: ErrorDetails, kind: type, zones: Sequence[str]) -> tuple[str, str]:
    cause = error["ctx"]["error"]
    text = _one_line(_without_secrets(str(cause), error) if kind is Settings else str(cause))
    if isinstance(cause, NaiveTimeError):
        return text, zoned_examples(error["input"], zones)
    what, _, hint = text.removesuffix(")").rpartition(" (") if text.endswith(")") else (text, "", "")
    if what.startswith(("has ", "is ")):
        what = f"{_subject(error)} {what}"
    elif what.startswith(("a list", "a mapping")):
        what = f"in {_subject(error)} {what}"
    return what, hint or (NO_VALUE if what.endswith("has no value") else "")


def _without_secrets(text: str, error: ErrorDetails) -> str:
    values = error["input"] if isinstance(error["input"], list) else [error["input"]]
    is_of_a_check = not {"check", "checks", "controls"}.isdisjoint(error["loc"])
    for value in filter(None, map(str, values)):
        if RISKY.search(value) or (is_of_a_check and not HARMLESS.fullmatch(value)):
            text = MADE_OF_VALUE.sub("", text.replace(value, "…"))
    return text


def _one_line(text: str) -> str:
    """A value may be a page long; a complaint stays a line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= MAX_COMPLAINT else f"{flat[:100]} … {flat[100 - MAX_COMPLAINT :]}"


def _subject(error: ErrorDetails) -> str:
    path = [step for step in error["loc"] if step != "[key]"]
    if "headers" in path[:-1]:  # their names may be values that lost their names
        return "an item of 'headers'"
    key = next((step for step in reversed(path) if isinstance(step, str)), None)
    if key is None:
        return "the file"
    return f"'{shown_key(key)}'" if path[-1] == key else f"an item of '{shown_key(key)}'"


_WORDINGS: dict[str, Callable[[ErrorDetails, type, Sequence[str]], tuple[str, str]]] = {
    "missing": _missing,
    UNKNOWN_KEY: _unknown_key,
    "dataclass_type": _wrong_shape("a mapping"),
    "mapping_type": _wrong_shape("a mapping"),
    "dict_type": _wrong_shape("a mapping"),
    "tuple_type": _wrong_shape("a list"),
    "value_error": _our_own,
}
