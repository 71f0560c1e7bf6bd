"""What stands in a YAML file, with the place of every key and value."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from statusgen.model.errors import Place, Problem

_WORD = re.compile(r"[\w.-]{1,64}")
Step: TypeAlias = str | int
"""A key of a mapping, or an index in a list."""
Plain: TypeAlias = "str | list[Plain] | dict[str, Plain] | None"
"""Data as YAML holds it: every scalar a text, nothing guessed."""


NOWHERE = (0, 0)
"""The end of what was not read from a file."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value."""

    line: int
    column: int
    text: str | None
    """None for nothing, `~` and `null`."""
    end: tuple[int, int] = NOWHERE
    """Line and column behind it; of a block text, where the next line that is not empty begins."""
    style: str = ""
    """`'`, `"`, `|` or `>`; empty for plain."""


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    line: int
    column: int
    nodes: list["Node"] = field(default_factory=list)
    end: tuple[int, int] = NOWHERE
    """Behind its bracket; of a list in block style, where something else begins."""
    is_flow: bool = False
    """It stands in brackets."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """A mapping, in the order written."""

    line: int
    column: int
    nodes: dict[str, "Node"] = field(default_factory=dict)
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Line and column of each key."""
    end: tuple[int, int] = NOWHERE
    """Behind its bracket; of a mapping in block style, where something else begins."""
    is_flow: bool = False
    """It stands in brackets."""


Node: TypeAlias = Scalar | Items | Pairs


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: finds the place of anything in it."""

    file: str
    """As a person would type it, relative to the project."""
    root: Pairs
    text: str = field(default="", repr=False, compare=False)
    """Decoded, with `\\n` line ends."""
    spans: Sequence[tuple[int, int]] = field(default=(), repr=False, compare=False)
    """Of every key and value, in the order written; comments lie outside of them."""

    def place(self, path: Sequence[Step], *, of_key: bool = False) -> Place:
        """Where the value at a path of keys and indexes stands, or its key.

        What is not written (a default) has the place of the nearest thing around it that is.
        """
        node: Node = self.root
        where = (node.line, node.column)
        for step in path:
            child = below(node, step)
            if child is None:
                break
            where = (child.line, child.column)
            if of_key and isinstance(node, Pairs):
                where = node.keys[str(step)]
            node = child
        return Place(self.file, *where)

    def has(self, path: Sequence[Step]) -> bool:
        """Whether something is written there."""
        node: Node | None = self.root
        for step in path:
            node = below(node, step) if node else None
        return node is not None

    def problem(
        self, path: Sequence[Step], what: str, hint: str = "", *, code: str = "", of_key: bool = False
    ) -> Problem:
        """A complaint about what stands at a path."""
        return Problem(self.place(path, of_key=of_key), what, hint, code)


def below(node: Node, step: Step) -> Node | None:
    """What stands one step below, None when nothing does."""
    if isinstance(node, Pairs):
        return node.nodes.get(str(step))
    if isinstance(node, Items) and isinstance(step, int) and step < len(node.nodes):
        return node.nodes[step]
    return None


def plain(node: Node) -> Plain:
    """The data without places."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Items):
        return [plain(child) for child in node.nodes]
    return {key: plain(child) for key, child in node.nodes.items()}


def reordered(source: Source, key: str, order: Sequence[int]) -> Source:
    """The source with the list under a key in another order, so that places follow data that was sorted."""
    items = source.root.nodes.get(key)
    if not isinstance(items, Items) or list(order) == list(range(len(items.nodes))):
        return source
    moved = replace(items, nodes=[items.nodes[index] for index in order])
    nodes: Mapping[str, Node] = source.root.nodes | {key: moved}
    return replace(source, root=replace(source.root, nodes=dict(nodes)))


def shown_key(key: str) -> str:
    """A key as a complaint may repeat it: a slip of the pen can make a key of an address or a secret,
    or of a key that lost its colon and the value behind it.
    """
    word, space, _ = key.partition(" ")
    return f"{word} …" if space and _WORD.fullmatch(word) else key if _WORD.fullmatch(key) else "…"
