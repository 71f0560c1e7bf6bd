"""History on a branch of its own: its store, and how the folder and the branch meet."""

from collections.abc import Mapping
from dataclasses import dataclass

from statusgen.commands.session import Session
from statusgen.disk import make
from statusgen.model.errors import HostError, LockedError, UsageError
from statusgen.model.keeping import Keeping
from statusgen.model.layout import HISTORY
from statusgen.recording.files import Files
from statusgen.recording.joining import ENDINGS
from statusgen.recording.mirror import Mirror, is_evidence, stem_of
from statusgen.recording.overlaid import Overlaid
from statusgen.recording.stores import Store
from statusgen.versioning.data_branches import DataBranch, Meet, bring_in, data_branch
from statusgen.versioning.repositories import Repository, repository
from statusgen.versioning.trees import Version, contents


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slot:
    """One slot in the two versions of a meeting: ids by ending."""

    base: Mapping[str, str]
    theirs: Mapping[str, str]


def store_of_branch(session: Session, keeping: Keeping) -> Store:
    """The store, with all that git knows of the branch; the network is not asked. UsageError without git."""
    found = repository(session.root, session.environ, is_watched=session.is_watched)
    if found is None:
        what = (
            f"history is kept on the branch '{keeping.branch}', and '{session.root}' is in no git repository"
        )
        raise UsageError(f"{what} (git init, or history: files in statusgen.yaml)")
    branch = branch_of(found, keeping)
    try:
        bring_in(branch, meeting(branch, only_moved=True))
    except (HostError, LockedError) as error:
        # A stray file in the branch must not stop rounds from being kept. Who sends them is told again.
        session.once(str(error))
    return folders(session, branch)


def folders(session: Session, branch: DataBranch) -> Store:
    """The store as it is now; git is not asked."""
    data = branch.folder / session.root.resolve().relative_to(branch.repository.top) / HISTORY
    make(data.parent, branch.repository.common)
    return Overlaid(Files(data, branch.folder), Files(session.root / HISTORY, session.root))


def branch_of(found: Repository, keeping: Keeping) -> DataBranch:
    """The branch that the settings name."""
    assert keeping.branch is not None  # noqa: S101 (only this kind of store comes here)
    return data_branch(found, keeping.branch, is_evidence)


def meeting(branch: DataBranch, *, only_moved: bool = False) -> Meet:
    """Joins the branch with its folder; `only_moved`: where the branch changed, since nothing is sent."""

    def meet(base: Version, theirs: Version) -> Mapping[str, bytes | None]:
        mirror = Mirror(branch.folder)
        before, now = _by_stem(base), _by_stem(theirs)
        changes: dict[str, bytes | None] = {}
        for stem in sorted({*before, *now, *(() if only_moved else mirror.stems())}):
            slot = _Slot(base=before.get(stem, {}), theirs=now.get(stem, {}))
            if not (mirror.is_as(stem, slot.theirs) or (only_moved and slot.base == slot.theirs)):
                changes |= _met(branch, mirror, stem, slot)
        mirror.save()
        return changes

    return meet


def _met(branch: DataBranch, mirror: Mirror, stem: str, slot: _Slot) -> Mapping[str, bytes | None]:
    theirs = dict(zip(slot.theirs, contents(branch.git, [*slot.theirs.values()]), strict=True))
    base = dict(zip(slot.base, contents(branch.git, [*slot.base.values()]), strict=True))
    result = mirror.join(stem, base, theirs)
    if result == theirs:
        mirror.remember(stem, slot.theirs)
        return {}
    return {
        f"{stem}{ending}": result.get(ending)
        for ending in ENDINGS
        if result.get(ending) != theirs.get(ending)
    }


def _by_stem(version: Version) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, id_ in version.ids.items():
        stem = stem_of(name)
        found.setdefault(stem, {})[name.removeprefix(stem)] = id_
    return found
