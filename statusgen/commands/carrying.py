"""A round that was kept reaches the others: through git, on the branch that the settings name."""

from typing import Any

from statusgen.commands.announcing import News, news
from statusgen.commands.branching import branch_of, folders, meeting
from statusgen.commands.delivering import Courier, Delivery, aside
from statusgen.commands.keeping import files_of, history_of
from statusgen.commands.rounds import Wish, describe_counts
from statusgen.commands.session import Session
from statusgen.model.errors import HostError, StatusgenError
from statusgen.model.evidence import Round
from statusgen.model.keeping import StoreKind
from statusgen.model.layout import HISTORY
from statusgen.model.project import Settings
from statusgen.recording.files import TALLY
from statusgen.recording.journal import slot_of
from statusgen.recording.mirror import is_evidence
from statusgen.versioning.data_pushes import Letter, Sent, keep_here, send_there
from statusgen.versioning.pushes import is_waiting
from statusgen.versioning.repositories import Repository
from statusgen.versioning.states import differing

_KEPT = "the round is kept"


async def carry(
    session: Session, settings: Settings, round_: Round, delivery: Delivery, wish: Wish
) -> dict[str, Any]:
    """Commit the evidence, push it as asked, and tell. Returns what a document says of it.

    A StatusgenError tells why something did not arrive; the next round carries all that is left.
    """
    if not delivery.is_asked:
        return {}
    courier = Courier(session=session, delivery=delivery, every=wish.every)
    if settings.history.kind is StoreKind.FILES:
        return await aside(courier, lambda: _files(courier, round_))
    return await aside(courier, lambda: _apart(courier, settings, round_))


def _files(courier: Courier, round_: Round) -> dict[str, Any]:
    """The rounds themselves lie in the project's folder: they are committed there."""
    found = courier.repository(_KEPT)
    if found.branch() is None:
        hint = "git switch -c NAME, or keep history on a branch of its own: history: git-branch:status-data"
        raise HostError(
            f"not committed: HEAD is detached, and a commit would be on no branch ({_KEPT}; {hint})"
        )
    slot = slot_of(round_)
    own = f"{HISTORY}/{slot.vantage}/{slot.day.isoformat()}.jsonl"
    return courier.bring([own, *_differing(courier, found, round_, "")], _subject(round_), _KEPT)


def _apart(courier: Courier, settings: Settings, round_: Round) -> dict[str, Any]:
    """The rounds lie elsewhere; people's branch gets changes of status, and tallies of days."""
    found = courier.repository(_KEPT)
    told: dict[str, Any] = {}
    failure: StatusgenError | None = None
    if settings.history.kind is StoreKind.GIT_BRANCH:
        try:
            told = _sent(courier, settings, found, round_)
        except StatusgenError as error:
            failure = error  # people's branch is told all the same
    try:
        told |= _told(courier, found, round_, _news(courier, settings, found, round_))
    except StatusgenError as error:
        if failure is None:
            raise
        courier.session.complain(error)
    if failure is not None:
        raise failure
    return told


def _news(courier: Courier, settings: Settings, found: Repository, round_: Round) -> News:
    session = courier.session
    own = files_of(session.root)
    if settings.history.kind is StoreKind.GIT_BRANCH:
        return news(folders(session, branch_of(found, settings.history)), own, round_)
    with history_of(session, settings.history) as store:
        return news(store, own, round_)


def _sent(courier: Courier, settings: Settings, found: Repository, round_: Round) -> dict[str, Any]:
    session = courier.session
    branch = branch_of(found, settings.history)
    letter = Letter(subject=_subject(round_), now=session.now())
    way = send_there if courier.delivery.is_pushed else keep_here
    sent = way(branch, meeting(branch), letter, courier.patience)
    session.say(_words(sent, branch.name))
    if sent.is_long:
        hint = "allow it to be force-pushed"
        session.once(f"'{branch.name}' cannot be made short on {sent.remote}, so it grows ({hint})")
    return {"evidence": {"commit": sent.commit, "remote": sent.remote, "branch": branch.name}}


def _words(sent: Sent, branch: str) -> str:
    place = f"{sent.remote}/{branch}" if sent.remote else branch
    if not sent.files:
        return f"{place} has the evidence already"
    return f"evidence pushed to {place}" if sent.remote else f"evidence committed to {place}"


def _told(courier: Courier, found: Repository, round_: Round, fresh: News) -> dict[str, Any]:
    """People's branch learns what is new; also what an earlier run wrote and could not deliver."""
    if found.branch() is None:
        courier.session.once("HEAD is detached: changes of status are committed to no branch of yours")
        return {}
    files = _differing(courier, found, round_, TALLY)
    if files:
        return courier.bring(files, fresh.subject, _KEPT)
    ours = [courier.session.root / HISTORY]
    if courier.delivery.is_pushed and is_waiting(found, ours):
        return courier.push()
    return {}


def _differing(courier: Courier, found: Repository, round_: Round, ending: str) -> list[str]:
    """The vantage's evidence that git has not got yet: also that of runs which were killed."""
    root = courier.session.root.resolve()
    paths = differing(found, root / HISTORY / round_.vantage)
    names = [path.relative_to(root).as_posix() for path in paths if path.is_relative_to(root)]
    return [name for name in names if is_evidence(name) and name.endswith(ending)]


def _subject(round_: Round) -> str:
    return f"Evidence of {describe_counts(round_)}"
