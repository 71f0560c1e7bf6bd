"""A Snapshot becomes a site: every path with its bytes."""

from collections.abc import Callable, Iterable
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
from statusgen.rendering.assets import gather
from statusgen.rendering.engine import templates_folder
from statusgen.rendering.headers import headers
from statusgen.rendering.peers import cstate, gatus, upptime
from statusgen.rendering.press import Press
from statusgen.rendering.printing import Printer
from statusgen.rendering.scene import Blob, Scene, Sheet, set_scene
from statusgen.rendering.settled import Settled, Shelf, Site
from statusgen.rendering.statuspage import files as statuspage


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
    return dict(site(snapshot, overrides=overrides))


def site(snapshot: Snapshot, *, overrides: Path | None = None, shelf: Shelf | None = None) -> Site:
    """The same; `shelf`: pages that were made before are taken from there, and stay there."""
    files, store = Site(), shelf.store if shelf else None
    assets = gather(templates_folder(), overrides, snapshot.page)
    # A theme's templates may print what ours do not, of the time of the build too.
    kept = None if overrides and any(overrides.rglob("*.html")) else shelf

    def printer(scene: Scene) -> Printer:
        settled = Settled(kept, scene, assets) if kept else None
        return Printer(scene, Press(scene, assets, overrides), files, settled)

    scene = set_scene(snapshot, store=store)
    first = printer(scene)
    first.add(assets.blobs)
    for output in OUTPUTS:
        _print(output, first)
    for tag in snapshot.page.languages[1:]:
        other = printer(set_scene(snapshot, tag, store))
        for output in OUTPUTS:
            if output.is_spoken:
                _print(output, other)
        other.add(pictures.blobs(other.scene))
    first.add(crawlers.sitemap(first.sheets, scene))
    first.add([headers(first.press.widest_policy(first.sheets), assets)])
    return files


def _print(output: Output, printer: Printer) -> None:
    if printer.settled and output.name == "incidents":
        printer.incidents(printer.settled)
    elif printer.settled and output.name == "api/v2":
        printer.documents(printer.settled)
    elif printer.is_first:
        printer.add(output.make(printer.scene))
    else:
        # Programs read the files that stand beside the pages of the first language.
        printer.add(item for item in output.make(printer.scene) if isinstance(item, Sheet))
