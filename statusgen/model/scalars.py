"""Scalars of people's files: what a written text means, told to pydantic.

YAML is read as data, so every scalar arrives as text and the field's type says what it is.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import BeforeValidator, PlainValidator, WithJsonSchema

from statusgen.model import scalar_forms as forms
from statusgen.model.forms import words
from statusgen.model.pickled import pickled
from statusgen.model.pictures import Picture
from statusgen.model.repeats import Repeat, parse_repeat
from statusgen.model.secrets import Secret, secret_or_text
from statusgen.model.times import is_date, parse_date, parse_duration, parse_moment, parse_zone
from statusgen.model.words import (
    HOSTLESS,
    NO_USUAL_PORT,
    STATUS_ALIASES,
    UPDATE_STATUS_ALIASES,
    Author,
    CheckKind,
    Kind,
    NetworkKind,
    ScopeKind,
    Severity,
    Status,
    UpdateStatus,
)

T = TypeVar("T")
W = TypeVar("W", bound=StrEnum)

_SHORTEST_INTERVAL = timedelta(seconds=1)
"""History tells rounds apart by the second."""
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}", re.ASCII)
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*", re.ASCII)
"""What the policy of a page can name: no IPv6, no underscore, no other letters."""
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", re.ASCII)


@pickled
@dataclass(frozen=True, slots=True)
class Text:
    """Words in one language or several; a plain text has the language ``""``."""

    versions: tuple[tuple[str, str], ...]
    """(language, text) in the order written."""
    pictures: tuple[tuple[str, Picture], ...] = field(default=(), compare=False)
    """Those that stand in it, by the address written; the words alone say whether two texts are the same."""

    def pick(self, *languages: str) -> tuple[str, str]:
        """The text in the first of those languages that it is in, else the first one; and its language."""
        for language in languages:
            for written, text in self.versions:
                if written == language:
                    return text, written
        return self.versions[0][1], self.versions[0][0]

    def __str__(self) -> str:
        return self.versions[0][1]


def text_of(value: str) -> Text:
    """A `Text` in no particular language."""
    return Text((("", value),))


def scalar(parse: Callable[[str], T]) -> Callable[[Any], T]:
    """`parse` for values that must be one text; defaults of the right type pass."""

    def validate(value: Any) -> Any:
        if isinstance(value, str) and not isinstance(value, StrEnum):
            return parse(str(value))
        if isinstance(value, (list, dict)):
            shape = "a list" if isinstance(value, list) else "a mapping"
            raise ValueError(f"{shape} stands where one value belongs")
        if value is None:
            raise ValueError("has no value")
        return value

    return validate


def word(words: type[W], aliases: Mapping[str, W] | None = None) -> Callable[[str], W]:
    def parse(text: str) -> W:
        plain = text.strip().lower().replace(" ", "_").replace("-", "_")
        for word in words:
            if word.value.lower() == plain:
                return word
        if aliases and plain in aliases:
            return aliases[plain]
        raise ValueError(f"'{text}' is not one of {', '.join(words)}{_nearest(plain, words)}")

    return parse


def _nearest(text: str, words: type[W]) -> str:
    import difflib  # noqa: PLC0415 (only needed for the hint)

    close = difflib.get_close_matches(text, [w.value for w in words], n=1)
    return f" (did you mean {close[0]}?)" if close else ""


def _parse_id(text: str) -> str:
    if not ID.fullmatch(text):
        proposed = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:64]
        hint = f"write {proposed}" if proposed else "write letters a-z, digits and hyphens"
        raise ValueError(f"'{text}' is not an id ({hint})")
    return text


def _parse_flag(text: str) -> bool:
    if text in ("true", "false"):
        return text == "true"
    raise ValueError(f"'{text}' is not true or false (write true or false)")


def _parse_int(text: str) -> int:
    if not re.fullmatch(r"[+-]?\d{1,15}", text, re.ASCII):
        raise ValueError(f"'{text}' is not a whole number (write digits only)")
    return int(text)


def _parse_count(text: str) -> int:
    number = _parse_int(text)
    if not 1 <= number <= 100:
        raise ValueError(f"'{text}' is not between 1 and 100")
    return number


def _parse_percent(text: str) -> float:
    match = re.fullmatch(r"(\d{1,3}(?:\.\d{1,2})?)\s?%", text, re.ASCII)
    if match is None or float(match[1]) > 100:
        raise ValueError(f"'{text}' is not a share (write 60%)")
    return float(match[1]) / 100


def _parse_country(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2}", text, re.ASCII):
        raise ValueError(f"'{text}' is not a country code (write two letters, such as PK)")
    return text.upper()


def _parse_language(text: str) -> str:
    if not _LANGUAGE.fullmatch(text):
        raise ValueError(f"'{text}' is not a language code (write en, ur or pt-BR)")
    return text


def _parse_zone_name(text: str) -> str:
    return parse_zone(text).key


def _parse_page_url(text: str) -> str:
    parts = _split(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"'{text}' is not a web address (write https://status.example.com/)")
    if "?" in text or "#" in text or parts.username or parts.password:
        raise ValueError(
            "the page's address holds more than host and path (write https://status.example.com/)"
        )
    return text if text.endswith("/") else text + "/"


def _parse_link(text: str) -> str:
    parts = _split(text)
    if parts.scheme not in ("http", "https", "mailto"):
        raise ValueError(f"'{text}' is not a link (write an https:// or mailto: address)")
    return text


def _parse_report_link(text: str) -> str:
    parts = _split(text)
    if parts.scheme not in ("https", "mailto") or (parts.scheme == "https" and not parts.hostname):
        raise ValueError(f"'{text}' is not where readers report (write an https:// or mailto: address)")
    return text


def _parse_browser_address(text: str) -> str:
    """An address that any reader's browser may ask. One with a password is not repeated."""
    parts = _split(text)
    if "@" in parts.netloc:
        raise ValueError("an address that everybody may ask holds a password (write https://example.com/)")
    if parts.scheme != "https" or not parts.hostname:
        raise ValueError(f"'{text}' is not what a browser may ask (write https://example.com/)")
    if not _HOST.fullmatch(parts.hostname) or not parts.netloc.isascii():
        raise ValueError(f"the host of '{text}' is not as policies know it (write its name, or xn--...)")
    if "#" in text:
        raise ValueError(f"'{text}' ends in a part that is never sent (leave out # and what follows)")
    return text


def _parse_hub(text: str) -> str:
    """Where a hub takes what it is told. It stands in every feed, so it holds no password."""
    parts = _split(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or "#" in text:
        raise ValueError("that is not the address of a hub (write https://hub.example.com/)")
    return text


def _parse_interval(text: str) -> timedelta:
    interval = parse_duration(text)
    if interval < _SHORTEST_INTERVAL:
        raise ValueError(f"'{text}' is too short for an interval (write 1s or more)")
    return interval


def _parse_target(text: str) -> "str | Secret":
    """A check's URL. Its text never stands in a message: it may hold a password."""
    if text.startswith("$"):
        return Secret(text)
    parts = _split(text)
    if parts.scheme not in list(CheckKind):
        # Without "//" what stands before the colon may be half of a password.
        if "://" not in text or not parts.scheme or "." in parts.scheme:
            raise ValueError("a check's url needs a scheme (write https:// before the host)")
        raise ValueError(f"'{parts.scheme}' is not a kind of check ({_nearest_kind(parts.scheme)})")
    if not parts.hostname and parts.scheme not in HOSTLESS:
        raise ValueError("a check's url has no host (write https://example.com/)")
    if parts.scheme in NO_USUAL_PORT and parts.port is None:
        raise ValueError(f"a {parts.scheme} check needs a port (write {parts.scheme}://host:5432)")
    return secret_or_text(text)


def _nearest_kind(scheme: str) -> str:
    import difflib  # noqa: PLC0415 (only needed for the hint)

    close = difflib.get_close_matches(scheme, list(CheckKind), n=1)
    return f"did you mean {close[0]}://?" if close else f"write one of {', '.join(CheckKind)}"


def _split(text: str) -> Any:
    if any(ord(c) <= 0x20 or ord(c) == 0x7F for c in text):
        raise ValueError("an address holds a space or a control character (remove it)")
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 (raises for ports that are none)
    except ValueError:
        raise ValueError("an address cannot be understood (write https://example.com/)") from None
    return parts


def _parse_statuses(value: Any) -> Any:
    """One status code, a range (`200-299`), or a list of them, as (first, last) pairs."""
    items = value if isinstance(value, list) else [value]
    return tuple(item if isinstance(item, tuple) else _status_range(item) for item in items)


def _status_range(item: Any) -> tuple[int, int]:
    match = re.fullmatch(r"([1-9]\d\d)(?:-([1-9]\d\d))?", str(item), re.ASCII)
    if match is None or int(match[2] or match[1]) < int(match[1]):
        raise ValueError(f"'{item}' is not an HTTP status (write 200 or 200-299)")
    return int(match[1]), int(match[2] or match[1])


def _parse_rule(value: Any) -> Any:
    """A rule, alone or with the clocks that it follows."""
    text, zone = value if isinstance(value, tuple) else (value, None)
    return scalar(lambda written: parse_repeat(written, zone))(text)


def _parse_day_or_moment(text: str) -> date:
    if not text.strip()[:1].isdigit():
        raise ValueError(f"'{text}' is no day and no time (write 2025-12-28 or 2025-12-28T01:00Z)")
    return parse_date(text) if is_date(text) else parse_moment(text)


def _parse_text(value: Any) -> Any:
    """A text, or a mapping from language to text."""
    if isinstance(value, Text):
        return value
    if isinstance(value, dict):
        if not value:
            raise ValueError("has no text in any language (write en: ...)")
        return Text(tuple((_parse_language(str(k)), some(v)) for k, v in value.items()))
    if isinstance(value, list):
        raise ValueError("a list stands where a text belongs")
    return text_of(some(value))


def some(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("has no text (write some, in quotes)")
    if not value.strip():
        raise ValueError("is empty (write some text)")
    return str(value)


Id = Annotated[str, BeforeValidator(scalar(_parse_id)), WithJsonSchema(forms.ID)]
Line = Annotated[str, BeforeValidator(scalar(some)), WithJsonSchema(forms.LINE)]
Words = Annotated[Text, BeforeValidator(_parse_text), WithJsonSchema(forms.WORDS)]
Document = Annotated[Text, BeforeValidator(_parse_text), WithJsonSchema(forms.DOCUMENT)]
"""As `Words`; a file may stand for a text, `{file: postmortems/2025-03-10.md}`, whole or by language.
Reading puts the file's text in its place, so none is left here."""
Flag = Annotated[bool, BeforeValidator(scalar(_parse_flag)), WithJsonSchema(forms.FLAG)]
Integer = Annotated[int, BeforeValidator(scalar(_parse_int)), WithJsonSchema(forms.INTEGER)]
Count = Annotated[int, BeforeValidator(scalar(_parse_count)), WithJsonSchema(forms.COUNT)]
Share = Annotated[float, BeforeValidator(scalar(_parse_percent)), WithJsonSchema(forms.SHARE)]
Moment = Annotated[datetime, BeforeValidator(scalar(parse_moment)), WithJsonSchema(forms.MOMENT)]
DayOrMoment = Annotated[
    date, PlainValidator(scalar(_parse_day_or_moment)), WithJsonSchema(forms.DAY_OR_MOMENT)
]
"""A day, `2025-12-28`, or a time with zone; what was a time is a datetime."""
RepeatRule = Annotated[Repeat, BeforeValidator(_parse_rule), WithJsonSchema(forms.RULE)]
"""A rule as RFC 5545 has it, `FREQ=WEEKLY;BYDAY=SU`."""
Day = Annotated[date, BeforeValidator(scalar(parse_date)), WithJsonSchema(forms.DAY)]
Duration = Annotated[timedelta, BeforeValidator(scalar(parse_duration)), WithJsonSchema(forms.DURATION)]
Interval = Annotated[timedelta, BeforeValidator(scalar(_parse_interval)), WithJsonSchema(forms.INTERVAL)]
Country = Annotated[str, BeforeValidator(scalar(_parse_country)), WithJsonSchema(forms.COUNTRY)]
Language = Annotated[str, BeforeValidator(scalar(_parse_language)), WithJsonSchema(forms.LANGUAGE)]
Zone = Annotated[str, BeforeValidator(scalar(_parse_zone_name)), WithJsonSchema(forms.ZONE)]
PageUrl = Annotated[str, BeforeValidator(scalar(_parse_page_url)), WithJsonSchema(forms.PAGE_URL)]
Link = Annotated[str, BeforeValidator(scalar(_parse_link)), WithJsonSchema(forms.LINK)]
ReportLink = Annotated[str, BeforeValidator(scalar(_parse_report_link)), WithJsonSchema(forms.REPORT_LINK)]
BrowserAddress = Annotated[
    str, BeforeValidator(scalar(_parse_browser_address)), WithJsonSchema(forms.BROWSER_ADDRESS)
]
HubAddress = Annotated[str, BeforeValidator(scalar(_parse_hub)), WithJsonSchema(forms.HUB_ADDRESS)]
Target = Annotated[str | Secret, BeforeValidator(scalar(_parse_target)), WithJsonSchema(forms.TARGET)]
MaybeSecret = Annotated[
    str | Secret, BeforeValidator(scalar(secret_or_text)), WithJsonSchema(forms.MAYBE_SECRET)
]
StatusCodes = Annotated[
    tuple[tuple[int, int], ...], BeforeValidator(_parse_statuses), WithJsonSchema(forms.STATUS_CODES)
]
StatusWord = Annotated[
    Status,
    BeforeValidator(scalar(word(Status, STATUS_ALIASES))),
    WithJsonSchema(words(Status, STATUS_ALIASES)),
]
UpdateStatusWord = Annotated[
    UpdateStatus,
    BeforeValidator(scalar(word(UpdateStatus, UPDATE_STATUS_ALIASES))),
    WithJsonSchema(words(UpdateStatus, UPDATE_STATUS_ALIASES)),
]
SeverityWord = Annotated[Severity, BeforeValidator(scalar(word(Severity))), WithJsonSchema(words(Severity))]
ScopeWord = Annotated[ScopeKind, BeforeValidator(scalar(word(ScopeKind))), WithJsonSchema(words(ScopeKind))]
NetworkWord = Annotated[
    NetworkKind, BeforeValidator(scalar(word(NetworkKind))), WithJsonSchema(words(NetworkKind))
]
AuthorWord = Annotated[Author, BeforeValidator(scalar(word(Author))), WithJsonSchema(words(Author))]
KindWord = Annotated[Kind, BeforeValidator(scalar(word(Kind))), WithJsonSchema(words(Kind))]
