"""Words that a text is better without, and what to write instead: for English, and for any language."""

import re

_PEOPLE = r"(?:users|customers|people)"
BLAME = (
    (r"(?:human|operator|user|pilot) error", "say what let a slip become an outage"),
    (r"(?:an?|the|our) (?:careless|junior|inexperienced) \w+", "name no person; say what let it happen"),
    (r"(?:was|is|entirely|solely|purely) (?:the|their|your) fault", "say what failed, not who"),
    (r"(?:not|isn't|wasn't) our fault", "say what failed and what you do about it"),
    (r"(?:is|are|was|were) to blame", "say what failed, not who"),
)
"""They look for somebody, and readers want to know what."""
HOLLOW = (
    (r"any inconvenience (?:this|it) (?:may|might|could) (?:have )?caused?", "say what people could not do"),
    (
        rf"(?:some|a few|certain) {_PEOPLE} (?:may|might|could) be experiencing",
        "say what fails, and for whom",
    ),
    (
        rf"(?:very )?small (?:number|subset|percentage|portion) of (?:\w+ ){{0,2}}(?:{_PEOPLE}|requests)",
        "give the share or the number",
    ),
    (r"(?:technical|unexpected) (?:difficulties|issues)", "say what fails"),
    (r"out of an abundance of caution", "say what you do, and why"),
    (r"work(?:ing|ed)? (?:tirelessly|around the clock)", "say what you do, and when you will write again"),
    (
        r"(?:fixed|resolved|back|restored|update\w*) (?:\w+ ){0,2}(?:as soon as possible|asap|shortly)",
        "give the time of the next update",
    ),
)
"""Readers of status pages have learned that they hide something."""
PLACEHOLDERS = re.compile(
    r"\b(?:TODO|FIXME|TBD|TBC|XXX+)\b"
    r"|\b[Ll]orem ipsum\b"
    r"|\[(?:insert|your|component|service|name|time|link)\b[^\]\n]{0,40}\](?![(\[:])"
    r"|<(?:insert|your|component|service|name|time|link)\b[^>\n]{0,40}>"
    r"|\{\{[^}\n]{0,60}\}\}"
)
"""What a template leaves behind."""
TIME_OF_DAY = re.compile(
    r"(?<![\d:.T+/-])"
    r"(?:(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:\s?[ap](?:\.m\.|m\b))?|(?:1[0-2]|[1-9])\s?[ap](?:\.m\.|m\b))"
    r"(?![\d:%])",
    re.IGNORECASE,
)
"""`14:30`, `2:30 pm`, `2 pm`; no ratios, no parts of an ISO time."""
ZONE = re.compile(
    r"\b(?:UTC|GMT|UT|[A-Z]{1,4}[ST]T|CES?T|EES?T|WES?T|MES?Z|Z)\b|(?<=\d)Z\b|[+-]\d\d:?\d\d\b"
    r"|\b(?:Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)/\w+"
    r"|\b[Ll]ocal time\b|\b[Tt]here\b|\b(?:in|at|for) [A-Z]\w+|\b[A-Z]\w+ time\b"
)
"""A sign that somebody thought of where the reader's clock stands: a zone, an offset, a place."""


def matcher(phrases: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """All of a table at once; `lastindex` tells the row."""
    return re.compile("|".join(rf"(\b{pattern}\b)" for pattern, _ in phrases), re.IGNORECASE)
