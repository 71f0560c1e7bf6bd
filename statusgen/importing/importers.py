"""The tools whose results we read."""

from collections.abc import Mapping
from dataclasses import dataclass

from statusgen.importing.blackbox import blackbox
from statusgen.importing.globalping import globalping
from statusgen.importing.ooni import ooni
from statusgen.importing.sightings import Importer


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One tool."""

    read: Importer
    has_spots: bool
    """Its data says from where it was seen."""


IMPORTERS: Mapping[str, Kind] = {
    "ooni": Kind(read=ooni, has_spots=True),
    "globalping": Kind(read=globalping, has_spots=True),
    "blackbox": Kind(read=blackbox, has_spots=False),
}
"""By the word that is typed, which history keeps as the source."""
