"""The store in which a project keeps its evidence, as its settings say."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from statusgen.commands.session import Session
from statusgen.model.keeping import Keeping, StoreKind
from statusgen.model.layout import HISTORY
from statusgen.model.project import Settings
from statusgen.recording.files import Files
from statusgen.recording.stores import Store


@contextmanager
def history_of(session: Session, settings: Settings) -> Iterator[Store]:
    """The project's store, open. HostError where it cannot be reached."""
    store = STORES[settings.history.kind](session, settings.history)
    try:
        yield store
    finally:
        store.close()


def files_of(root: Path) -> Files:
    """The store of plain files in a project's folder."""
    return Files(root / HISTORY, root)


def _files(session: Session, _keeping: Keeping) -> Store:
    return files_of(session.root)


def _git_branch(session: Session, keeping: Keeping) -> Store:
    from statusgen.commands.branching import store_of_branch  # noqa: PLC0415 (only who needs git pays for it)

    return store_of_branch(session, keeping)


STORES: Mapping[StoreKind, Callable[[Session, Keeping], Store]] = {
    StoreKind.FILES: _files,
    StoreKind.GIT_BRANCH: _git_branch,
}
"""What opens each kind of store."""
