"""A Snapshot becomes the home page in one file, with nothing beside it."""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urljoin

from statusgen.model.snapshot import Snapshot
from statusgen.rendering import home
from statusgen.rendering.assets import gather
from statusgen.rendering.data_urls import blob_url
from statusgen.rendering.engine import templates_folder
from statusgen.rendering.markup import PICTURES, safe_link
from statusgen.rendering.pictures import blobs
from statusgen.rendering.press import Press
from statusgen.rendering.scene import set_scene

_TAG = re.compile(r"<(?:a|link|img)\b[^>]*>")
"""Text and values have no bare `<`, so what matches is an element."""
_ALTERNATE = re.compile(r'<link rel="alternate"[^>]*>\n?')
_VALUE = re.compile(r'(\s[a-z-]+)="([^"]*)"')
"""An attribute with its value, so that nothing inside a value is taken for another attribute."""
_ELSEWHERE = re.compile(r"#|[a-z]+:")


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
    def settled(found: re.Match[str]) -> str:
        name, value = found[1].strip(), found[2]
        if name == "src" and value.startswith(PICTURES):
            return f'{found[1]}="{pictures[value]}"'
        if name == "href" and not _ELSEWHERE.match(value):
            return _absolute(url, value)
        return found[0]

    return _VALUE.sub(settled, tag)


def _absolute(url: str | None, address: str) -> str:
    try:
        return f' href="{urljoin(url, address)}"' if url else ""
    except ValueError:  # an address that people wrote and nobody can follow
        return ""
