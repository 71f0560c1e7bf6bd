"""Small projects and histories for tests of judging: a character a round."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from statusgen.judging.judge import judge
from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.incidents import Announcement, Incident, Maintenance
from statusgen.model.project import Project, Settings
from statusgen.model.snapshot import ComponentState, Snapshot
from statusgen.model.tallies import History
from statusgen.model.words import Layer, Outcome

NOW = datetime(2025, 3, 10, 12, 0, tzinfo=UTC)
FIVE = timedelta(minutes=5)
ENTRIES = {"incident": Incident, "maintenance": Maintenance, "announcement": Announcement}

SEEN = {
    ".": ProbeResult(Outcome.OK, 100),
    "s": ProbeResult(Outcome.SLOW, 2000),
    "F": ProbeResult(Outcome.FAILED, None, Layer.HTTP, "status"),
    "T": ProbeResult(Outcome.FAILED, None, Layer.TCP, "connect_timeout"),
    "x": ProbeResult(Outcome.FAILED, None, Layer.TLS, "reset"),
    "?": ProbeResult(Outcome.UNKNOWN, None, Layer.HTTP, "throttled"),
    "e": ProbeResult(Outcome.OK, 50, None, "tls_expiring"),
}
"""What each character of a line says; a space is a round that did not happen."""


def project(*entries: Mapping[str, Any], **settings: Any) -> Project:
    """A project whose settings are those of `statusgen.yaml`; one measured component, web, unless told."""
    settings.setdefault("page", {"name": "Chirp"})
    settings.setdefault("components", [component("web")])
    read = [_reader(ENTRIES[e.get("kind", "incident")]).validate_python(e) for e in entries]
    return Project(
        settings=_reader(Settings).validate_python(settings),
        incidents=tuple(e for e in read if isinstance(e, Incident)),
        maintenances=tuple(e for e in read if isinstance(e, Maintenance)),
        announcements=tuple(e for e in read if isinstance(e, Announcement)),
    )


_reader = cache(TypeAdapter)


def component(name: str, *, checks: int = 1, **more: Any) -> dict[str, Any]:
    """A component as settings hold it, with as many checks as asked, whose ids are a, b, …"""
    row: dict[str, Any] = {"id": name, "name": name.capitalize(), **more}
    if checks == 1 and "check" not in more and "checks" not in more:
        row["check"] = f"https://{name}.example/"
    elif checks > 1:
        row["checks"] = [{"id": "abcdef"[i], "url": f"https://{name}.example/{i}"} for i in range(checks)]
    return row


def history(
    lines: Mapping[str, str] | str,
    *,
    until: datetime = NOW,
    step: timedelta = FIVE,
    controls: tuple[int, int] = (0, 0),
    every: timedelta | None = None,
) -> History:
    """Rounds whose last was at `until`. Keys are `check` or `check@vantage`; a text alone is web's."""
    rows = {"web": lines} if isinstance(lines, str) else lines
    length = max(len(line) for line in rows.values())
    rounds = []
    for index in range(length):
        at = until - (length - 1 - index) * step
        by_vantage: dict[str, dict[str, ProbeResult]] = {}
        for name, line in rows.items():
            key, _, vantage = name.partition("@")
            mark = line.rjust(length)[index]
            if mark != " ":
                by_vantage.setdefault(vantage or "local", {})[key] = SEEN[mark]
        for vantage, results in by_vantage.items():
            rounds.append(
                Round(
                    at=at,
                    vantage=vantage,
                    results=results,
                    controls_passed=controls[0],
                    controls_all=controls[1],
                    every=every,
                )
            )
    return History(rounds=tuple(sorted(rounds, key=lambda r: (r.at, r.vantage))))


def incident(name: str = "trouble", **fields: Any) -> dict[str, Any]:
    """An incident as its file holds it."""
    fields.setdefault("impact", {"web": "major_outage"})
    fields.setdefault("updates", [update("2025-03-10T11:00Z", "investigating")])
    return {"id": name, "title": fields.pop("title", "Trouble"), **fields}


def update(at: str, status: str | None = None, **fields: Any) -> dict[str, Any]:
    """An update as its file holds it."""
    return {"at": at, "text": "Words.", **({"status": status} if status else {}), **fields}


def snapshot(project_: Project, history_: History | None = None, now: datetime = NOW) -> Snapshot:
    """What is true at `now`."""
    return judge(project_, history_ or History(), now)


def only(snap: Snapshot, name: str = "web") -> ComponentState:
    """One component of a snapshot."""
    return next(state for state in snap.components if state.component.id == name)
