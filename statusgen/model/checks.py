"""A check: one question put to one target, and what a good answer looks like."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from statusgen.model.check_scalars import (
    FamilyWord,
    File,
    JsonPath,
    MethodWord,
    Net,
    Number,
    Pattern,
    RecordWord,
    RedirectWord,
    Selector,
    Size,
    TlsWord,
)
from statusgen.model.forms import Form
from statusgen.model.layout import HEARTBEATS
from statusgen.model.scalar_forms import TARGET
from statusgen.model.scalars import (
    Count,
    Duration,
    Flag,
    Id,
    Interval,
    Line,
    MaybeSecret,
    StatusCodes,
    Target,
)
from statusgen.model.secrets import Secret
from statusgen.model.words import CheckKind, Method, Record, Redirects

STRICT = ConfigDict(extra="forbid")
"""Unknown keys are errors; dataclasses let them pass unless told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonExpect:
    """What must stand in a JSON answer."""

    __pydantic_config__ = STRICT
    path: JsonPath
    """Where, in JSONPath (RFC 9535): `$.status`."""
    equals: Line | None = None
    """The value there, as text: `ok`, `true`, `5`, `null`. Of several found, one is enough."""
    above: Number | None = None
    """A number there must be greater."""
    below: Number | None = None
    """A number there must be smaller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlExpect:
    """What must stand on a web page."""

    __pydantic_config__ = STRICT
    select: Selector
    """Where, as a CSS selector: `main h1`. Something must be there."""
    text: Line | None = None
    """Text that one of the elements must hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect:
    """What a good answer looks like. All that is written must hold."""

    __pydantic_config__ = STRICT
    status: StatusCodes = ((200, 299),)
    """HTTP statuses that are good: `200`, `200-299`, or a list of these."""
    text: Line | None = None
    """Text that must stand in the answer."""
    no_text: Line | None = None
    """Text that must not stand in the answer."""
    pattern: Pattern | None = None
    """A regular expression (RE2) that must match somewhere in the answer."""
    json: tuple[JsonExpect, ...] = ()
    """What must stand in a JSON answer."""
    html: tuple[HtmlExpect, ...] = ()
    """What must stand on a web page."""
    header: Mapping[Line, Line] = field(default_factory=dict)
    """Headers that the answer must have, and a text that each must hold."""
    size: Size | None = None
    """The most bytes a good answer has: `500kB`, `2MB`."""
    ip: tuple[Net, ...] = ()
    """The address that answers must be one of these, or in one of these networks: `192.0.2.0/24`."""
    answers: tuple[Line, ...] = ()
    """Of a name: records that must be among its answers."""
    above: Number | None = None
    """Of a query: the value must be greater."""
    below: Number | None = None
    """Of a query: the value must be smaller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Auth:
    """Who we are to the target."""

    __pydantic_config__ = STRICT
    user: MaybeSecret | None = None
    """With a password: Basic."""
    password: MaybeSecret | None = None
    """Write `$NAME`, never the password itself."""
    token: MaybeSecret | None = None
    """Alone: Bearer. Write `$NAME`. Of `heartbeat`: what callers of `run --listen` must show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """How the target proves itself, and we to it."""

    __pydantic_config__ = STRICT
    authority: File | None = None
    """A file with your own certificate authorities (PEM), trusted for this check alone."""
    certificate: File | None = None
    """Our certificate (PEM), where the target asks for one."""
    key: File | None = None
    """Its private key (PEM), unless it stands in the same file."""
    minimum: TlsWord | None = None
    """The oldest version that is good: `1.2` or `1.3`."""
    name: Line | None = None
    """The name that the certificate must be for, where it is not the host's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """A value taken from an answer for the steps that follow."""

    __pydantic_config__ = STRICT
    json: JsonPath | None = None
    """From a JSON answer."""
    header: Line | None = None
    """From a header."""
    pattern: Pattern | None = None
    """The first group of a regular expression (RE2), from the body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One request of several in a row. `{name}` stands for a value captured before."""

    __pydantic_config__ = STRICT
    url: MaybeSecret
    """Absolute, or a path on the check's own host. Other hosts get no headers of the check."""
    method: MethodWord = Method.GET
    """The HTTP method."""
    headers: Mapping[Line, MaybeSecret] = field(default_factory=dict)
    """HTTP headers of this step, beside the check's."""
    body: MaybeSecret | None = None
    """What is sent."""
    expect: Expect = field(default_factory=Expect)
    """What a good answer looks like."""
    capture: Mapping[Id, Capture] = field(default_factory=dict)
    """Values for the steps that follow, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question put to one target."""

    __pydantic_config__ = STRICT
    url: Target
    """Its scheme is the kind of check. May name secrets: `$NAME`."""
    id: Id | None = None
    """Its name in history; derived from the URL unless given."""
    expect: Expect = field(default_factory=Expect)
    """What a good answer looks like."""
    slow_after: Duration | None = None
    """A good answer that takes longer is `slow`."""
    timeout: Duration = timedelta(seconds=10)
    """The one deadline for the whole check, from name to last byte."""
    expires_within: Duration | None = None
    """Warn when the TLS certificate expires within this time."""
    every: Interval | None = None
    """Its own interval, where it differs from the page's."""
    attempts: Count = 3
    """Tries within one round before it counts as failed; they are spaced."""
    down_after: Count | None = None
    """Failed rounds in a row until it counts as down: 3 from one vantage, 2 from several."""
    family: FamilyWord | None = None
    """`ipv4` or `ipv6` alone; else whichever answers first."""
    allow_private: Flag = False
    """Redirects may lead to private addresses."""
    tls: Tls = field(default_factory=Tls)
    """How the target proves itself, and we to it."""

    method: MethodWord = Method.GET
    """The HTTP method."""
    headers: Mapping[Line, MaybeSecret] = field(default_factory=dict)
    """HTTP headers to send; values may name secrets: `$NAME`."""
    body: MaybeSecret | None = None
    """What is sent with the request."""
    auth: Auth | None = None
    """Who we are to the target."""
    proxy: MaybeSecret | None = None
    """An `http://` proxy to ask through; the environment's are never used."""
    http2: Flag = False
    """Ask by HTTP/2, which must then be spoken."""
    redirects: RedirectWord = Redirects.FOLLOW
    """`follow`, `same_origin` or `none`; at most five, and never to private addresses unless allowed."""
    steps: tuple[Step, ...] = ()
    """Requests in a row, in the place of one."""

    send: MaybeSecret | None = None
    """What is sent over `tcp`, `udp` or `ws` before an answer is expected."""
    starttls: Flag = False
    """Of `smtp` and `imap`: the connection must be made secure."""
    record: RecordWord = Record.A
    """Of a name: the kind of record asked for."""
    resolver: Line | None = None
    """Of a name: the server asked, `192.0.2.53` or `192.0.2.53:5353`; else the system's."""
    dnssec: Flag = False
    """Of a name: the answer must be marked as proved by the resolver."""
    service: Line | None = None
    """Of `grpc`: the service whose health is asked; else the server's as a whole."""

    file: File | None = None
    """Of `heartbeat`: the file that the job touches."""
    within: Duration | None = None
    """Of `heartbeat`: the job is late when it was not heard of for longer."""
    query: Line | None = None
    """Of `prometheus`: the instant query."""
    component: Line | None = None
    """Of `statuspage`: a component there, by name or id; else the page as a whole."""
    arguments: tuple[MaybeSecret, ...] = ()
    """Of `command`: what it is called with; no shell reads it."""

    @property
    def key(self) -> str:
        """The id given, or one derived from scheme and URL, never from the position."""
        if self.id:
            return self.id
        digest = hashlib.sha256(str(self.url).encode()).hexdigest()[:8]
        return f"{self.kind or 'url'}-{digest}"

    @property
    def name(self) -> str:
        """What stands behind the scheme, as written: the job of a heartbeat, the program of a command."""
        return str(self.url).partition("://")[2]

    @property
    def heartbeat_file(self) -> str:
        """The file that the job touches, as a path of the project."""
        return self.file or f"{HEARTBEATS}/{self.name}"

    @property
    def kind(self) -> CheckKind | None:
        """The kind by the URL's scheme; None while the URL is a secret as a whole."""
        scheme = str(self.url).partition("://")[0]
        return CheckKind(scheme) if scheme in list(CheckKind) else None


def _short_check(value: Any) -> Any:
    return {"url": value} if isinstance(value, (str, Secret)) else value


class _OrUrl:
    """Tells editors of the short form."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Form:
        return {"anyOf": [TARGET, handler(schema)]}


CheckOrUrl = Annotated[Check, BeforeValidator(_short_check), _OrUrl()]
"""A check, or its URL alone."""
