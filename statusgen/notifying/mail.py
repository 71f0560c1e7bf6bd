"""Parcels become mail, all of a run over one connection."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import aiosmtplib

from statusgen.model.receivers import Receiver, is_mailbox
from statusgen.notifying.channels import World
from statusgen.notifying.letters import letter
from statusgen.notifying.parcels import DeliveryError, Parcel, Scope, mark_of

_PORTS = {"smtps": 465, "smtp": 587, "smtp+plain": 25}
_PERMANENT = 500
"""Codes from here on will be the same the next time."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class _Server:
    """Holds a password, so it has no repr."""

    scheme: str
    host: str
    port: int
    user: str | None
    password: str | None


class Mail:
    """One server of mail; each address gets a message of its own."""

    def __init__(self, receiver: Receiver, world: World) -> None:
        self._receiver, self._world = receiver, world
        self._client: aiosmtplib.SMTP | None = None

    async def send(self, parcel: Parcel) -> None:
        to = self._address(parcel.recipient)
        receiver = self._receiver
        assert receiver.sender is not None  # noqa: S101 (reading saw to it)
        message = letter(parcel, receiver.sender, to, self._world.page, receiver.unsubscribe)
        try:
            client = await self._connected()
            await client.send_message(message, recipients=[to])
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise self._named(error) from None

    def close(self) -> None:
        """Without a farewell, which could hang."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _address(self, mark: str) -> str:
        for written in self._receiver.email:
            if mark_of(str(written)) == mark:
                address = self._world.reveal(written)
                if is_mailbox(address):
                    return address
                raise DeliveryError("a secret holds no address of mail", Scope.RECIPIENT, is_hopeless=True)
        raise DeliveryError("its address is no longer in the settings", Scope.MESSAGE, is_hopeless=True)

    async def _connected(self) -> aiosmtplib.SMTP:
        if self._client is not None and self._client.is_connected:
            return self._client
        self.close()
        server = self._server()
        connection = await self._world.dial(server.host, server.port)
        is_open = server.scheme == "smtp+plain"
        self._client = aiosmtplib.SMTP(
            hostname=server.host,
            sock=connection,
            # Else it asks the resolver for our own name, which may take long.
            local_hostname="localhost",
            timeout=None,
            use_tls=server.scheme == "smtps",
            start_tls=False,
            tls_context=None if is_open else self._world.trust(self._receiver.tls),
        )
        await self._client.connect()
        if server.scheme == "smtp":
            await _secure(self._client)
        if server.user is not None:
            await self._client.login(server.user, server.password or "")
        return self._client

    def _server(self) -> _Server:
        assert self._receiver.server is not None  # noqa: S101 (reading saw to it)
        fault = DeliveryError("the address of its server cannot be understood", is_hopeless=True)
        try:
            parts = urlsplit(self._world.reveal(self._receiver.server))
            port = parts.port
        except ValueError:
            raise fault from None
        is_open = parts.scheme == "smtp+plain" and parts.password
        if parts.scheme not in _PORTS or not parts.hostname or is_open:
            raise fault
        return _Server(
            scheme=parts.scheme,
            host=parts.hostname,
            port=port or _PORTS[parts.scheme],
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
        )

    def _named(self, error: Exception) -> DeliveryError:
        """What it means, by its class and code; what the server said is not repeated."""
        match error:
            case aiosmtplib.SMTPRecipientsRefused():
                return _refused(error.recipients[0].code, "the address", Scope.RECIPIENT)
            case aiosmtplib.SMTPRecipientRefused():
                return _refused(error.code, "the address", Scope.RECIPIENT)
            case aiosmtplib.SMTPDataError():
                return _refused(error.code, "the message", Scope.RECIPIENT)
        self.close()
        match error:
            case aiosmtplib.SMTPAuthenticationError():
                return DeliveryError("the server of mail refuses the login", is_hopeless=True)
            case aiosmtplib.SMTPResponseException():
                words = f"the server of mail answers with code {error.code}"
                return DeliveryError(words, is_hopeless=error.code >= _PERMANENT)
        return DeliveryError("the connection to the server of mail fails")


async def _secure(client: aiosmtplib.SMTP) -> None:
    """Before anything else is said, and not without."""
    await client.ehlo()
    if not client.supports_extension("starttls"):
        raise DeliveryError("the server of mail does not offer a secure connection", is_hopeless=True)
    await client.starttls()


def _refused(code: int, what: str, scope: Scope) -> DeliveryError:
    is_hopeless = code >= _PERMANENT
    words = f"the server of mail does not take {what} (code {code})"
    return DeliveryError(words, Scope.MESSAGE if is_hopeless else scope, is_hopeless=is_hopeless)
