"""Pictures of texts that some page shows become files, each under a name made of its content."""

from collections.abc import Iterator

from statusgen.rendering.markup import PICTURES
from statusgen.rendering.scene import Blob, Scene


def blobs(scene: Scene) -> Iterator[Blob]:
    """Those that were printed by now: no draft's, and none of an update of tomorrow."""
    for name, picture in scene.writer.shown.items():
        yield Blob(path=PICTURES + name, data=picture.data)
