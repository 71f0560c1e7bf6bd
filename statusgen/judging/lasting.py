"""What an incident alone says of how long it lasts and what it concerns."""

from datetime import datetime
from typing import Protocol

from statusgen.model.incidents import Incident, Update


class Lasting(Protocol):
    """An incident as it stands, be all else of it known or not."""

    @property
    def incident(self) -> Incident:
        """Its file."""

    @property
    def components(self) -> tuple[str, ...]:
        """All that it ever named."""

    @property
    def starts_at(self) -> datetime:
        """When it began."""

    @property
    def ends_at(self) -> datetime | None:
        """When it ended; None while it is open."""

    @property
    def updates(self) -> tuple[Update, ...]:
        """Those of the past, newest first."""
