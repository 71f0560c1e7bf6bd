"""A text with `$NAME` in it, whose value exists only at the moment of use."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_NAME = re.compile(r"\$(?:([A-Z_][A-Z0-9_]*)|\{([A-Z_][A-Z0-9_]*)\})")


class MissingSecretError(Exception):
    """A name is not set in the environment; holds the name, never a value."""


@dataclass(frozen=True, slots=True)
class Secret:
    """Text that names secrets (`Bearer $TOKEN`); safe to print, since it holds names only."""

    text: str

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in order of appearance."""
        return tuple(a or b for a, b in _NAME.findall(self.text))

    def reveal(self, environ: Mapping[str, str]) -> str:
        """The text with values filled in. Call it where it is used, and keep no copy."""

        def value(match: re.Match[str]) -> str:
            name = match.group(1) or match.group(2)
            if not environ.get(name):
                raise MissingSecretError(name)
            return environ[name]

        return _NAME.sub(value, self.text)

    def __str__(self) -> str:
        return self.text


def secret_or_text(text: str) -> "str | Secret":
    """A `Secret` where the text names one, else the text."""
    return Secret(text) if _NAME.search(text) else text


def reveal(value: "str | Secret", environ: Mapping[str, str]) -> str:
    """The value to send: a secret's text filled in, a plain text as it is."""
    return value.reveal(environ) if isinstance(value, Secret) else value
