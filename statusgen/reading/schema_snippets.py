"""Whole updates and files, for completions: what is left to fill in is refused until it is filled in."""

from collections.abc import Sequence

from statusgen.model.forms import Form
from statusgen.model.scalar_forms import NOW
from statusgen.model.words import Kind, UpdateStatus

_BLOCK = "|\n" + " " * 8
"""A text on lines of its own, where a colon or a hash means nothing; deep enough for indents of four."""
_INCIDENT = {
    "label": "new incident",
    "sortText": "0",
    "description": "A whole file, begun now.",
    "body": {
        "title": '"$1"',
        "impact": {"${2:component}": "${3|degraded_performance,partial_outage,major_outage|}"},
        "updates": [{"at": NOW, "status": "investigating", "text": f"{_BLOCK}$4"}],
    },
}
_MAINTENANCE = {
    "label": "new maintenance",
    "sortText": "1",
    "description": "A whole file for planned work.",
    "body": {
        "title": '"$1"',
        "kind": Kind.MAINTENANCE.value,
        "impact": {"${2:component}": "under_maintenance"},
        "starts_at": "$3",
        "ends_at": "$4",
    },
}
_ANNOUNCEMENT = {
    "label": "new announcement",
    "sortText": "2",
    "description": "A whole file for what people should know.",
    "body": {
        "title": '"$1"',
        "kind": Kind.ANNOUNCEMENT.value,
        "updates": [{"at": NOW, "text": f"{_BLOCK}$2"}],
    },
}
FILES: dict[Kind, list[Form]] = {
    Kind.INCIDENT: [_INCIDENT, _MAINTENANCE, _ANNOUNCEMENT],
    Kind.MAINTENANCE: [_MAINTENANCE],
    Kind.ANNOUNCEMENT: [_ANNOUNCEMENT],
}
"""By the kind that a file is so far: an empty one may become any. Of what was begun the rest is offered."""


def update(statuses: Sequence[UpdateStatus]) -> Form:
    """What makes a list of updates offer a whole one; by the items' schema it would lack its hyphen."""
    choice = ",".join(status for status in statuses if status is not UpdateStatus.POSTMORTEM)
    said = f"\n  status: ${{1|{choice}|}}" if choice else ""
    snippet = {
        "label": "new update",
        "sortText": "0",
        "description": "A whole update, made now.",
        "type": "array",
        # All as the value of one key: keys behind those of an update that was begun would be indented
        # wrongly.
        "body": {"at": f"{NOW}{said}\n  text: |\n    $2"},
    }
    # By a condition that always holds, since on the line of `updates:` itself nothing fits.
    return {"if": {}, "then": {"items": {}, "defaultSnippets": [snippet]}}
