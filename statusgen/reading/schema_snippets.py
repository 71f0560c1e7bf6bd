"""Whole updates and files, for completions: what is left to fill in is refused until it is filled in."""

from collections.abc import Sequence

from statusgen.model.forms import Form
from statusgen.model.scalar_forms import NOW
from statusgen.model.words import Kind, UpdateStatus

_BLOCK = "|\n" + " " * 10
"""A text begins on a line of its own, so that a colon or a hash in it means nothing. Editors that indent by
four need as many spaces as this."""

FILES: tuple[Form, ...] = (
    {
        "label": "new incident",
        "sortText": "0",
        "description": "A whole file, begun now.",
        "body": {
            "title": "$1",
            "impact": {"${2:component}": "${3|degraded_performance,partial_outage,major_outage|}"},
            "updates": [{"at": NOW, "status": "investigating", "text": f"{_BLOCK}$4"}],
        },
    },
    {
        "label": "new maintenance",
        "sortText": "1",
        "description": "A whole file for planned work.",
        "body": {
            "title": "$1",
            "kind": Kind.MAINTENANCE.value,
            "impact": {"${2:component}": "under_maintenance"},
            "starts_at": "$3",
            "ends_at": "$4",
        },
    },
    {
        "label": "new announcement",
        "sortText": "2",
        "description": "A whole file for what people should know.",
        "body": {
            "title": "$1",
            "kind": Kind.ANNOUNCEMENT.value,
            "updates": [{"at": NOW, "text": f"{_BLOCK}$2"}],
        },
    },
)
"""Offered in an empty file; in one that was begun, what is still missing of them."""


def update(statuses: Sequence[UpdateStatus]) -> Form:
    """A whole update, made now."""
    choice = ",".join(status for status in statuses if status is not UpdateStatus.POSTMORTEM)
    said = {"status": f"${{1|{choice}|}}"} if choice else {}
    return {
        "label": "new update",
        "sortText": "0",
        "description": "A whole update, made now.",
        "body": {"at": NOW, **said, "text": f"{_BLOCK}$2"},
    }
