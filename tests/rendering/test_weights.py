"""What a reader on a bad line has to wait for, in bytes."""

import gzip
import re
from dataclasses import replace

import pytest

from statusgen.rendering.site import render
from tests.rendering import make

FIRST_FLIGHT = 14 * 1024
"""What a server sends before the first acknowledgement: ten packets."""
SCRIPT = 2 * 1024


def worst_of_fifty():
    """Fifty components with 90 days, of which a few are bad; an incident is open."""
    many = make.many(50)
    return replace(make.rich(), components=many.components, groups=many.groups)


@pytest.mark.parametrize("snapshot", [make.many(50), worst_of_fifty()], ids=["calm", "outage"])
def test_the_home_page_of_fifty_components_is_one_file_of_one_round_trip(snapshot, record_property):
    page = render(snapshot)["index.html"]
    size = len(gzip.compress(page, mtime=0))
    record_property("bytes", size)

    assert size <= FIRST_FLIGHT
    # All that a browser fetches by itself; the tab's icon is not needed for the page.
    asked = re.findall(rb'<(?:script|img|iframe|source|video|object)[^>]*\b(?:src|srcset|data)="', page)
    assert asked == []
    # Nor is the manifest, which is read when somebody puts the page on a home screen.
    assert re.findall(rb'<link rel="(?!icon|manifest|canonical|alternate)', page) == []


@pytest.mark.parametrize(
    "path", ["index.html", "components/sign-in/index.html", "incidents/sign-in-fails/index.html"]
)
def test_scripts_are_at_most_two_kilobytes(path):
    page = render(make.rich())[path]
    scripts = re.findall(rb"<script>(.*?)</script>", page, re.DOTALL)

    assert scripts
    assert sum(map(len, scripts)) <= SCRIPT
