"""A message ready to be sent to one recipient, and what can go wrong with it."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from pydantic import AwareDatetime

from statusgen.model.words import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One message on its way to one recipient."""

    id: str
    """The same for the same changes to the same recipient: receivers know by it what they had already."""
    receiver: str
    recipient: str = ""
    """Which of a receiver's addresses, as `mark_of` names it; empty where it has one."""
    changes: tuple[str, ...]
    """Ids of what it tells."""
    severity: Severity
    subject: str
    text: str
    payload: str | None = None
    """What a webhook gets."""
    thread: str | None = None
    """What all messages of one matter share."""
    is_first: bool = False
    """The first of its thread."""
    made_at: AwareDatetime


class Scope(StrEnum):
    """What a failure says of the rest."""

    RECEIVER = "receiver"
    """Nothing can be sent there now."""
    RECIPIENT = "recipient"
    """Nothing can be sent to this address now."""
    MESSAGE = "message"
    """This message will never be taken."""


class DeliveryError(Exception):
    """A message was not taken. Its words hold neither addresses nor what a server said."""

    def __init__(self, words: str, scope: Scope = Scope.RECEIVER, *, is_hopeless: bool = False) -> None:
        super().__init__(words)
        self.words = words
        self.scope = scope
        self.is_hopeless = is_hopeless
        """Trying again at once would not help."""


def parcel_id(receiver: str, recipient: str, changes: tuple[str, ...]) -> str:
    """The id of these changes for this recipient."""
    text = "\0".join((receiver, recipient, *sorted(changes)))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def mark_of(address: str) -> str:
    """A name for an address that does not show it."""
    return hashlib.sha256(address.encode()).hexdigest()[:16]
