"""What the system tells of files becomes the paths that a person changed."""

import asyncio
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import ObservedWatch

from statusgen.model.errors import HostError

_EVENTS: list[type[FileSystemEvent]] = [
    *(FileCreatedEvent, FileModifiedEvent, FileMovedEvent, FileDeletedEvent),
    *(DirCreatedEvent, DirMovedEvent, DirDeletedEvent),
]
"""The system tells of files that are only read too: a build reads thousands, and would start the next."""
_KINDS = {kind.event_type for kind in _EVENTS}
_NEVER = {".git", ".hg", ".svn", ".statusgen", "__pycache__"}
_DROPPINGS = re.compile(
    r"\.#.*|#.*#|.*~|4913|\..*\.sw[a-z]|.*\.tmp|.*\.part|.*\.crswap|.*___jb_(tmp|old)___|\.DS_Store"
)
"""What editors leave for a moment beside the file they save."""

Place = tuple[str, bool]
"""A folder, and whether all below it is watched too."""
Identity = tuple[int, int]


class Watcher(FileSystemEventHandler):
    """Gathers the paths that changed. Use it in the event loop's thread."""

    def __init__(
        self, paths: Sequence[Path], ignore: Sequence[Path], loop: asyncio.AbstractEventLoop
    ) -> None:
        self.has_changes = asyncio.Event()
        self.changed_at = 0.0
        """In the loop's time."""
        self._paths = tuple(paths)
        self._ignore = tuple(ignore)
        self._loop = loop
        self._found: set[Path] = set()
        self._present: dict[Path, Identity] | None = None
        self._real: dict[Path, Path] = {}
        """Where each of the paths leads; links are watched where they lead."""
        self._watches: dict[Place, tuple[Identity, ObservedWatch]] = {}
        self._observer = Observer()
        self._observer.start()

    def look(self) -> None:
        """Watch what is there now, and note what appeared, went or was exchanged since."""
        present = {path: seen for path in self._paths if (seen := _identity(path))}
        for path in self._paths:
            if self._present is not None and self._present.get(path) != present.get(path):
                self._note(path)
        self._present = present
        self._real = {path: Path(os.path.realpath(path)) for path in self._paths}
        wanted = _places(self._real)
        for place, (identity, _) in tuple(self._watches.items()):
            if wanted.get(place) != identity:
                self._forget(place)
        for place in wanted.keys() - self._watches.keys():
            self._watch(place, wanted[place])

    def taken(self) -> set[Path]:
        """What changed since it was last asked."""
        found, self._found = self._found, set()
        self.has_changes.clear()
        return found

    def stop(self) -> None:
        """Let go of all."""
        self._observer.stop()
        self._observer.join()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Called in watchdog's thread."""
        if event.event_type not in _KINDS or (event.is_directory and event.event_type == "modified"):
            return
        for name in (event.src_path, event.dest_path):
            if name:
                self._loop.call_soon_threadsafe(self._hear, Path(os.fsdecode(name)), event.event_type)

    def _hear(self, path: Path, kind: str) -> None:
        if kind in ("deleted", "moved"):
            # Its watch is dead, though a new folder may get the same number of the file system.
            self._forget((str(path), True))
        for named in self._named(path):
            if self._counts(named):
                self._note(named)

    def _note(self, path: Path) -> None:
        self._found.add(path)
        self.changed_at = self._loop.time()
        self.has_changes.set()

    def _named(self, path: Path) -> set[Path]:
        """The path as seen from where somebody asked to watch, behind a link too."""
        return {
            base / path.relative_to(seen)
            for base in self._paths
            for seen in {base, self._real.get(base, base)}
            if path.is_relative_to(seen)
        }

    def _counts(self, path: Path) -> bool:
        if any(path.is_relative_to(ignored) for ignored in self._ignore):
            return False
        below = min(
            (path.relative_to(base).parts for base in self._paths if path.is_relative_to(base)), key=len
        )
        return not _NEVER & set(below) and not _DROPPINGS.fullmatch(path.name)

    def _watch(self, place: Place, identity: Identity) -> None:
        folder, is_deep = place
        try:
            watch = self._observer.schedule(self, folder, recursive=is_deep, event_filter=_EVENTS)
        except (FileNotFoundError, NotADirectoryError):
            return  # it has just gone; the next look sees
        except OSError as error:
            words = (error.strerror or type(error).__name__).lower()
            raise HostError(
                f"cannot watch {folder}: {words} (allow more with sysctl fs.inotify.max_user_watches)"
            ) from error
        self._watches[place] = identity, watch

    def _forget(self, place: Place) -> None:
        if place in self._watches:
            self._observer.unschedule(self._watches.pop(place)[1])


def _places(paths: Mapping[Path, Path]) -> dict[Place, Identity]:
    """Each folder with all below it, and what is above each path: that sees it come and go."""
    places = {}
    for path, real in paths.items():
        if real.is_dir() and (seen := _identity(real)):
            places[str(real), True] = seen
        if path.parent.is_dir() and (seen := _identity(path.parent)):
            places[str(path.parent), False] = seen
    return places


def _identity(path: Path) -> Identity | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino
