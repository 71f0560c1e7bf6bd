"""An address that somebody typed becomes the bytes that stand there, within the bounds of probes."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import httpx

from statusgen.model.checks import Check
from statusgen.model.errors import HostError, UsageError
from statusgen.model.reasons import reason_words
from statusgen.model.secrets import MissingSecretError, secret_or_text
from statusgen.probing.faults import WORLD, name_fault
from statusgen.probing.fetching import fetch
from statusgen.probing.network import Network
from statusgen.probing.questions import Question, ask
from statusgen.probing.trails import Trail

TIMEOUT = timedelta(minutes=1)
_NOTHING = (404, 410)


async def download(url: str, *, most: int, environ: Mapping[str, str], root: Path, now: datetime) -> bytes:
    """The bytes, at most so many. A redirect to another host leads to public addresses only."""
    question = _question(url, environ, root, now)
    status, data = await _asked(question, most)
    if status != 200:
        raise HostError(f"cannot read from {question.url.host}: it answers with status {status}")
    return data


async def download_if_there(url: str, *, most: int, root: Path, now: datetime) -> bytes | None:
    """As `download`; None where the server says that there is nothing."""
    question = _question(url, {}, root, now)
    status, data = await _asked(question, most)
    if status in _NOTHING:
        return None
    if status != 200:
        raise HostError(f"cannot read from {question.url.host}: it answers with status {status}")
    return data


def _question(url: str, environ: Mapping[str, str], root: Path, now: datetime) -> Question:
    check = Check(url=secret_or_text(url), timeout=TIMEOUT)
    try:
        return ask(check, environ, root, now)
    except (MissingSecretError, httpx.InvalidURL, ValueError):
        raise UsageError("an address cannot be used (write https://example.com/results.json)") from None


async def _asked(question: Question, most: int) -> tuple[int, bytes]:
    host, trail = question.url.host, Trail()
    try:
        async with asyncio.timeout(TIMEOUT.total_seconds()):
            status, text = await fetch(question, question.url, Network(), trail, most=most)
    except WORLD as error:
        _layer, reason = name_fault(error, trail)
        raise HostError(f"cannot read from {host}: {reason_words(reason)}") from None
    return status, text.encode()
