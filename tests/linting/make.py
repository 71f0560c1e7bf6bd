"""Small projects on disk, and what lint finds in them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from statusgen.commands.surveying import look
from statusgen.linting.findings import Finding
from tests.commands.make import World

NOW = datetime(2025, 3, 10, 12, 0, tzinfo=UTC)
SETTINGS = """\
page: {name: Chirp, url: https://status.chirp.example/, contact: "mailto:status@chirp.example"}
controls: [https://control.example/, tcp://192.0.2.1:443]
components:
  - {id: web, name: Web, description: Timelines in a browser, check: "https://chirp.example/"}
  - {id: api, name: API, description: For other programs, check: "https://api.chirp.example/"}
"""
FILE = "incidents/2025-03-10-example.yaml"


def project(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """A project with these files; the settings are ours unless it has some."""
    ours = {} if (root / "statusgen.yaml").exists() else {"statusgen.yaml": SETTINGS}
    for name, content in {**ours, **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def lint_of(root: Path, now: datetime = NOW) -> tuple[Finding, ...]:
    """Every finding, suppressed ones too."""
    return look(World().session(root), now)[0]


def incident(text: str = "", *, title: str = "Sign-in fails", top: str = "", at: str = "11:40") -> str:
    """An incident in order, but for what is given; `text` as it stands behind its key."""
    return (
        f"title: {title}\nimpact: {{web: degraded_performance}}\n{top}updates:\n"
        f"  - at: 2025-03-10T{at}Z\n    status: investigating\n    text: {text or 'Signing in fails.'}\n"
    )


def found(root: Path, text: str, now: datetime = NOW) -> list[str]:
    """What is said of one incident file, a line each, without what is suppressed."""
    project(root, {FILE: text})
    return [
        f"{f.where.line}:{f.where.column} {f.code} {f.what}"
        for f in lint_of(root, now)
        if not f.is_suppressed
    ]
