"""Pages of one language are printed, or taken from where they were kept."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from statusgen.forks import Forks, cores
from statusgen.model.digests import SIZE, digest
from statusgen.model.snapshot import IncidentState
from statusgen.rendering import feeds, history, incidents
from statusgen.rendering.press import Press
from statusgen.rendering.scene import Blob, Scene, Sheet
from statusgen.rendering.settled import Settled, Site, packed, unpacked
from statusgen.rendering.statuspage import files as statuspage
from statusgen.rendering.twins import path_of, twin

_GONE = bytes(SIZE)
"""In the place of the digest of a component that is no more."""


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Printer:
    """Puts what is made among the files."""

    scene: Scene
    press: Press
    files: Site
    settled: Settled | None
    """What was kept; None where nothing may be taken from there."""
    sheets: list[Sheet] = field(default_factory=list)
    """Those that were printed, without what stood on them: of thousands that is much."""

    @property
    def is_first(self) -> bool:
        """Its pages are the site's own, with their twins in Markdown."""
        return not self.scene.folder

    def add(self, items: Iterable[Sheet | Blob]) -> None:
        """Pages with their twins, and files."""
        for item in items:
            if isinstance(item, Blob):
                self.files.add(item.path, item.data)
            elif self.is_first or item.is_in_every_language:
                self._print(item)

    def incidents(self, settled: Settled) -> None:
        """Their pages: those that are kept, and those that must be made, on all cores where they are many."""
        missing = settled.missing(self.scene.snapshot.incidents)
        forks = Forks(missing, lambda state: packed(self.made(incidents.sheet(state, self.scene))), cores())
        foreign = {state.incident.id for state in missing[forks.border :]}
        for state in self.scene.snapshot.incidents:
            if state.incident.id in foreign:
                foreign.clear()
                for other, data in forks.results():
                    settled.keep_all(settled.key(other), unpacked(data))
            self.incident(state, settled)
        self.add(incidents.tombstones(self.scene))

    def incident(self, state: IncidentState, settled: Settled) -> None:
        """The page of one, kept or made."""
        self._page(incidents.path(state), incidents.TEMPLATE, settled.key(state), incidents.sheet, state)

    def history(self, settled: Settled) -> None:
        """The list of all, and the page of each month, kept or made."""
        months = history.told(self.scene)
        self.add([history.index(months, self.scene)])
        for month in months:
            key = settled.all_of(
                (state.incident for state in month.incidents),
                *("month", month.month, month.works, month.notices, month.older, month.newer),
            )
            self._page(month.path, history.TEMPLATE, key if month.is_over else None, history.sheet, month)

    def documents(self, settled: Settled) -> None:
        """Files for Statuspage's clients, kept or made."""
        told = statuspage.tell(self.scene)
        if told is None:
            return

        def make(state: IncidentState, scene: Scene) -> Iterable[Sheet | Blob]:
            return statuspage.of_incident(state, told, scene)

        self.add(statuspage.lists(told, self.scene))
        rows = {name: digest(row) for name, row in told.roll.lasting().items()}
        for state in self.scene.snapshot.incidents:
            key = settled.also(state, (rows.get(name, _GONE) for name in state.components))
            if statuspage.is_pair(state):
                self._files(statuspage.paths_of(state), key, make, state)
            else:
                self.add(make(state, self.scene))

    def feeds(self, settled: Settled) -> None:
        """Of every channel, kept or made."""
        posts = feeds.Posts(self.scene)

        def make(told: feeds.Told, _scene: Scene) -> Iterable[Blob]:
            return posts.files(told)

        for told in feeds.told(self.scene):
            owners, times = (one.owner for one in told.said), [one.at for one in told.said]
            self._files(told.paths, settled.all_of(owners, "feed", told.channel, times), make, told)

    def _page(
        self, path: str, template: str, key: bytes | None, make: Callable[[T, Scene], Sheet], of: T
    ) -> None:
        """A page of the past, with its twin."""
        paths, again = [self.scene.folder + path], Again(self, make, of)
        if self.is_first and template == incidents.TEMPLATE:
            paths.append(path_of(path))
        if self._found(paths, key, again):
            self.sheets.append(Sheet(path=path, template=template, title="", view=None))
        else:
            self._print(make(of, self.scene))
            self._keep(paths, key, again)

    def _files(
        self,
        paths: Sequence[str],
        key: bytes | None,
        make: Callable[[T, Scene], Iterable[Sheet | Blob]],
        of: T,
    ) -> None:
        """Files that are made together."""
        again = Again(self, make, of)
        if not self._found(paths, key, again):
            self.add(make(of, self.scene))
            self._keep(paths, key, again)

    def _found(self, paths: Sequence[str], key: bytes | None, again: "Again[T]") -> bool:
        """Whether they are kept; then they are read from there."""
        if not self.settled or not key or not self.settled.has(key, len(paths)):
            return False
        self.files.add_kept(paths, self.settled, key, again)
        return True

    def _keep(self, paths: Sequence[str], key: bytes | None, again: "Again[T]") -> None:
        """Have the files lie where they are kept, if they can: all are more than memory should hold."""
        if self.settled and key:
            self.settled.keep_all(key, [self.files[path] for path in paths])
            self._found(paths, key, again)

    def made(self, item: Sheet | Blob) -> list[bytes]:
        """A page and its twin, or a file."""
        if isinstance(item, Blob):
            return [item.data]
        twins = twin(item, self.scene) if self.is_first else ()
        return [self.press.page(item), *(blob.data for blob in twins)]

    def _print(self, sheet: Sheet) -> None:
        self.files.add(self.scene.folder + sheet.path, self.press.page(sheet))
        for blob in twin(sheet, self.scene) if self.is_first else ():
            self.files.add(blob.path, blob.data)
        self.sheets.append(replace(sheet, view=None))


@dataclass(frozen=True, slots=True)
class Again(Generic[T]):
    """What was kept and is damaged is made anew; of each page one stands ready, so they are small."""

    printer: Printer
    make: Callable[[T, Scene], Sheet | Iterable[Sheet | Blob]]
    of: T

    def __call__(self) -> Sequence[bytes]:
        made = self.make(self.of, self.printer.scene)
        items = (made,) if isinstance(made, Sheet) else made
        return [data for item in items for data in self.printer.made(item)]
