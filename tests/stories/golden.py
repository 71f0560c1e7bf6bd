"""The stories become pages: a project of plain files for each, built by `statusgen build --now`.

`python -m tests.stories.golden`, typed at the repository's root, writes `tests/stories/golden/` again.
"""

import csv
import io
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import yaml

from statusgen.recording.lines import line_of
from statusgen.simulating.evidence import chirp_folder
from tests.commands.make import quickly
from tests.stories.told import FIXTURES
from tests.stories.world import Fixture, reports, rounds, settings_data

GOLDEN = Path(__file__).parent / "golden"
COLUMNS = ("at", "minutes", "country", "city", "component", "problem", "count", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """The telling instant of a story, and the incident whose page is kept beside the home page."""

    now: str
    incident: str


SHOTS: Mapping[str, Shot] = {
    "pakistan-2023": Shot(now="2023-05-09T15:26Z", incident="2023-05-09-pakistan"),
    "pakistan-2024": Shot(now="2024-01-07T14:21Z", incident="2024-01-07-pakistan"),
    "sign-in-2022": Shot(now="2022-12-29T01:01Z", incident="2022-12-28-sign-in"),
    "web-2019": Shot(now="2019-07-11T19:36Z", incident="2019-07-11-web"),
}
"""The newest story is the demo: its page is `site/`."""
LATER = {"sign-in-2022": "2022-12-29T17:01Z", "web-2019": "2019-07-11T20:30Z"}
"""Instants of the incident's page where it tells more: when it was written at all, and when it was over."""


def pages(name: str, folder: Path) -> dict[str, bytes]:
    """The story's golden pages, by their path below `golden/`, built in a folder that is made for it."""
    shot = SHOTS[name]
    lay_out(FIXTURES[name], folder)
    home = _built(folder, shot.now)["index.html"]
    one = _built(folder, LATER.get(name, shot.now))[f"incidents/{shot.incident}/index.html"]
    return {f"{name}/index.html": home, f"{name}/{shot.incident}.html": one}


def lay_out(fixture: Fixture, folder: Path) -> None:
    """The story as a project of plain files: settings, incidents, history and reports."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = yaml.safe_dump(settings_data(fixture), allow_unicode=True, sort_keys=False)
    (folder / "statusgen.yaml").write_text(settings, encoding="utf-8")
    copytree(chirp_folder() / "incidents", folder / "incidents")
    for one in rounds(fixture):
        file = folder / f"history/{one.vantage}/{one.at:%Y-%m-%d}.jsonl"
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("ab") as handle:
            handle.write(line_of(one))
    (folder / "reports").mkdir()
    for day, rows in _report_rows(fixture).items():
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([COLUMNS, *rows])
        (folder / f"reports/{day}.csv").write_text(text.getvalue(), encoding="utf-8")


def _report_rows(fixture: Fixture) -> dict[str, list[tuple[object, ...]]]:
    days: dict[str, list[tuple[object, ...]]] = {}
    for one in reports(fixture):
        at = f"{one.at:%Y-%m-%dT%H:%M:%SZ}"
        row = (at, one.minutes, one.country, one.city, one.component, one.problem, one.count, one.source)
        days.setdefault(at[:10], []).append(row)
    return days


def _built(folder: Path, now: str) -> dict[str, bytes]:
    site = folder / f"site-{now.replace(':', '')}"
    built = quickly("-C", folder, "build", "-o", site, "--now", now)
    if built.code != 0:
        raise AssertionError(f"the page of {now} was not built: {built.err}")
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*.html")}


def main() -> None:
    """Write every golden page, and take away those that are no longer made."""
    made: dict[str, bytes] = {}
    for name in SHOTS:
        with tempfile.TemporaryDirectory() as folder:
            made |= pages(name, Path(folder) / "chirp")
    for old in GOLDEN.rglob("*.html"):
        if old.relative_to(GOLDEN).as_posix() not in made:
            old.unlink()
    for path, data in made.items():
        target = GOLDEN / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    print(f"{len(made)} pages, {sum(map(len, made.values())):,} bytes")


if __name__ == "__main__":
    main()
