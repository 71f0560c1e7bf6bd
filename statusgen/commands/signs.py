"""When a round was kept and a page built, whoever watches us hears of it; else nothing is said."""

from statusgen.commands.session import Session
from statusgen.model.checks import Tls
from statusgen.model.errors import HostError
from statusgen.model.project import Settings
from statusgen.model.reasons import reason_words
from statusgen.model.secrets import MissingSecretError, reveal
from statusgen.model.words import Method

_SAID = "no sign of life was given"
_LEAST = 30.0
"""Seconds from one sign to the next: watchers count minutes, and hang up on who calls too often."""


class Signs:
    """Signs of life, and whether the watcher can be reached."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._given: float | None = None
        self._told: str | None = None

    async def give(self, settings: Settings) -> None:
        """Ask for the watcher's address, which stands in no message. HostError when it does not hear us."""
        now = self._session.monotonic()
        if settings.heartbeat_url is None or (self._given is not None and now - self._given < _LEAST):
            return
        try:
            await self._ask(settings)
        except HostError as error:
            self._complain(error)
            raise
        self._given, self._told = now, None

    async def _ask(self, settings: Settings) -> None:
        from statusgen.probing.faults import FaultError  # noqa: PLC0415 (only those who give signs pay for it)
        from statusgen.probing.network import Network  # noqa: PLC0415 (as above)
        from statusgen.probing.posting import Posting, post  # noqa: PLC0415 (as above)

        session = self._session
        assert settings.heartbeat_url is not None  # noqa: S101 (asked before)
        try:
            url = reveal(settings.heartbeat_url, session.environ)
        except MissingSecretError as error:
            raise HostError(f"{_SAID}: ${error} is not set (set it)") from None
        sign = Posting(url=url, headers={}, body=b"", tls=Tls(), method=Method.GET)
        try:
            status = await post(sign, session.root, session.now(), Network())
        except FaultError as error:
            raise HostError(f"{_SAID}: {reason_words(error.reason)} (look at heartbeat_url)") from None
        if not 200 <= status < 300:
            raise HostError(f"{_SAID}: the answer is status {status} (look at heartbeat_url)")

    def _complain(self, error: HostError) -> None:
        """Once, until it is another fault or none."""
        if str(error) != self._told:
            self._told = str(error)
            self._session.complain(error)
