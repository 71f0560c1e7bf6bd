"""Who is told of changes, of which, and when: `notify:` in the settings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BeforeValidator, ConfigDict, WithJsonSchema

from statusgen.model.checks import Tls
from statusgen.model.forms import text, words
from statusgen.model.scalars import Duration, Id, Line, Link, MaybeSecret, SeverityWord, Zone, scalar, word
from statusgen.model.secrets import Secret, secret_or_text
from statusgen.model.words import Severity

STRICT = ConfigDict(extra="forbid")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_MAILBOX = re.compile(r"[^\s@<>()\[\],;:\"\\\x00-\x20\x7f]{1,64}@[^\s@<>()\[\],;:\"\\/\x00-\x20\x7f]{1,253}")
_NAMED = re.compile(r"([^<>\x00-\x1f\x7f]*)<([^<>]+)>")
"""A name and an address behind it."""
_SERVERS = ("smtps", "smtp", "smtp+plain")


class Topic(StrEnum):
    """What a message can be about."""

    COMPONENTS = "components"
    """A component's known status changed."""
    EVIDENCE = "evidence"
    """It can no longer be told, or again."""
    INCIDENTS = "incidents"
    MAINTENANCE = "maintenance"


def _parse_clock(written: str) -> time:
    match = _CLOCK.fullmatch(written)
    if match is None:
        raise ValueError(f"'{written}' is not a time of day (write 22:00)")
    return time(int(match[1]), int(match[2]))


def _parse_web(written: str) -> str | Secret:
    """An address to send to. Its text never stands in a message: it may be a secret as a whole."""
    example = "https://hooks.example.com/status"
    return _whole_secret(written) or secret_or_text(_host_of(written, ("https", "http"), example))


def _whole_secret(written: str) -> Secret | None:
    """What begins with a secret may be anything once it is filled in."""
    found = secret_or_text(written)
    return found if isinstance(found, Secret) and written.startswith("$") else None


def _parse_server(written: str) -> str | Secret:
    example = "smtp://user:$PASSWORD@mail.example.com:587"
    if secret := _whole_secret(written):
        return secret
    parts = urlsplit(_host_of(written, _SERVERS, example))
    if parts.scheme == "smtp+plain" and (parts.username or parts.password):
        raise ValueError(f"a password would travel in the open (write {example})")
    return secret_or_text(written)


def _host_of(written: str, schemes: tuple[str, ...], example: str) -> str:
    fault = f"an address cannot be understood (write {example})"
    if any(ord(c) <= 0x20 or ord(c) == 0x7F for c in written):
        raise ValueError("an address holds a space or a control character (remove it)")
    try:
        parts = urlsplit(written)
        parts.port  # noqa: B018 (raises for ports that are none)
    except ValueError:
        raise ValueError(fault) from None
    if not written.startswith(tuple(f"{scheme}://" for scheme in schemes)) or not parts.hostname:
        raise ValueError(fault)
    return written


def is_mailbox(written: str) -> bool:
    """One plain address of mail, that can stand in an envelope and a header."""
    return _MAILBOX.fullmatch(written) is not None


def _parse_mailbox(written: str) -> str | Secret:
    secret = _whole_secret(written)
    if secret is None and not is_mailbox(written):
        raise ValueError("that is no address of mail (write ops@example.com, one for each person)")
    return secret or secret_or_text(written)


def sender_of(written: str) -> tuple[str, str]:
    """The name and the address of a sender; the name may be empty."""
    match = _NAMED.fullmatch(written.strip())
    return (match[1].strip().strip('"'), match[2]) if match else ("", written.strip())


def _parse_sender(written: str) -> str:
    if not is_mailbox(sender_of(written)[1]):
        raise ValueError(f"'{written}' is no sender (write Chirp status <status@example.com>)")
    return written


def _parse_service(written: str) -> str | Secret:
    secret = _whole_secret(written)
    if secret is None and "://" not in written:
        raise ValueError("an address of apprise has a scheme (write ntfy://$TOPIC)")
    return secret or secret_or_text(written)


_CLOCK_FORM = text(
    "not a time of day (write 22:00)", r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]$", examples=["22:00"]
)
_WEB = text("not an address (write https://hooks.example.com/status)", r"^(?:\$|https?://)")
_SERVER = text(
    "not a server of mail (write smtp://user:$PASSWORD@mail.example.com:587)",
    r"^(?:\$|smtps://|smtp://|smtp\+plain://)",
)
_BOX = text("not an address of mail (write ops@example.com)", r"^(?:\$|[^\s@]+@[^\s@]+$)")
_SENDER = text("not a sender (write Chirp status <status@example.com>)", "@")
_SERVICE = text("not an address of apprise (write ntfy://$TOPIC)", r"^\$|://")

Clock = Annotated[time, BeforeValidator(scalar(_parse_clock)), WithJsonSchema(_CLOCK_FORM)]
WebAddress = Annotated[str | Secret, BeforeValidator(scalar(_parse_web)), WithJsonSchema(_WEB)]
MailServer = Annotated[str | Secret, BeforeValidator(scalar(_parse_server)), WithJsonSchema(_SERVER)]
Mailbox = Annotated[str | Secret, BeforeValidator(scalar(_parse_mailbox)), WithJsonSchema(_BOX)]
Sender = Annotated[str, BeforeValidator(scalar(_parse_sender)), WithJsonSchema(_SENDER)]
Service = Annotated[str | Secret, BeforeValidator(scalar(_parse_service)), WithJsonSchema(_SERVICE)]
TopicWord = Annotated[Topic, BeforeValidator(scalar(word(Topic))), WithJsonSchema(words(Topic))]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """When a receiver is left in peace; what happens then is told when they are over."""

    __pydantic_config__ = STRICT
    start: Clock
    """From this time of day, `22:00`."""
    end: Clock
    """To this one; the next day's, where it is the earlier one."""
    zone: Zone
    """Whose clocks: `Europe/Berlin`."""
    unless: SeverityWord = Severity.CRITICAL
    """What is at least so severe is told at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """One that is told. It has exactly one of `webhook`, `email` and `apprise`."""

    __pydantic_config__ = STRICT
    id: Id
    """Its name in what is remembered of it; keep it, or it counts as a new one."""
    webhook: WebAddress | None = None
    """An address that takes messages in the form of Statuspage's webhooks. May name secrets: `$NAME`."""
    secret: MaybeSecret | None = None
    """Of `webhook`: what its messages are signed with. Write `$NAME`."""
    headers: Mapping[Line, MaybeSecret] = field(default_factory=dict)
    """Of `webhook`: headers to send; values may name secrets."""
    email: tuple[Mailbox, ...] = ()
    """Addresses of mail, each of which gets a message of its own; `$NAME` keeps one out of the file."""
    sender: Sender | None = None
    """Of `email`: who it comes from, `Chirp status <status@chirp.example>`."""
    server: MailServer | None = None
    """Of `email`: `smtp://user:$PASSWORD@host:587` (STARTTLS, always), `smtps://…` (TLS), or
    `smtp+plain://…` (neither, for a server on the same machine)."""
    apprise: Service | None = None
    """An address of apprise, for chat, push and social services: `ntfy://$TOPIC`. Needs
    `statusgen[notify]`."""
    unsubscribe: Link | None = None
    """Where people take themselves off the list; stands in mail and webhooks."""
    tell: tuple[TopicWord, ...] = (Topic.COMPONENTS, Topic.INCIDENTS, Topic.MAINTENANCE)
    """What it is told of: `components`, `incidents`, `maintenance`, and `evidence` for components that can no
    longer be measured."""
    components: tuple[Id, ...] = ()
    """Components or groups that it cares for; all unless given."""
    severity: SeverityWord = Severity.NONE
    """The least severity that it is told of: `none`, `minor` (slow), `major` (partly down) or `critical`
    (down)."""
    quiet: QuietHours | None = None
    """When it is left in peace."""
    deadline: Duration = timedelta(seconds=30)
    """So long one run tries; what is left is tried at the next."""
    tls: Tls = field(default_factory=Tls)
    """How it proves itself, and we to it."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """Which of the three it has."""
        return tuple(kind for kind in ("webhook", "email", "apprise") if getattr(self, kind))
