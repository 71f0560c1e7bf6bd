"""The project's files are read again and again, and while they are bad the last good ones hold."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from statusgen.commands.hands import Hand
from statusgen.commands.session import Session
from statusgen.model.errors import StatusgenError
from statusgen.model.store import Nowhere
from statusgen.reading.load import Reading, load


class Files:
    """The last good reading, and whether the files still say so."""

    def __init__(self, session: Session, reading: Reading) -> None:
        self._session = session
        self._turn = asyncio.Lock()
        self._told: str | None = None
        self.disk = Hand("disk")
        """What reads and writes the project's files."""
        self.reading = reading
        self.is_current = True

    async def read(self) -> bool:
        """Read them anew, and tell once what is wrong. Returns whether they are good."""
        async with self._turn:
            try:
                self.reading = await self.disk.do(self._load)
            except StatusgenError as error:
                self._tell(error)
                self.is_current = False
            else:
                if not self.is_current:
                    self._session.tell("the files are in order again")
                self._told, self.is_current = None, True
        return self.is_current

    def _load(self) -> Reading:
        # At each beat: of thousands of files those alone are parsed that are new. The page reads the same.
        return load(self._session.root, Nowhere(), self._session.read_before)

    def _tell(self, error: StatusgenError) -> None:
        if str(error) != self._told:
            self._told = str(error)
            self._session.complain(error)
            self._session.tell("the files need mending; probing goes on with the last good settings")


@contextmanager
def hangups(session: Session, hear: Callable[[], None]) -> Iterator[None]:
    """Hear SIGHUP as long as this lasts. At a terminal it says that nobody watches any more, and ends us."""
    number = getattr(signal, "SIGHUP", None)
    if number is None or session.is_watched:
        yield
        return
    loop = asyncio.get_running_loop()
    with suppress(NotImplementedError, RuntimeError):
        loop.add_signal_handler(number, hear)
    try:
        yield
    finally:
        with suppress(NotImplementedError, RuntimeError):
            loop.remove_signal_handler(number)
