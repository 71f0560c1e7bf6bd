"""Checks are put from a vantage, and the round is kept: what every command that probes has in common."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from statusgen.commands.hands import Hand
from statusgen.commands.keeping import history_of
from statusgen.commands.session import Session
from statusgen.model.errors import HostError, LockedError, UsageError
from statusgen.model.evidence import Round
from statusgen.model.project import Settings
from statusgen.model.tallies import Slot
from statusgen.model.words import CheckKind, Outcome
from statusgen.reading.load import Reading
from statusgen.reading.wording import did_you_mean
from statusgen.recording.compaction import compact
from statusgen.recording.journal import all_rounds, append, read, slot_of
from statusgen.recording.stores import Store

if TYPE_CHECKING:
    from statusgen.probing.due import Due


T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is special about one round."""

    every: timedelta | None = None
    """The interval of the loop; None when there is none."""
    skipped: int = 0
    """Beats of the loop that the round before took up."""
    chosen: frozenset[str] | None = None
    """Ids of the components to ask; None for all."""
    is_kept: bool = True
    """It becomes a line of history."""
    disk: Hand | None = None
    """What writes it beside a loop; None where nothing else waits."""


UNSUPPORTED = "check_unsupported"
"""The reason of checks that this machine cannot put."""
USUAL = Wish()
"""All checks, once, kept."""


def choose_vantage(settings: Settings, asked: str | None) -> str:
    """The vantage to probe as: the one asked for, or the only one there is."""
    names = sorted(settings.vantages)
    if asked is None and len(names) == 1:
        return names[0]
    if asked in settings.vantages:
        return str(asked)
    said = f"there is no vantage '{asked}'" if asked else "the settings have several vantages"
    raise UsageError(f"{said} (say which one probes: --vantage {' or '.join(names)})")


def choose_components(settings: Settings, asked: Sequence[str]) -> frozenset[str] | None:
    """The ids of the components that these names of components and groups stand for; None for no names."""
    ids = settings.canonical_ids()
    for name in asked:
        if name not in ids:
            hint = did_you_mean(name, list(ids)) or "they stand in statusgen.yaml"
            raise UsageError(f"unknown component or group '{name}' ({hint})")
    return frozenset(one for name in asked for one in ids[name]) if asked else None


async def probe(session: Session, reading: Reading, vantage: str, wish: Wish = USUAL) -> Round:
    """Put the checks once and record the round: when this returns, it is on disk."""
    from statusgen.probing.sweep import sweep  # noqa: PLC0415 (only probing commands pay for the client)

    settings = reading.project.settings
    due = None if wish.chosen else await _aside(wish, lambda: _due(session, settings, vantage, wish.every))
    with session.progress(f"Probing from {vantage}", _count(settings, wish.chosen)) as step:
        round_ = await sweep(
            settings,
            vantage,
            environ=session.environ,
            clock=session,
            root=session.root,
            every=wish.every,
            due=due,
            chosen=wish.chosen,
            suspects=session.failing,
            on_result=lambda _key, _result: step(),
        )
    hint(session, _lacking(settings, round_))
    _remember(session, round_)
    round_ = replace(round_, skipped=wish.skipped)
    if wish.is_kept:
        await _aside(wish, lambda: _keep(session, settings, round_))
    return round_


async def _aside(wish: Wish, work: Callable[[], T]) -> T:
    """A disk or a database that takes its time must not hold up what else a loop does."""
    return await wish.disk.do(work) if wish.disk else work()


def _keep(session: Session, settings: Settings, round_: Round) -> None:
    """The round is safe on return. The first one of a day makes tallies of those before; that may fail."""
    with history_of(session, settings.history) as store:
        is_first = _is_first(store, slot_of(round_))
        append(store, round_)
        if is_first:
            _compact(session, settings, store, round_.vantage)


def _is_first(store: Store, slot: Slot) -> bool:
    try:
        return slot not in store.slots(slot.day, slot.day)
    except HostError:
        return True  # compaction says what is wrong, when the round is safe


def _compact(session: Session, settings: Settings, store: Store, vantage: str) -> None:
    """The days of this vantage and of those that are no more: each of the others makes its own files."""
    others = settings.vantages.keys() - {vantage}
    try:
        for _ in compact(store, settings.history, session.now(), lambda name: name not in others):
            pass
    except LockedError:
        return  # who is at it does the same, and what is left over is done tomorrow
    except HostError as error:
        session.tell(f"{error}; the round is kept, and statusgen history compact tries again")


def _remember(session: Session, round_: Round) -> None:
    session.failing.difference_update(round_.results)
    session.failing.update(key for key, one in round_.results.items() if one.outcome is Outcome.FAILED)


def _lacking(settings: Settings, round_: Round) -> Iterator[CheckKind]:
    lacking = {key for key, result in round_.results.items() if result.reason == UNSUPPORTED}
    for _, component in settings.all_components() if lacking else ():
        for check in component.all_checks:
            if check.kind and component.history_keys(check)[0] in lacking:
                yield check.kind


def hint(session: Session, kinds: Iterable[CheckKind]) -> None:
    """Say, once in a run, what would let us put the kinds of checks that could not be put."""
    from statusgen.probing.extras import advice  # noqa: PLC0415 (as above)

    for line in advice(kinds):
        session.once(line)


def _count(settings: Settings, chosen: Collection[str] | None) -> int:
    return sum(
        len(component.all_checks)
        for _, component in settings.all_components()
        if component.retired is None and (chosen is None or component.id in chosen)
    )


def _due(session: Session, settings: Settings, vantage: str, every: timedelta | None) -> "Due | None":
    """Which checks are to be put now; None for all."""
    from statusgen.probing.due import due_at, longest_interval  # noqa: PLC0415 (as above)

    longest = longest_interval(settings)
    if longest is None:
        return None
    now = session.now()
    with history_of(session, settings.history) as store:
        history = read(store, since=now - longest, until=now)
    rounds = [round_ for round_ in all_rounds(history) if round_.vantage == vantage]
    return due_at(rounds, now, every or settings.interval(vantage))


def describe_counts(round_: Round) -> str:
    """The vantage, and how many checks came out how."""
    outcomes = [result.outcome for result in round_.results.values()]
    counts = ", ".join(f"{outcomes.count(o)} {o}" for o in Outcome if outcomes.count(o))
    return f"{round_.vantage}: {counts or 'nothing to probe'}"


def describe_round(round_: Round) -> str:
    """One line: how many checks came out how, and what was special."""
    controls = f"; controls {round_.controls_passed} of {round_.controls_all}" if round_.controls_all else ""
    skipped = f"; skipped beats: {round_.skipped}" if round_.skipped else ""
    return f"{describe_counts(round_)}{controls}{skipped}"
