"""All of Packit's cState incidents become our files mechanically, in the layouts that people use."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml

from tests.reading.packit import SAMPLES, SETTINGS, STATUSES
from tests.writing.make import LAYOUTS

COMPONENTS = {
    "api": ("api",),
    "workers": ("workers",),
    "dashboard": ("dashboard",),
    "copr": ("copr",),
    "testing farm": ("testing-farm",),
    "openscanhub": ("openscanhub",),
    "github": ("github",),
    "anitya (release monitoring)": ("anitya",),
    "koji": ("koji",),
    "koji builds": ("koji",),
    "downstream koji builds": ("koji",),
    "bodhi": ("bodhi",),
    "bodhi updates": ("bodhi",),
    "pull from upstream": ("pull-from-upstream",),
    "all": ("core",),
    "all services": ("core",),
    "all jobs": ("workers",),
    "downstream jobs": ("downstream",),
    "propose downstream": ("pull-from-upstream",),
}
"""Their words in `affected` to our ids; several of theirs name the same."""
INDENTS = ((2, "- "), (0, "- "), (4, "-   "))
"""Of the list below `updates:`, and its dash."""


def write_all(folder: Path) -> list[str]:
    """Write the settings and a file for each of theirs; the ids, sorted."""
    (folder / "incidents").mkdir(parents=True)
    (folder / "statusgen.yaml").write_text(SETTINGS, encoding="utf-8")
    ids = []
    layouts = [layout for name, layout in LAYOUTS.items() if name != "old_mac"]  # one line to git
    for number, source in enumerate(sorted((SAMPLES / "content" / "issues").glob("*.md"))):
        parts = source.read_text(encoding="utf-8").split("---\n", 2)
        if len(parts) < 3:
            continue  # one file of theirs has no front matter, and their own page leaves it out
        keys = yaml.load(parts[1], Loader=yaml.BaseLoader)
        name = re.sub(r"[^a-z0-9]+", "-", source.stem.lower()).strip("-")
        body = parts[2].replace("](/images/", "](https://status.packit.dev/images/").replace("![", "[")
        text = _converted(keys, body.strip(), number)
        layout = layouts[number % len(layouts)]
        (folder / "incidents" / f"{name}.yaml").write_bytes(layout(text))
        ids.append(name)
    return sorted(ids)


def _converted(keys: dict[str, object], body: str, number: int) -> str:
    indent, dash = INDENTS[number % len(INDENTS)]
    start, end = _moment(keys["date"]), _moment(keys["resolvedWhen"])
    words = [str(word).lower() for word in keys.get("affected", [])]  # type: ignore[attr-defined]
    ids = dict.fromkeys(one for word in words for one in COMPONENTS[word])
    impact = ", ".join(f"{one}: {STATUSES[str(keys['severity'])]}" for one in ids)
    lead, inner = " " * indent, " " * (indent + len(dash))
    updates = [
        f"{lead}{dash}at: {start.isoformat()}   # as they told it",
        f"{inner}status: investigating",
        f"{inner}text: |",
        *(f"{inner}  {line}".rstrip() for line in body.split("\n")),
    ]
    if number % 2:
        over = max(end, start + timedelta(seconds=1))
        updates += [f"{lead}{dash}at: {over.isoformat()}", f"{inner}status: resolved"]
    return "\n".join(
        [
            f"title: {json.dumps(keys['title'], ensure_ascii=False)}",
            f"impact: {{{impact}}}",
            "updates:",
            *updates,
            *(["", "# what we learned", "cause:   'not told'"] if number % 3 else []),
            "",
        ]
    )


def _moment(text: object) -> datetime:
    """cState reads a time without zone as UTC."""
    moment = datetime.fromisoformat(re.sub(r"T0*(\d+):", lambda hour: f"T{hour[1]:0>2}:", str(text)))
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
