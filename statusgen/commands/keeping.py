"""The store in which a project keeps its evidence, as its settings say."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from statusgen.commands.session import Session
from statusgen.disk import words
from statusgen.model.errors import HostError
from statusgen.model.keeping import Keeping, StoreKind
from statusgen.model.layout import HISTORY
from statusgen.recording.files import Files
from statusgen.recording.stores import Store


@contextmanager
def history_of(session: Session, keeping: Keeping) -> Iterator[Store]:
    """The store, open. HostError where it cannot be reached."""
    store = STORES[keeping.kind](session, keeping)
    try:
        yield store
    finally:
        store.close()


def files_of(root: Path) -> Files:
    """The store of plain files in a project's folder."""
    return Files(root / HISTORY, root)


def weight_of(root: Path) -> int:
    """Bytes of evidence in a project's folder."""
    history = root / HISTORY
    total, waiting = 0, [os.fspath(history)] if history.is_dir() else []
    try:
        while waiting:
            # What may not be seen, or is removed meanwhile, is no reason to do nothing else.
            with suppress(PermissionError, FileNotFoundError), os.scandir(waiting.pop()) as found:
                for entry in found:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    elif entry.is_file():
                        total += _size(entry)
    except OSError as error:
        raise HostError(f"cannot read {history}: {words(error)}") from error
    return total


def _size(file: os.DirEntry[str]) -> int:
    with suppress(FileNotFoundError):
        return file.stat().st_size
    return 0


def _files(session: Session, _keeping: Keeping) -> Store:
    return files_of(session.root)


def _postgresql(session: Session, keeping: Keeping) -> Store:
    try:
        from statusgen.recording.postgresql import Postgresql  # noqa: PLC0415 (an extra, for those who use it)
    except ImportError:
        message = "history in a database needs a library (pip install 'statusgen[postgres]')"
        raise HostError(message) from None
    return Postgresql(keeping.store, session.environ, monotonic=session.monotonic, pause=time.sleep)


def _git_branch(session: Session, keeping: Keeping) -> Store:
    from statusgen.commands.branching import store_of_branch  # noqa: PLC0415 (only who needs git pays for it)

    return store_of_branch(session, keeping)


STORES: Mapping[StoreKind, Callable[[Session, Keeping], Store]] = {
    StoreKind.FILES: _files,
    StoreKind.POSTGRESQL: _postgresql,
    StoreKind.GIT_BRANCH: _git_branch,
}
"""What opens each kind of store."""
