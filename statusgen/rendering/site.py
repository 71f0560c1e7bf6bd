"""A Snapshot becomes a site: every path with its bytes."""

from collections.abc import Callable, Iterable, Mapping
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
    pages: str | None = None
    """What the paths of all that a reader's browser asks of it begin with; None where it asks nothing."""


OUTPUTS: tuple[Output, ...] = (
    Output("home", home.sheets, is_spoken=True, pages="index.html"),
    Output("components", components.sheets, is_spoken=True, pages="components/"),
    Output("incidents", incidents.sheets, is_spoken=True, pages="incidents/"),
    Output("maintenance", maintenances.sheets, is_spoken=True, pages="maintenance/"),
    Output("history", history.sheets, is_spoken=True, pages="history/"),
    Output("how-we-measure", measuring.sheets, is_spoken=True, pages="how-we-measure/"),
    Output("places", places.sheets, is_spoken=True, pages="places/"),
    Output("subscribe", subscribe.sheets, is_spoken=True, pages="subscribe/"),
    Output("is-it-just-me", trying.sheets, is_spoken=True, pages="is-it-just-me/"),
    Output("404", lost.sheets, pages="404.html"),
    Output("status.json", status_json.blobs, pages="status.json"),
    Output("api/v2", statuspage.items),
    Output("feeds", feeds.blobs),
    Output("calendars", calendars.blobs),
    Output("badges", badges.blobs),
    Output("embeds", embeds.items, is_spoken=True, pages="embed/"),
    Output("metrics", metrics.blobs),
    Output("spreadsheets", spreadsheets.blobs),
    Output("gatus", gatus.blobs),
    Output("upptime", upptime.blobs),
    Output("cstate", cstate.blobs),
    Output("status.txt", plain.blobs),
    Output("llms.txt", llms.blobs),
    Output("robots.txt", crawlers.robots),
    Output("security.txt", well_known.blobs),
    Output("web manifest", installing.blobs, pages=installing.PATH),
    Output("social image", social.blobs),
    Output("pictures", pictures.blobs),
)
"""Pictures come last: they are those that the pages before them show."""
KEEPING: Mapping[str, Callable[[Printer, Settled], None]] = {
    "incidents": Printer.incidents,
    "history": Printer.history,
    "api/v2": Printer.documents,
    "feeds": Printer.feeds,
}
"""Outputs that tell much of a past which stands still: they are taken from where they are kept."""


def render(snapshot: Snapshot, *, overrides: Path | None = None) -> dict[str, bytes]:
    """Every path of the site with its bytes, sorted by path; the same snapshot gives the same bytes.

    `overrides` is a folder laid out as `templates/`; its files win over ours.
    """
    return dict(site(snapshot, overrides=overrides))


def site(snapshot: Snapshot, *, overrides: Path | None = None, shelf: Shelf | None = None) -> Site:
    """The same; `shelf`: pages that were made before are taken from there, and stay there."""
    files = Site()
    first, *others = printers(snapshot, files, overrides=overrides, shelf=shelf)
    scene, assets = first.scene, first.press.assets
    first.add(assets.blobs)
    for output in OUTPUTS:
        _print(output, first)
    for other in others:
        for output in OUTPUTS:
            if output.is_spoken:
                _print(output, other)
        other.add(pictures.blobs(other.scene))
    first.add(crawlers.sitemap(first.sheets, scene))
    first.add([headers(first.press.widest_policy(first.sheets), assets)])
    return files


def printers(
    snapshot: Snapshot, files: Site, *, overrides: Path | None, shelf: Shelf | None
) -> tuple[Printer, ...]:
    """One for each language of the page, the first one first; they put what they print among the files."""
    assets = gather(templates_folder(), overrides, snapshot.page)
    # A theme's templates may print what ours do not, of the time of the build too.
    kept = None if has_templates(overrides) else shelf

    def printer(tag: str | None) -> Printer:
        scene = set_scene(snapshot, tag, shelf.store if shelf else None)
        settled = Settled(kept, scene, assets) if kept else None
        return Printer(scene, Press(scene, assets, overrides), files, settled)

    return tuple(printer(tag) for tag in (None, *snapshot.page.languages[1:]))


def has_templates(overrides: Path | None) -> bool:
    """Whether a theme prints pages in its own way."""
    return overrides is not None and any(overrides.rglob("*.html"))


def _print(output: Output, printer: Printer) -> None:
    keeping = KEEPING.get(output.name)
    if printer.settled and keeping:
        keeping(printer, printer.settled)
    elif printer.is_first:
        printer.add(output.make(printer.scene))
    else:
        # Programs read the files that stand beside the pages of the first language.
        printer.add(item for item in output.make(printer.scene) if isinstance(item, Sheet))
