"""The bytes of a drawing become a logo: an SVG that draws, runs nothing and loads nothing.

Pages show it as an image, where browsers run no script of it. But its file has an address of its own, and
whoever opens that has a document of the page's origin before them.
"""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from statusgen.model.pictures import Picture

_ELEMENTS = ("script", "foreignobject", "iframe", "embed", "object", "handler", "listener")
"""What runs, or holds another kind of document."""
_ADDRESS = re.compile(r"#|data:image/(?:png|jpeg|gif|webp);base64,", re.IGNORECASE)
_LOADS = re.compile(r"@import|url\(\s*['\"]?(?!\s*['\"]?(?:#|data:image/))", re.IGNORECASE)
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)(?:px)?\s*")
_LONGEST = 100_000
_DECLARED = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def is_svg(data: bytes) -> bool:
    """It begins like one."""
    return b"<svg" in data[:4096].lower()


def svg_of(data: bytes) -> Picture:
    """The drawing. ValueError says why a page cannot show it."""
    try:
        text = data.decode("utf-8-sig")
        # A document type may hold entities that grow without end.
        if _DECLARED.search(text):
            raise ValueError("has a document type (save it as plain SVG)")
        root = ElementTree.fromstring(text)  # noqa: S314 (no document type, so no entities; 64 KiB at most)
    except UnicodeDecodeError:
        raise ValueError("is not UTF-8 (save it as UTF-8)") from None
    except ElementTree.ParseError as error:
        raise ValueError(f"is no XML in line {error.position[0]} (save it as plain SVG)") from None
    if _local(root.tag) != "svg":
        raise ValueError("is no SVG (save it as plain SVG)")
    for fault in _faults(root):
        raise ValueError(fault)
    width, height = _size(root)
    return Picture(data=data, kind="svg", width=width, height=height)


def _faults(root: ElementTree.Element) -> Iterator[str]:
    for element in root.iter():
        name = _local(element.tag)
        if name in _ELEMENTS:
            yield f"holds <{name}> (save it as plain SVG, without script)"
        for key, value in element.attrib.items():
            attribute = _local(key)
            if attribute.startswith("on"):
                yield f"runs script by {attribute}= (save it as plain SVG, without script)"
            if attribute == "href" and not _ADDRESS.match(value.strip()):
                yield "leads to another file (save it as plain SVG, with pictures inside)"
            if _LOADS.search(value):
                yield "loads another file (save it as plain SVG, with pictures inside)"
        if name == "style" and _LOADS.search(element.text or ""):
            yield "loads another file (save it as plain SVG, with pictures inside)"


def _size(root: ElementTree.Element) -> tuple[int, int]:
    """Width and height of what is drawn, in any unit: the page needs how they relate."""
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    lengths = [_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
    sizes = [float(found[1]) for found in lengths if found]
    try:
        width, height = sizes if len(sizes) == 2 else [float(part) for part in box[2:4]]
    except ValueError:
        width = height = 0
    if not (1 <= width < _LONGEST and 1 <= height < _LONGEST):
        raise ValueError("says no size (save it with a viewBox)")
    return round(width), round(height)


def _local(tag: object) -> str:
    """A name without its namespace; of a comment or an instruction, none."""
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""
