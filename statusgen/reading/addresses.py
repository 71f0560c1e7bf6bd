"""A Markdown text becomes the addresses of the pictures in it."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from statusgen.model.dialect import is_bomb, parser


def addresses(text: str) -> Sequence[str]:
    """Each once, in order; none of a text that is shown as it stands."""
    if is_bomb(text):
        return ()
    found = _Finder()
    parser(_Finding(found)).convert(text)
    return tuple(dict.fromkeys(found.addresses))


class _Finder(Treeprocessor):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def run(self, root: Element) -> None:
        self.addresses += (element.get("src", "") for element in root.iter("img"))


class _Finding(Extension):
    def __init__(self, finder: _Finder) -> None:
        super().__init__()
        self._finder = finder

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (the library's name)
        md.treeprocessors.register(self._finder, "finder", 0)
