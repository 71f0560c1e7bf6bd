"""The newest build becomes answers to a browser; when files are bad, their problems do."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

from statusgen.model.errors import Problem
from statusgen.publishing.error_page import error_page, waiting_page
from statusgen.publishing.live import with_reload

_HEARTBEAT = 15.0
"""Seconds between the comments that keep a silent stream open."""
_HTML = "text/html; charset=utf-8"
_TYPES = {
    "": "text/plain; charset=utf-8",
    ".atom": "application/atom+xml",
    ".avif": "image/avif",
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".html": _HTML,
    ".ico": "image/x-icon",
    ".ics": "text/calendar; charset=utf-8",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".png": "image/png",
    ".rss": "application/rss+xml",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a request for a path gets."""

    status: int
    type: str = _HTML
    body: bytes = b""
    location: str | None = None
    """Where else to look, for a redirect."""


class Preview:
    """One whole build in memory, swapped whole. Call it from the event loop's thread only."""

    def __init__(self) -> None:
        self._files: Mapping[str, bytes] | None = None
        self._problems: tuple[Problem, ...] = ()
        self._start = secrets.token_hex(4)
        self._number = 0
        self._is_closed = False
        self._changed = asyncio.Event()

    @property
    def version(self) -> str:
        """Of what is shown; differs between two starts of the server too."""
        return f"{self._start}-{self._number}"

    def show(self, files: Mapping[str, bytes]) -> None:
        """Serve this build from now on; browsers reload unless it is the one they have."""
        if self._problems or self._files != files:
            self._files, self._problems = files, ()
            self._turn()

    def complain(self, problems: Sequence[Problem]) -> None:
        """Show the problems in place of the pages, and keep the last good build."""
        if self._problems != tuple(problems):
            self._problems = tuple(problems)
            self._turn()

    def close(self) -> None:
        """End all streams of events."""
        self._is_closed = True
        self._turn()

    def answer(self, path: str, *, wants_last_good: bool = False) -> Answer:
        """What a GET of the path gets. `wants_last_good`: though there are problems."""
        # Its size may not be known yet.
        files = {} if self._files is None else self._files
        name = path.removeprefix("/")
        if not name or name.endswith("/"):
            name += "index.html"
        if not PurePosixPath(name).suffix and f"{name}/index.html" in files:
            return Answer(status=307, location=f"/{quote(name)}/")
        status, name = (200, name) if name in files else (404, "404.html")
        type_ = _TYPES.get(PurePosixPath(name).suffix, "application/octet-stream")
        body = files.get(name, b"not found")
        if type_ != _HTML:
            return Answer(status=status, type=type_, body=body)
        if self._problems and not (wants_last_good and self._files is not None):
            status, body = 500, error_page(self._problems, last_good=self._files is not None)
        elif self._files is None:
            status, body = 503, waiting_page()
        return Answer(status=status, body=with_reload(body, self.version))

    async def events(self, since: str) -> AsyncIterator[bytes]:
        """A `reload` event whenever the version is another than `since`."""
        yield b"retry: 500\n\n"
        while not self._is_closed:
            changed = self._changed
            if since != self.version:
                since = self.version
                yield f"event: reload\ndata: {since}\n\n".encode()
                continue
            try:
                await asyncio.wait_for(changed.wait(), _HEARTBEAT)
            except TimeoutError:
                yield b": nothing new\n\n"

    def _turn(self) -> None:
        self._number += 1
        self._changed.set()
        self._changed = asyncio.Event()
