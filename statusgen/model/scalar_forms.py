"""The form of each scalar: what editors take, offer and say of it.

Each stands beside its parser in `scalars.py`. `tests/model/test_scalar_forms.py` holds the two together: what
a parser takes, its form takes. Examples are offered as values, so they are ones that may be meant.
"""

from statusgen.model.forms import Form, any_text, number, spelt, text
from statusgen.model.repeats import FREQUENCIES
from statusgen.model.words import CheckKind

NOW = (
    "${CURRENT_YEAR}-${CURRENT_MONTH}-${CURRENT_DATE}"
    "T${CURRENT_HOUR}:${CURRENT_MINUTE}${CURRENT_TIMEZONE_OFFSET}"
)
"""The present with the editor's offset, where it fills in such variables (VS Code does). Elsewhere what is
left is no time: it is complained of, and cannot be published by mistake."""
_DAY = r"(?:19[7-9][0-9]|2[01][0-9]{2})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_TIME = rf"{_DAY}[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{{1,9}})?)?"
_ZONE = r"(?:[+-](?:0[0-9]|1[0-4]):?[0-5][0-9]|[A-Za-z][A-Za-z0-9_+/-]*)"
_DURATION = r"^\s*(?:[0-9]{1,9}(?:\.[0-9]{1,3})?(?:ms|s|m|h|d|w))+\s*$"
_DURATIONS = {
    "description": "Durations are written `800ms`, `30s`, `5m`, `1h30m`, `14d`.",
    "examples": ["30s", "5m", "2h", "14d"],
}
_HALF_TIMES = (
    (
        rf"^\s*{_TIME}\s*$",
        "the time has no zone (write 2025-03-10T09:45Z, or a zone's name: 2025-03-10 09:45 Europe/Berlin)",
    ),
    (rf"^\s*{_DAY}\s*$", "the time has no time of day (write 2025-03-10T09:45Z)"),
)
"""What people leave out, and what they are told."""
_SOLID = r"[^\x00-\x20\x7f]"
"""A character of an address."""
_STATUS_CODE = "not an HTTP status (write 200 or 200-299)"


def _moment() -> Form:
    whole = rf"^\s*{_TIME}\s*{_ZONE}\s*$"
    checked: Form = {"pattern": whole, "errorMessage": "not a time (write 2025-03-10T09:45Z)"}
    for half, says in _HALF_TIMES:
        fault = {"pattern": whole, "errorMessage": says}
        checked = {"if": {"pattern": half}, "then": fault, "else": checked}
    return {
        "type": "string",
        "errorMessage": "not a time (write 2025-03-10T09:45Z)",
        **checked,
        "description": "Times carry `Z`, an offset or a zone's name.",
        "examples": ["2025-03-10T09:45Z", "2025-03-10 02:45 America/Los_Angeles"],
        "defaultSnippets": [{"label": "now", "sortText": "0", "body": NOW}],
    }


def _texts() -> Form:
    one = any_text("is empty (write some text)", r"\S")
    languages = {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"title": "language", **LANGUAGE},
        "additionalProperties": one,
    }
    plain, *rest = one["anyOf"]
    return {"anyOf": [plain, languages, *rest]}


def _status_codes() -> Form:
    code = {"type": "integer", "minimum": 100, "maximum": 999, "errorMessage": _STATUS_CODE}
    options = [code, text(_STATUS_CODE, "^[1-9][0-9]{2}(?:-[1-9][0-9]{2})?$")]
    return {"anyOf": [*options, {"type": "array", "items": {"anyOf": options}}], "examples": [200, "200-299"]}


def _documents() -> Form:
    """A text, its file, or either by language."""
    plain, languages, *rest = _texts()["anyOf"]
    file: Form = {
        "type": "object",
        "required": ["file"],
        "additionalProperties": False,
        "properties": {
            "file": text("not a path below incidents/ (write postmortems/2025-03-10.md)", r"^\s*[^\s/]")
        },
    }
    one = {"anyOf": [plain, file, *rest]}
    languages = {**languages, "not": {"required": ["file"]}, "additionalProperties": one}
    return {"anyOf": [plain, file, languages, *rest]}


ID = any_text(
    "not an id (write letters a-z, digits and hyphens, at most 64)", "^[a-z0-9][a-z0-9-]{0,63}$", minimum=0
)
LINE = any_text("is empty (write some text)", r"\S")
FLAG: Form = {
    "anyOf": [
        {"type": "boolean", "errorMessage": "write true or false"},
        {"type": "string", "pattern": "^(?:true|false)$"},
    ]
}
INTEGER = number("not a whole number (write digits only)", "^[+-]?[0-9]{1,15}$", -(10**15) + 1, 10**15 - 1)
COUNT = number("not a number from 1 to 100", "^[+]?0{0,12}(?:[1-9][0-9]?|100)$", 1, 100)
SHARE = text(
    "not a share (write 60%)",
    r"^(?:0?[0-9]{1,2}(?:\.[0-9]{1,2})?|100(?:\.0{1,2})?)\s?%$",
    examples=["25%", "50%", "90%", "100%"],
)
MOMENT = _moment()
DAY = text("not a date (write 2025-03-10)", rf"^\s*{_DAY}\s*$", examples=["2025-03-10"])
DAY_OR_MOMENT = text(
    "not a day or a time with zone (write 2025-12-28)",
    rf"^\s*(?:{_DAY}|{_TIME}\s*{_ZONE})\s*$",
    examples=["2025-12-28"],
)
RULE = text(
    "not a rule of repetition (write FREQ=WEEKLY;BYDAY=SU)",
    r"^\s*(?:[Rr][Rr][Uu][Ll][Ee]:)?(?:.*;)?\s*[Ff][Rr][Ee][Qq]\s*=\s*"
    rf"(?:{'|'.join(spelt(word) for word in map(str.lower, FREQUENCIES))})\s*(?:;.*)?$",
    examples=[
        "FREQ=WEEKLY;BYDAY=SU",
        "FREQ=MONTHLY;BYDAY=1SU",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=DAILY",
        "FREQ=YEARLY",
    ],
)
DURATION = text("not a duration (write 800ms, 30s, 5m, 2h or 14d)", _DURATION, **_DURATIONS)
INTERVAL = text("not an interval (write 30s, 5m or 2h)", _DURATION, **_DURATIONS)
COUNTRY = text("not a country code (write two letters, such as PK)", "^[A-Za-z]{2}$", examples=["US", "PK"])
LANGUAGE = text(
    "not a language code (write en, ur or pt-BR)",
    "^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$",
    examples=["en", "ur", "pt-BR"],
)
ZONE = text(
    "not a time zone (write a name such as Europe/Berlin)",
    "^[A-Za-z][A-Za-z0-9_+/-]*$",
    examples=["Europe/Berlin", "Asia/Karachi", "America/Los_Angeles"],
)
PAGE_URL = text(
    "not a web address of host and path (write https://status.example.com/)",
    rf"^[Hh][Tt][Tt][Pp][Ss]?://(?:(?![?#]){_SOLID})+$",
    examples=["https://status.example.com/"],
)
LINK = text(
    "not a link (write an https:// or mailto: address)",
    rf"^(?:[Hh][Tt][Tt][Pp][Ss]?|[Mm][Aa][Ii][Ll][Tt][Oo]):{_SOLID}*$",
    examples=["https://example.com/", "mailto:status@example.com"],
)
REPORT_LINK = text(
    "not where readers report (write an https:// or mailto: address)",
    rf"^(?:[Hh][Tt][Tt][Pp][Ss]://{_SOLID}+|[Mm][Aa][Ii][Ll][Tt][Oo]:{_SOLID}*)$",
    examples=["https://github.com/example/service/issues/new", "mailto:status@example.com"],
)
BROWSER_ADDRESS = text(
    "not what a browser may ask (write https://example.com/)",
    rf"^[Hh][Tt][Tt][Pp][Ss]://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::[0-9]*)?(?:[/?](?:(?!#){_SOLID})*)?$",
    examples=["https://example.com/"],
)
HUB_ADDRESS = text(
    "not the address of a hub (write https://hub.example.com/)",
    rf"^[Hh][Tt][Tt][Pp][Ss]?://(?:(?![@#/?]){_SOLID})+(?:[/?](?:(?!#){_SOLID})*)?$",
    examples=["https://hub.example.com/"],
)
TARGET = text(
    "not an address to check (write https:// or another kind before the host)",
    rf"^(?:\$|(?:{'|'.join(spelt(kind) for kind in CheckKind)})://{_SOLID}+$)",
    examples=["https://example.com/", "tls://example.com:443"],
)
MAYBE_SECRET = any_text()
STATUS_CODES = _status_codes()
WORDS = _texts()
DOCUMENT = _documents()
