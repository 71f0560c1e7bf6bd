"""What Home Assistant's client of Gatus makes of a page: `python read_gatus.py URL` prints it as JSON."""

import asyncio
import json
import sys
from dataclasses import asdict

import aiohttp  # type: ignore[import-not-found, unused-ignore]
from gatus_api import GatusClient  # type: ignore[import-not-found, unused-ignore]


async def main(url: str) -> None:
    """Read and print."""
    async with aiohttp.ClientSession() as session:
        endpoints = await GatusClient(url, session).get_endpoints_statuses()
    print(json.dumps([asdict(endpoint) for endpoint in endpoints]))


asyncio.run(main(sys.argv[1]))
