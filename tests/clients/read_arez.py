"""What aRez makes of a page: `python read_arez.py URL` prints it as JSON."""

import asyncio
import json
import sys
from typing import Any

from arez.statuspage import StatusPage  # type: ignore[import-not-found, unused-ignore]


def event(told: Any) -> dict[str, Any]:
    """An incident or a maintenance."""
    return {
        "name": told.name,
        "status": told.status,
        "impact": told.impact,
        "components": [component.name for component in told.components],
        "updates": [[update.status, update.description] for update in told.updates],
    }


async def main(url: str) -> None:
    """Read and print."""
    async with StatusPage(url, loop=asyncio.get_running_loop()) as client:
        page = await client.get_status()
    told = {
        "page": [page.name, page.status, page.impact],
        "groups": {group.name: [c.name for c in group.components] for group in page.groups},
        "components": {component.name: component.status for component in page.components},
        "incidents": [event(one) for one in page.incidents],
        "maintenances": [{**event(one), "for": str(one.scheduled_for)} for one in page.maintenances],
    }
    print(json.dumps(told))


asyncio.run(main(sys.argv[1]))
