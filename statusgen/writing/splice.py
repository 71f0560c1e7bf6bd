"""An item goes into a list of a file, where it belongs; every other byte stays."""

import re
from collections.abc import Mapping

from statusgen.model.nodes import Items, Node, Pairs, Scalar, Source
from statusgen.writing.lines import Lines
from statusgen.writing.yaml_text import Value, block, inline

_DASH = re.compile(r"(?P<indent>\s*)-(?P<gap>\s*)")
_INDENT = "  "


def add_item(lines: Lines, source: Source, key: str, item: Mapping[str, Value], index: int | None) -> None:
    """Put a mapping into the list under a key of the file, ahead of its `index`th item as the file has them.

    `None` puts it last. What results must be read back: a file may be written in ways that this cannot know.
    """
    node = source.root.nodes.get(key)
    if node is None:
        _add_key(lines, source.root, key, item)
    elif isinstance(node, Items) and node.nodes:
        _into(lines, node, item, index)
    else:
        _fill(lines, source.root, key, node, item)


def in_file_order(items: Items) -> list[Node]:
    """Its nodes by their place; a source may hold them in another order."""
    return sorted(items.nodes, key=lambda node: (node.line, node.column))


def _add_key(lines: Lines, root: Pairs, key: str, item: Mapping[str, Value]) -> None:
    if root.is_flow:
        line, column = root.end[0], root.end[1] - 1
        lines.splice((line, column), (line, column), f", {key}: [{inline(item)}]")
        return
    indent = " " * (root.column - 1)
    lines.insert(_last_line(lines, root), [f"{indent}{key}:", *_item(item, indent + _INDENT, " ")])


def _fill(lines: Lines, root: Pairs, key: str, node: Node, item: Mapping[str, Value]) -> None:
    """Into a list that is empty, or a key without a value."""
    line, column = root.keys[key]
    if root.is_flow:
        lines.splice((node.line, node.column), node.end, f"[{inline(item)}]")
        return
    if node.end != (node.line, node.column):  # brackets without anything, or a null that was written out
        head = lines.bare(node.line)[: node.column - 1].rstrip()
        lines.splice((node.line, len(head) + 1), node.end, "")
    lines.insert(line, _item(item, " " * (column - 1) + _INDENT, " "))


def _into(lines: Lines, items: Items, item: Mapping[str, Value], index: int | None) -> None:
    nodes = in_file_order(items)
    if items.is_flow:
        _into_brackets(lines, nodes, item, index)
        return
    first, indent, gap = _dash(lines, nodes[0])
    new = _item(item, indent, gap)
    space = [""] if _are_spaced(lines, nodes) else []
    if index == 0:
        lines.insert(first - 1, new + space)
    else:
        before = nodes[-1 if index is None else index - 1]
        last = _last_line(lines, before)
        lines.insert(last, new if not lines.bare(last).strip() else space + new)


def _into_brackets(lines: Lines, nodes: list[Node], item: Mapping[str, Value], index: int | None) -> None:
    if index == 0:
        place = (nodes[0].line, nodes[0].column)
        lines.splice(place, place, inline(item) + ", ")
    else:
        place = nodes[-1 if index is None else index - 1].end
        lines.splice(place, place, ", " + inline(item))


def _item(item: Mapping[str, Value], indent: str, gap: str) -> list[str]:
    inner = indent + " " + " " * len(gap)
    first, *others = block(item)
    return [f"{indent}-{gap}{first}", *(inner + text if text else "" for text in others)]


def _dash(lines: Lines, node: Node) -> tuple[int, str, str]:
    """The line of the dash ahead of an item, what stands before the dash, and what behind it."""
    for line in range(node.line, 0, -1):
        found = _DASH.match(lines.bare(line))
        if found:
            return line, found["indent"], found["gap"] if line == node.line else " "
    return node.line, " " * max(node.column - 3, 0), " "


def _are_spaced(lines: Lines, nodes: list[Node]) -> bool:
    """Empty lines stand between the items."""
    if len(nodes) < 2:
        return False
    return not lines.bare(_dash(lines, nodes[1])[0] - 1).strip()


def _last_line(lines: Lines, node: Node) -> int:
    """The line on which a node's text ends; comments and empty lines behind it are nobody's."""
    if isinstance(node, Scalar):
        return _last_of_scalar(lines, node)
    if node.is_flow:
        return node.end[0]
    children = node.nodes if isinstance(node, Items) else node.nodes.values()
    keys = node.keys.values() if isinstance(node, Pairs) else ()
    return max([node.line, *(line for line, _ in keys), *(_last_line(lines, child) for child in children)])


def _last_of_scalar(lines: Lines, node: Scalar) -> int:
    line, column = node.end
    if column > 1 or line <= node.line:
        return line
    last = line - 1
    if node.style and "+" in lines.bare(node.line)[node.column - 1 :].partition("#")[0]:
        return last  # the empty lines behind it are part of it
    while last > node.line and not lines.bare(last).strip():
        last -= 1
    return last
