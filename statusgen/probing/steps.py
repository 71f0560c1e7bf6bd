"""Several requests in a row become one result; values of one answer go into the requests that follow."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote, quote_plus

import httpx

from statusgen.model.checks import Capture, Step
from statusgen.model.secrets import Secret, reveal
from statusgen.model.words import Layer
from statusgen.probing.answers import Answer
from statusgen.probing.faults import FaultError
from statusgen.probing.parsing import Answered, Ask
from statusgen.probing.questions import Question, is_reachable, origin_of

LONGEST = 4096
"""Characters of a captured value."""
_PLACE = re.compile(r"\{([a-z0-9][a-z0-9-]*)\}")
Captured = Mapping[str, str]
Escape = Callable[[str], str]


def url_of(step: Step, question: Question, captured: Captured) -> httpx.URL:
    """The address of a step. Raises FaultError for one that cannot be asked."""
    text = str(step.url)
    # A whole address that was captured stays one; a part of one must not become more than a part.
    escape = str if _PLACE.fullmatch(text) else _as_part
    try:
        url = question.url.join(fill(step.url, question, captured, escape))
    except (httpx.InvalidURL, ValueError):
        raise FaultError(Layer.LOCAL, "check_invalid") from None
    if url.scheme not in ("http", "https") or not is_reachable(url):
        raise FaultError(Layer.LOCAL, "check_invalid")
    is_own = origin_of(url) == origin_of(question.url)
    return url.copy_with(userinfo=question.url.userinfo) if is_own and not url.userinfo else url


def is_led(step: Step, captured: Captured) -> bool:
    """A captured value may have led us to where this step asks."""
    return any(name in captured for name in _PLACE.findall(str(step.url)))


def headers_of(step: Step, question: Question, captured: Captured, *, is_own: bool) -> list[tuple[str, str]]:
    """The step's headers beside the check's, which go only to its own origin."""
    own = {name.lower(): (name, fill(value, question, captured)) for name, value in step.headers.items()}
    others = question.headers if is_own else ()
    return [*(pair for pair in others if pair[0].lower() not in own), *own.values()]


def content_of(
    step: Step, question: Question, captured: Captured, headers: list[tuple[str, str]]
) -> bytes | None:
    """The body; captured values are escaped as its type needs it."""
    if step.body is None:
        return None
    media = next((value for name, value in headers if name.lower() == "content-type"), "").lower()
    escape = next((how for word, how in _ESCAPES.items() if word in media), str)
    return fill(step.body, question, captured, escape).encode()


def fill(text: str | Secret, question: Question, captured: Captured, escape: Escape = str) -> str:
    """Secrets and captured values in their places, each looked at once: neither can name the other."""
    pieces = _PLACE.split(str(text))
    filled = []
    for number, piece in enumerate(pieces):
        if number % 2:
            filled.append(escape(captured[piece]) if piece in captured else f"{{{piece}}}")
        else:
            filled.append(reveal(Secret(piece), question.environ) if isinstance(text, Secret) else piece)
    return "".join(filled)


def capture_asks(step: Step) -> list[Ask]:
    """Questions about the text that captures put."""
    return [ask for one in step.capture.values() for ask in _ask(one)]


def capture(step: Step, answer: Answer, parsed: Sequence[Answered | None]) -> dict[str, str | None]:
    """What stands where the captures look, None for nothing; `parsed` answers their questions."""
    answers = iter(parsed)
    found = dict[str, str | None]()
    for name, one in step.capture.items():
        found[name] = (
            (next(answers) or (False, None))[1] if _ask(one) else answer.headers.get(one.header or "")
        )
    return found


def usable(found: Mapping[str, str | None]) -> dict[str, str]:
    """Values that can stand in a request. Raises FaultError when one is none."""
    values = {name: value for name, value in found.items() if value and _is_usable(value)}
    if len(values) < len(found):
        raise FaultError(Layer.CONTENT, "capture_failed")
    return values


def _is_usable(value: str) -> bool:
    return len(value) <= LONGEST and value.isprintable()


def _ask(one: Capture) -> list[Ask]:
    if one.json is not None:
        return [{"how": "json", "at": one.json}]
    return [{"how": "pattern", "at": one.pattern}] if one.pattern is not None else []


def _as_part(value: str) -> str:
    return quote(value, safe="")


def _in_json(value: str) -> str:
    return json.dumps(value)[1:-1]


_ESCAPES: dict[str, Escape] = {"json": _in_json, "form-urlencoded": quote_plus}
"""By a word in the body's media type."""
