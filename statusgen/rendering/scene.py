"""A Snapshot with what every page needs at hand: lookups, a clock and a writer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from statusgen.model.scalars import Text
from statusgen.model.snapshot import ComponentState, IncidentState, MaintenanceState, Snapshot
from statusgen.model.store import Store
from statusgen.rendering.clocks import Clock
from statusgen.rendering.languages import ENGLISH, Language
from statusgen.rendering.speaking import language
from statusgen.rendering.texts import Phrase, Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One page's worth of truth, ready to be told."""

    snapshot: Snapshot
    clock: Clock
    writer: Writer
    language: Language
    """In which our own words are printed."""
    components: Mapping[str, ComponentState]
    """By id, retired ones too."""
    renamed: Mapping[str, str]
    """Earlier ids, still valid in old files."""
    incidents: Mapping[str, IncidentState]
    open: tuple[IncidentState, ...]
    """Incidents that are not over, the newest first: of thousands few."""
    concerning: Mapping[str, tuple[IncidentState, ...]]
    """Those that name a component, the newest first, by its id."""
    maintenances: Mapping[str, MaintenanceState]

    @property
    def folder(self) -> str:
        """Where its pages lie, from the site's root: empty for those of the first language."""
        return self.writer.folder

    def name(self, component_id: str) -> Phrase:
        """A component's name; its id when it is no longer known."""
        state = self.components.get(self.renamed.get(component_id, component_id))
        return self.phrase(state.component.name if state else component_id)

    def target(self, name: str) -> Phrase:
        """What an incident's impact names: a component or a group."""
        group = next((group for group in self.snapshot.groups if group.id == name), None)
        return self.phrase(group.name) if group else self.name(name)

    def names(self, component_ids: tuple[str, ...]) -> tuple[Phrase, ...]:
        """Their names, in the order given."""
        return tuple(self.name(component_id) for component_id in component_ids)

    def phrase(self, text: Text | str) -> Phrase:
        """One line of a person's words."""
        return self.writer.phrase(text)

    def maybe(self, text: Text | str | None) -> Phrase | None:
        """The same, None when there are no words."""
        return self.writer.phrase(text) if text is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One HTML page before it is printed: what stands in it, and what prints it."""

    path: str
    template: str
    title: str
    """Of the document, without the page's name; empty for home."""
    view: object
    """A frozen dataclass; the template knows nothing else of the world."""
    tone: str = "unk"
    """The state's key that favicon and headline carry."""
    description: str = ""
    is_current: bool = False
    """It claims something of the present."""
    is_settled: bool = False
    """It tells of the past alone: it carries no time of the build, so its bytes stay as they are."""
    subject: tuple[str, ...] = ()
    """What the title names beside the state and the page."""
    feeds: tuple[str, ...] = ("",)
    """Folders of the feeds that tell of what it shows, the nearest first; the root has the page's."""
    scripts: tuple[str, ...] = ()
    """Names of inline scripts that it needs of its own."""
    asks: tuple[str, ...] = ()
    """Origins that its scripts ask beside the page's own."""
    is_absolute: bool = False
    """Served at any address, so its links start from the page's own address."""
    is_in_every_language: bool = True
    """It exists once for each language of the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """One file that needs no template."""

    path: str
    data: bytes


def set_scene(snapshot: Snapshot, tag: str | None = None, store: Store | None = None) -> Scene:
    """A Snapshot, ready to be told: in that one of the page's languages, else in the first.

    `store`: where the HTML of texts is kept.
    """
    components = {state.component.id: state for state in (*snapshot.components, *snapshot.retired)}
    languages = snapshot.page.languages or (ENGLISH,)
    first = languages[0]
    spoken = language(tag or first, *languages) if len(languages) > 1 else language(first)
    return Scene(
        snapshot=snapshot,
        clock=Clock(snapshot.taken_at, snapshot.page.timezones),
        writer=Writer(
            spoken.wanted,
            first=first,
            ui_language=spoken.tag,
            folder=folder_of(tag, languages),
            store=store,
        ),
        language=spoken,
        components=components,
        renamed={old: name for name, state in components.items() for old in state.component.was},
        incidents={state.incident.id: state for state in snapshot.incidents},
        open=tuple(state for state in snapshot.incidents if state.is_open),
        concerning=_concerning(snapshot.incidents),
        maintenances={state.maintenance.id: state for state in snapshot.maintenances},
    )


def _concerning(states: Sequence[IncidentState]) -> Mapping[str, tuple[IncidentState, ...]]:
    found: dict[str, list[IncidentState]] = {}
    for state in states:
        for component in state.components:
            found.setdefault(component, []).append(state)
    return {component: tuple(those) for component, those in found.items()}


def folder_of(tag: str | None, languages: Sequence[str]) -> str:
    """Where the pages of a language lie, from the site's root: those of the first one at the root."""
    return f"{tag}/" if tag and tag != languages[0] else ""
