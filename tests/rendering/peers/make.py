"""What every form of another status page has to hold, whatever its words are."""

import json
from dataclasses import replace

from statusgen.rendering.site import render
from tests.browser.poison import PAYLOADS, everywhere
from tests.rendering import make
from tests.rendering.test_feeds import HOSTILE

PAGES = {
    "rich": make.rich,
    "clear": make.clear,
    "people": make.unmeasured,
    "many": lambda: make.many(12),
    "nothing": lambda: make.snapshot([]),
    "no address": lambda: replace(make.rich(), page=replace(make.rich().page, url=None)),
    "hostile": lambda: everywhere((*HOSTILE, *PAYLOADS)),
}


def read(snapshot, path):
    return json.loads(render(snapshot)[path])


def closed(properties, *optional):
    """The schema of an object with these keys and no others."""
    required = [name for name in properties if name not in optional]
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def each(items):
    return {"type": "array", "items": items}


TEXT, FLAG, COUNT = {"type": "string"}, {"type": "boolean"}, {"type": "integer", "minimum": 0}
