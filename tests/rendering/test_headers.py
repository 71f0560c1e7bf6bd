"""`_headers`, read as Netlify and Cloudflare Pages read it."""

import re

import pytest

from statusgen.rendering.site import render
from tests.rendering import hostile, make

LONGEST_LINE, MOST_RULES = 2000, 100
"""Of Cloudflare Pages."""


def rules(text):
    """Each rule's path with its headers."""
    found, path = [], None
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("/"):
            path = line
            found.append((path, []))
        else:
            name, sign, value = line.strip().partition(": ")
            assert (line[:2], sign) == ("  ", ": "), line
            assert re.fullmatch(r"[A-Za-z-]+", name)
            found[-1][1].append((name, value))
    return found


def sent(found, path):
    """What is sent for a path: rules that fit are joined by commas."""
    headers = {}
    for pattern, those in found:
        if re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), f"/{path}"):
            for name, value in those:
                headers.setdefault(name, []).append(value)
    return headers


@pytest.mark.parametrize(
    "page", [make.rich, make.unmeasured, hostile.snapshot], ids=["rich", "unmeasured", "hostile"]
)
def test_every_file_gets_each_header_once(page):
    files = render(page())
    text = files["_headers"].decode("ascii")
    found = rules(text)

    assert len(found) <= MOST_RULES
    assert max(map(len, text.splitlines())) <= LONGEST_LINE
    assert all(pattern.count("*") <= 1 for pattern, _ in found)
    for path in files:
        headers = sent(found, path)
        assert {name: len(values) for name, values in headers.items() if len(values) > 1} == {}
        assert headers["Access-Control-Allow-Origin"] == ["*"]
        is_named_by_content = path.startswith(("assets/style.", "assets/theme.", "assets/live.", "pictures/"))
        assert ("Cache-Control" in headers) is is_named_by_content, path


def test_its_policy_lets_every_page_do_what_its_own_lets_it():
    files = render(make.rich())
    wide = sources(dict(rules(files["_headers"].decode()))["/*"][-1][1])
    for path, data in files.items():
        for own in (
            re.findall(rb'Content-Security-Policy" content="([^"]+)"', data) if path.endswith(".html") else ()
        ):
            for directive, allowed in sources(own.decode().replace("&#39;", "'")).items():
                assert allowed <= wide[directive], path


def sources(policy):
    parts = [part.split() for part in policy.split("; ")]
    return {name: set(allowed) for name, *allowed in parts}
