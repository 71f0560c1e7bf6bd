"""Places that a store can be in, for tests that hold for every kind of store."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from statusgen.model.evidence import Round
from statusgen.model.secrets import secret_or_text
from statusgen.model.tallies import History
from statusgen.recording import journal
from statusgen.recording.files import Files
from statusgen.recording.stores import Store
from tests.postgresql import PASSWORD
from tests.recording.make import WHOLE

ENVIRON = {"DATABASE_PASSWORD": PASSWORD}


@dataclass(frozen=True)
class Folder:
    """Files in a project."""

    root: Path

    def store(self) -> Store:
        """Opened anew."""
        return Files(self.root / "history", self.root)


@dataclass(frozen=True)
class Base:
    """A base of a server."""

    address: str
    pause: Callable[[float], None] = time.sleep

    def store(self) -> Store:
        """Opened anew."""
        from statusgen.recording.postgresql import Postgresql

        address = secret_or_text(self.address)
        return Postgresql(address, ENVIRON, monotonic=time.monotonic, pause=self.pause)


Place = Folder | Base


@contextmanager
def opened(place: Place) -> Iterator[Store]:
    """A store that is let go of."""
    store = place.store()
    try:
        yield store
    finally:
        store.close()


def append(place: Place, round_: Round) -> str:
    """Keep a round, as a process that does nothing else."""
    with opened(place) as store:
        return journal.append(store, round_)


def read(place: Place, since: datetime = WHOLE[0], until: datetime = WHOLE[1]) -> History:
    """What is there of a span of time, as a process that does nothing else reads it."""
    with opened(place) as store:
        return journal.read(store, since=since, until=until)
