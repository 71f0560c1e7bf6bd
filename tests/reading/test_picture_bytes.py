"""Kinds of pictures by their bytes, their size, and what is left out of them."""

import struct
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statusgen.reading.picture_bytes import picture_of

FOLDER = Path(__file__).parent / "pictures"
SECRET = b"geo:24.86,67.00"
"""What a camera or a program might have written."""


def data(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def tiff(orientation: int, order: str = "<") -> bytes:
    """What a camera writes: how it was held, and further words."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    other = struct.pack(f"{order}HHII", 0x8825, 4, 1, 44)
    return mark + struct.pack(f"{order}IH", 8, 2) + other + entry + b"\0\0\0\0" + SECRET


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def photo(*segments: bytes, after: bytes = b"") -> bytes:
    plain = data("photo.jpeg")
    return plain[:2] + b"".join(segments) + plain[2:] + after


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def webp(*more: bytes) -> bytes:
    """The file with metadata behind its pixels, and the flags that say so."""
    plain = data("photo.webp")
    parts = plain[8:20] + bytes([plain[20] | 0x0C]) + plain[21:] + b"".join(more)
    return b"RIFF" + struct.pack("<I", len(parts)) + parts


@pytest.mark.parametrize(
    ("name", "kind", "size"),
    [
        ("graph.png", "png", (40, 30)),
        ("photo.jpeg", "jpeg", (40, 30)),
        ("photo.webp", "webp", (40, 30)),
        ("photo.avif", "avif", (2, 2)),
        ("moving.gif", "gif", (1, 1)),
    ],
)
def test_the_kind_and_the_size_are_read_from_the_bytes(name, kind, size):
    made = picture_of(data(name))

    assert (made.kind, (made.width, made.height)) == (kind, size)
    assert made.name.endswith(f".{kind}")


def test_a_clean_picture_stays_as_it_is():
    for name in ("photo.avif", "moving.gif", "graph.png", "photo.webp", "photo.jpeg"):
        assert picture_of(data(name)).data == data(name), name


def test_what_a_camera_wrote_is_left_out_of_a_photo():
    xmp = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET)
    iptc = segment(0xED, b"Photoshop 3.0\0" + SECRET)
    note = segment(0xFE, SECRET)
    second = segment(0xE2, b"MPF\0" + SECRET)
    made = photo(
        segment(0xE1, b"Exif\0\0" + tiff(1)), xmp, iptc, note, second, after=data("photo.jpeg") + SECRET
    )

    assert SECRET in made
    assert picture_of(made).data == data("photo.jpeg")


def test_the_colours_of_a_photo_stay():
    colours = segment(0xE2, b"ICC_PROFILE\0\x01\x01colours")

    assert colours in picture_of(photo(colours)).data


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize(("orientation", "size"), [(3, (40, 30)), (6, (30, 40)), (8, (30, 40))])
def test_a_photo_keeps_how_it_lies_and_nothing_else(order, orientation, size):
    made = picture_of(photo(segment(0xE1, b"Exif\0\0" + tiff(orientation, order))))

    assert (made.width, made.height) == size
    assert SECRET not in made.data
    again = picture_of(made.data)
    assert (again.width, again.height) == size
    assert again.data == made.data


def test_words_are_left_out_of_a_png():
    plain = data("graph.png")
    head, tail = plain[:33], plain[33:]
    words = chunk(b"tEXt", b"Comment\0" + SECRET) + chunk(b"eXIf", tiff(1)) + chunk(b"iTXt", SECRET)

    assert picture_of(head + words + tail + SECRET).data == plain


def test_words_are_left_out_of_a_webp():
    made = picture_of(
        webp(
            b"EXIF" + struct.pack("<I", len(SECRET)) + SECRET + b"\0", b"XMP " + struct.pack("<I", 2) + b"ab"
        )
    )

    assert SECRET not in made.data
    assert (made.width, made.height) == (40, 30)
    assert made.data[20] & 0x0C == 0, "no flag says that metadata follow"
    assert struct.unpack_from("<I", made.data, 4)[0] == len(made.data) - 8


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (b"", "is an empty file"),
        (b"hello", "is no picture that browsers show"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "may hold script"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (data("photo.avif") + b"infe Exif" + SECRET, "perhaps the place"),
        (data("graph.png")[:100], "is a damaged PNG"),
        (data("photo.jpeg")[:50], "is a damaged JPEG"),
        (data("photo.webp")[:30], "is a damaged WEBP"),
        (b"GIF89a", "is a damaged GIF"),
        (
            b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", struct.pack(">II", 50_000, 50_000) + b"\x08\x02\0\0\0")
            + chunk(b"IEND", b""),
            "50000 x 50000 pixels",
        ),
    ],
)
def test_what_is_no_picture_for_a_page_is_refused_with_the_reason(made, why):
    with pytest.raises(ValueError, match=why):
        picture_of(made)


@given(
    st.sampled_from(sorted(path.name for path in FOLDER.iterdir())),
    st.lists(st.tuples(st.integers(0, 1100), st.integers(0, 255)), max_size=6),
    st.integers(0, 1100),
)
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_a_picture_or_refused(name, changes, length):
    made = bytearray(data(name))
    for at, value in changes:
        made[at % len(made)] = value
    with suppress(ValueError):
        picture_of(bytes(made[:length]))
