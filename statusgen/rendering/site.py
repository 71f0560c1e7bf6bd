"""A Snapshot becomes a site: every path with its bytes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from statusgen.model.snapshot import Snapshot
from statusgen.rendering import (
    calendars,
    components,
    feeds,
    history,
    home,
    incidents,
    lost,
    maintenances,
    measuring,
    pictures,
    social,
    status_json,
)
from statusgen.rendering.assets import gather
from statusgen.rendering.press import Press, templates_folder
from statusgen.rendering.scene import Blob, Scene, Sheet, set_scene
from statusgen.rendering.statuspage import files as statuspage


@dataclass(frozen=True, slots=True)
class Output:
    """One kind of thing that comes out."""

    name: str
    make: Callable[[Scene], Iterable[Sheet | Blob]]


OUTPUTS: tuple[Output, ...] = (
    Output("home", home.sheets),
    Output("components", components.sheets),
    Output("incidents", incidents.sheets),
    Output("maintenance", maintenances.sheets),
    Output("history", history.sheets),
    Output("how-we-measure", measuring.sheets),
    Output("404", lost.sheets),
    Output("status.json", status_json.blobs),
    Output("api/v2", statuspage.items),
    Output("feeds", feeds.blobs),
    Output("calendars", calendars.blobs),
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
    for output in OUTPUTS:
        for item in output.make(scene):
            files[item.path] = item.data if isinstance(item, Blob) else press.page(item)
    return dict(sorted(files.items()))
