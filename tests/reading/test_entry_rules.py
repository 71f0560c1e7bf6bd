"""What is unusual but possible is not refused."""

from pathlib import Path

import pytest

from tests.reading.make import complaints, project

POSSIBLE = {
    "an update at the very start": (
        "title: x\nstarted_at: 2025-03-10T09:45Z\nupdates: [{at: 2025-03-10T09:45Z, text: x}]\n"
    ),
    "a start without any update": "title: x\nstarted_at: 2025-03-10T09:45Z\n",
    "resolved the moment it began": (
        "title: x\nstarted_at: 2025-03-10T09:45Z\nresolved_at: 2025-03-10T09:45Z\n"
    ),
    "detected before users felt it": (
        "title: x\ndetected_at: 2025-03-10T09:40Z\nstarted_at: 2025-03-10T09:45Z\n"
    ),
    "opened again after it was resolved": (
        "title: x\nupdates:\n"
        "  - {at: 2025-03-10T09:45Z, status: resolved}\n"
        "  - {at: 2025-03-10T10:45Z, status: investigating}\n"
    ),
    "words of other tools": (
        "title: x\nimpact: {web: down, mail: Degraded Performance}\n"
        "updates: [{at: 2025-03-10T09:45Z, status: Fixed}]\n"
    ),
    "a maintenance announced long before and done early": (
        "title: x\nkind: maintenance\nimpact: {web: maintenance}\n"
        "starts_at: 2025-03-10T10:00Z\nends_at: 2025-03-10T11:00Z\nupdates:\n"
        "  - {at: 2025-02-10T10:00Z, status: scheduled}\n"
        "  - {at: 2025-03-10T10:30Z, status: completed, impact: {web: operational}}\n"
    ),
    "a time far in the future": "title: x\nstarted_at: 2199-12-31T23:59Z\n",
    "an update within the same second": (
        "title: x\nupdates:\n  - at: 2025-03-10T09:45:00.1Z\n  - at: 2025-03-10T09:45:00.2Z\n"
    ),
}


@pytest.mark.parametrize("content", POSSIBLE.values(), ids=POSSIBLE)
def test_it_is_read(tmp_path: Path, content: str):
    assert complaints(project(tmp_path, {"incidents/a.yaml": content})) == []


def test_two_updates_with_one_id_are_refused(tmp_path: Path):
    content = "title: x\nupdates:\n  - {at: 2025-03-10T09:45Z, id: a}\n  - {at: 2025-03-10T09:46Z, id: a}\n"

    assert complaints(project(tmp_path, {"incidents/a.yaml": content})) == [
        "incidents/a.yaml:4:33: id 'a' is taken by the update in line 3 (ids are unique within a file)"
    ]
