"""The web manifest: one icon without a state, addresses that hold wherever the page lies."""

import json
from xml.etree.ElementTree import fromstring

import pytest

from statusgen.rendering.site import render
from tests.rendering import hostile, make


@pytest.mark.parametrize("page", [make.rich, hostile.snapshot], ids=["rich", "hostile"])
def test_it_is_json_and_leads_to_what_is_there(page):
    files = render(page())
    told = json.loads(files["manifest.webmanifest"])

    assert told["name"].endswith(" status")
    assert (told["start_url"], told["scope"]) == ("./", "./")
    (icon,) = told["icons"]
    assert (icon["sizes"], icon["type"]) == ("any", "image/svg+xml")
    assert fromstring(files[icon["src"]]).tag.endswith("}svg")


def test_every_page_names_it_from_where_it_lies():
    files = render(make.rich())
    assert b'<link rel="manifest" href="manifest.webmanifest">' in files["index.html"]
    assert b'<link rel="manifest" href="../../manifest.webmanifest">' in files["components/web/index.html"]


def test_a_theme_may_have_its_own_icon(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/icon.svg").write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert render(make.clear(), overrides=tmp_path)["assets/icon.svg"].startswith(b"<svg xmlns='")
