"""The same incidents as a site of 11ty, with templates of a few lines."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.sites import hugo
from benchmarks.sites.content import Incident

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><h1>{{ title }}</h1><p>{{ date }}</p><ul>{% for one in services %}<li>{{ one }}</li>{% endfor %}</ul>
{{ content }}</body></html>
"""
_HOME = """---
permalink: index.html
---
<!doctype html>
<ul>
{% for one in collections.incidents %}<li><a href="{{ one.url }}">{{ one.data.title }}</a></li>
{% endfor %}</ul>
"""
_DATA = (
    '{"layout": "page.liquid", "tags": "incidents", "permalink": "incidents/{{ page.fileSlug }}/index.html"}'
)


def write(folder: Path, incidents: Sequence[Incident]) -> None:
    """The whole project: a page for each incident, and the list of them. It has no feeds and no JSON."""
    (folder / "_includes").mkdir(parents=True)
    (folder / "_includes" / "page.liquid").write_text(_PAGE)
    (folder / "index.liquid").write_text(_HOME)
    (folder / "incidents").mkdir()
    (folder / "incidents" / "incidents.json").write_text(_DATA)
    for one in incidents:
        edit(folder, one)


def edit(folder: Path, one: Incident) -> None:
    """The file of one incident."""
    (folder / "incidents" / f"{one.id}.md").write_text(hugo.page_of(one))
