"""A Snapshot becomes `api/v2/status.json`, as Statuspage's clients read it."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from statusgen.rendering.scene import Blob, Scene

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_ID_LENGTH = 12


def blobs(scene: Scene) -> Iterator[Blob]:
    """The file; none for a snapshot that was not judged in their words."""
    head = scene.snapshot.statuspage
    if head is None:
        return
    document = {
        "page": _page(scene),
        "status": {"indicator": head.indicator, "description": head.description},
    }
    yield Blob(path="api/v2/status.json", data=json.dumps(document, ensure_ascii=False).encode())


def _page(scene: Scene) -> dict[str, Any]:
    page = scene.snapshot.page
    name = scene.phrase(page.name).text
    return {
        "id": short_id(page.url or name),
        "name": name,
        "url": (page.url or "").rstrip("/"),
        "time_zone": "Etc/UTC",
        "updated_at": milliseconds(scene.snapshot.taken_at),
    }


def short_id(text: str) -> str:
    """Twelve letters and digits that depend on nothing but the text."""
    number = int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
    digits = ""
    while len(digits) < _ID_LENGTH:
        number, digit = divmod(number, len(_DIGITS))
        digits += _DIGITS[digit]
    return digits


def milliseconds(moment: datetime) -> str:
    """Their form of a time: some clients cannot read one without the fraction."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
