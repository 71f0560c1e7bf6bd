"""A Snapshot becomes the home page in one file, with nothing beside it."""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urljoin

from statusgen.model.snapshot import Snapshot
from statusgen.rendering import home
from statusgen.rendering.assets import gather
from statusgen.rendering.data_urls import blob_url
from statusgen.rendering.markup import PICTURES, safe_link
from statusgen.rendering.pictures import blobs
from statusgen.rendering.press import Press, templates_folder
from statusgen.rendering.scene import set_scene

_TAG = re.compile(r"<(?:a|link|img)\b[^>]*>")
"""Text and values have no bare `<`, so what matches is an element."""
_ALTERNATE = re.compile(r'<link rel="alternate"[^>]*>\n?')
_HREF = re.compile(r' href="(?!#|[a-z]+:)([^"]*)"')
_SRC = re.compile(rf' src="({PICTURES}[^"]+)"')


def single(snapshot: Snapshot, *, overrides: Path | None = None) -> bytes:
    """The home page with style, icons, logo and pictures inside.

    Its links lead to the published pages at `page.url`; without that they are left out.
    """
    scene = set_scene(snapshot)
    assets = gather(templates_folder(), overrides, snapshot.page)
    press = Press(scene, assets, overrides, is_alone=True)
    (sheet,) = home.sheets(scene)
    text = press.page(sheet).decode()
    pictures = {blob.path: blob_url(blob) for blob in blobs(scene)}
    url = safe_link(snapshot.page.url)
    if url is None:
        text = _ALTERNATE.sub("", text)
    return _TAG.sub(lambda tag: _alone(tag[0], url, pictures), text).encode()


def _alone(tag: str, url: str | None, pictures: Mapping[str, str]) -> str:
    tag = _SRC.sub(lambda found: f' src="{pictures[found[1]]}"', tag)
    return _HREF.sub(lambda found: _absolute(url, found[1]), tag)


def _absolute(url: str | None, address: str) -> str:
    try:
        return f' href="{urljoin(url, address)}"' if url else ""
    except ValueError:  # an address that people wrote and nobody can follow
        return ""
