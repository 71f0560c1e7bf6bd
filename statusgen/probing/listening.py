"""What a target says is heard until it is what was expected, and no further than that."""

from typing import Any, Self

from statusgen.model.checks import Expect
from statusgen.model.words import Layer
from statusgen.probing.faults import FaultError
from statusgen.probing.findings import Finding
from statusgen.probing.trails import Trail

CAP = 64 * 1024
"""Bytes heard of one target, unless its kind says more."""

GATHER = 0.002
"""Seconds between two looks at an answer that comes in drops: each look reads all that was said."""


class Ear:
    """Remembers what was said, and knows whether it will do. As a context it tells that in the end."""

    def __init__(self, expect: Expect, trail: Trail, cap: int = CAP) -> None:
        self._expect = expect
        self._pattern = _compiled(expect.pattern)
        self._trail = trail
        self._cap = cap
        self._said = bytearray()
        self._text = ""
        self.is_content = False
        """All that was expected has been said, and nothing unwanted."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for name, wanted, holds in self._claims():
            finding = Finding(name=name, wanted=wanted, found=self._text or None, holds=holds)
            self._trail.note(finding)

    @property
    def listens(self) -> bool:
        """There is something to listen for."""
        return self._waits_for_something or self._expect.no_text is not None

    @property
    def waits_for_silence(self) -> bool:
        """Only what must not be said is known, so that nothing said can be enough."""
        return self._expect.no_text is not None and not self._waits_for_something

    @property
    def has_heard(self) -> bool:
        """Something was said, if only a little."""
        return bool(self._said)

    def hear(self, data: bytes) -> None:
        """Listen to some more. Raises FaultError for what must not be said, or too much."""
        self._said += data
        self._text = self._said.decode("utf-8", errors="replace")
        if not self._is_clean():
            raise FaultError(Layer.CONTENT, "body_mismatch")
        self.is_content = self._has_text() and self._has_pattern()
        if len(self._said) > self._cap and (self.waits_for_silence or not self.is_content):
            raise FaultError(Layer.CONTENT, "too_large")
        self._trail.awaits_words = not self.is_content

    def end(self) -> None:
        """Nothing more will be said. Raises FaultError when that was not enough."""
        if not self.has_heard:
            raise FaultError(Layer.HTTP, "empty")
        if not self.is_content:
            raise FaultError(Layer.CONTENT, "body_mismatch")

    @property
    def _waits_for_something(self) -> bool:
        return self._expect.text is not None or self._pattern is not None

    def _claims(self) -> list[tuple[str, str, bool]]:
        """Each key that is written, what it wants, and whether that holds of all that was said."""
        expect = self._expect
        written = (
            ("text", expect.text, self._has_text),
            ("no_text", expect.no_text, self._is_clean),
            ("pattern", expect.pattern, self._has_pattern),
        )
        return [(name, wanted, holds()) for name, wanted, holds in written if wanted is not None]

    def _has_text(self) -> bool:
        return self._expect.text is None or self._expect.text in self._text

    def _is_clean(self) -> bool:
        return self._expect.no_text is None or self._expect.no_text not in self._text

    def _has_pattern(self) -> bool:
        return self._pattern is None or self._pattern.search(self._text) is not None


def _compiled(pattern: str | None) -> Any:
    """A regular expression that takes time in proportion to the text, whatever it says."""
    if pattern is None:
        return None
    import re2  # type: ignore[import-untyped]  # noqa: PLC0415 (few checks have one; it has no types)

    return re2.compile(pattern)
