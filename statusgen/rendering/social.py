"""The page's present state becomes the picture that chats show beside a link to it.

A picture stays in chats and caches for days. So it claims nothing but what it says of one instant, and
prints that instant.
"""

from collections.abc import Iterator
from importlib.util import find_spec
from urllib.parse import urlsplit

from statusgen.rendering.headline import top, validity
from statusgen.rendering.markup import safe_link
from statusgen.rendering.scene import Blob, Scene

PATH = "assets/social.png"
"""The same at each build, so that an address in somebody's cache leads to a picture that is true."""
_LIBRARY = "PIL"


def is_wanted(scene: Scene) -> bool:
    """The settings ask for it, and say where the page will be."""
    page = scene.snapshot.page
    return page.social_image and safe_link(page.url) is not None


def can_draw() -> bool:
    """The library is installed."""
    return find_spec(_LIBRARY) is not None


def address(scene: Scene) -> str | None:
    """Where it will be; the instant in it makes who looks again load the new one."""
    if not is_wanted(scene) or not can_draw():
        return None
    return f"{scene.snapshot.page.url}{PATH}?{scene.clock.now:%Y%m%dT%H%M%SZ}"


def blobs(scene: Scene) -> Iterator[Blob]:
    """The picture, where it is wanted and can be drawn."""
    if not is_wanted(scene) or not can_draw():
        return
    from statusgen.rendering.drawing import card  # noqa: PLC0415 (only who wants pictures has the library)

    told = top(scene)
    names = (
        f"{scene.phrase(scene.snapshot.page.name)} status",
        urlsplit(str(scene.snapshot.page.url)).netloc,
    )
    yield Blob(path=PATH, data=card(told.state.key, names, told.state.word, validity(told)))
