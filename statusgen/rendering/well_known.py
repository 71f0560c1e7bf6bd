"""Whom to tell of a weakness becomes `.well-known/security.txt` (RFC 9116)."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from statusgen.model.security import Security
from statusgen.model.times import format_moment
from statusgen.rendering.scene import Blob, Scene

PATH = ".well-known/security.txt"


def blobs(scene: Scene) -> Iterator[Blob]:
    """The file, where the settings say what stands in it. It counts at the root of a host alone, so a page
    in a folder of one has none.
    """
    page = scene.snapshot.page
    if page.security and (page.url is None or urlsplit(page.url).path == "/"):
        lines = [f"{name}: {value}" for name, value in _fields(page.security, page.url)]
        yield Blob(path=PATH, data=("\n".join(lines) + "\n").encode())


def _fields(security: Security, url: str | None) -> Iterator[tuple[str, str]]:
    for contact in security.contact:
        yield "Contact", contact
    yield "Expires", format_moment(security.expires)
    if security.encryption:
        yield "Encryption", security.encryption
    if security.acknowledgments:
        yield "Acknowledgments", security.acknowledgments
    if security.languages:
        yield "Preferred-Languages", ", ".join(security.languages)
    if url:
        yield "Canonical", url + PATH
    if security.policy:
        yield "Policy", security.policy
