"""The page becomes something to put on a phone's home screen: `manifest.webmanifest`."""

import json
from collections.abc import Iterator

from statusgen.rendering.icons import INSTALLED_PATH
from statusgen.rendering.scene import Blob, Scene
from statusgen.rendering.shapes import PAPER

PATH = "manifest.webmanifest"


def blobs(scene: Scene) -> Iterator[Blob]:
    """The manifest; its icon is among the assets, where a theme may have its own."""
    brand = scene.phrase(scene.snapshot.page.name).text
    document = {
        "name": f"{brand} status",
        "short_name": brand,
        "lang": scene.language.tag,
        # From the manifest's own place, so that the page may lie anywhere.
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": PAPER.light,
        "theme_color": PAPER.dark,
        "icons": [
            {"src": INSTALLED_PATH, "sizes": "any", "type": "image/svg+xml", "purpose": "any maskable"}
        ],
    }
    yield Blob(path=PATH, data=json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n")
