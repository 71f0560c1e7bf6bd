"""A parcel becomes one signed request."""

from statusgen.model.receivers import Receiver
from statusgen.notifying.channels import Letter, World
from statusgen.notifying.parcels import DeliveryError, Parcel, Scope
from statusgen.notifying.signing import signed

_OF_MESSAGE = (400, 406, 411, 413, 414, 415, 422)
"""What a server says of this one message: the others may fare better."""
_OF_MOMENT = (408, 409, 425, 429)


class Webhook:
    """Requests to one address, each on its own connection. Redirects are not followed."""

    def __init__(self, receiver: Receiver, world: World) -> None:
        self._receiver, self._world = receiver, world

    async def send(self, parcel: Parcel) -> None:
        assert self._receiver.webhook is not None  # noqa: S101 (its row of the table)
        assert parcel.payload is not None  # noqa: S101 (parcels for webhooks are made with one)
        letter = self._letter(self._world.reveal(self._receiver.webhook), parcel.id, parcel.payload.encode())
        status = await self._world.post(letter)
        if not 200 <= status < 300:
            raise _refusal(status)

    def close(self) -> None:
        """Nothing stays open."""

    def _letter(self, url: str, ident: str, body: bytes) -> Letter:
        receiver, world = self._receiver, self._world
        secret = world.reveal(receiver.secret) if receiver.secret else None
        headers = {name: world.reveal(value) for name, value in receiver.headers.items()}
        headers |= {"content-type": "application/json; charset=utf-8"}
        return Letter(
            url=url,
            headers=headers | signed(ident, world.now(), body, secret),
            body=body,
            tls=receiver.tls,
        )


def _refusal(status: int) -> DeliveryError:
    if status in _OF_MESSAGE:
        return DeliveryError(
            f"it does not take the message (status {status})", Scope.MESSAGE, is_hopeless=True
        )
    if 300 <= status < 400:
        return DeliveryError(f"it has moved (status {status}; write its new address)", is_hopeless=True)
    is_hopeless = 400 <= status < 500 and status not in _OF_MOMENT
    return DeliveryError(f"it answers with status {status}", is_hopeless=is_hopeless)
