"""Somebody else's web address becomes the whole document that stands there, for kinds that read one."""

import json
from dataclasses import dataclass

import httpx

from statusgen.model.words import Layer, Method
from statusgen.probing.bodies import Body, Wanted
from statusgen.probing.faults import FaultError
from statusgen.probing.network import Network
from statusgen.probing.questions import Question
from statusgen.probing.trails import Trail
from statusgen.probing.visits import Request, visit

_JSON = ("Accept", "application/json")
_FORM = ("Content-Type", "application/x-www-form-urlencoded")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a server said."""

    status: int
    document: object
    """Its JSON; None where it is none."""


async def fetch_json(
    question: Question, url: httpx.URL, network: Network, trail: Trail, form: bytes | None = None
) -> Fetched:
    """Ask with what the check says of headers, trust, proxy and redirects. Raises what the world does."""
    request = Request(
        url=url,
        method=Method.GET if form is None else Method.POST,
        headers=(_JSON, *question.headers) if form is None else (_JSON, *question.headers, _FORM),
        content=form,
        wanted=Wanted(is_kept=True),
        is_final=lambda _: False,
    )
    answer = await visit(request, question, network, trail)
    return Fetched(status=answer.status, document=_parsed(answer.body))


def _parsed(body: Body) -> object:
    if body.text is None:
        raise FaultError(Layer.CONTENT, "encoding")
    if not body.is_whole:
        raise FaultError(Layer.CONTENT, "too_large")
    try:
        return json.loads(body.text)
    except (ValueError, RecursionError):
        return None
