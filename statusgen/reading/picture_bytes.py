"""Bytes become a picture, by what they begin with, without what a camera wrote about time and place.

The pixels stay as they are; chunks and segments that hold EXIF, XMP, comments and the like are left out.
A photo keeps its orientation, since without it the picture would lie on its side.
"""

import re
import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple

from statusgen.model.pictures import Picture

MOST_PIXELS = 100_000_000
"""More is a bomb for whoever opens the page: a file of some kB can unpack to gigabytes."""
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_WORDS = (b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME")
_WEBP_PARTS = (b"VP8X", b"ICCP", b"ANIM", b"ANMF", b"ALPH", b"VP8 ", b"VP8L")
_WEBP_PIXELS = (b"ANMF", b"VP8 ", b"VP8L")
_WEBP_WORDS = 0x08 | 0x04
"""Flags that say that EXIF and XMP follow."""
_JPEG_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])", re.DOTALL)
"""Within the pixels, a zero or a restart marker follows an 0xFF that is no marker."""
_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_END, _JPEG_SCAN = 0xD9, 0xDA
_EXIF = b"Exif\0\0"
_ORIENTATION = 0x0112
_ON_ITS_SIDE = range(5, 9)
"""Orientations that exchange width and height."""


class _Made(NamedTuple):
    data: bytes
    width: int | None
    height: int | None


def picture_of(data: bytes) -> Picture:
    """The picture. ValueError says why it is none that a page can show."""
    found = next((kind for kind in _KINDS if kind.fits(data)), None)
    if found is None:
        words = next((words for fits, words in _REFUSED if fits(data)), _UNKNOWN)
        raise ValueError(words)
    try:
        made = found.make(data)
    except (struct.error, IndexError):
        raise ValueError(f"is a damaged {found.name.upper()} (save it again)") from None
    if made.width and made.height and made.width * made.height > MOST_PIXELS:
        raise ValueError(f"has {made.width} x {made.height} pixels (shrink it to what a page can show)")
    return Picture(data=made.data, kind=found.name, width=made.width, height=made.height)


def _png(data: bytes) -> _Made:
    width, height = struct.unpack_from(">II", data, 16)
    out, at, name = [_PNG], len(_PNG), b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + length + 12
        if end > len(data):
            raise IndexError
        if name not in _PNG_WORDS:
            out.append(data[at:end])
        at = end
    return _Made(b"".join(out), width, height)


def _gif(data: bytes) -> _Made:
    return _Made(data, *struct.unpack_from("<HH", data, 6))


def _webp(data: bytes) -> _Made:
    width = height = None
    out = []
    for name, body in _webp_chunks(data):
        size = _webp_size(name, body)
        width, height = (width, height) if width else size
        kept = bytes([body[0] & ~_WEBP_WORDS]) + body[1:] if name == b"VP8X" else body
        if name in _WEBP_PARTS:
            out.append(name + struct.pack("<I", len(kept)) + kept + b"\0" * (len(kept) % 2))
    if not any(chunk.startswith(_WEBP_PIXELS) for chunk in out):
        raise IndexError
    chunks = b"WEBP" + b"".join(out)
    return _Made(b"RIFF" + struct.pack("<I", len(chunks)) + chunks, width, height)


def _webp_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    while at + 8 <= len(data):
        name, length = struct.unpack_from("<4sI", data, at)
        if at + 8 + length > len(data):
            raise IndexError
        yield name, data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def _webp_size(name: bytes, body: bytes) -> tuple[int | None, int | None]:
    if name == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if name == b"VP8 ":
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    if name == b"VP8L":
        (bits,) = struct.unpack_from("<I", body, 1)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return None, None


def _jpeg(data: bytes) -> _Made:
    width = height = None
    orientation, out = 1, [data[:2]]
    for marker, segment in _jpeg_segments(data):
        if marker in _JPEG_SIZES:
            height, width = struct.unpack_from(">HH", segment, 5)
        if marker == 0xE1 and segment[4:10] == _EXIF:
            orientation = _orientation(segment[10:]) or orientation
        elif _is_pixels(marker, segment):
            out.append(segment)
    if orientation in _ON_ITS_SIDE:
        width, height = height, width
    if orientation != 1:
        out.insert(1, _turned(orientation))
    return _Made(b"".join(out), width, height)


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Each marker with its segment; a scan with its pixels. What follows the end is left out."""
    at = 2
    while (found := _JPEG_MARKER.match(data, at)) and found[1][0] != _JPEG_END:
        start, marker = found.end() - 2, found[1][0]
        (length,) = struct.unpack_from(">H", data, start + 2)
        at = start + 2 + length
        if at > len(data):
            raise IndexError
        if marker == _JPEG_SCAN:
            following = _JPEG_MARKER.search(data, at)
            at = following.start() if following else len(data)
        yield marker, data[start:at]
    if found is None and at < len(data):
        raise IndexError
    yield _JPEG_END, b"\xff\xd9"


def _is_pixels(marker: int, segment: bytes) -> bool:
    """It is needed to show the picture: no comment, and of the applications' segments colours alone."""
    if marker == 0xE0:
        return segment[4:9] == b"JFIF\0"
    if marker == 0xE2:
        return segment[4:16] == b"ICC_PROFILE\0"
    return marker != 0xFE and (marker == 0xEE or not 0xE0 <= marker <= 0xEF)


def _orientation(tiff: bytes) -> int | None:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return None
    (at,) = struct.unpack_from(f"{order}I", tiff, 4)
    if at + 2 > len(tiff):
        return None
    (count,) = struct.unpack_from(f"{order}H", tiff, at)
    for entry in range(at + 2, min(at + 2 + 12 * count, len(tiff) - 11), 12):
        tag, kind, number, value = struct.unpack_from(f"{order}HHIH", tiff, entry)
        if (tag, kind, number) == (_ORIENTATION, 3, 1):
            return int(value) if 1 <= value <= 8 else None
    return None


def _turned(orientation: int) -> bytes:
    """A segment of EXIF that says nothing but how the picture lies."""
    tiff = b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", 2 + len(_EXIF) + len(tiff)) + _EXIF + tiff


def _avif(data: bytes) -> _Made:
    """Its metadata lie among the pixels, so a file that has some is refused, not mended."""
    if b"infe" in data and (b"Exif" in data or b"application/rdf+xml" in data):
        raise ValueError(
            "holds what a camera wrote, perhaps the place (save it without metadata, or as PNG or JPEG)"
        )
    sizes = [struct.unpack_from(">II", data, m.end() + 4) for m in re.finditer(b"ispe", data)]
    is_turned = b"irot" in data or b"clap" in data
    width, height = max(sizes, key=lambda s: s[0] * s[1]) if sizes and not is_turned else (None, None)
    return _Made(data, width, height)


def _has_brand(*brands: bytes) -> Callable[[bytes], bool]:
    return lambda data: data[4:8] == b"ftyp" and any(brand in data[8:40] for brand in brands)


class _Kind(NamedTuple):
    name: str
    fits: Callable[[bytes], bool]
    make: Callable[[bytes], _Made]


_KINDS = (
    _Kind("png", lambda data: data.startswith(_PNG), _png),
    _Kind("jpeg", lambda data: data.startswith(b"\xff\xd8\xff"), _jpeg),
    _Kind("gif", lambda data: data.startswith((b"GIF87a", b"GIF89a")), _gif),
    _Kind("webp", lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP", _webp),
    _Kind("avif", _has_brand(b"avif", b"avis"), _avif),
)
_UNKNOWN = "is no picture that browsers show (save it as PNG, JPEG, GIF, WebP or AVIF)"
_REFUSED = (
    (lambda data: b"<svg" in data[:1024].lower(), "is an SVG, which may hold script (save it as PNG)"),
    (_has_brand(b"heic", b"heix", b"mif1"), "is HEIC, which most browsers do not show (save it as JPEG)"),
    (lambda data: not data, "is an empty file (save the picture again)"),
)
