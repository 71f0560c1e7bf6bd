"""An incident from nothing, typed at a terminal, becomes docs/incident.cast, its picture and its times."""

import os
import re
import sys
import time
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.docs.still import still
from tests.docs.terminal import MORE, PROMPT, Recording, record
from tests.targets import serve

ROOT = Path(__file__).resolve().parents[2]
CAST, PICTURE, PAGE = (
    ROOT / "docs" / name for name in ("incident.cast", "incident.svg", "incident-page.png")
)
DOCUMENT = ROOT / "docs" / "incidents.md"
COMMANDS = (
    "statusgen init status --from http://localhost:{port}/",
    "cd status",
    'git init --quiet && git add . && git commit --quiet -m "A status page"',
    'statusgen incident new "Sign-in fails for some people" -c localhost=partial_outage \\\n'
    '  -m "We are looking into it." --commit',
    "statusgen build",
    "git log --oneline",
)
KEY = 0.12
"""Seconds from one key to the next: 100 words a minute, a quick typist without mistakes."""
_BEGIN, _END = "<!-- times: make recording -->\n", "<!-- end -->\n"


def main() -> int:
    """Write the recording, its picture, the page's, and the times into the document."""
    with TemporaryDirectory() as folder:
        recording = recorded(Path(folder), key=KEY)
        _photograph(Path(folder) / "work" / "status" / "site")
    CAST.write_text(recording.text(), encoding="utf-8")
    PICTURE.write_text(picture(recording), encoding="utf-8")
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(_BEGIN)
    after = rest.partition(_END)[2]
    DOCUMENT.write_text(f"{before}{_BEGIN}{times(recording)}{_END}{after}", encoding="utf-8")
    return 0


def recorded(folder: Path, *, key: float) -> Recording:
    """Type it all in a new folder, with a home and a name of its own, against a local server."""
    (folder / "work").mkdir()
    server = serve("healthy")
    try:
        commands = [command.format(port=server.server_port) for command in COMMANDS]
        return record(commands, folder / "work", _environ(folder), key=key, taken_at=int(time.time()))
    finally:
        server.shutdown()
        server.server_close()


def picture(recording: Recording) -> str:
    """The still for the README."""
    lines = recording.screen()
    return still(lines[:-1] if lines[-1] == PROMPT.strip() else lines, "An incident, from nothing")


def times(recording: Recording) -> str:
    """How long each command took, with its typing, and all until there was a page to publish."""
    marks = recording.marks()
    rows = [(text, end - start) for (start, text), (end, _) in pairwise(marks)]
    built = next(start for (start, text) in marks if text.startswith("git log"))
    day = datetime.fromtimestamp(recording.taken_at, UTC).date()
    table = "".join(
        f"| `{_any_port(text).replace(_JOINED, '')}` | {seconds:.1f} |\n" for text, seconds in rows
    )
    return (
        f"From the first key to a page that can be published: **{built:.1f} seconds**, on {day}, by the recording's own\n"
        f"clock. A script typed, {1 / KEY:.0f} keys a second; the times hold typing and waiting.\n\n"
        f"| typed | seconds |\n|---|---|\n{table}"
    )


def words(recording: Recording) -> list[str]:
    """What a run and another must have in common: all but times, hashes, ports and counts of files."""
    return [_any_port(re.sub(_CHANGING, "…", line)) for line in recording.screen()]


_JOINED = "\\\n  "
_CHANGING = "|".join(
    (
        r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?",
        r"(?<=committed )[0-9a-f]{9}|^[0-9a-f]{7}(?= )",
        r"\d+(?= (?:written|unchanged|removed))",
    )
)


def _any_port(text: str) -> str:
    return re.sub(r"localhost:\d+", "localhost:PORT", text)


def _environ(folder: Path) -> dict[str, str]:
    home, programs = folder / "home", folder / "bin"
    home.mkdir()
    programs.mkdir()
    identity = "[user]\n\tname = Ada\n\temail = ada@chirp.example\n[init]\n\tdefaultBranch = main\n"
    (home / ".gitconfig").write_text(f"{identity}[core]\n\tpager = cat\n", encoding="utf-8")
    (home / ".inputrc").write_text("set enable-bracketed-paste off\n", encoding="utf-8")
    program = programs / "statusgen"
    program.write_text(
        f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m statusgen "$@"\n', encoding="utf-8"
    )
    program.chmod(0o755)
    return {
        "HOME": str(home),
        "PATH": f"{programs}:{os.environ['PATH']}",
        "GIT_CONFIG_NOSYSTEM": "1",
        "INPUTRC": str(home / ".inputrc"),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "PS1": PROMPT,
        "PS2": MORE,
    }


def _photograph(site: Path) -> None:
    from playwright.sync_api import sync_playwright

    from tests.browser.make import ARGUMENTS
    from tests.browser.make import serve as serve_files

    files = {str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    chromium = Path("/usr/bin/chromium")
    with sync_playwright() as playwright, serve_files(files, date=datetime.now(UTC)) as address:
        browser = playwright.chromium.launch(
            executable_path=str(chromium) if chromium.exists() else None, args=list(ARGUMENTS)
        )
        page = browser.new_page(viewport={"width": 900, "height": 640})
        page.goto(address)
        page.screenshot(path=PAGE)
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
