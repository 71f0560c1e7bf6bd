"""Bytes become an address that holds them, for a page without files beside it."""

import base64
from pathlib import PurePosixPath

from statusgen.rendering.scene import Blob

_KINDS = {"svg": "svg+xml"}
"""Names of kinds of pictures where they are not how a file's name ends."""


def data_url(data: bytes, kind: str) -> str:
    """The address of a picture of that kind."""
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def blob_url(blob: Blob) -> str:
    """The address of a picture that would be a file."""
    ending = PurePosixPath(blob.path).suffix[1:]
    return data_url(blob.data, _KINDS.get(ending, ending))
