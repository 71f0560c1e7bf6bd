"""Whatever pages show can be said in another language: every word of ours in a view is a sentence."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from pathlib import Path

import pytest

import statusgen
from statusgen.model.sentences import Sentence, say, within
from statusgen.model.snapshot import Snapshot
from statusgen.rendering.clocks import Clock, Moment
from statusgen.rendering.related import Link
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
        if output.make.__name__ in ("sheets", "items"):  # others make files for programs
            yield from (item for item in output.make(scene) if isinstance(item, Sheet))


class Asked(Foreign):
    """Remembers which messages it was asked for."""

    def __init__(self) -> None:
        self.messages: set[tuple[str, str | None]] = set()

    def message(self, one: str, many: str | None = None, count: int = 1) -> str:
        """Its letters hidden."""
        self.messages.add((one, many))
        return super().message(one, many, count)


@cache
def literals() -> frozenset[tuple[str, str | None]]:
    """What catalogs are made of: texts that stand as they are in a call of `say` or `message`."""
    found = set()
    for path in Path(statusgen.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("say", "message")
            ):
                texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                if texts:
                    found.add((texts[0], texts[1] if len(texts) > 1 else None))
    return frozenset(found)


def left_in_english(snapshot: Snapshot) -> list[str]:
    """Words of ours that another language would not get to say: they are plain, or in no catalog."""
    scene = set_scene(snapshot)
    return left_in(
        (*sheets(scene), *subscriptions(scene).values()), {text for text in given(snapshot) if text}
    )


def left_in(views: Iterable[object], theirs: Set[str]) -> list[str]:
    """The same of some views, in which those words of others stand."""
    ordered = sorted(theirs, key=len, reverse=True)
    names = re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in ordered) or r"\Z")
    tongue, left = Asked(), []
    for place, text in {found for view in views for found in shown(view, type(view).__name__)}:
        said = within(text, tongue)
        if (text in theirs and not isinstance(text, Sentence)) or DRAWN.fullmatch(said):
            continue
        if re.search("[A-Za-z]", NAMES.sub("", names.sub("", said))):
            left.append(f"{place}: {text}")
    return sorted(left) + sorted(f"in no catalog: {one}" for one, _ in tongue.messages - literals())


@pytest.mark.parametrize("name", STORIES)
def test_nothing_of_a_story_is_left_in_english(name):
    assert left_in_english(told.at(name, STORIES[name])) == []


def test_nothing_of_a_rich_page_is_left_in_english():
    assert left_in_english(make.rich()) == []


@pytest.mark.parametrize("name", SITUATIONS)
def test_nothing_of_a_situation_is_left_in_english(name):
    assert left_in_english(SITUATIONS[name].snapshot()) == []


def test_what_is_no_sentence_is_found():
    clock, unknown = Clock(make.NOW), "{who} is nowhere"
    at, title = clock.at(make.SINCE), say("today")
    views = (
        Link(href="search/", name=Phrase(title)),
        Link(href="search/", name=Phrase(f"{title} here")),
        Moment(iso="", text=at.text, elsewhere=(at.text.upper(), "Karachi", say(unknown, who=1))),
    )

    assert left_in(views, {"Karachi"}) == [
        "Link.name: today here",
        "Moment.elsewhere: 09:45 UTC",
        "in no catalog: {who} is nowhere",
    ]


def test_a_message_has_one_form_for_many():
    """Catalogs know a message by its form for one."""
    forms = Counter(one for one, _ in literals())
    assert [one for one, count in forms.items() if count > 1] == []
