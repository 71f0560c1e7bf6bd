"""A Snapshot becomes a site: every path with its bytes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from statusgen.model.snapshot import Snapshot
from statusgen.rendering import (
    badges,
    calendars,
    components,
    crawlers,
    embeds,
    feeds,
    history,
    home,
    incidents,
    installing,
    llms,
    lost,
    maintenances,
    measuring,
    metrics,
    pictures,
    places,
    plain,
    social,
    spreadsheets,
    status_json,
    subscribe,
    trying,
    well_known,
)
from statusgen.rendering.assets import Assets, gather
from statusgen.rendering.engine import templates_folder
from statusgen.rendering.headers import headers
from statusgen.rendering.peers import cstate, gatus, upptime
from statusgen.rendering.press import Press
from statusgen.rendering.scene import Blob, Scene, Sheet, set_scene
from statusgen.rendering.statuspage import files as statuspage
from statusgen.rendering.twins import twin


@dataclass(frozen=True, slots=True)
class Output:
    """One kind of thing that comes out."""

    name: str
    make: Callable[[Scene], Iterable[Sheet | Blob]]
    is_spoken: bool = False
    """Pages of it exist in each language of the page."""


OUTPUTS: tuple[Output, ...] = (
    Output("home", home.sheets, is_spoken=True),
    Output("components", components.sheets, is_spoken=True),
    Output("incidents", incidents.sheets, is_spoken=True),
    Output("maintenance", maintenances.sheets, is_spoken=True),
    Output("history", history.sheets, is_spoken=True),
    Output("how-we-measure", measuring.sheets, is_spoken=True),
    Output("places", places.sheets, is_spoken=True),
    Output("subscribe", subscribe.sheets, is_spoken=True),
    Output("is-it-just-me", trying.sheets, is_spoken=True),
    Output("404", lost.sheets),
    Output("status.json", status_json.blobs),
    Output("api/v2", statuspage.items),
    Output("feeds", feeds.blobs),
    Output("calendars", calendars.blobs),
    Output("badges", badges.blobs),
    Output("embeds", embeds.items, is_spoken=True),
    Output("metrics", metrics.blobs),
    Output("spreadsheets", spreadsheets.blobs),
    Output("gatus", gatus.blobs),
    Output("upptime", upptime.blobs),
    Output("cstate", cstate.blobs),
    Output("status.txt", plain.blobs),
    Output("llms.txt", llms.blobs),
    Output("robots.txt", crawlers.robots),
    Output("security.txt", well_known.blobs),
    Output("web manifest", installing.blobs),
    Output("social image", social.blobs),
    Output("pictures", pictures.blobs),
)
"""Pictures come last: they are those that the pages before them show."""


def render(snapshot: Snapshot, *, overrides: Path | None = None) -> dict[str, bytes]:
    """Every path of the site with its bytes, sorted by path; the same snapshot gives the same bytes.

    `overrides` is a folder laid out as `templates/`; its files win over ours.
    """
    scene = set_scene(snapshot)
    assets = gather(templates_folder(), overrides, snapshot.page)
    press = Press(scene, assets, overrides)
    files = {blob.path: blob.data for blob in assets.blobs}
    sheets = []
    for output in OUTPUTS:
        for item in output.make(scene):
            files[item.path] = item.data if isinstance(item, Blob) else press.page(item)
            if isinstance(item, Sheet):
                sheets.append(item)
    others = [set_scene(snapshot, tag) for tag in snapshot.page.languages[1:]]
    for other in others:
        files |= _spoken(other, assets, overrides)
    for blob in _of_pages(sheets, scene):
        files[blob.path] = blob.data
    of_host = headers(press.widest_policy(sheets), assets)
    files[of_host.path] = of_host.data
    return dict(sorted(files.items()))


def _spoken(scene: Scene, assets: Assets, overrides: Path | None) -> dict[str, bytes]:
    """The pages in a further language, and the pictures of its texts; programs read the first one's files."""
    press = Press(scene, assets, overrides)
    made = (item for output in OUTPUTS if output.is_spoken for item in output.make(scene))
    sheets = (item for item in made if isinstance(item, Sheet) and item.is_in_every_language)
    pages = {scene.folder + sheet.path: press.page(sheet) for sheet in sheets}
    return pages | {blob.path: blob.data for blob in pictures.blobs(scene)}


def _of_pages(sheets: Sequence[Sheet], scene: Scene) -> Iterator[Blob]:
    """What is made of the pages themselves."""
    for sheet in sheets:
        yield from twin(sheet, scene)
    yield from crawlers.sitemap(sheets, scene)
