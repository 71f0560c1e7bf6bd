"""The picture that chats show beside a link: what it is of, when there is one, and what it claims."""

import io
import re
from dataclasses import replace

import pytest

from statusgen.model.project import Page
from statusgen.model.words import Confidence
from statusgen.rendering import social
from statusgen.rendering.scene import set_scene
from statusgen.rendering.shapes import TONES
from statusgen.rendering.site import render
from tests.rendering import make

Image = pytest.importorskip("PIL.Image")
drawing = pytest.importorskip("statusgen.rendering.drawing")


def snapshot(made=None, **more):
    page = Page(
        name=make.words("Chirp"), **({"url": "https://status.chirp.example/", "social_image": True} | more)
    )
    return replace(made or make.rich(), page=page)


def opened(data):
    return Image.open(io.BytesIO(data)).convert("RGB")


def has(image, colour):
    wanted = tuple(bytes.fromhex(colour[1:]))
    return any(found == wanted for _count, found in image.getcolors(1 << 24))


def test_there_is_one_where_the_settings_ask_for_it():
    files = render(snapshot())
    home = files["index.html"].decode()

    assert (
        '<meta property="og:image" content="https://status.chirp.example/assets/social.png?20250310T110520Z">'
        in home
    )
    assert opened(files["assets/social.png"]).size == (1200, 630)


@pytest.mark.parametrize(
    "more", [{"social_image": False}, {"url": None}], ids=["not asked for", "no address"]
)
def test_there_is_none_otherwise(more):
    files = render(snapshot(**more))

    assert social.PATH not in files
    assert not any(b"og:image" in data for data in files.values())


def test_without_the_library_there_is_none_and_no_page_names_one(monkeypatch):
    monkeypatch.setattr(social, "_LIBRARY", "no_such_library")
    files = render(snapshot())

    assert social.PATH not in files
    assert not any(b"og:image" in data for data in files.values())


def test_pages_of_other_things_show_no_picture_of_the_whole():
    assert [path for path, data in render(snapshot()).items() if b"og:image" in data] == ["index.html"]


@pytest.mark.parametrize("tone", TONES)
def test_every_state_has_its_colour_and_a_shape_of_its_own(tone):
    pictures = {key: opened(drawing.card(key, ["Chirp status"], "Word", "As of now")) for key in TONES}

    assert has(pictures[tone], TONES[tone].light)
    mine = _shape(pictures[tone])
    others = [_shape(picture) for key, picture in pictures.items() if key != tone]
    assert all(_differing(mine, other) > 0.02 for other in others)


def _shape(picture):
    """Where the shape is, in black and white: what tells states apart without colour."""
    box = picture.crop((90, 250, 260, 420)).convert("L")
    return [value < 170 for value in box.tobytes()]


def _differing(one, other):
    return sum(a != b for a, b in zip(one, other, strict=True)) / len(one)


def test_the_instant_is_part_of_the_picture():
    made = snapshot()
    later = replace(made, taken_at=made.taken_at + make.MINUTE)

    assert render(made)[social.PATH] == render(made)[social.PATH]
    assert render(made)[social.PATH] != render(later)[social.PATH]


def test_doubt_is_not_drawn_as_fine():
    doubtful = make.snapshot([make.component("web")])
    headline = replace(doubtful.headline, is_all_clear=False, confidence=Confidence.UNCONFIRMED)
    told = set_scene(snapshot(replace(doubtful, headline=headline)))
    fine = set_scene(snapshot(make.clear()))

    assert [blob.data for blob in social.blobs(told)] != [blob.data for blob in social.blobs(fine)]


def test_a_name_in_letters_that_the_font_lacks_gives_way_to_the_address():
    boxes = drawing.card("ok", ["چہچہا status", "status.chirp.example"], "Operational", "As of now")
    address = drawing.card("ok", ["status.chirp.example"], "Operational", "As of now")

    assert boxes == address


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (make.rich(), "As of 10 March 2025 11:05:20 UTC, valid until 11:20 UTC; later, treat as unknown"),
        (make.unmeasured(), "As of 10 March 2025 11:05:20 UTC, written by people; nothing here is measured"),
    ],
    ids=["measured", "people"],
)
def test_it_claims_what_the_headline_claims_and_no_more(made, says, monkeypatch):
    told = []
    monkeypatch.setattr(drawing, "card", lambda *words: told.append(words) or b"")
    home = re.sub(r"\s+", " ", re.sub("<[^>]+>", "", render(snapshot(made))["index.html"].decode()))

    assert told[0][-1] == says
    assert says in home


def test_long_words_stay_inside():
    picture = opened(drawing.card("down", ["W" * 60], "W" * 40, "W" * 80))

    paper = picture.getpixel((1199, 0))
    assert all(picture.getpixel((1199, y)) == paper for y in range(630))
