"""A name and addresses become the files of a new project."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from statusgen.model.layout import INCIDENT_SCHEMA, SETTINGS_SCHEMA
from statusgen.writing.modelines import modelines


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A component to begin with."""

    id: str
    name: str
    description: str | None
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What is known of a new project."""

    name: str
    page_id: str
    """For programs: whatever the page will be called, and wherever it will lie."""
    targets: tuple[Target, ...]


def scaffold(start: Start) -> Mapping[str, str]:
    """Path to text. Texts of others are written as quoted YAML, so that they mean themselves."""
    return {
        "statusgen.yaml": _settings(start),
        "incidents/example.yaml": _example(start.targets[0].id),
        ".gitignore": "# built by `statusgen build`\n/site/\n# working files, safe to delete\n/.statusgen/\n",
    }


def _settings(start: Start) -> str:
    rows = "".join(_component(target) for target in start.targets)
    return f"""\
{_head(SETTINGS_SCHEMA)}
page:
  name: {_quoted(start.name)}
  id: {start.page_id}                         # for programs that read several pages; keep it for ever
  # url: https://status.example.com/       # where the page will be published
  # timezones: [Europe/Berlin]             # printed beside UTC
every: 5m                                  # the promised interval; older evidence than three of them is none
# controls:                                # neutral targets that prove that the prober itself is online:
#   - https://www.wikipedia.org/           # one by its name at least, and one by its address,
#   - tcp://1.1.1.1:443                    # of others who rarely fail; asked once a round
components:
{rows}"""


def _component(target: Target) -> str:
    description = f"    description: {_quoted(target.description)}\n" if target.description else ""
    return f"""\
  - id: {target.id}
    name: {_quoted(target.name)}
{description}    check: {_quoted(target.url)}
"""


def _example(component: str) -> str:
    return f"""\
{_head(f"../{INCIDENT_SCHEMA}")}
# A copy of this file without `draft: true`, under a name of its own, is an incident.
draft: true
title: "Example: some requests fail"
impact: {{{component}: partial_outage}}
updates:
  - at: 2025-01-01T09:30:00Z               # with Z, an offset or a zone's name
    status: investigating
    text: |
      We see failing requests and are looking into it.
    next_update_by: 2025-01-01T10:00:00Z
  - at: 2025-01-01T10:20:00Z
    status: resolved
    text: All requests work again.
"""


def _head(schema: str) -> str:
    return "\n".join(modelines(schema))


def _quoted(text: str) -> str:
    """A YAML double-quoted scalar: JSON's strings are some."""
    return json.dumps(text, ensure_ascii=False)
