"""Small projects on disk."""

from pathlib import Path

from statusgen.model.errors import InputError
from statusgen.model.store import Store
from statusgen.reading.load import load

SETTINGS = """\
page:
  name: Chirp
  timezones: [Asia/Karachi, America/Los_Angeles]
groups:
  - id: chirp
    name: Chirp
    components:
      - {id: web, name: Web, check: "https://chirp.example/"}
      - {id: sign-in, name: Sign-in}
components:
  - {id: mail, name: Mail, was: [post]}
"""
INCIDENT = """\
title: Sign-in fails
updates:
  - at: 2025-03-10T09:45Z
    status: investigating
"""


def project(root: Path, files: dict[str, str | bytes] | None = None) -> Path:
    """A valid project with these files added; a settings file among them replaces ours."""
    everything: dict[str, str | bytes] = {"statusgen.yaml": SETTINGS, **(files or {})}
    for name, content in everything.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def complaints(root: Path, store: Store | None = None) -> list[str]:
    """Everything that is wrong with a project, a line each; empty when it can be read."""
    try:
        load(root, store)
    except InputError as error:
        return [str(problem) for problem in error.problems]
    return []
