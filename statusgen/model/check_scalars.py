"""Scalars of checks: what a written text means, told to pydantic."""

import ipaddress
import re
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, WithJsonSchema

from statusgen.model.forms import Form, any_text, text, words
from statusgen.model.scalars import scalar, some, word
from statusgen.model.words import Family, Method, Record, Redirects, TlsVersion

IpNetwork: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
_UNITS = {"": 1, "B": 1, "kB": 1_000, "MB": 1_000_000}
_MOST = 10_000_000
"""Bytes of an answer; more are never read."""
_LONGEST = 1000
"""Characters of a pattern, a path or a selector."""


def _parse_number(text: str) -> float:
    if not re.fullmatch(r"[+-]?\d{1,15}(?:\.\d{1,9})?", text, re.ASCII):
        raise ValueError(f"'{text}' is not a number (write 0.5)")
    return float(text)


def _parse_size(text: str) -> int:
    match = re.fullmatch(r"(\d{1,9})\s?(|B|kB|MB)", text, re.ASCII)
    size = int(match[1]) * _UNITS[match[2]] if match else 0
    if not 1 <= size <= _MOST:
        raise ValueError(f"'{text}' is not a size from 1B to 10MB (write 500kB)")
    return size


def _parse_net(text: str) -> IpNetwork:
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        raise ValueError(f"'{text}' is not an address or network (write 192.0.2.0/24)") from None


def _parse_pattern(text: str) -> str:
    import re2  # type: ignore[import-untyped]  # noqa: PLC0415 (few checks have one; it has no types)

    some(text)
    try:
        if len(text) <= _LONGEST:
            re2.compile(text)
            return text
    except re2.error:
        pass
    raise ValueError(
        f"'{text[:60]}' is not a pattern of RE2 (it knows no look-around and no back references)"
    )


def _parse_json_path(text: str) -> str:
    import jsonpath  # noqa: PLC0415 (few checks have one)

    try:
        if len(text) <= _LONGEST:
            jsonpath.compile(text, strict=True)
            return text
    except jsonpath.JSONPathError:
        pass
    raise ValueError(f"'{text[:60]}' is not a JSONPath (write $.status)")


def _parse_selector(text: str) -> str:
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError  # noqa: PLC0415 (few checks have one)

    some(text)
    try:
        if len(text) <= _LONGEST:
            LexborHTMLParser("<p>").css(text)
            return text
    except SelectolaxError:
        pass
    raise ValueError(f"'{text[:60]}' is not a CSS selector (write main h1)")


def _parse_file(text: str) -> str:
    if ".." in text.split("/") or "\0" in text or text.endswith("/"):
        raise ValueError(f"'{text}' is not a file of the project, nor a whole path (write certs/client.pem)")
    return some(text)


_NUMBER: Form = {
    "anyOf": [
        {"type": "number", "errorMessage": "not a number (write 0.5)"},
        {"type": "string", "pattern": r"^[+-]?[0-9]{1,15}(?:\.[0-9]{1,9})?$"},
    ]
}
_SIZE: Form = any_text("not a size (write 500kB)", r"^[0-9]{1,9} ?(?:|B|kB|MB)$", minimum=1)
_NET = text("not an address or network (write 192.0.2.0/24)", r"^[0-9A-Fa-f.:]+(?:/[0-9]{1,3})?$")
_PATTERN = any_text("is empty (write some text)", r"\S")
_JSON_PATH = text("not a JSONPath (write $.status)", r"^\$", examples=["$.status"])
_SELECTOR = any_text("is empty (write some text)", r"\S")
_TLS_VERSION: Form = {"anyOf": [words(TlsVersion), {"type": "number", "minimum": 1.2, "maximum": 1.3}]}
_FILE = any_text("is empty (write some text)", r"\S")

Number = Annotated[float, BeforeValidator(scalar(_parse_number)), WithJsonSchema(_NUMBER)]
Size = Annotated[int, BeforeValidator(scalar(_parse_size)), WithJsonSchema(_SIZE)]
Net = Annotated[IpNetwork, BeforeValidator(scalar(_parse_net)), WithJsonSchema(_NET)]
Pattern = Annotated[str, BeforeValidator(scalar(_parse_pattern)), WithJsonSchema(_PATTERN)]
JsonPath = Annotated[str, BeforeValidator(scalar(_parse_json_path)), WithJsonSchema(_JSON_PATH)]
Selector = Annotated[str, BeforeValidator(scalar(_parse_selector)), WithJsonSchema(_SELECTOR)]
File = Annotated[str, BeforeValidator(scalar(_parse_file)), WithJsonSchema(_FILE)]
FamilyWord = Annotated[Family, BeforeValidator(scalar(word(Family))), WithJsonSchema(words(Family))]
RedirectWord = Annotated[
    Redirects, BeforeValidator(scalar(word(Redirects))), WithJsonSchema(words(Redirects))
]
RecordWord = Annotated[Record, BeforeValidator(scalar(word(Record))), WithJsonSchema(words(Record))]
TlsWord = Annotated[TlsVersion, BeforeValidator(scalar(word(TlsVersion))), WithJsonSchema(_TLS_VERSION)]
MethodWord = Annotated[Method, BeforeValidator(scalar(word(Method))), WithJsonSchema(words(Method))]
