"""A built page becomes one that reloads itself while somebody edits."""

import re
from html import escape, unescape

SCRIPT_PATH = "/.statusgen/reload.js"
EVENTS_PATH = "/.statusgen/events"
SCRIPT = b"""\
const since = new URL(document.currentScript.src).searchParams.get("since");
const events = new EventSource("/.statusgen/events?since=" + since);
events.addEventListener("reload", () => { events.close(); location.reload(); });
"""

_POLICY = re.compile(rb'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)(")', re.IGNORECASE)
_NEEDED = ("script-src", "connect-src")


def with_reload(page: bytes, version: str) -> bytes:
    """The page with the script that waits for another version than this one.

    The page's own policy is widened for that script and its stream alone, so that whatever else
    it forbids is forbidden in the preview too.
    """
    tag = f'<script src="{SCRIPT_PATH}?since={version}" defer></script>'.encode()
    page = _POLICY.sub(lambda found: found[1] + _widened(found[2]) + found[3], page, count=1)
    before, end, after = page.rpartition(b"</body>")
    return before + tag + end + after if end else page + tag


def _widened(policy: bytes) -> bytes:
    directives: dict[str, list[str]] = {}
    for directive in unescape(policy.decode()).split(";"):
        name, *sources = directive.split() or [""]
        if name:
            directives.setdefault(name.lower(), sources)
    for name in _NEEDED:
        if name in directives or "default-src" in directives:
            sources = directives.get(name, directives.get("default-src", []))
            directives[name] = [*(source for source in sources if source != "'none'"), "'self'"]
    return escape("; ".join(" ".join([name, *sources]) for name, sources in directives.items())).encode()
