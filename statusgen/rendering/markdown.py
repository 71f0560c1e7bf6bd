"""Clean HTML becomes Markdown, and one line of people's words becomes Markdown that says just that line.

What people wrote is not passed on as it stands: a fence that is not closed would swallow what comes after it,
and raw HTML, which is text on our pages, would be HTML to the next program. So the way leads through the
HTML that was cleaned for the page, which has few elements.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import TypeAlias

_VOID = {"br", "hr", "img"}
_BLOCKS = {"p", "hr", "pre", "blockquote", "ul", "ol", "table", "h3", "h4", "h5", "h6"}
_BREAK = "\\\n"
_IN_LINE = re.compile(r"[\\`*\[\]|~]|(?<![^\W_])_|_(?![^\W_])")
"""What means something anywhere. An underscore between letters means nothing."""
_REFERENCE = re.compile(r"&(?=#?[0-9A-Za-z]+;)")
_AT_START = re.compile(r"^(?P<indent>\s*)(?P<sign>[#+=>-]|\d+(?=[.)]))", re.ASCII)
_PLAIN = re.compile(r"(?:<p>[^<]*</p>\s*)*")
_PARAGRAPH = re.compile(r"<p>([^<]*)</p>")
_BAR = re.compile(r"(?<!\\)\|")
_INDENT = "    "
"""Of what stands in an item: what both CommonMark and Python-Markdown take."""
_DEEPEST_HEADING = 6


@dataclass(slots=True)
class _Node:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[_Node | str]" = field(default_factory=list)


_Part: TypeAlias = "_Node | str"


def markdown(html: str) -> str:
    """HTML that was cleaned by `markup.clean`, as Markdown without a line end."""
    if _PLAIN.fullmatch(html):
        return "\n\n".join(block for one in _PARAGRAPH.findall(html) for block in _paragraph([unescape(one)]))
    return of_elements(html)


def of_elements(html: str) -> str:
    """The same, whatever stands in it. Most updates are paragraphs, and need no parser of HTML."""
    tree = _Tree()
    tree.feed(html)
    tree.close()
    return "\n\n".join(_blocks(tree.root.children))


def line(text: str) -> str:
    """One line of text, so that it means nothing but itself."""
    return _at_start(_escaped(" ".join(text.split())))


def link(text: str, href: str) -> str:
    """A link of our own, with people's words on it."""
    return f"[{line(text)}]({_address(href)})"


class _Tree(HTMLParser):
    """Elements as they stand in each other. Cleaning has closed all that were open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Node("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID and len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def _blocks(parts: Sequence[_Part]) -> Iterator[str]:
    """Each block as lines; text between blocks is a paragraph."""
    loose: list[_Part] = []
    for part in parts:
        if isinstance(part, _Node) and part.tag in _BLOCKS:
            yield from _paragraph(loose)
            loose = []
            if made := _block(part):
                yield made
        else:
            loose.append(part)
    yield from _paragraph(loose)


def _block(node: _Node) -> str:
    match node.tag:
        case "p":
            return "".join(_paragraph(node.children))
        case "hr":
            return "---"
        case "pre":
            return _code(_plain(node))
        case "blockquote":
            return _prefixed("\n\n".join(_blocks(node.children)), "> ", "> ")
        case "ul" | "ol":
            return _list(node)
        case "table":
            return _table(node)
    level = min(int(node.tag[1]) + 1, _DEEPEST_HEADING)
    return f"{'#' * level} {_one_line(node.children)}".rstrip()


def _paragraph(parts: Sequence[_Part]) -> Iterator[str]:
    lines = [_at_start(" ".join(one.split(" "))) for one in _inline(parts).strip().split("\n")]
    if text := "\n".join(lines).strip():
        yield text


def _list(node: _Node) -> str:
    first = node.attributes.get("start", "1")
    number = int(first) if first.isdecimal() and len(first) < 10 else 1
    made = []
    for item in (child for child in node.children if isinstance(child, _Node)):
        mark = "-" if node.tag == "ul" else f"{number}."
        body = "\n\n".join(_blocks(item.children))
        made.append(_prefixed(body, mark.ljust(len(_INDENT)) if len(mark) < 4 else mark + " ", _INDENT))
        number += 1
    return "\n".join(made)


def _prefixed(text: str, first: str, others: str) -> str:
    lines = text.split("\n")
    rest = [(others + one).rstrip() for one in lines[1:]]
    return "\n".join([(first + lines[0]).rstrip(), *rest])


def _code(text: str) -> str:
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}\n{text.rstrip()}\n{fence}"


def _table(node: _Node) -> str:
    # A bar ends the cell, in code too.
    rows = [[_BAR.sub(r"\|", _one_line(cell.children)) for cell in _elements(row)] for row in _rows(node)]
    columns = max((len(row) for row in rows), default=0)
    if not columns:
        return ""
    lines = ["| " + " | ".join([*row, *[""] * (columns - len(row))]) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * columns, *lines[1:]])


def _rows(node: _Node) -> Iterator[_Node]:
    for child in _elements(node):
        if child.tag == "tr":
            yield child
        else:
            yield from _rows(child)


def _elements(node: _Node) -> Iterator[_Node]:
    return (child for child in node.children if isinstance(child, _Node))


def _one_line(parts: Sequence[_Part]) -> str:
    return " ".join(_inline(parts).replace(_BREAK, " ").split())


def _inline(parts: Sequence[_Part]) -> str:
    return "".join(_escaped(_flat(p)) if isinstance(p, str) else _element(p) for p in parts)


def _element(node: _Node) -> str:
    match node.tag:
        case "br":
            return _BREAK
        case "em" | "strong":
            return _marked(_inline(node.children), "*" if node.tag == "em" else "**")
        case "code":
            return _span(_plain(node))
        case "a":
            href = node.attributes.get("href", "")
            words = _one_line(node.children)
            return f"[{words}]({_address(href)})" if href and words else words
        case "img":
            words = _escaped(_flat(node.attributes.get("alt", "")))
            source = node.attributes.get("src", "")
            return f"![{words}]({_address(source)})" if source else words
    return _inline(node.children)


def _marked(text: str, mark: str) -> str:
    """Marks hold only beside letters, so spaces stand outside."""
    inner = text.strip()
    if not inner:
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{mark}{inner}{mark}{after}"


def _span(text: str) -> str:
    plain = _flat(text).strip()
    if not plain:
        return ""
    mark = "`" * (_longest_run(plain) + 1)
    pad = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{mark}{pad}{plain}{pad}{mark}"


def _plain(node: _Node) -> str:
    return "".join(child if isinstance(child, str) else _plain(child) for child in node.children)


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall(r"`+", text)), default=0)


def _escaped(text: str) -> str:
    told = _IN_LINE.sub(lambda found: f"\\{found[0]}", text)
    # As references, since not every dialect knows a backslash before these.
    return _REFERENCE.sub("&amp;", told).replace("<", "&lt;")


def _at_start(text: str) -> str:
    """What would begin a heading, a list, a quote or a rule, begins a paragraph."""

    def defused(found: re.Match[str]) -> str:
        sign = found["sign"]
        if sign == ">":
            return f"{found['indent']}&gt;"
        return f"{found['indent']}{sign}\\" if sign.isdigit() else f"{found['indent']}\\{sign}"

    return _AT_START.sub(defused, text.lstrip(" "))


def _address(href: str) -> str:
    """An address that ends where it ends."""
    return re.sub(r"[\s<>()\\|`*\[\]]", lambda found: "".join(f"%{b:02X}" for b in found[0].encode()), href)
