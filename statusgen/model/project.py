"""All that people wrote: the page's settings, and what stands in `incidents/`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from statusgen.model.checks import Check, CheckOrUrl
from statusgen.model.evidence import Report
from statusgen.model.forms import Form
from statusgen.model.incidents import Announcement, Incident, Maintenance
from statusgen.model.keeping import Keeping, KeepingOrStore
from statusgen.model.publishing import PublishTarget
from statusgen.model.receivers import Receiver, WebAddress
from statusgen.model.scalar_forms import DURATION
from statusgen.model.scalars import (
    BrowserAddress,
    Country,
    Day,
    Duration,
    Flag,
    HubAddress,
    Id,
    Integer,
    Interval,
    Language,
    Line,
    Link,
    NetworkWord,
    PageUrl,
    ReportLink,
    Target,
    Words,
    Zone,
)
from statusgen.model.security import Security
from statusgen.model.theme import AccentOrColour, FileOfTheme, LogoOrFile

STRICT = ConfigDict(extra="forbid")
"""Unknown keys are errors; dataclasses let them pass unless told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The page itself."""

    __pydantic_config__ = STRICT
    name: Words
    """The service's name, as its users know it."""
    id: Id | None = None
    """Its name for programs that read several pages, whatever it is called and wherever it lies; keep it for
    ever. The page's id on Statuspage, if you come from there."""
    url: PageUrl | None = None
    """Where the page will be published; feeds and canonical links need it."""
    hub: HubAddress | None = None
    """A WebSub hub: every feed names it, and it is told when one is new, so that readers hear at once. Needs
    `url`; docs/feeds.md."""
    timezones: tuple[Zone, ...] = ()
    """Zones printed beside UTC, in plain HTML."""
    languages: tuple[Language, ...] = ("en",)
    """Languages of the page, the first being its own."""
    description: Words | None = None
    """One sentence below the headline of an all-clear page and in search results."""
    contact: Link | None = None
    """Where readers reach you: an `https://` or `mailto:` address."""
    security: Security | None = None
    """Whom to tell of a weakness: makes `.well-known/security.txt`."""
    report_url: ReportLink | None = None
    """Where readers report a problem: your form of issues, your own endpoint, or a `mailto:` address."""
    try_from_browser: Mapping[Id, BrowserAddress] = field(default_factory=dict)
    """Components that readers may try from their own browser, each with an address that answers anybody. The
    page prints these addresses, and asks them when a reader says so: docs/just-me.md."""
    show_targets: Flag = False
    """Print the hosts of checks on "How we measure"; names inside a network stay private otherwise."""
    logo: LogoOrFile | None = None
    """A picture in the place of the name: a file in `templates/`, or one for light and one for dark."""
    accent: AccentOrColour | None = None
    """The colour of links, focus and name, `'#1a54ad'` in quotes, or one for light and one for dark. States
    keep theirs."""
    css: FileOfTheme | None = None
    """A stylesheet in `templates/` that is added after ours, at most 64 KiB."""
    social_image: Flag = False
    """Make the picture that chats show beside a link to the page; needs `url` and `statusgen[og]`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vantage:
    """A place probes run from."""

    __pydantic_config__ = STRICT
    country: Country | None = None
    """Two letters (ISO 3166)."""
    city: Words | None = None
    """Shown as given."""
    network: NetworkWord | None = None
    """`datacenter`, `eyeball` (people's homes and phones) or `ci`."""
    asn: Integer | None = None
    """The network's number, 45595 for AS45595."""
    every: Interval | None = None
    """Its own promised interval, where it differs from the page's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """Something that users rely on."""

    __pydantic_config__ = STRICT
    id: Id
    """Its name in files, history and addresses; keep it for ever."""
    name: Words
    """Its name on the page."""
    description: Words | None = None
    """What users do with it, in their words."""
    check: CheckOrUrl | None = None
    """Short for one check: a URL, or a mapping."""
    checks: tuple[CheckOrUrl, ...] = ()
    """Several checks. Add new ones after the first: history of the first is kept under the component's id."""
    depends_on: tuple[Id, ...] = ()
    """Components that this one needs."""
    retired: Day | None = None
    """The day from which it is shown in history only."""
    was: tuple[Id, ...] = ()
    """Earlier ids, still valid in old files."""

    @property
    def all_checks(self) -> tuple[Check, ...]:
        """Its checks in order, however they were written."""
        return ((self.check,) if self.check else ()) + self.checks

    def history_keys(self, check: Check) -> tuple[str, ...]:
        """The keys under which history may hold this check, that of new rounds first."""
        ids = (self.id, *self.was)
        long = tuple(f"{component_id}/{check.key}" for component_id in ids)
        if check is not self.all_checks[0] and check != self.all_checks[0]:
            return long
        if len(self.all_checks) == 1 and check.id is None:
            return ids + long
        return long + ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A named list of components."""

    __pydantic_config__ = STRICT
    id: Id
    """Stands for all its components in an incident's `impact`."""
    name: Words
    """Its name on the page."""
    components: tuple[Component, ...] = ()
    """In the order of the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lint:
    """What `statusgen lint` complains of, and when."""

    __pydantic_config__ = STRICT
    off: tuple[Line, ...] = ()
    """Codes of rules that say nothing in this project, such as `SG010`."""
    silent_after: Duration = timedelta(hours=24)
    """An open incident without a word for so long looks forgotten."""
    postmortem_after: Duration = timedelta(days=14)
    """So long after its end a major or critical incident is owed a postmortem."""
    longest_update: Integer = 1500
    """Characters of an update; a longer one is not read in a hurry."""
    longest_title: Integer = 100
    """Characters of a title; a longer one is cut in feeds, lists and search results."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafting:
    """Incidents that the monitor drafts when a component is down."""

    __pydantic_config__ = STRICT
    after: Duration = timedelta(minutes=10)
    """So long a component must be down before the monitor writes, and well before it calls that over."""
    publish: Flag = False
    """What it writes is public at once; else it is a draft until a person takes `draft: true` out."""
    components: tuple[Id, ...] = ()
    """Components or groups it writes about; all unless given."""


def _short(value: Any) -> Any:
    return {"after": value} if isinstance(value, str) else value


class _OrDuration:
    """Tells editors of the short form."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Form:
        return {"anyOf": [DURATION, handler(schema)]}


DraftingOrDuration = Annotated[Drafting, BeforeValidator(_short), _OrDuration()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`statusgen.yaml`."""

    __pydantic_config__ = STRICT
    page: Page
    """The page itself."""
    every: Interval = timedelta(minutes=5)
    """The promised interval of probes; evidence older than three of them is no evidence."""
    vantages: Mapping[Id, Vantage] = field(default_factory=lambda: {"local": Vantage()})
    """Places probes run from; without any there is one, `local`."""
    controls: tuple[Target, ...] = ()
    """Neutral targets that prove that the vantage itself is online."""
    groups: tuple[Group, ...] = ()
    """Components in named groups, in the order of the page."""
    components: tuple[Component, ...] = ()
    """Components that stand in no group."""
    allow_commands: Flag = False
    """Checks (`command://`) and targets (`command`) may run programs of this machine; whoever may edit this
    file may then run any."""
    history: KeepingOrStore = field(default_factory=Keeping)
    """Where evidence is kept, and for how long: short for one place, or a mapping."""
    auto_incidents: DraftingOrDuration | None = None
    """`statusgen run` drafts an incident when a component is down for so long: a duration, or a mapping.
    Without it, only where it is told to: `--draft-incidents`."""
    notify: tuple[Receiver, ...] = ()
    """Who is told when something changes; see docs/notifying.md."""
    heartbeat_url: WebAddress | None = None
    """What `statusgen run` asks for when a round was kept and a page built, and only then: a watcher that
    calls you when it hears nothing. May name secrets: `https://hc-ping.com/$NAME`; docs/service.md."""
    publish: tuple[PublishTarget, ...] = ()
    """Where `statusgen publish` puts the built site; see docs/publishing.md."""
    lint: Lint = field(default_factory=Lint)
    """What `statusgen lint` complains of, and when."""

    def all_components(self) -> Iterator[tuple[Group | None, Component]]:
        """Every component with its group, in the order of the page."""
        for group in self.groups:
            for component in group.components:
                yield group, component
        for component in self.components:
            yield None, component

    def interval(self, vantage: str) -> timedelta:
        """The promised interval at a vantage."""
        place = self.vantages.get(vantage)
        return place.every if place and place.every else self.every

    def canonical_ids(self) -> dict[str, tuple[str, ...]]:
        """Every id an incident file may name, to the ids of the components it stands for."""
        ids: dict[str, tuple[str, ...]] = {}
        for group in self.groups:
            ids[group.id] = tuple(component.id for component in group.components)
        for _, component in self.all_components():
            for name in (component.id, *component.was):
                ids[name] = (component.id,)
        return ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """All that people wrote, read and valid."""

    settings: Settings
    incidents: tuple[Incident, ...] = ()
    """By id. Drafts are left out."""
    maintenances: tuple[Maintenance, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    reports: tuple[Report, ...] = ()
    """Buckets in order of time."""
