"""Where evidence is kept and for how long: `history:` in the settings."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, GetJsonSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema

from statusgen.model.check_scalars import Size
from statusgen.model.forms import Form, text
from statusgen.model.scalar_forms import DURATION
from statusgen.model.scalars import scalar
from statusgen.model.secrets import Secret, secret_or_text
from statusgen.model.times import parse_duration

_BRANCH = re.compile(
    r"(?![/.-])(?!.*(?:\.\.|//|/\.|\.lock(?:/|$)|@\{))[A-Za-z0-9._/-]{1,200}(?<![/.])", re.ASCII
)
"""The names that git takes, and no odd ones."""
_DATABASES = ("postgresql", "postgres")
_SHORTEST = timedelta(days=3)


class StoreKind(StrEnum):
    """The word before the colon of `history:`."""

    FILES = "files"
    GIT_BRANCH = "git-branch"
    POSTGRESQL = "postgresql"


def is_branch(name: str) -> bool:
    """A name that git takes for a branch, and no odd one."""
    return _BRANCH.fullmatch(name) is not None


def parse_store(written: str) -> str | Secret:
    """A store's address. Its text never stands in a message: it may hold a password."""
    if written == StoreKind.FILES or written.startswith("$"):
        return secret_or_text(written)
    scheme, _, rest = written.partition(":")
    if scheme == StoreKind.GIT_BRANCH:
        if not is_branch(rest):
            raise ValueError("that is no name of a branch (write git-branch:status-data)")
        return written
    if scheme in _DATABASES and rest.startswith("//"):
        return secret_or_text(written)
    raise ValueError(
        "not a place for history (write files, git-branch:status-data or postgresql://user:$PASSWORD@host/base)"
    )


def _parse_retention(written: str) -> timedelta:
    kept = parse_duration(written)
    if kept < _SHORTEST:
        raise ValueError(f"'{written}' is too short (write 3d or more: a page needs its last days exactly)")
    return kept


_STORE = text(
    "not a place for history (write files, git-branch:status-data or postgresql://…)",
    r"^(?:\$|files$|git-branch:[A-Za-z0-9_]|postgres(?:ql)?://)",
    examples=["files", "git-branch:status-data", "postgresql://statusgen:$PASSWORD@localhost/status"],
)
StoreAddress = Annotated[str | Secret, BeforeValidator(scalar(parse_store)), WithJsonSchema(_STORE)]
Retention = Annotated[
    timedelta,
    BeforeValidator(scalar(_parse_retention)),
    WithJsonSchema({**DURATION, "examples": ["30d", "400d"]}),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """Where evidence is kept, and for how long."""

    __pydantic_config__ = ConfigDict(extra="forbid")
    store: StoreAddress = StoreKind.FILES
    """`files` (the folder `history/`), `git-branch:NAME` (a branch of its own in this repository) or
    `postgresql://user:$PASSWORD@host/base`."""
    keep_rounds: Retention | None = None
    """So long each round is kept; older ones remain as tallies of their day. Without it nothing goes."""
    keep_hours: Retention | None = None
    """So long tallies hold latencies by the hour, then by the day. Without it, always by the hour."""
    budget: Size = 10_000_000
    """What `history/` may take, and what the repository may; past it `doctor` and the page say so."""

    @property
    def kind(self) -> StoreKind:
        """What kind of store it is. An address that is a secret as a whole is that of a database."""
        word = str(self.store).partition(":")[0]
        return StoreKind(word) if word in list(StoreKind) else StoreKind.POSTGRESQL

    @property
    def branch(self) -> str | None:
        """The branch of its own, where there is one."""
        return str(self.store).partition(":")[2] if self.kind is StoreKind.GIT_BRANCH else None


def _short(value: Any) -> Any:
    return {"store": value} if isinstance(value, (str, Secret)) else value


class _OrAddress:
    """Tells editors of the short form."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Form:
        return {"anyOf": [_STORE, handler(schema)]}


KeepingOrStore = Annotated[Keeping, BeforeValidator(_short), _OrAddress()]
