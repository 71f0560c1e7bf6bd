"""A `status.json` as it was published: what of it can change and be told of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from pydantic import AwareDatetime, TypeAdapter, ValidationError

from statusgen.model.words import Confidence, Severity, Status, UpdateStatus

SCHEMA = 1
"""The version of `status.json` that is understood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """The page itself."""

    name: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonFacts:
    """Why a component is as it is."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentFacts:
    """A component as it stood."""

    id: str
    name: str
    status: Status
    confidence: Confidence = Confidence.UNKNOWN
    since: AwareDatetime | None = None
    reasons: tuple[ReasonFacts, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateFacts:
    """What was said at one moment."""

    id: str
    at: AwareDatetime
    status: UpdateStatus | None = None
    text: str | None = None
    written_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFacts:
    """An incident as it stood."""

    id: str
    title: str
    status: UpdateStatus
    severity: Severity = Severity.NONE
    starts_at: AwareDatetime
    ends_at: AwareDatetime | None = None
    impact: Mapping[str, Status] = field(default_factory=dict)
    components: tuple[str, ...] = ()
    """All that it ever named; pages of earlier versions do not say."""
    path: str = ""
    updates: tuple[UpdateFacts, ...] = ()
    """The newest first."""

    @property
    def concerned(self) -> tuple[str, ...]:
        """The components that it is about."""
        return tuple(dict.fromkeys((*self.components, *self.impact)))


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceFacts:
    """Planned work as it stood."""

    id: str
    title: str
    status: UpdateStatus
    is_active: bool = False
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    repeat: str | None = None
    components: tuple[str, ...] = ()
    path: str = ""
    updates: tuple[UpdateFacts, ...] = ()
    """The newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One page as it was published. What else its file holds is not looked at."""

    schema: int
    page: PageFacts
    taken_at: AwareDatetime
    expires_at: AwareDatetime | None = None
    components: tuple[ComponentFacts, ...] = ()
    incidents: tuple[IncidentFacts, ...] = ()
    maintenance: tuple[MaintenanceFacts, ...] = ()

    def is_stale(self, now: datetime) -> bool:
        """What it says of the present may no longer be believed."""
        return self.expires_at is not None and now > self.expires_at


def parse_edition(data: bytes | str) -> Edition:
    """An edition from the bytes of its file. ValueError where it is none."""
    try:
        edition = _adapter().validate_json(data)
    except ValidationError:
        raise ValueError("not a status.json") from None
    if edition.schema != SCHEMA:
        raise ValueError("a status.json of another version")
    return edition


@cache
def _adapter() -> TypeAdapter[Edition]:
    """Made when it is needed: a build needs none."""
    return TypeAdapter(Edition)
