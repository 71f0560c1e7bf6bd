"""Pages of one language are printed, or taken from where they were kept."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from statusgen.forks import Forks, cores
from statusgen.model.digests import digest
from statusgen.model.snapshot import IncidentState
from statusgen.rendering import incidents
from statusgen.rendering.press import Press
from statusgen.rendering.scene import Blob, Scene, Sheet
from statusgen.rendering.settled import Settled, Site, packed
from statusgen.rendering.statuspage import files as statuspage
from statusgen.rendering.twins import path_of, twin


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
        forks = Forks(missing, self._packed, cores())
        foreign = {state.incident.id for state in missing[forks.border :]}
        for state in self.scene.snapshot.incidents:
            if state.incident.id in foreign:
                foreign.clear()
                for other, data in forks.results():
                    settled.keep(settled.key(other) or b"", data)
            self.incident(state, settled)
        self.add(incidents.tombstones(self.scene))

    def documents(self, settled: Settled) -> None:
        """Files for Statuspage's clients: those that are kept, and those that must be made."""
        told = statuspage.tell(self.scene)
        if told is None:
            return
        self.add(statuspage.lists(told, self.scene))
        rows = {name: digest(row) for name, row in told.roll.lasting().items()}
        for state in self.scene.snapshot.incidents:
            key = settled.also(state, [rows.get(name) for name in state.components])
            paths = statuspage.paths_of(state)
            if key and settled.page(key):
                self.files.add_kept(paths, settled, key)
                continue
            made = list(statuspage.of_incident(state, told, self.scene))
            self.add(made)
            is_pair = tuple(item.path for item in made) == paths
            if key and is_pair and settled.keep(key, packed(*(self.files[path] for path in paths))):
                self.files.add_kept(paths, settled, key)

    def incident(self, state: IncidentState, settled: Settled) -> None:
        """The page of one, kept or made."""
        key, paths = settled.key(state), self._paths(incidents.path(state))
        if key and settled.page(key):
            self.files.add_kept(paths, settled, key)
            self.sheets.append(
                Sheet(path=incidents.path(state), template=incidents.TEMPLATE, title="", view=None)
            )
            return
        self._print(incidents.sheet(state, self.scene))
        if key and settled.keep(key, packed(*(self.files[path] for path in paths))):
            self.files.add_kept(paths, settled, key)

    def _paths(self, path: str) -> tuple[str, ...]:
        """Where a page lies, and its twin where it has one."""
        return (path, path_of(path)) if self.is_first else (self.scene.folder + path,)

    def _packed(self, state: IncidentState) -> bytes:
        sheet = incidents.sheet(state, self.scene)
        twins = twin(sheet, self.scene) if self.is_first else ()
        return packed(self.press.page(sheet), *(blob.data for blob in twins))

    def _print(self, sheet: Sheet) -> None:
        self.files.add(self.scene.folder + sheet.path, self.press.page(sheet))
        for blob in twin(sheet, self.scene) if self.is_first else ():
            self.files.add(blob.path, blob.data)
        self.sheets.append(replace(sheet, view=None))
