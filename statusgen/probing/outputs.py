"""What a program printed is held against what was expected of it."""

from dataclasses import dataclass

from statusgen.model.checks import Expect


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What a program printed, on both its streams."""

    data: bytes
    is_whole: bool
    """It printed no more than this."""


def output_fault(expect: Expect, output: Output) -> str | None:
    """The code of the first thing that is not as expected."""
    text = output.data.decode("utf-8", errors="replace")
    has_pattern = expect.pattern is None or _matches(expect.pattern, text)
    lacks = (expect.text is not None and expect.text not in text) or not has_pattern
    if expect.no_text is not None and expect.no_text in text:
        return "body_mismatch"
    if not output.is_whole and (lacks or expect.no_text is not None):
        return "too_large"
    return "body_mismatch" if lacks else None


def _matches(pattern: str, text: str) -> bool:
    import re2  # type: ignore[import-untyped]  # noqa: PLC0415 (few checks have one; it has no types)

    return bool(re2.search(pattern, text))
