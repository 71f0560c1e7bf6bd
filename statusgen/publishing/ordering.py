"""Files become the order in which they reach a place that takes them one by one, and how it is to serve them.

Nobody may load a page whose assets are not there yet, or a home page that leads to what is not there yet.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from statusgen.model.builds import MANIFEST, is_asset

_HOME = "index.html"
_RULES = "_headers"
"""The file of the build that says what should be sent with each of the others."""
_SHORT = "public, max-age=30"
"""What nothing else is said of; an old copy costs that time. The same as in docs/hosting.md."""
_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "webmanifest": "application/manifest+json",
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "xml": "application/xml",
    "opml": "text/x-opml; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "ico": "image/vnd.microsoft.icon",
    "woff2": "font/woff2",
    "pdf": "application/pdf",
}
"""By ending; not the machine's own table, which differs from one to the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """What is to be sent with a file."""

    content_type: str
    cache_control: str


def in_order(paths: Collection[str]) -> list[list[str]]:
    """Assets, data, pages, the home page and the manifest: each to be there before the next begins."""
    steps: list[list[str]] = [[], [], [], [], []]
    for path in sorted(paths):
        steps[_step(path)].append(path)
    return [step for step in steps if step]


def _step(path: str) -> int:
    if path == MANIFEST:
        return 4
    if path == _HOME:
        return 3
    if path.endswith(".html"):
        return 2
    return 0 if is_asset(path) else 1


def servings(files: Mapping[str, bytes]) -> dict[str, Serving]:
    """How each file is to be served, as the build itself says to other hosts."""
    rules = _rules(files.get(_RULES, b"").decode("utf-8", "replace"))
    return {path: _serving(path, rules) for path in files}


def _serving(path: str, rules: Mapping[str, Mapping[str, str]]) -> Serving:
    said: dict[str, str] = {}
    for pattern, headers in rules.items():
        if f"/{path}" == pattern or (pattern.endswith("*") and f"/{path}".startswith(pattern[:-1])):
            said |= headers
    guessed = _TYPES.get(path.rpartition("/")[2].rpartition(".")[2].lower(), "application/octet-stream")
    return Serving(
        content_type=said.get("content-type", guessed),
        cache_control=said.get("cache-control", _SHORT),
    )


def _rules(text: str) -> dict[str, dict[str, str]]:
    """Headers by pattern, with names in lower case."""
    rules: dict[str, dict[str, str]] = {}
    pattern = ""
    for line in text.splitlines():
        if line.startswith("/"):
            pattern = line.strip()
            rules[pattern] = {}
        elif line.startswith(" ") and pattern:
            name, _, value = line.partition(":")
            rules[pattern][name.strip().lower()] = value.strip()
    return rules
