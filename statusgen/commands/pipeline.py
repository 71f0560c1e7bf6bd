"""The stages in a row, as several commands need them: read, judge, render, publish."""

import gc
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from statusgen.cache import Cache
from statusgen.commands.caching import open_cache, shelf_of
from statusgen.commands.keeping import history_of, weight_of
from statusgen.commands.session import Session
from statusgen.commands.settled import keep, recall
from statusgen.judging.judge import history_needed, judge, tallies_needed
from statusgen.model.errors import InputError, Place, Problem, UsageError
from statusgen.model.evidence import Round
from statusgen.model.layout import CACHE, HISTORY, SCHEMA_FOLDER, STATE, TEMPLATES
from statusgen.model.project import Project
from statusgen.model.snapshot import Snapshot
from statusgen.model.words import Status
from statusgen.publishing.folder import Published, publish
from statusgen.reading.load import Reading, load
from statusgen.reading.settings import read_settings
from statusgen.recording.journal import read
from statusgen.rendering.asked import Asked
from statusgen.rendering.settled import Shelf
from statusgen.rendering.single import single
from statusgen.rendering.site import site
from statusgen.rendering.social import can_draw

SITE = "site"
HOME = "index.html"
_NOT_TO_PUBLISH_INTO = ("incidents", "reports", HISTORY, TEMPLATES, SCHEMA_FOLDER, STATE, ".git")
"""What people and machines wrote; pages among it would be read as if they had."""
FAIL_ON = {
    "never": None,
    "degraded": Status.DEGRADED_PERFORMANCE,
    "down": Status.PARTIAL_OUTAGE,
}
"""What `--fail-on` takes, to the least bad status that breaches it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A page that was built."""

    snapshot: Snapshot
    files: Mapping[str, bytes]
    reading: Reading
    """What it was built from."""

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What reading found; nothing in it stopped the build."""
        return self.reading.warnings


def snapshot_of(
    session: Session, project: Project, now: datetime, *, more: tuple[Round, ...] = ()
) -> Snapshot:
    """What is true at an instant, from the project, its history, and rounds that were not kept."""
    with history_of(session, project.settings.history) as store:
        history = read(
            store,
            since=history_needed(now),
            until=now + timedelta(minutes=2),
            tallies_since=tallies_needed(now),
        )
    with undisturbed():
        history = replace(history, rounds=(*history.rounds, *more))
        snapshot = judge(project, history, now, session.judged_before)
    weight = weight_of(session.root)
    return replace(snapshot, evidence_bytes=weight) if weight > project.settings.history.budget else snapshot


@contextmanager
def undisturbed() -> Iterator[None]:
    """Judging makes no cycles, reading and printing few. Looking for some among millions of looks, or among
    thousands of entries, would take a quarter of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def compose(session: Session, now: datetime, *, files: Path | None = None, is_single: bool = False) -> Built:
    """The whole page in memory. InputError when people's files need mending.

    `files`: a folder with people's files of another time; evidence is where today's settings say.
    `is_single`: the home page alone, with all that it needs inside.
    """
    with undisturbed():
        basis = _judged(session, now, files)
        pages: Mapping[str, bytes]
        if is_single:
            pages = {HOME: single(basis.snapshot, overrides=basis.theme)}
        else:
            pages = site(basis.snapshot, overrides=basis.theme, shelf=basis.shelf)
    if basis.snapshot.page.social_image and not is_single and not can_draw():
        session.once("there is no picture for chats: pip install 'statusgen[og]'")
    return Built(snapshot=basis.snapshot, files=pages, reading=basis.reading)


def preview(session: Session, now: datetime) -> Built:
    """The page, each file of which is made when it is asked for. InputError as for `compose`."""
    with undisturbed():
        basis = _judged(session, now, None)
        pages = Asked(basis.snapshot, overrides=basis.theme, shelf=basis.shelf)
    return Built(snapshot=basis.snapshot, files=pages, reading=basis.reading)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Basis:
    """What pages are printed from."""

    reading: Reading
    snapshot: Snapshot
    theme: Path | None
    shelf: Shelf


def _judged(session: Session, now: datetime, files: Path | None) -> _Basis:
    cache = _cache(session)
    reading = load(files or session.root, cache, session.read_before)
    project = reading.project
    if files is not None:
        today = read_settings(session.root)[0].history
        project = replace(project, settings=replace(project.settings, history=today))
    recall(session.judged_before, cache, reading, now)
    snapshot = snapshot_of(session, project, now)
    keep(session.judged_before, cache, reading, now)
    return _Basis(
        reading=reading,
        snapshot=snapshot,
        theme=theme_of(files or session.root),
        shelf=shelf_of(cache, reading, project),
    )


def theme_of(root: Path) -> Path | None:
    """The project's own templates and assets, where it has some."""
    folder = root / TEMPLATES
    return folder if folder.is_dir() else None


def build(
    session: Session, target: Path, now: datetime, *, files: Path | None = None
) -> tuple[Built, Published]:
    """The page, in its folder, whole; `files` as for `compose`."""
    built = compose(session, now, files=files)
    with undisturbed():
        published = publish(built.files, target, lock=working_folder(session.root) / "build.lock")
    cache = session.caches.pop(_cache_file(session))
    cache.tidy()
    cache.close()
    return built, published


def _cache(session: Session) -> Cache:
    """Open until what was made with it is published: pages lie in it."""
    path = _cache_file(session)
    if path not in session.caches:
        session.caches[path] = open_cache(path)
    return session.caches[path]


def _cache_file(session: Session) -> Path:
    return inside(session.root, STATE) / Path(CACHE).name


def working_folder(root: Path) -> Path:
    """The folder of the project's own working files."""
    return inside(root, STATE)


def choose_output(root: Path, asked: Path | None) -> Path:
    """The folder to build into: the one asked for, else the project's `site/`."""
    target = asked if asked is not None else inside(root, SITE)
    return not_among_sources(root, target, "name a folder of its own with -o")


def not_among_sources(root: Path, target: Path, hint: str) -> Path:
    """The path, when it does not lie among what people and machines wrote."""
    real = Path(os.path.realpath(target))
    for name in _NOT_TO_PUBLISH_INTO:
        if real.is_relative_to(os.path.realpath(root / name)):
            raise UsageError(f"'{target}' lies in the project's {name}/ ({hint})")
    return target


def inside(root: Path, name: str) -> Path:
    """A folder that we write to unasked. InputError when a link leads it out of the project."""
    path = root / name
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root)):
        hint = "remove it, or name the folder with -o" if name == SITE else "remove it"
        raise InputError([Problem(Place(name), "is a link that leads out of the project", hint)])
    return path


def breaches(snapshot: Snapshot, fail_on: str, chosen: Collection[str] | None = None) -> bool:
    """Whether the page, or what was chosen of it, is as bad as `--fail-on` says; what is merely unknown
    breaches nothing.
    """
    limit = FAIL_ON[fail_on]
    states = [s for s in snapshot.components if chosen is None or s.component.id in chosen]
    return limit is not None and any(state.status.badness >= limit.badness for state in states)
