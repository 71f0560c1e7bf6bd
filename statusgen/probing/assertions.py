"""What a good answer looks like becomes claims about the answer that came."""

from collections.abc import Callable, Iterator

from statusgen.model.checks import Expect, HtmlExpect, JsonExpect
from statusgen.model.words import Layer, Outcome
from statusgen.probing.answers import THROTTLED, Answer, Claim, address_claim, is_expected
from statusgen.probing.bodies import Body
from statusgen.probing.findings import Finding
from statusgen.probing.parsing import Answered, Ask

_CUT = "too_large"
"""What was looked for may stand behind the cap."""


def texts_of(expect: Expect) -> frozenset[str]:
    """Texts that are looked for while the body comes in."""
    return frozenset(text for text in (expect.text, expect.no_text) if text is not None)


def asks_of(expect: Expect) -> list[Ask]:
    """Questions about the whole text."""
    patterns: list[Ask] = [{"how": "pattern", "at": expect.pattern}] if expect.pattern else []
    json = [
        {"how": "json", "at": j.path, "equals": j.equals, "above": j.above, "below": j.below}
        for j in expect.json
    ]
    return [*patterns, *json, *({"how": "html", "at": h.select, "text": h.text} for h in expect.html)]


def claims_of(expect: Expect, answer: Answer) -> list[Claim]:
    """A claim for each thing expected, the most telling first."""
    return [claim for row in _ROWS for claim in row(expect, answer)]


def _ip(expect: Expect, answer: Answer) -> Iterator[Claim]:
    if expect.ip:
        yield address_claim(expect, answer.address)


def _status(expect: Expect, answer: Answer) -> Iterator[Claim]:
    wanted = ", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in expect.status)
    holds = is_expected(expect, answer.status)
    finding = Finding(name="status", wanted=wanted, found=str(answer.status), holds=holds)
    if answer.status == THROTTLED:
        yield Claim(finding=finding, layer=Layer.HTTP, reason="throttled", outcome=Outcome.UNKNOWN)
    else:
        yield Claim(finding=finding, layer=Layer.HTTP, reason="status")


def _headers(expect: Expect, answer: Answer) -> Iterator[Claim]:
    for name, wanted in expect.header.items():
        found = answer.headers.get(name)
        holds = found is not None and wanted in found
        finding = Finding(name=f"header {name}", wanted=wanted, found=found, holds=holds)
        yield Claim(finding=finding, layer=Layer.HTTP, reason="header_mismatch")


def _size(expect: Expect, answer: Answer) -> Iterator[Claim]:
    if expect.size is None:
        return
    body = answer.body
    found = f"{body.size} bytes" if body.is_whole else f"more than {body.size - 1} bytes"
    holds = None if not body.is_readable else body.is_whole and body.size <= expect.size
    finding = Finding(name="size", wanted=f"at most {expect.size} bytes", found=found, holds=holds)
    yield _content(finding, body, "oversize")


def _no_text(expect: Expect, answer: Answer) -> Iterator[Claim]:
    if expect.no_text is None:
        return
    is_there = expect.no_text in answer.body.found
    holds = False if is_there else _if_readable(answer.body, None, True)
    found = "it stands there" if is_there else None
    finding = Finding(name="no_text", wanted=f"not: {expect.no_text}", found=found, holds=holds)
    yield _content(finding, answer.body, "body_mismatch")


def _text(expect: Expect, answer: Answer) -> Iterator[Claim]:
    if expect.text is None:
        return
    is_there = expect.text in answer.body.found
    holds = True if is_there else _if_readable(answer.body, None, False)
    found = "it stands there" if is_there else None
    finding = Finding(name="text", wanted=expect.text, found=found, holds=holds)
    yield _content(finding, answer.body, "body_mismatch")


def _parsed(expect: Expect, answer: Answer) -> Iterator[Claim]:
    expectations = (*((expect.pattern,) if expect.pattern else ()), *expect.json, *expect.html)
    for one, answered in zip(expectations, answer.parsed, strict=True):
        name, wanted = _words(one)
        yield _about(name, wanted, answered, answer.body)


def _about(name: str, wanted: str, answered: Answered | None, body: Body) -> Claim:
    """A cut text proves what was found in it, unless it has to be whole to be understood at all."""
    holds, found = answered or (False, None)
    is_proved = holds and name == "pattern"
    finding = Finding(
        name=name, wanted=wanted, found=found, holds=is_proved or _if_readable(body, None, holds)
    )
    return _content(finding, body, "body_mismatch" if answered else "not_json")


def _words(one: str | JsonExpect | HtmlExpect) -> tuple[str, str]:
    if isinstance(one, str):
        return "pattern", one
    if isinstance(one, HtmlExpect):
        return f"html {one.select}", "something" if one.text is None else one.text
    wanted = [] if one.equals is None else [one.equals]
    wanted += [] if one.above is None else [f"above {one.above:g}"]
    wanted += [] if one.below is None else [f"below {one.below:g}"]
    return f"json {one.path}", " and ".join(wanted) or "something"


def _if_readable(body: Body, if_cut: bool | None, if_whole: bool) -> bool | None:
    if not body.is_readable:
        return None
    return if_whole if body.is_whole else if_cut


def _content(finding: Finding, body: Body, reason: str) -> Claim:
    """A claim about a body: one packed as we did not ask for says nothing, one that was cut is too large."""
    if not body.is_readable:
        return Claim(finding=finding, layer=Layer.CONTENT, reason="encoding", outcome=Outcome.UNKNOWN)
    return Claim(finding=finding, layer=Layer.CONTENT, reason=_CUT if finding.holds is None else reason)


_ROWS: tuple[Callable[[Expect, Answer], Iterator[Claim]], ...] = (
    _ip,
    _status,
    _headers,
    _size,
    _no_text,
    _text,
    _parsed,
)
