"""A parcel becomes a message of chat, push or a social network, by apprise."""

import logging
from importlib.util import find_spec

from statusgen.model.receivers import Receiver
from statusgen.notifying.channels import World
from statusgen.notifying.parcels import DeliveryError, Parcel


class Bridge:
    """One address of apprise."""

    def __init__(self, receiver: Receiver, world: World) -> None:
        self._receiver, self._world = receiver, world

    async def send(self, parcel: Parcel) -> None:
        if find_spec("apprise") is None:
            words = "this receiver needs a library (pip install 'statusgen[notify]')"
            raise DeliveryError(words, is_hopeless=True)
        assert self._receiver.apprise is not None  # noqa: S101 (its row of the table)
        url = self._world.reveal(self._receiver.apprise)
        trouble = await self._world.aside(lambda: _send(url, parcel))
        if trouble is not None:
            raise trouble

    def close(self) -> None:
        """What hangs stays in its thread, which nobody waits for."""


def _send(url: str, parcel: Parcel) -> DeliveryError | None:
    import apprise  # noqa: PLC0415 (an extra, and slow to import)

    # Its log quotes addresses, which hold keys.
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    service = apprise.Apprise()
    if not service.add(url):
        return DeliveryError("apprise does not understand its address", is_hopeless=True)
    if not service.notify(title=parcel.subject, body=parcel.text, body_format=apprise.NotifyFormat.TEXT):
        return DeliveryError("apprise could not deliver it")
    return None
