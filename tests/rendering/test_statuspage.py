"""What Statuspage's clients read."""

import json
from dataclasses import replace

from statusgen.model.scalars import text_of
from statusgen.model.snapshot import StatuspageHeadline
from statusgen.rendering.site import render
from tests.rendering import make

HEAD = StatuspageHeadline(indicator="minor", description="Minor Service Outage")


def test_the_file_holds_exactly_their_keys():
    files = render(replace(make.rich(), statuspage=HEAD))

    document = json.loads(files["api/v2/status.json"])

    assert document["status"] == {"indicator": "minor", "description": "Minor Service Outage"}
    assert set(document) == {"page", "status"}
    assert set(document["page"]) == {"id", "name", "url", "time_zone", "updated_at"}
    assert document["page"]["updated_at"].endswith(".000Z")
    assert len(document["page"]["id"]) == 12


def test_the_id_of_the_page_survives_a_new_name():
    snap = replace(make.rich(), statuspage=HEAD)
    renamed = replace(snap, page=replace(snap.page, name=text_of("Another name")))

    ids = {json.loads(render(s)["api/v2/status.json"])["page"]["id"] for s in (snap, renamed)}

    assert snap.page.url
    assert len(ids) == 1
