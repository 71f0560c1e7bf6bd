"""Sites made of files as people write them: read, judged and rendered, with nothing measured."""

from pathlib import Path

from statusgen.judging.judge import judge
from statusgen.model.tallies import History
from statusgen.model.times import parse_moment
from statusgen.reading.load import load
from statusgen.rendering.site import render
from tests.reading.make import project

URL = "https://status.chirp.example/"
SETTINGS = """\
page:
  name: {name}
  url: {url}
groups:
  - id: chirp
    name: Chirp
    components:
      - {{id: web, name: Web}}
      - {{id: sign-in, name: Sign-in}}
components:
  - {{id: mail, name: Mail, was: [post]}}
"""


def site(
    root: Path, files: dict[str, str], now: str, *, url: str | None = URL, name: str = "Chirp"
) -> dict[str, bytes]:
    """The site of a project with these files below `incidents/`, by path."""
    settings = SETTINGS.format(name=name, url=url)
    if url is None:
        settings = settings.replace("  url: None\n", "")
    entries = {f"incidents/{name}.yaml": text for name, text in files.items()}
    read = load(project(root, {"statusgen.yaml": settings, **entries})).project
    return render(judge(read, History(), parse_moment(now)))
