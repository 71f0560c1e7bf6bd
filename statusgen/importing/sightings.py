"""What another tool saw, in the words of the field, before it is known whose check it answers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from statusgen.model.evidence import ProbeResult
from statusgen.model.words import NetworkKind

Document = object
"""Parsed JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where it was seen from, as far as the tool says."""

    country: str | None = None
    """Two letters."""
    asn: int | None = None
    network: NetworkKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One look of another tool at one target."""

    at: datetime
    """When it began, UTC."""
    target: str | None
    """A URL or a host; None where the data does not name it."""
    spot: Spot
    result: ProbeResult
    """As the tool judged it, but for what the check expects."""
    http_status: int | None = None
    """Held against what the check expects; None where there was none, or the tool judged it."""
    every: timedelta | None = None
    """The interval at which the tool looked, where it has one."""
    is_online: bool | None = None
    """The place was proved online; None where the tool cannot say."""


Importer = Callable[[Sequence[Document], datetime], Iterable[Sighting]]
"""All documents of one import and the present become sightings; what says nothing is left out."""
