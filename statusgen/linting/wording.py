"""Titles and texts become complaints: too long, too loud, unfinished, hollow, or without a zone."""

import re
from collections.abc import Callable, Iterator, Sequence

from statusgen.linting.findings import Level
from statusgen.linting.material import Complaint, Material, Rule
from statusgen.linting.phrases import BLAME, HOLLOW, PLACEHOLDERS, TIME_OF_DAY, ZONE, matcher
from statusgen.linting.texts import Said, each, said, update_texts, versions, whereabouts

FEWEST_LOUD = 8
"""Letters; `API DOWN` is short enough to be a name."""
_BLAME, _HOLLOW = matcher(BLAME), matcher(HOLLOW)
_IMAGE = re.compile(r"!\[\s{0,9}\]\(\s{0,9}([^)\s]{1,500})(?:\s[^)\n]{0,200})?\)")


def _long_titles(material: Material) -> Iterator[Complaint]:
    limit = material.limits.longest_title
    for title in _titles(material):
        if len(title.text) > limit:
            yield title.complaint(
                f"the title has {len(title.text)} characters",
                f"at most {limit}; the rest belongs in the text",
            )


def _loud_titles(material: Material) -> Iterator[Complaint]:
    for title in _titles(material):
        letters = [c for c in title.text if c.isalpha()]
        is_shouted = len(letters) >= FEWEST_LOUD and all(c.isupper() for c in letters) and " " in title.text
        if title.text.rstrip().endswith(("!", "\N{FULLWIDTH EXCLAMATION MARK}")):
            yield title.complaint("the title ends in an exclamation mark", "end without it")
        elif is_shouted:
            yield title.complaint("the title is all capitals", "write it as a sentence")


def _titles(material: Material) -> Iterator[Said]:
    for entry in material.entries():
        yield from versions(entry.id, ("title",), entry.title)


def _long_updates(material: Material) -> Iterator[Complaint]:
    limit = material.limits.longest_update
    for text in _updates(material):
        if len(text.text) > limit:
            what = f"the update has {len(text.text)} characters"
            hint = f"at most {limit}; put the answer first, and what was learned under postmortem:"
            yield text.complaint(what, hint)


def _updates(material: Material) -> Iterator[Said]:
    """Updates as they are read in a hurry: not those that tell what was learned."""
    for entry in material.entries():
        for text in update_texts(material, entry):
            if entry.updates[int(text.path[1])].status != "postmortem":
                yield text


def _placeholders(material: Material) -> Iterator[Complaint]:
    return _wherever(
        material, PLACEHOLDERS, lambda m: (f"'{m[0]}' looks like a placeholder", "write what is meant")
    )


def _images_without_words(material: Material) -> Iterator[Complaint]:
    return _wherever(
        material,
        _IMAGE,
        lambda m: (f"the image '{m[1]}' has no alternative text", f"write ![what it shows]({m[1]})"),
    )


def _blame(material: Material) -> Iterator[Complaint]:
    return _wherever(material, _BLAME, _phrase(BLAME, "looks for somebody to blame"))


def _hollow_words(material: Material) -> Iterator[Complaint]:
    return _wherever(material, _HOLLOW, _phrase(HOLLOW, "says little"))


def _phrase(table: Sequence[tuple[str, str]], fault: str) -> Callable[[re.Match[str]], tuple[str, str]]:
    def told(match: re.Match[str]) -> tuple[str, str]:
        return f"'{' '.join(match[0].split())}' {fault}", table[(match.lastindex or 1) - 1][1]

    return told


def _wherever(
    material: Material, pattern: re.Pattern[str], tell: Callable[[re.Match[str]], tuple[str, str]]
) -> Iterator[Complaint]:
    """A complaint for each place where a pattern is found; `tell` says what and what instead."""

    def find(text: Said) -> Iterator[Complaint]:
        for match in pattern.finditer(text.text):
            yield text.complaint(*tell(match), whereabouts(material, text, *match.span()))

    return each(said(material), find)


def _times_without_zone(material: Material) -> Iterator[Complaint]:
    for text in _updates(material):
        match = TIME_OF_DAY.search(text.text)
        # One zone in a text is taken to hold for all of its times.
        if match and not ZONE.search(text.text):
            part = whereabouts(material, text, *match.span())
            yield text.complaint(f"'{match[0]}' has no zone", f"write {match[0]} UTC, or where that is", part)


RULES = (
    Rule(
        "SG013",
        "time-without-zone",
        Level.NOTE,
        "A time of day in a text without a zone",
        _times_without_zone,
    ),
    Rule("SG016", "long-title", Level.WARNING, "A title that is too long", _long_titles),
    Rule("SG017", "loud-title", Level.WARNING, "A title that shouts", _loud_titles),
    Rule("SG018", "long-update", Level.NOTE, "An update that is too long", _long_updates),
    Rule("SG019", "blame", Level.NOTE, "Words that look for somebody to blame", _blame),
    Rule(
        "SG024",
        "image-without-words",
        Level.WARNING,
        "An image without alternative text",
        _images_without_words,
    ),
    Rule("SG026", "placeholder", Level.WARNING, "A placeholder in a published text", _placeholders),
    Rule("SG028", "hollow-words", Level.NOTE, "Words that say little", _hollow_words),
)
