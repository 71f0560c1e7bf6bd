"""Whom to tell of a weakness: what people write of it in the settings."""

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, WithJsonSchema

from statusgen.model.forms import text
from statusgen.model.scalars import Language, Moment, scalar

_PATTERN = (
    "^(?:[Hh][Tt][Tt][Pp][Ss]://|[Mm][Aa][Ii][Ll][Tt][Oo]:|[Tt][Ee][Ll]:|[Dd][Nn][Ss]:"
    "|[Oo][Pp][Ee][Nn][Pp][Gg][Pp]4[Ff][Pp][Rr]:)[!-~]+$"
)
_FORM = text(
    "not an address (write mailto:security@example.com, or https://)",
    _PATTERN,
    examples=["mailto:security@example.com", "https://example.com/security"],
)


def _parse_uri(value: str) -> str:
    if not re.fullmatch(_PATTERN, value) or value.endswith("\n"):
        raise ValueError(f"'{value}' is not an address (write mailto:security@example.com, or https://)")
    return value


Uri = Annotated[str, BeforeValidator(scalar(_parse_uri)), WithJsonSchema(_FORM)]
"""An address as RFC 9116 has it: nothing that goes over the network in plain text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    """What stands in `.well-known/security.txt`."""

    __pydantic_config__ = ConfigDict(extra="forbid")
    contact: tuple[Uri, ...]
    """Where to tell of a weakness, the best way first: `mailto:`, `https://` or `tel:`."""
    expires: Moment
    """Until when you stand by it; at most a year from now. From then on nobody should rely on it."""
    encryption: Uri | None = None
    """Where your key lies; not the key itself."""
    acknowledgments: Uri | None = None
    """Where you thank those who told you."""
    policy: Uri | None = None
    """What you ask of those who look for weaknesses."""
    languages: tuple[Language, ...] = ()
    """In which you can be written to."""
