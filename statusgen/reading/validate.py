"""Nodes become the model's types; pydantic's complaints get our words and the person's places."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from statusgen.model.codes import Code
from statusgen.model.errors import InputError, Place, Problem
from statusgen.model.nodes import Plain, Source, Step
from statusgen.model.times import NaiveTimeError
from statusgen.reading.wording import UNKNOWN_KEY, words

T = TypeVar("T")

CODES = {"missing": Code.MISSING_KEY, UNKNOWN_KEY: Code.UNKNOWN_KEY}
"""By pydantic's type of error; any other is a wrong value."""
MAX_COMPLAINTS = 50
"""Of one file; more of them help nobody."""


_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def adapter(kind: type[T]) -> TypeAdapter[T]:
    """What checks data of a kind. Each takes hundredths of a second to make, and few commands need all."""
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def validate(
    kind: type[T],
    data: Plain,
    source: Source,
    zones: Sequence[str] = (),
    found: Iterable[Problem] = (),
) -> T:
    """The data as the model's type; InputError with every fault of the file at once.

    `found` are faults of the text itself; what follows from them is left out.
    """
    known = [problem for problem in found if problem.is_error]
    try:
        value: T = adapter(kind).validate_python(data)
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False)
        new = {error["loc"]: _problem(error, kind, source, zones) for error in errors}
        lines = {problem.where.line for problem in known}
        known += [problem for problem in _without_echoes(new) if problem.where.line not in lines]
    if known:
        raise InputError(known[:MAX_COMPLAINTS])
    return value


def place_of(source: Source, error_type: str, location: Sequence[Step]) -> Place:
    """Where to point: at an unknown key itself, at the mapping a key is missing from, else at the value."""
    if error_type == "missing":
        return source.place(location[:-1])
    if location[-1:] == ("[key]",):
        return source.place(location[:-1], of_key=True)
    return source.place(location, of_key=error_type == UNKNOWN_KEY)


def _without_echoes(problems: Mapping[tuple[Step, ...], Problem]) -> list[Problem]:
    """A misspelt key is missing and unknown at once; the second tells all."""
    hints = {(path[:-1], problem.hint) for path, problem in problems.items()}
    echoes = {path for path in problems if (path[:-1], f"did you mean {path[-1]}?") in hints}
    return [p for path, p in problems.items() if path not in echoes or not p.what.endswith("is missing")]


def _problem(error: ErrorDetails, kind: type, source: Source, zones: Sequence[str]) -> Problem:
    what, hint = words(error, kind, zones)
    return Problem(place_of(source, error["type"], error["loc"]), what, hint, _code(error))


def _code(error: ErrorDetails) -> Code:
    if isinstance(error.get("ctx", {}).get("error"), NaiveTimeError):
        return Code.NO_ZONE
    return CODES.get(error["type"], Code.WRONG_VALUE)
