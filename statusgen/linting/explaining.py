"""The page of each rule: why it matters, an example that it complains of, and what to write instead."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from statusgen.linting.material import Rule

EXAMPLE = "incidents/2025-03-10-example.yaml"
"""The file of an example that names none."""
_FENCE = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"^# ((?:incidents|history|reports|templates)/\S.*|statusgen\.yaml)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class RulePage:
    """What is to be said of one rule."""

    why: str
    """One paragraph."""
    bad: str
    """Files that it complains of; each begins with a comment that names it, unless it is the only one."""
    good: str
    """The same without the fault."""

    def text(self, rule: Rule) -> str:
        """For a terminal."""
        parts = (f"{rule.code} {rule.name} ({rule.level}): {rule.title}", self.why)
        examples = ("It complains of:", _indented(self.bad), "Write instead:", _indented(self.good))
        return "\n\n".join((*parts, *examples))

    def markdown(self, rule: Rule) -> str:
        """For documentation and code scanning."""
        head = f"**{rule.title}** (`{rule.name}`, {rule.level})"
        return f"{head}\n\n{self.why}\n\n```yaml\n{self.bad}```\n\nInstead:\n\n```yaml\n{self.good}```\n"


def page_of(code: str) -> RulePage:
    """What `pages/` says of a rule."""
    return _parsed((files("statusgen.linting") / "pages" / f"{code}.md").read_text(encoding="utf-8"))


def all_pages(codes: Iterator[str] | Mapping[str, Rule]) -> dict[str, RulePage]:
    """By code."""
    return {code: page_of(code) for code in codes}


def example_files(example: str) -> dict[str, str]:
    """The files of an example by path."""
    marks = list(_FILE.finditer(example))
    if not marks:
        return {EXAMPLE: example}
    ends = [mark.start() for mark in marks[1:]] + [len(example)]
    return {mark[1]: example[mark.end() : end] for mark, end in zip(marks, ends, strict=True)}


@cache
def _parsed(text: str) -> RulePage:
    bad, good = _FENCE.findall(text)
    why = " ".join(text[: text.index("```")].split())
    return RulePage(why, bad, good)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.rstrip().split("\n"))
