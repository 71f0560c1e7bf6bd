"""Parser events become nodes with places, inside limits, with every fault that does not stop the parser.

A stack of our own, since the loaders of PyYAML die on deep nesting (yaml/pyyaml#895), expand
merge keys without bound and let the last of two equal keys win.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from statusgen.model.codes import Code
from statusgen.model.errors import Place, Problem
from statusgen.model.nodes import Items, Node, Pairs, Scalar, shown_key
from statusgen.reading.decode import FORBIDDEN
from statusgen.reading.yaml_faults import explain

MAX_DEPTH = 32
MAX_ALIASES = 50
MAX_NODES = 50_000
"""Values in one file once aliases are followed; far over what a person writes."""
MAX_COMPLAINTS = 50
"""Of one file; more of them help nobody."""
MAX_TEXT = 256 * 1024
"""Characters of one text."""
_NULLS = ("", "~", "null")
_EATEN = re.compile(r"\s+#[^\s#]")
"""A comment without a space after its `#`, as in `title: Issue #12`."""


class _TooMuchError(Exception):
    """A limit is passed; the problem is noted and the rest is not read."""


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    node: Items | Pairs
    anchor: str | None = None
    key: Scalar | None = None
    """Of a mapping, when its value comes next."""
    drops_value: bool = False
    """The key was faulty, so the value that comes next has no place."""
    size: int = 1
    height: int = 1


@dataclass(slots=True)
class Builder:
    file: str
    lines: list[str]
    stand_ins: dict[int, int]
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[Node, int, int]] = field(default_factory=dict)
    """By name: the node, its size and its height."""
    spans: list[tuple[int, int]] = field(default_factory=list)
    """Of every key and value, in the order written."""
    root: Node | None = None
    documents: int = 0
    aliases: int = 0
    count: int = 0

    def build(self, text: str, parser: Any) -> Node | None:
        try:
            for event in yaml.parse(text.translate(self.stand_ins), Loader=parser):
                _HANDLERS[type(event)](self, event)
        except yaml.YAMLError as error:
            fault = explain(error, self.lines)
            self.problems.append(Problem(Place(self.file, fault.line, fault.column), fault.what, fault.hint))
            return None
        except _TooMuchError:
            return None
        return self.root

    def complain(self, line: int, column: int, what: str, hint: str = "") -> None:
        self.problems.append(Problem(Place(self.file, line, column), what, hint))
        if len(self.problems) >= MAX_COMPLAINTS:
            raise _TooMuchError

    def stop(self, event: Any, what: str, hint: str) -> _TooMuchError:
        self.complain(*_start(event), what, hint)
        return _TooMuchError()

    def document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            raise self.stop(
                event, "a second document begins", "remove '---'; texts stand under a key, as in text: |"
            )
        if event.version or event.tags:
            self.complain(1, 1, "a line that begins with '%' is not read", "remove the line")

    def scalar(self, event: Any) -> None:
        self._check_tag(event)
        line, column = _start(event)
        text = event.value
        if self.stand_ins:
            text = text.translate({new: old for old, new in self.stand_ins.items()})
        self.spans.append((event.start_mark.index, event.end_mark.index))
        node = Scalar(line, column, text, _place(event.end_mark), event.style or "")
        if event.implicit[0]:
            node = self._plain(event, node)
        elif FORBIDDEN.search(text):
            self.complain(line, column, "an escape makes a character that cannot be shown", "remove it")
        if len(text) > MAX_TEXT:
            self.complain(line, column, f"a text is longer than {MAX_TEXT >> 10} kB", "shorten it")
        self._finish(node, event.anchor)

    def _plain(self, event: Any, node: Scalar) -> Scalar:
        end = event.end_mark
        # What is left out at the end of a file without a line end is marked one line further.
        if end.line < len(self.lines) and _EATEN.match(self.lines[end.line], end.column):
            self._warn_of_comment(node)
        return replace(node, text=None) if node.text in _NULLS else node

    def _warn_of_comment(self, node: Scalar) -> None:
        what = "what follows '#' is a comment, not part of the value"
        hint = "put the value in quotes" + (", or a space after the #" if node.text else "")
        where = Place(self.file, node.line, node.column)
        found = Problem(where, what, hint, Code.CUT_VALUE, is_error=not node.text)
        (self.warnings if node.text else self.problems).append(found)

    def open_list(self, event: Any) -> None:
        self._open(event, Items(*_start(event)))

    def open_mapping(self, event: Any) -> None:
        self._open(event, Pairs(*_start(event)))

    def _open(self, event: Any, node: Items | Pairs) -> None:
        self._check_tag(event)
        if len(self.stack) >= MAX_DEPTH:
            raise self.stop(
                event,
                f"nested more than {MAX_DEPTH} deep",
                "remove brackets, or put a text that begins with them in quotes",
            )
        self.stack.append(_Open(node, event.anchor))

    def close(self, event: Any) -> None:
        done = self.stack.pop()
        is_flow = event.start_mark.index != event.end_mark.index  # a bracket; a block ends without a sign
        node = replace(done.node, end=_place(event.end_mark), is_flow=is_flow)
        self._finish(node, done.anchor, done.size, done.height)

    def alias(self, event: Any) -> None:
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            raise self.stop(event, f"more than {MAX_ALIASES} aliases", "write the values out")
        node, size, height = self.anchors.get(event.anchor) or self._no_anchor(event)
        if len(self.stack) + height > MAX_DEPTH:
            raise self.stop(event, f"aliases nest more than {MAX_DEPTH} deep", "write the values out")
        self.count += size
        self._add(node, size, height, is_alias=True)

    def _no_anchor(self, event: Any) -> tuple[Node, int, int]:
        line, column = _start(event)
        if any(opened.anchor == event.anchor for opened in self.stack):
            self.complain(line, column, "an alias stands inside what it repeats", "write the values out")
        else:
            what = "a value that begins with '*' is an alias, and nothing has that name"
            self.complain(line, column, what, "put the value in quotes")
        return Scalar(line, column, ""), 1, 0

    def _check_tag(self, event: Any) -> None:
        if event.tag is not None:
            hint = "remove it, or put a value that begins with '!' in quotes"
            self.complain(*_start(event), "tags (words that begin with '!') are not read", hint)

    def _finish(self, node: Node, anchor: str | None, size: int = 1, height: int = 0) -> None:
        if anchor:
            self.anchors[anchor] = (node, size, height)
        self.count += 1
        self._add(node, size, height)

    def _add(self, node: Node, size: int, height: int, *, is_alias: bool = False) -> None:
        if self.count > MAX_NODES:
            self.complain(node.line, node.column, f"more than {MAX_NODES} values in one file", "split it")
            raise _TooMuchError
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        parent.size += size
        parent.height = max(parent.height, height + 1)
        if isinstance(parent.node, Items):
            parent.node.nodes.append(node)
        elif parent.key is None and not parent.drops_value:
            self._add_key(parent, parent.node, node, is_alias)
        else:
            self._add_value(parent, parent.node, node)

    def _add_key(self, parent: _Open, pairs: Pairs, node: Node, is_alias: bool) -> None:
        fault = _key_fault(node, is_alias)
        if isinstance(node, Scalar) and not fault and node.text in pairs.keys:
            fault = (
                f"duplicate key '{shown_key(node.text or '')}', first in line {pairs.keys[node.text][0]}",
                "keep one",
            )
        if fault:
            self.complain(node.line, node.column, *fault)
            parent.drops_value = True
        elif isinstance(node, Scalar):
            parent.key = node

    def _add_value(self, parent: _Open, pairs: Pairs, node: Node) -> None:
        if parent.key is not None and parent.key.text is not None:
            pairs.keys[parent.key.text] = (parent.key.line, parent.key.column)
            pairs.nodes[parent.key.text] = node
        parent.key, parent.drops_value = None, False


def _start(event: Any) -> tuple[int, int]:
    return _place(event.start_mark)


def _place(mark: Any) -> tuple[int, int]:
    return mark.line + 1, mark.column + 1


def _key_fault(node: Node, is_alias: bool) -> tuple[str, str] | None:
    if is_alias:
        return "an alias stands where a key belongs", "write the key out"
    if not isinstance(node, Scalar):
        shape = "a list" if isinstance(node, Items) else "a mapping"
        return f"{shape} stands where a key belongs", "put a value that begins with a bracket in quotes"
    if not node.text:
        return "a key is missing before ':'", "write key: value"
    if node.text == "<<":
        return "merge keys '<<' are not read", "write the values out"
    return None


_HANDLERS: dict[type[yaml.Event], Callable[[Builder, Any], None]] = {
    yaml.StreamStartEvent: lambda _builder, _event: None,
    yaml.StreamEndEvent: lambda _builder, _event: None,
    yaml.DocumentStartEvent: Builder.document,
    yaml.DocumentEndEvent: lambda _builder, _event: None,
    yaml.ScalarEvent: Builder.scalar,
    yaml.SequenceStartEvent: Builder.open_list,
    yaml.SequenceEndEvent: Builder.close,
    yaml.MappingStartEvent: Builder.open_mapping,
    yaml.MappingEndEvent: Builder.close,
    yaml.AliasEvent: Builder.alias,
}
