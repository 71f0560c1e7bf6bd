"""What `doctor` looks at, each a row: what is well, what is odd, what is wrong, and what to do."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from importlib.util import find_spec
from itertools import pairwise

from statusgen import __version__
from statusgen.commands.keeping import history_of, weight_of
from statusgen.commands.session import Session
from statusgen.disk import words
from statusgen.model.errors import HostError, InputError
from statusgen.model.keeping import StoreKind
from statusgen.model.project import Settings
from statusgen.model.tallies import DAY, History, Slot
from statusgen.model.times import format_duration
from statusgen.reading.load import survey
from statusgen.reading.schema_files import stale
from statusgen.reading.schema_names import names_of
from statusgen.reading.settings import read_settings
from statusgen.recording.journal import all_rounds, read, read_tallies
from statusgen.recording.stores import Kept
from statusgen.versioning.repositories import Repository, repository

_FRESH = 3
"""Intervals after which a look is no evidence."""
_SKEW = timedelta(minutes=2)
_MB = 1_000_000
_EXTRAS = {"cloud": "obstore", "notify": "apprise", "og": "PIL", "postgres": "psycopg", "ws": "websockets"}
"""Each extra, and the module by which it shows."""


class Level(StrEnum):
    """How a thing stands."""

    WELL = "well"
    ODD = "odd"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence, and what to do."""

    level: Level
    text: str
    remedy: str = ""


class Patient:
    """A project, looked at as far as a row needs it."""

    def __init__(self, session: Session, settings: Settings) -> None:
        self.session = session
        self.settings = settings
        self.now = session.now()

    @cached_property
    def repository(self) -> Repository | None:
        return repository(self.session.root, self.session.environ)

    @cached_property
    def recent(self) -> History:
        """Two days of evidence, and what clocks that go ahead wrote."""
        with history_of(self.session, self.settings.history) as store:
            return read(store, since=self.now - 2 * DAY, until=self.now + 2 * DAY)

    @cached_property
    def kept(self) -> Mapping[Slot, Kept]:
        with history_of(self.session, self.settings.history) as store:
            return store.slots((self.now - 3660 * DAY).date(), self.now.date())


def meet(session: Session) -> Patient | Note:
    """The project, or what is wrong where its settings cannot be read."""
    try:
        settings, _source, _warnings = read_settings(session.root)
    except InputError as error:
        return Note(Level.WRONG, str(error), "statusgen lint tells more")
    return Patient(session, settings)


def examine(patient: Patient) -> Iterator[tuple[str, Note]]:
    """Every row's name and notes. What cannot be looked at is a note too."""
    for name, look in EXAMINATIONS.items():
        try:
            yield from ((name, note) for note in look(patient))
        except HostError as error:
            yield name, Note(Level.WRONG, str(error))
        except OSError as error:
            yield name, Note(Level.WRONG, f"cannot be looked at: {words(error)}")


def program() -> Iterator[Note]:
    python = ".".join(map(str, sys.version_info[:3]))
    there = [extra for extra, module in _EXTRAS.items() if find_spec(module)]
    yield Note(Level.WELL, f"statusgen {__version__}, Python {python}, extras: {', '.join(there) or 'none'}")


def _files(patient: Patient) -> Iterator[Note]:
    found = survey(patient.session.root)
    if found.problems:
        count = len(found.problems)
        told = f"{count} fault{'s' if count > 1 else ''} in people's files; a build would refuse"
        yield Note(Level.WRONG, told, "statusgen lint names them")
    else:
        yield Note(Level.WELL, "people's files are in order")
    if (patient.session.root / "schema").is_dir() and list(
        stale(patient.session.root, names_of(patient.settings))
    ):
        yield Note(Level.ODD, "editors complete from schemas of another version", "statusgen schema")
    if patient.settings.page.url is None:
        yield Note(Level.ODD, "the page has no address: feeds and links need it", "write url: under page:")


def _git(patient: Patient) -> Iterator[Note]:
    found = patient.repository
    if found is None:
        level = Level.WRONG if patient.settings.history.kind is StoreKind.GIT_BRANCH else Level.ODD
        yield Note(level, "the folder is in no git repository", "git init")
        return
    if found.head() is None:
        yield Note(Level.ODD, "the repository has no commit yet", "git commit")
    elif found.branch() is None:
        yield Note(Level.ODD, "HEAD is detached: commits there reach nobody", "git switch main")
    else:
        yield Note(Level.WELL, f"on the branch {str(found.branch()).removeprefix('refs/heads/')}")
    if found.git.run("rev-parse", "--is-shallow-repository").line == "true":
        yield Note(Level.ODD, "the clone is shallow: the past is not in it", "git fetch --unshallow")
    try:
        found.refuse_busy()
    except HostError as error:
        yield Note(Level.WRONG, str(error))


def _evidence(patient: Patient) -> Iterator[Note]:
    rounds = list(all_rounds(patient.recent))
    for vantage in patient.settings.vantages:
        times = sorted({r.at for r in rounds if r.vantage == vantage and r.at <= patient.now + _SKEW})
        interval = patient.settings.interval(vantage)
        if not times:
            hint = f"statusgen probe --vantage {vantage}"
            yield Note(Level.WRONG, f"nothing was heard of {vantage} for two days", hint)
            continue
        age = format_duration(max(patient.now - times[-1], timedelta(0)))
        if patient.now - times[-1] >= _FRESH * interval:
            told = f"{vantage} probed last {age} ago; it promised every {format_duration(interval)}"
            yield Note(Level.WRONG, told, "look at what starts the probes there")
        else:
            yield Note(Level.WELL, f"{vantage} probed {age} ago")
        yield from _gaps(vantage, [at for at in times if at > patient.now - DAY], interval)
    for vantage in sorted({r.vantage for r in rounds if r.at > patient.now + _SKEW}):
        yield Note(Level.WRONG, f"{vantage} writes rounds of the future", "set the clock there, or here")
    if patient.recent.damaged_lines:
        told = f"{patient.recent.damaged_lines} lines of the last days cannot be read"
        yield Note(Level.WRONG, told, "statusgen history verify names them")


def _gaps(vantage: str, times: Sequence[datetime], interval: timedelta) -> Iterator[Note]:
    gaps = [after - before for before, after in pairwise(times)]
    long = [gap for gap in gaps if gap > _FRESH * interval]
    if long:
        told = f"{vantage} left {len(long)} gaps in a day, the longest of {format_duration(max(long))}"
        yield Note(Level.ODD, told, "schedules of CI come late: probe --for 5h30m --every keeps a beat")


def _tallies(patient: Patient) -> Iterator[Note]:
    old = [slot for slot in patient.kept if slot.day < (patient.now - 2 * DAY).date()]
    with history_of(patient.session, patient.settings.history) as store:
        found, lost = read_tallies(store, [slot for slot in old if patient.kept[slot].has_tally])
    missing = [slot for slot in old if slot not in found or not found[slot].covers(patient.kept[slot])]
    if missing:
        told = f"{len(missing)} days of {len({slot.vantage for slot in missing})} places have no whole tally"
        yield Note(Level.ODD, told, "statusgen history compact")
    if lost or any(one.damaged for one in found.values()):
        yield Note(Level.WRONG, "tallies are damaged", "statusgen history verify names them")


def _weight(patient: Patient) -> Iterator[Note]:
    budget = patient.settings.history.budget
    weights = {"evidence in history/": weight_of(patient.session.root)}
    if patient.repository:
        objects = patient.repository.own / "objects"
        weights["the repository"] = sum(p.stat().st_size for p in objects.rglob("*") if p.is_file())
    for name, weight in weights.items():
        told = f"{name} takes {weight / _MB:.1f} MB of {budget / _MB:.0f}"
        if weight <= budget:
            yield Note(Level.WELL, told)
        elif patient.settings.history.kind is StoreKind.FILES:
            remedy = "history: git-branch:status-data keeps rounds off this branch; keep_rounds: thins them"
            yield Note(Level.ODD, told, remedy)
        else:
            yield Note(Level.ODD, told, "git gc; or raise budget: under history:")


EXAMINATIONS: Mapping[str, Callable[[Patient], Iterator[Note]]] = {
    "files": _files,
    "git": _git,
    "evidence": _evidence,
    "tallies": _tallies,
    "weight": _weight,
}
"""By what they look at, in the order in which they are told."""
