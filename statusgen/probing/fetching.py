"""Somebody else's web address becomes the whole document that stands there, for kinds that read one."""

import json
from dataclasses import dataclass, replace

import httpx

from statusgen.model.words import Layer, Method
from statusgen.probing.answers import judge_address
from statusgen.probing.bodies import Wanted
from statusgen.probing.faults import FaultError
from statusgen.probing.network import Network
from statusgen.probing.questions import Question
from statusgen.probing.trails import Trail
from statusgen.probing.visits import Request, visit

CAP = 2 * 1024 * 1024
"""Bytes of a document; the summaries of the largest public pages have a quarter of it."""
_FORM = ("content-type", "application/x-www-form-urlencoded")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a server said."""

    status: int
    document: object
    """Its JSON; None where it is none."""


async def fetch_json(
    question: Question, url: httpx.URL, network: Network, trail: Trail, form: bytes | None = None
) -> Fetched:
    """Ask for a document of a size that parses in a moment. Raises what the world does."""
    status, text = await fetch(question, url, network, trail, form=form)
    if judge_address(question.check, trail):
        raise FaultError(Layer.TCP, "wrong_address")
    return Fetched(status=status, document=_parsed(text))


async def fetch(
    question: Question,
    url: httpx.URL,
    network: Network,
    trail: Trail,
    *,
    form: bytes | None = None,
    most: int = CAP,
) -> tuple[int, str]:
    """Ask with what the check says of headers, proxy, trust and redirects. Raises what the world does."""
    request = Request(
        url=url,
        method=Method.GET if form is None else Method.POST,
        headers=question.headers if form is None else (*question.headers, _FORM),
        content=form,
        wanted=Wanted(is_kept=True, size=most),
        is_final=lambda status: 200 <= status < 300,
    )
    # What the check says of its own origin holds for the address behind its scheme.
    answer = await visit(request, replace(question, url=url), network, trail)
    if answer.body.text is None:
        raise FaultError(Layer.CONTENT, "encoding")
    if not answer.body.is_whole:
        raise FaultError(Layer.CONTENT, "too_large")
    return answer.status, answer.body.text


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
