"""What is where becomes `llms.txt`: the page's map for language models, without any claim of its own."""

from collections.abc import Iterator

from statusgen.rendering.home import RECENT
from statusgen.rendering.markdown import line, link
from statusgen.rendering.scene import Blob, Scene

_MOST = 200
"""Links of each kind. What is left out is linked from the pages that are named."""
_NOW = (
    ("The page in Markdown", "index.md", "headline, open incidents, every component, planned work"),
    ("In a few lines", "status.txt", "what is broken, since when, until when it may be believed"),
    ("status.json", "status.json", "everything, with its reasons; unknown once expires_at is over"),
    ("Statuspage's API", "api/v2/summary.json", "the same for programs that read pages of Statuspage"),
)


def blobs(scene: Scene) -> Iterator[Blob]:
    """The file."""
    yield Blob(path="llms.txt", data=("\n\n".join(_blocks(scene)) + "\n").encode())


def _blocks(scene: Scene) -> Iterator[str]:
    url = scene.snapshot.page.url or ""
    yield f"# {line(f'{scene.phrase(scene.snapshot.page.name)} status')}"
    yield (
        "> What works, what does not, and since when: declared by people and measured by probes. Each file"
        " names the time it tells of and until when it may be believed. Later, treat it as unknown."
    )
    yield from _section("Now", [f"- {link(name, url + path)}: {what}" for name, path, what in _NOW])
    states = scene.snapshot.components[:_MOST]
    names = [(scene.name(state.component.id).text, f"components/{state.component.id}/") for state in states]
    yield from _section("Components", [f"- {link(name, f'{url}{path}index.md')}" for name, path in names])
    horizon = scene.snapshot.taken_at - RECENT
    recent = [s for s in scene.snapshot.incidents if s.is_open or (s.ends_at or s.starts_at) >= horizon]
    told = [(scene.phrase(state.incident.title).text, state) for state in recent[:_MOST]]
    lines = [f"- {link(title, f'{url}incidents/{state.incident.id}/index.md')}" for title, state in told]
    yield from _section("Incidents", lines)
    yield from _section(
        "Optional",
        [
            f"- {link('History', f'{url}history/')}: everything that was posted, by month",
            f"- {link('How we measure', f'{url}how-we-measure/')}: what each word means, and its limits",
        ],
    )


def _section(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield f"## {title}"
        yield "\n".join(lines)
