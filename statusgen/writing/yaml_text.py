"""Values become YAML as a person would write it: block by block, long texts under `|`."""

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

import yaml

Value: TypeAlias = "str | int | list[Value] | dict[str, Value]"
_LONG = 88
"""Characters from which a text of one line is easier to edit under `|`."""
_ENDLESS = 1 << 30
_BREAKS_OF_YAML = re.compile("[\x85\u2028\u2029]")
"""Line ends to some readers of YAML, so they are spelt out."""


class Inline(dict[str, Any]):
    """A mapping on one line, in braces."""


class InlineList(list[Any]):
    """A list on one line, in brackets."""


# The reader guesses nothing, so a time need not be told from a text; what other readers take for a number,
# a boolean or nothing still gets quotes.
_GUESSED = {
    first: [(tag, shape) for tag, shape in known if not tag.endswith(":timestamp")]
    for first, known in yaml.SafeDumper.yaml_implicit_resolvers.items()
}


class _Dumper(yaml.SafeDumper):
    """Writes lists indented below their key, and times and numbers without quotes."""

    yaml_implicit_resolvers = _GUESSED

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text or len(text) > _LONG else None
    if _BREAKS_OF_YAML.search(text):
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


def _inline(dumper: _Dumper, pairs: Inline) -> yaml.MappingNode:
    return dumper.represent_mapping("tag:yaml.org,2002:map", pairs, flow_style=True)


def _inline_list(dumper: _Dumper, items: InlineList) -> yaml.SequenceNode:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=True)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Inline, _inline)
_Dumper.add_representer(InlineList, _inline_list)


def block(pairs: Mapping[str, Value]) -> list[str]:
    """The lines of a mapping in block style, without line ends."""
    text: str = yaml.dump(
        dict(pairs), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_ENDLESS, indent=2
    )
    return text.removesuffix("\n").split("\n")


def inline(pairs: Mapping[str, Value]) -> str:
    """A mapping on one line, for a list that stands in brackets."""
    text: str = yaml.dump(
        dict(pairs),
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=_ENDLESS,
        default_flow_style=True,
    )
    return text.removesuffix("\n")


def settled(text: str) -> str:
    """A text as a file will hold it: one line as it is, more of them ended by one line end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n").rstrip()
    return text + "\n" if "\n" in text or len(text) > _LONG else text
