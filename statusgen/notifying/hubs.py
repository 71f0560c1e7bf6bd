"""New feeds become what a WebSub hub is told, and which of them it knows of is remembered."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlencode

from statusgen.disk import put, words
from statusgen.model.errors import HostError

FILE = "hub.json"
"""In the folder of what was told."""
_MOST = 50
"""Feeds in one request."""


def requests(addresses: Sequence[str]) -> Iterator[tuple[Sequence[str], bytes]]:
    """What the hub is told, some addresses at a time, with these."""
    for start in range(0, len(addresses), _MOST):
        some = addresses[start : start + _MOST]
        yield some, urlencode([("hub.mode", "publish"), *(("hub.url", address) for address in some)]).encode()


def load(folder: Path, hub: str) -> dict[str, str]:
    """The digest of each feed that this hub was told of, by its address. HostError when it cannot be read."""
    try:
        document = json.loads((folder / FILE).read_bytes())
        known = document["feeds"] if document["hub"] == hub else {}
        return {str(address): str(digest) for address, digest in known.items()}
    except OSError as error:
        if not isinstance(error, FileNotFoundError):
            raise HostError(f"{folder / FILE}: {words(error)}") from error
        return {}
    except (ValueError, LookupError, TypeError, AttributeError):
        # The hub hears of every feed again, and hears nothing new: no harm is done.
        return {}


def keep(folder: Path, hub: str, feeds: Mapping[str, str]) -> None:
    """Remember it, in the place of what was known before. HostError when it cannot be written."""
    document = {"hub": hub, "feeds": dict(sorted(feeds.items()))}
    try:
        put(folder / FILE, json.dumps(document, indent=1).encode() + b"\n", mode=0o600)
    except OSError as error:
        raise HostError(f"{error.filename or folder}: {words(error)}") from error
