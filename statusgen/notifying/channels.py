"""The ways to a receiver, each a row; what they need of the world is handed to them."""

import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from statusgen.model.checks import Tls
from statusgen.model.editions import PageFacts
from statusgen.model.receivers import Receiver
from statusgen.model.secrets import MissingSecretError, Secret, reveal
from statusgen.notifying.parcels import DeliveryError, Parcel

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Letter:
    """A request to send. Holds secrets, so it has no repr."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    tls: Tls


class Post(Protocol):
    """Sends a letter and returns the status of the answer. DeliveryError when there was none."""

    async def __call__(self, letter: Letter) -> int: ...


class Dial(Protocol):
    """Connects to a host. DeliveryError when it cannot be reached."""

    async def __call__(self, host: str, port: int) -> socket.socket: ...


class Aside(Protocol):
    """Does what may block beside the loop."""

    def __call__(self, work: Callable[[], T]) -> Awaitable[T]: ...


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class World:
    """What channels need of it."""

    post: Post
    dial: Dial
    trust: Callable[[Tls], ssl.SSLContext]
    aside: Aside
    environ: Mapping[str, str]
    now: Callable[[], datetime]
    page: PageFacts

    def reveal(self, value: str | Secret) -> str:
        """The value to send. DeliveryError where it is not set."""
        try:
            return reveal(value, self.environ)
        except MissingSecretError as error:
            raise DeliveryError(f"${error} is not set", is_hopeless=True) from None


class Channel(Protocol):
    """One way to one receiver, for one run."""

    async def send(self, parcel: Parcel) -> None:
        """Send it. On return it was taken; DeliveryError when not."""
        ...

    def close(self) -> None:
        """Let go of what is open, at once."""
        ...


def channel_for(receiver: Receiver, world: World) -> Channel:
    """The way to this receiver."""
    return CHANNELS[receiver.kinds[0]](receiver, world)


def _webhook(receiver: Receiver, world: World) -> Channel:
    from statusgen.notifying.webhooks import Webhook  # noqa: PLC0415 (each way pays for itself)

    return Webhook(receiver, world)


def _email(receiver: Receiver, world: World) -> Channel:
    from statusgen.notifying.mail import Mail  # noqa: PLC0415 (as above)

    return Mail(receiver, world)


def _apprise(receiver: Receiver, world: World) -> Channel:
    from statusgen.notifying.bridges import Bridge  # noqa: PLC0415 (as above)

    return Bridge(receiver, world)


CHANNELS: Mapping[str, Callable[[Receiver, World], Channel]] = {
    "webhook": _webhook,
    "email": _email,
    "apprise": _apprise,
}
"""By the key of the settings that holds the address."""
