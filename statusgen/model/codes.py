"""What reading complains of, by families: each has a code that people look up and machines count by."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum

from statusgen.model.errors import Problem


class Code(StrEnum):
    """Codes stay what they are for ever; `statusgen lint --explain` has a page for each."""

    FILE = "SG100"
    YAML = "SG101"
    UNKNOWN_KEY = "SG102"
    MISSING_KEY = "SG103"
    WRONG_VALUE = "SG104"
    NO_ZONE = "SG105"
    UNKNOWN_COMPONENT = "SG106"
    IMPOSSIBLE_TIMES = "SG107"
    TAKEN_ID = "SG108"
    WRONG_WORD = "SG109"
    CUT_VALUE = "SG110"
    LOST_FILE = "SG111"
    REPORTS = "SG112"
    CONTRADICTION = "SG113"
    OLD_COPY = "SG114"


def coded(problems: Iterable[Problem], code: Code) -> Iterator[Problem]:
    """The problems with that code, where they have no narrower one."""
    return (problem if problem.code else replace(problem, code=code) for problem in problems)
