"""A built page becomes one that nobody can take for the truth."""

import base64
import hashlib
import re
from collections.abc import Mapping
from html import escape

_BODY = re.compile(rb"<body[^>]*>")
_EXPIRES = re.compile(rb' data-expires="[^"]*"')
_STYLE = re.compile(r"assets/style\.[0-9a-f]+\.css")
_STYLE_INSIDE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)
_RULES = b"""
.simulation{position:sticky;top:0;z-index:9;margin:0;padding:.5rem 1rem;background:#4a1d96;color:#fff;
text-align:center;font-weight:700}
"""


def marked(files: Mapping[str, bytes], words: str) -> dict[str, bytes]:
    """The site with these words on top of every page.

    A page of the past would grow stale at once in a browser of today, and show nothing; these do not.
    """
    return {path: _marked(path, data, words) for path, data in files.items()}


def _marked(path: str, data: bytes, words: str) -> bytes:
    if path.endswith(".html"):
        note = f'<p class="simulation" role="note">{escape(words)}</p>'.encode()
        data = _EXPIRES.sub(b"", data, count=1)
        data = _BODY.sub(lambda found: found[0] + b"\n" + note, data, count=1)
        inside = _STYLE_INSIDE.search(data)
        return _with_rules(data, inside[1]) if inside else data
    return data + _RULES if _STYLE.fullmatch(path) else data


def _with_rules(page: bytes, style: bytes) -> bytes:
    """The page's policy lets no other style apply than the one whose checksum it holds."""
    more = style + _RULES
    return page.replace(_digest(style), _digest(more), 1).replace(b"<style>" + style, b"<style>" + more, 1)


def _digest(style: bytes) -> bytes:
    return base64.b64encode(hashlib.sha256(style).digest())
