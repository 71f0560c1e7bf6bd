"""What a build made before is found again by the next one, as long as the same programs make it."""

import platform
import zoneinfo
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

from statusgen import __version__
from statusgen.cache import Cache
from statusgen.model.digests import digest
from statusgen.model.project import Project
from statusgen.reading.load import Reading
from statusgen.rendering.settled import Original, Shelf

_PACKAGE = Path(__file__).resolve().parent.parent
_ROOMS = {"model": ".py", "reading": ".py", "judging": ".py", "rendering": ".py", "locale": ".po"}
_LIBRARIES = (
    "babel",
    "feedgenerator",
    "jinja2",
    "markdown",
    "markupsafe",
    "nh3",
    "pydantic",
    "pydantic-core",
    "pyyaml",
)
_ZONES = "tzdata.zi"
_LONGEST = 64
"""Characters of the line that names the edition of the time zones."""


def open_cache(path: Path) -> Cache:
    """The file at a path; what other programs made is not found in it."""
    return Cache(path, _makers())


def shelf_of(cache: Cache, reading: Reading, project: Project) -> Shelf:
    """What pages may be found by."""
    by_id = {incident.id: incident for incident in project.incidents}
    return Shelf(
        cache,
        {
            name: Original(by_id[name], origin.digest, origin.newest)
            for name, origin in reading.origins.items()
            if name in by_id
        },
    )


@cache
def _makers() -> bytes:
    """A digest of all code that decides what the pieces are: a checkout changes without its version.

    That of the code which runs: what changes on disk meanwhile decides nothing in this process.
    """
    code = [
        (path.name, path.read_bytes())
        for room, ending in _ROOMS.items()
        for path in sorted((_PACKAGE / room).rglob(f"*{ending}"))
    ]
    libraries = [(name, version(name)) for name in _LIBRARIES]
    return digest(__version__, platform.python_version(), code, libraries, list(_editions()))


def _editions() -> Iterator[str]:
    """Of the time zones, which governments change."""
    for folder in zoneinfo.TZPATH:
        path = Path(folder, _ZONES)
        if path.is_file():
            with path.open(encoding="utf-8") as stream:
                yield stream.readline(_LONGEST)
    yield version("tzdata") if zoneinfo.TZPATH == () else ""
