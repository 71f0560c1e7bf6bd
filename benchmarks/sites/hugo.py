"""The same incidents as a site of Hugo, with a theme of a few lines."""

import json
from collections.abc import Sequence
from pathlib import Path

from benchmarks.sites.content import Incident, component_ids

_BASE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><h1>{{ .Title }}</h1>{{ block "main" . }}{{ end }}</body></html>
"""
_HOME = """{{ define "main" }}<ul>{{ range first 20 (where .Site.RegularPages "Section" "incidents") }}
<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Date }}</li>{{ end }}</ul>{{ end }}
"""
_SINGLE = """{{ define "main" }}<p>{{ .Date }}</p>
<ul>{{ range .Params.services }}<li>{{ . }}</li>{{ end }}</ul>
{{ .Content }}{{ end }}
"""
_LIST = """{{ define "main" }}<ul>{{ range .Pages }}
<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Date }}</li>{{ end }}</ul>{{ end }}
"""
_JSON = '{{ dict "title" .Title "date" .Date "services" .Params.services "text" .Plain | jsonify }}\n'
_LAYOUTS = {
    "_default/baseof.html": _BASE,
    "index.html": _HOME,
    "_default/single.html": _SINGLE,
    "_default/single.json": _JSON,
    "_default/list.html": _LIST,
    "_default/terms.html": _LIST,
}
_SETTINGS = {
    "baseURL": "https://status.example.com/",
    "title": "Example",
    "taxonomies": {"service": "services"},
    "outputs": {
        "home": ["HTML", "RSS"],
        "section": ["HTML"],
        "taxonomy": ["HTML"],
        "term": ["HTML"],
        "page": ["HTML", "JSON"],
    },
}


def write(folder: Path, incidents: Sequence[Incident]) -> None:
    """The whole project."""
    for name, text in _LAYOUTS.items():
        path = folder / "layouts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / "config.json").write_text(json.dumps(_SETTINGS))
    for name in component_ids():
        path = folder / "content" / "services" / name / "_index.md"
        path.parent.mkdir(parents=True)
        path.write_text(f"---\ntitle: {name}\n---\n")
    (folder / "content" / "incidents").mkdir()
    for one in incidents:
        edit(folder, one)


def edit(folder: Path, one: Incident) -> None:
    """The file of one incident."""
    (folder / "content" / "incidents" / f"{one.id}.md").write_text(page_of(one))


def page_of(one: Incident) -> str:
    """Front matter and the updates below each other, as static generators take it."""
    head = {"title": one.title, "date": one.started_at.isoformat(), "services": list(one.components)}
    body = "\n\n".join(
        f"## {update.status}, {update.at:%d %B %Y %H:%M}\n\n{update.text}" for update in one.updates
    )
    return f"---\n{json.dumps(head)}\n---\n\n{body}\n"
