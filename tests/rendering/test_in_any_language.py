"""Whatever pages show can be said in another language: every word of ours in a view is a sentence."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum

import pytest

from statusgen.model.sentences import Sentence, within
from statusgen.model.snapshot import Snapshot
from statusgen.rendering.scene import Scene, Sheet, set_scene
from statusgen.rendering.site import OUTPUTS
from statusgen.rendering.subscriptions import subscriptions
from statusgen.rendering.texts import Phrase, Prose, clean_line
from tests.judging.situations import SITUATIONS
from tests.model.tongues import Foreign
from tests.rendering import make
from tests.stories import told
from tests.stories.golden import SHOTS

MACHINE = {
    *(
        "href",
        "anchor",
        "key",
        "iso",
        "date",
        "type",
        "badge",
        "address",
        "shown",
        "lang",
        "template",
        "path",
    ),
    *("kind", "tone", "feeds", "scripts", "asks", "newer", "older", "canonical"),
}
"""Fields that hold no words: addresses, names in the stylesheet, times for programs."""
CODES = {"Reason.source", "Conflict.kind", "CheckState.reason", "PlaceState.reason", "LocalState.reason"}
"""Fields of a snapshot that hold codes: what stands in them is no person's word."""
DRAWN = re.compile(r"[MmLlVvHhz0-9 .-]*")
NAMES = re.compile(
    r"\b(?:DNS|TCP|TLS|HTTPS?|gRPC|ICMP|UDP|AS\d+|WebSocket|Prometheus|OONI|Globalping|Atom|RSS|JSON Feed)\b"
    r"|“[^”]*”|\b[a-z0-9-]+(?:\.[a-z0-9-]+)+\b"
)
"""The same everywhere: of protocols and formats, ids in quotes, hosts."""
STORIES = {**{name: shot.now for name, shot in SHOTS.items()}, "waves-2025": "2025-03-10T16:42Z"}


def given(value: object, place: str = "") -> Iterator[str]:
    """Every plain text of a snapshot, which others wrote: names, titles, ids, cities."""
    if isinstance(value, Sentence | Enum) or place in CODES:
        return
    if isinstance(value, str):
        yield clean_line(value)
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from (*given(key), *given(one))
    elif isinstance(value, tuple | list | frozenset):
        for one in value:
            yield from given(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from given(getattr(value, field.name), f"{type(value).__name__}.{field.name}")


def shown(value: object, place: str) -> Iterator[tuple[str, str]]:
    """Every text of a view that may hold words, with its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Phrase):
        yield place, value.text
    elif isinstance(value, tuple | list):
        for one in value:
            yield from shown(one, place)
    elif is_dataclass(value) and not isinstance(value, Prose):
        named = {field.name for field in fields(value)}
        named |= {name for name, one in vars(type(value)).items() if isinstance(one, property)}
        for name in sorted(named - MACHINE):
            yield from shown(getattr(value, name), f"{type(value).__name__}.{name}")


def sheets(scene: Scene) -> Iterator[Sheet]:
    for output in OUTPUTS:
        yield from (item for item in output.make(scene) if isinstance(item, Sheet))


def left_in_english(snapshot: Snapshot) -> Iterator[str]:
    """Words of ours that another language would not get to say."""
    scene = set_scene(snapshot)
    theirs = {text for text in given(snapshot) if text}
    names = re.compile(
        "|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in sorted(theirs, key=len, reverse=True))
    )
    views = (*sheets(scene), tuple(subscriptions(scene).values()))
    for place, text in {found for view in views for found in shown(view, type(view).__name__)}:
        said = within(text, Foreign())
        if not (text in theirs and not isinstance(text, Sentence)) and not DRAWN.fullmatch(said):
            rest = NAMES.sub("", names.sub("", said))
            if re.search("[A-Za-z]", rest):
                yield f"{place}: {text}"


@pytest.mark.parametrize("name", STORIES)
def test_nothing_of_a_story_is_left_in_english(name):
    assert sorted(left_in_english(told.at(name, STORIES[name]))) == []


def test_nothing_of_a_rich_page_is_left_in_english():
    assert sorted(left_in_english(make.rich())) == []


@pytest.mark.parametrize("name", SITUATIONS)
def test_nothing_of_a_situation_is_left_in_english(name):
    assert sorted(left_in_english(SITUATIONS[name].snapshot())) == []


def test_what_is_no_sentence_is_found():
    scene = set_scene(make.rich())
    glued = f"{scene.clock.at(make.SINCE).text} or so"
    assert not isinstance(glued, Sentence)
    assert within(glued, Foreign()) == "09:45 UTC or so"
