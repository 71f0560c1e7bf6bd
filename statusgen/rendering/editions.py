"""A page in each of the site's languages: where the others lie, for readers and for search engines."""

from dataclasses import dataclass

from statusgen.rendering.markup import safe_link
from statusgen.rendering.scene import Scene, Sheet, folder_of
from statusgen.rendering.speaking import own_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The page in one language."""

    tag: str
    name: str
    """Of the language, in itself."""
    href: str
    """From the page that leads there."""
    address: str | None
    """Absolute; None on a page that does not know its own."""
    is_first: bool
    is_here: bool


def editions(sheet: Sheet, scene: Scene) -> tuple[Edition, ...]:
    """None where the page exists in one language only."""
    languages = scene.snapshot.page.languages
    if len(languages) < 2 or not sheet.is_in_every_language:
        return ()
    root = "../" * (scene.folder + sheet.path).count("/")
    url = safe_link(scene.snapshot.page.url)
    return tuple(
        Edition(
            tag=tag,
            name=own_name(tag),
            href=root + folder_of(tag, languages) + sheet.path,
            address=address(url, folder_of(tag, languages) + sheet.path) if url else None,
            is_first=tag == languages[0],
            is_here=folder_of(tag, languages) == scene.folder,
        )
        for tag in languages
    )


def address(url: str, path: str) -> str:
    """Where a page is found; a folder's own page by the folder."""
    return url + path.removesuffix("index.html")
