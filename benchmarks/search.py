"""What searching history weighs and takes: 100 and 1,000 incidents of ten years.

Prints the bytes of the page, plain and packed, beside those of the index in a file of its own that another
way would need, and the median time from a key to the filtered list in Chromium.
"""

import gzip
import json
import random
import statistics
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import sync_playwright

from statusgen.judging.judge import judge
from statusgen.model.incidents import Incident, Update
from statusgen.model.project import Component, Page, Project, Settings
from statusgen.model.scalars import text_of
from statusgen.model.tallies import History
from statusgen.model.words import Status, UpdateStatus
from statusgen.rendering import history
from statusgen.rendering.assets import gather
from statusgen.rendering.engine import templates_folder
from statusgen.rendering.finds import Find, finds
from statusgen.rendering.press import Press
from statusgen.rendering.scene import set_scene

NOW = datetime(2025, 3, 10, 12, 0, tzinfo=UTC)
PARTS = ("Web", "Mobile app", "Sign-in", "Search", "API", "Mail", "Payments", "Exports", "Webhooks", "Images")
WHAT = ("fails", "is slow", "returns errors", "is unreachable", "shows old data", "loses sessions")
WHERE = ("for most people", "in Pakistan", "on phones", "for some teams", "on one network", "after a deploy")
TYPED = ("s", "si", "sig", "sign", "sign-", "sign-i", "sign-in", "sign-in p", "sign-in pakistan", "")
BAD = (Status.DEGRADED_PERFORMANCE, Status.PARTIAL_OUTAGE, Status.MAJOR_OUTAGE)


def main() -> None:
    """Print a row for each size."""
    print("incidents   page   packed   index packed   ready   a key")
    for count in (100, 1_000):
        scene = set_scene(judge(_project(count), History(), NOW))
        page = Press(scene, gather(templates_folder(), None), None).page(next(history.sheets(scene)))
        listed = [_row(make()) for month in finds(scene).values() for make in month]
        index = gzip.compress(json.dumps(listed, separators=(",", ":")).encode())
        ready, keys = _timed(page)
        sizes = [size / 1024 for size in (len(page), len(gzip.compress(page)), len(index))]
        print(f"{count:9,} {sizes[0]:4.0f} kB {sizes[1]:5.1f} kB {sizes[2]:11.1f} kB", end="")
        print(f" {ready:4.0f} ms {statistics.median(keys):4.0f} ms")


def _row(find: Find) -> list[str]:
    """As little as a search could do with."""
    names = [name.text for name in find.names]
    return [find.href.split("/")[1], find.title.text, find.word, find.impact, find.date, *names]


def _project(count: int) -> Project:
    parts = tuple(Component(id=f"part-{n}", name=text_of(name)) for n, name in enumerate(PARTS))
    settings = Settings(page=Page(name=text_of("Chirp"), url="https://status.example/"), components=parts)
    return Project(settings=settings, incidents=tuple(sorted(_incidents(count), key=lambda one: one.id)))


def _incidents(count: int) -> Iterator[Incident]:
    chance = random.Random(7)
    for number in range(count):
        start = NOW - timedelta(minutes=chance.randrange(10 * 365 * 1440) + 600)
        end = start + timedelta(minutes=chance.randrange(5, 500))
        part = chance.randrange(len(PARTS))
        yield Incident(
            id=f"{start:%Y-%m-%d}-{number}",
            title=text_of(f"{PARTS[part]} {chance.choice(WHAT)} {chance.choice(WHERE)}"),
            impact={f"part-{part}": chance.choice(BAD)},
            updates=(
                Update(at=start, status=UpdateStatus.INVESTIGATING),
                Update(at=end, status=UpdateStatus.RESOLVED),
            ),
        )


def _timed(html: bytes) -> tuple[float, Sequence[float]]:
    """Milliseconds until the list can be searched, and of each key until the next frame."""
    key = """(typed) => new Promise((done) => {
      const field = document.querySelector("#wanted"), begun = performance.now();
      field.value = typed;
      field.dispatchEvent(new Event("input", {bubbles: true}));
      requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
    })"""
    with sync_playwright() as playwright:
        path = "/usr/bin/chromium" if Path("/usr/bin/chromium").exists() else None
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 390, "height": 844})
        headers = {"content-type": "text/html; charset=utf-8"}
        page.route("http://status.test/**", lambda route: route.fulfill(body=html, headers=headers))
        page.goto("http://status.test/history/index.html")
        ready = page.evaluate("() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
        keys = [page.evaluate(key, typed) for _ in range(3) for typed in TYPED]
        browser.close()
    return ready, keys


if __name__ == "__main__":
    main()
