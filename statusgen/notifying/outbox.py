"""What was told last, what is still to be told, and what was told to whom: a folder that outlives crashes.

`state.json` holds the last edition that was compared and the messages that wait. It is replaced whole, so
that a change is either still in the difference of two editions or already a message. `told.jsonl` gains a
line, safe on the disk, for each message that was taken. Killed between sending and noting, a message is sent
again under the same id; killed anywhere else, nothing is sent twice.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from filelock import FileLock, Timeout
from pydantic import TypeAdapter, ValidationError

from statusgen.disk import make, put, sync, words
from statusgen.model.editions import Edition
from statusgen.model.errors import HostError, LockedError
from statusgen.model.times import format_moment, parse_moment
from statusgen.model.words import Status
from statusgen.notifying.parcels import Parcel

VERSION = 1
STATE_FILE, LEDGER = "state.json", "told.jsonl"
_KEPT = timedelta(days=90)
"""So long it is remembered what was told: nobody compares with an older page."""
_MANY = 10_000
"""Lines of the ledger from which on old ones are taken out."""
_PATIENCE = 2.0
"""Seconds to wait for another run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is known from the last run."""

    base: Edition | None = None
    """The edition that was compared last."""
    known: Mapping[str, Status] = field(default_factory=dict)
    """What each component was last known to be."""
    waiting: tuple[Parcel, ...] = ()
    """The oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    v: int
    memory: Memory


@dataclass(frozen=True, slots=True)
class Outbox:
    """The folder, held alone."""

    folder: Path

    def load(self) -> Memory:
        """What is known; messages that were taken already do not wait any more."""
        try:
            data = (self.folder / STATE_FILE).read_bytes()
        except FileNotFoundError:
            return Memory()
        except OSError as error:
            raise self._fault(error) from error
        memory = self._parsed(data)
        done = {line["parcel"] for line in self._lines()}
        waiting = tuple(parcel for parcel in memory.waiting if parcel.id not in done)
        return Memory(base=memory.base, known=memory.known, waiting=waiting)

    def told(self) -> set[tuple[str, str, str]]:
        """Every change that was told: receiver, recipient, change."""
        return {
            (line["receiver"], line["recipient"], change)
            for line in self._lines()
            for change in line["changes"]
        }

    def keep(self, memory: Memory, now: datetime) -> None:
        """Remember it, in the place of what was known before."""
        data = _adapter().dump_json(_State(v=VERSION, memory=memory), indent=1)
        try:
            make(self.folder, self.folder.parent)
            put(self.folder / STATE_FILE, data + b"\n", mode=0o600)
            self._prune(now)
        except OSError as error:
            raise self._fault(error) from error

    def note(self, parcel: Parcel, now: datetime, *, is_lost: bool = False) -> None:
        """Write down that it was taken, or given up; on return it is safe."""
        line = {
            "v": VERSION,
            "at": format_moment(now),
            "parcel": parcel.id,
            "receiver": parcel.receiver,
            "recipient": parcel.recipient,
            "changes": list(parcel.changes),
            **({"lost": True} if is_lost else {}),
        }
        try:
            self._append(json.dumps(line, separators=(",", ":")).encode() + b"\n")
        except OSError as error:
            raise self._fault(error) from error

    def _append(self, line: bytes) -> None:
        path = self.folder / LEDGER
        is_new = not path.exists()
        with path.open("ab+") as stream:
            if not _ends_whole(stream):
                line = b"\n" + line  # a killed run left half a line
            stream.write(line)
            stream.flush()
            os.fsync(stream.fileno())
        if is_new:
            path.chmod(0o600)
            sync(self.folder)

    def _lines(self) -> Iterator[dict[str, Any]]:
        try:
            data = (self.folder / LEDGER).read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            raise self._fault(error) from error
        yield from _parsed_lines(data.splitlines())

    def _prune(self, now: datetime) -> None:
        path = self.folder / LEDGER
        if not path.exists():
            return
        lines = path.read_bytes().splitlines()
        if len(lines) > _MANY:
            young = [line for line in lines if _is_young(line, now)]
            put(path, b"".join(line + b"\n" for line in young), mode=0o600)

    def _parsed(self, data: bytes) -> Memory:
        try:
            state = _adapter().validate_json(data)
        except ValidationError:
            what = "cannot be understood (remove it, and changes are told from the next run on)"
            raise HostError(f"{self.folder / STATE_FILE} {what}") from None
        if state.v != VERSION:
            raise HostError(f"{self.folder / STATE_FILE} is of a newer statusgen (update this one)")
        return state.memory

    def _fault(self, error: OSError) -> HostError:
        return HostError(f"{error.filename or self.folder}: {words(error)}")


@contextmanager
def opened(folder: Path) -> Iterator[Outbox]:
    """The outbox, for this run alone. LockedError while another one has it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "lock", timeout=_PATIENCE)
        lock.acquire()
    except Timeout:
        raise LockedError(f"another statusgen is sending messages (it holds {folder / 'lock'})") from None
    except OSError as error:
        raise HostError(f"{folder}: {words(error)}") from error
    try:
        yield Outbox(folder)
    finally:
        lock.release()


def _ends_whole(stream: BinaryIO) -> bool:
    size = stream.seek(0, os.SEEK_END)
    if size == 0:
        return True
    stream.seek(size - 1)
    return stream.read(1) == b"\n"


def _parsed_lines(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Those that are whole; a line that was cut off or damaged says nothing."""
    for line in lines:
        try:
            document = json.loads(line)
        except ValueError:
            continue
        if isinstance(document, dict) and _is_line(document):
            yield document


def _is_line(document: dict[str, Any]) -> bool:
    changes = document.get("changes")
    names = [document.get(key) for key in ("parcel", "receiver", "recipient")]
    return isinstance(changes, list) and all(isinstance(one, str) for one in (*names, *changes))


def _is_young(line: bytes, now: datetime) -> bool:
    found = next(_parsed_lines([line]), None)
    try:
        return found is not None and parse_moment(str(found.get("at"))) > now - _KEPT
    except ValueError:
        return False


@cache
def _adapter() -> TypeAdapter[_State]:
    return TypeAdapter(_State)
