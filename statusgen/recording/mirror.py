"""The files of a branch in a folder of ours, where rounds are added at any moment.

What the branch holds and what the folder holds are joined slot by slot; whoever wants to add a line waits
meanwhile.
"""

import json
import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from statusgen.disk import lock, put, sync
from statusgen.model.errors import HostError
from statusgen.model.layout import HISTORY
from statusgen.model.tallies import Slot
from statusgen.recording.files import ROUNDS, told
from statusgen.recording.joining import ENDINGS, Side, joined

_NAME = re.compile(
    rf"(?P<stem>(?:(?!\.{{1,2}}/|\.git/)[^/\0\n]+/)*{HISTORY}/(?P<vantage>[a-z0-9][a-z0-9-]{{0,63}})"
    r"/(?P<day>\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])))"
    r"(?P<ending>\.jsonl|\.tally\.jsonl|\.damaged\.jsonl)",
    re.ASCII,
)
_SENT = "sent.json"


def is_evidence(name: str) -> bool:
    """Whether a file of a branch is one of ours: `history/<vantage>/<day>…`, or so in a folder below."""
    found = _NAME.fullmatch(name)
    return found is not None and _slot(found["stem"]) is not None


def stem_of(name: str) -> str:
    """What the names of a slot's files begin with."""
    found = _NAME.fullmatch(name)
    assert found is not None, name  # noqa: S101 (only what is evidence is asked)
    return found["stem"]


class Mirror:
    """A folder with the files of a branch, by the same names."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sent = _read_sent(folder / _SENT)
        self._prints: dict[str, str] = {}

    def stems(self) -> set[str]:
        """The slots that are here."""
        found = (str(path.relative_to(self._folder)) for path in self._folder.rglob("*.jsonl"))
        return {stem_of(name) for name in found if is_evidence(name)}

    def is_as(self, stem: str, ids: Mapping[str, str]) -> bool:
        """Whether the slot's files are still what they were when they were remembered by these ids."""
        known = self._sent.get(stem)
        return known is not None and known == {**ids, "": self._print(stem)}

    def remember(self, stem: str, ids: Mapping[str, str]) -> None:
        """What was joined last is what the branch has under these ids, by ending."""
        self._sent[stem] = {**ids, "": self._prints[stem]}

    def save(self) -> None:
        """What is remembered outlives the process; where it is lost, everything is compared again."""
        with told(self._folder, "write"):
            put(self._folder / _SENT, json.dumps(self._sent, sort_keys=True).encode())

    def join(self, stem: str, base: Side, theirs: Side) -> Side:
        """Bring a slot together with what the branch has. Returns what both should hold; here it does."""
        slot = _slot(stem)
        assert slot is not None, stem  # noqa: S101 (only what is evidence comes here)
        with alone(self._path(stem, ROUNDS)):
            ours = self._ours(stem)
            result = joined(slot, base, ours, theirs)
            for ending in ENDINGS:
                self._write(self._path(stem, ending), ours.get(ending), result.get(ending))
            # Taken while nobody adds: a line that comes later is one that the branch lacks.
            self._prints[stem] = self._print(stem)
        return result

    def _write(self, path: Path, old: bytes | None, new: bytes | None) -> None:
        with told(path, "write"):
            if new is not None and new != old:
                put(path, new)
            elif new is None and old is not None:
                path.unlink(missing_ok=True)
                sync(path.parent)

    def _ours(self, stem: str) -> Side:
        found = {}
        for ending in ENDINGS:
            path = self._path(stem, ending)
            with told(path, "read"), suppress(FileNotFoundError):
                if data := path.read_bytes():
                    found[ending] = data
        return found

    def _path(self, stem: str, ending: str) -> Path:
        return self._folder / f"{stem}{ending}"

    def _print(self, stem: str) -> str:
        """Another one after anything was written: files grow, or others take their place."""
        states = []
        for ending in ENDINGS:
            with suppress(OSError):
                state = self._path(stem, ending).stat()
                states.append(f"{ending} {state.st_size} {state.st_mtime_ns} {state.st_ino}")
        return ", ".join(states)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold a file of rounds, whether it is there or not: whoever adds lines waits, and looks anew."""
    handle = _held(path)
    try:
        yield
    finally:
        # An empty file is nobody's; it was made to be held.
        with suppress(OSError):
            if os.fstat(handle).st_nlink and os.fstat(handle).st_size == 0:
                path.unlink()
        os.close(handle)


def _held(path: Path) -> int:
    with told(path, "open"):
        path.parent.mkdir(parents=True, exist_ok=True)
        while True:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK, 0o666)
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                os.close(handle)
                raise HostError(f"{path} is not a file")
            lock(handle, is_shared=False)
            if os.fstat(handle).st_nlink:
                return handle
            os.close(handle)  # another one took its place between our opening and our lock


def _slot(stem: str) -> Slot | None:
    *_, vantage, day = stem.split("/")
    try:
        return Slot(vantage, date.fromisoformat(day))
    except ValueError:
        return None


def _read_sent(path: Path) -> dict[str, dict[str, str]]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
