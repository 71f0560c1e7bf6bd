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


class AnsweredError(HostError):
    """The server answered, and not with the document."""

    def __init__(self, host: str | None, status: int) -> None:
        super().__init__(f"cannot read from {host}: it answers with status {status}")
        self.status = status


async def download(
    url: str,
    *,
    most: int,
    environ: Mapping[str, str],
    root: Path,
    now: datetime,
    timeout: timedelta = TIMEOUT,  # noqa: ASYNC109 (it is the check's own)
) -> bytes:
    """The bytes, at most so many. A redirect to another host leads to public addresses only."""
    check = Check(url=secret_or_text(url), timeout=timeout)
    try:
        question = ask(check, environ, root, now)
    except (MissingSecretError, httpx.InvalidURL, ValueError):
        raise UsageError("an address cannot be used (write https://example.com/results.json)") from None
    return await _downloaded(question, most)


async def download_if_there(url: str, *, most: int, root: Path, now: datetime) -> bytes | None:
    """As `download`; None where the server says that there is nothing."""
    try:
        return await download(url, most=most, environ={}, root=root, now=now)
    except AnsweredError as error:
        if error.status in _NOTHING:
            return None
        raise


async def _downloaded(question: Question, most: int) -> bytes:
    host, trail = question.url.host, Trail()
    try:
        async with asyncio.timeout(question.check.timeout.total_seconds()):
            status, text = await fetch(question, question.url, Network(), trail, most=most)
    except WORLD as error:
        _layer, reason = name_fault(error, trail)
        raise HostError(f"cannot read from {host}: {reason_words(reason)}") from None
    if status != 200:
        raise AnsweredError(host, status)
    return text.encode()
