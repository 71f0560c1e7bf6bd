"""What search engines are told: `robots.txt` and `sitemap.xml`."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from statusgen.model.times import format_moment
from statusgen.rendering.languages import ENGLISH
from statusgen.rendering.posts import written_at
from statusgen.rendering.scene import Blob, Scene, Sheet, folder_of

MOST = 50_000
"""Addresses in a sitemap, by its standard."""
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NOT_FOUND_BY_SEARCH = {"404.html", "embed.html", "moved.html", "withdrawn.html"}
"""Templates of pages that nobody looks for."""


def robots(scene: Scene) -> Iterator[Blob]:
    """Everybody may read everything, and where the list of pages is."""
    lines = ["User-agent: *", "Allow: /"]
    if scene.snapshot.page.url:
        lines += ["", f"Sitemap: {_address(scene.snapshot.page.url, 'sitemap.xml')}"]
    yield Blob(path="robots.txt", data=("\n".join(lines) + "\n").encode())


def sitemap(sheets: Sequence[Sheet], scene: Scene) -> Iterator[Blob]:
    """Pages with the time of the newest word on them. Its addresses are absolute, so it needs the page's."""
    url = scene.snapshot.page.url
    if url is None:
        return
    said, root = _last_words(scene), Element("urlset", xmlns=_NAMESPACE)
    languages = scene.snapshot.page.languages or (ENGLISH,)
    folders = [folder_of(tag, languages) for tag in languages]
    listed = [one for one in sheets if one.template not in _NOT_FOUND_BY_SEARCH]
    for folder, sheet in [(folder, sheet) for folder in folders for sheet in listed][:MOST]:
        place = SubElement(root, "url")
        SubElement(place, "loc").text = _address(url, folder + sheet.path.removesuffix("index.html"))
        if sheet.path in said:
            SubElement(place, "lastmod").text = format_moment(said[sheet.path])
    indent(root, " ")
    yield Blob(path="sitemap.xml", data=tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n")


def _last_words(scene: Scene) -> Mapping[str, datetime]:
    """By path. Other pages change with each build, and say so by themselves."""
    told = [(f"incidents/{s.incident.id}", s.updates) for s in scene.snapshot.incidents]
    told += [(f"maintenance/{s.maintenance.id}", s.updates) for s in scene.snapshot.maintenances]
    return {f"{folder}/index.html": max(map(written_at, updates)) for folder, updates in told if updates}


def _address(url: str, path: str) -> str:
    """As it is sent: in ASCII, whatever was written in the settings."""
    return quote(url + path, safe="%/:?#[]@!$&'()*+,;=~")
