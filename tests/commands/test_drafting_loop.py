"""`run --draft-incidents` as a whole: a real target goes down and comes back, and a disk that is full."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import pytest

from statusgen.commands.beats import Rhythm
from statusgen.commands.run import Order, run
from statusgen.model.incidents import Incident
from statusgen.reading.load import load
from tests.commands.make import World
from tests.commands.test_loops import looping, until
from tests.targets import serve

pytestmark = pytest.mark.slow
SETTINGS = """\
page: {{name: Chirp}}
every: 1m
{auto}components:
  - {{id: web, name: Web, check: {{url: "http://127.0.0.1:{port}/", attempts: 1}}}}
"""


class Target:
    """A server that is there in the first ten minutes, and again from the fortieth on."""

    def __init__(self) -> None:
        self.server = serve("healthy")
        self.port = self.server.server_port
        self.beats = 0
        self.said: list[str] = []

    def hear(self, line: str) -> None:
        """Called with each line that is said; one of them comes at the end of each beat."""
        self.said.append(line)
        self.beats += "unchanged" in line
        if "unchanged" in line and self.beats == 10:
            self.server.shutdown()
            self.server.server_close()
        if "unchanged" in line and self.beats == 40:
            self.server = serve("healthy", self.port)


def loop(root: Path, auto: str = "", *, is_drafting: bool | None = True, minutes: int = 70) -> Target:
    target = Target()
    (root / "statusgen.yaml").write_text(SETTINGS.format(port=target.port, auto=auto))
    rhythm = Rhythm(every=None, lasting=timedelta(minutes=minutes))
    order = Order(vantage=None, output=None, rhythm=rhythm, fail_on="never", is_drafting=is_drafting)
    assert asyncio.run(run(World().session(root, target.hear), order)) == 0
    target.server.shutdown()
    target.server.server_close()
    return target


def test_a_target_that_goes_and_comes_back_is_drafted_told_and_over(tmp_path):
    loop(tmp_path)

    reading = load(tmp_path)
    (incident,) = reading.drafts
    assert isinstance(incident, Incident)
    assert [update.status for update in incident.updates] == ["investigating", "monitoring", "resolved"]
    assert "the connection is refused" in str(incident.updates[0].text)
    assert (incident.updates[0].at - incident.begins_at) == timedelta(minutes=10)
    assert reading.project.incidents == ()


def test_where_it_is_to_be_published_the_page_of_the_same_beat_has_it(tmp_path):
    target = loop(tmp_path, "auto_incidents: {after: 5m, publish: true}\n", is_drafting=None, minutes=20)

    (file,) = (tmp_path / "incidents").iterdir()
    assert (tmp_path / "site/incidents" / file.stem / "index.html").is_file()
    told = target.said.index(next(line for line in target.said if file.name in line))
    assert re.search(r": \d+ written", target.said[told + 2])


@pytest.mark.parametrize(("auto", "is_drafting"), [("", None), ("auto_incidents: 5m\n", False)])
def test_nothing_is_drafted_unasked_or_where_it_is_refused(tmp_path, auto, is_drafting):
    loop(tmp_path, auto, is_drafting=is_drafting, minutes=30)

    assert not (tmp_path / "incidents").exists()


def test_a_disk_that_takes_no_incident_is_told_and_the_loop_goes_on_with_its_page(tmp_path):
    (tmp_path / "statusgen.yaml").write_text(
        SETTINGS.format(port=1, auto="auto_incidents: 3s\n").replace("every: 1m", "every: 1s")
    )
    # A lock that cannot be made stands for a disk that takes nothing: history and pages have their own.
    (tmp_path / ".statusgen").mkdir()
    (tmp_path / ".statusgen/edit.lock").symlink_to("/dev/full/none")
    with looping(tmp_path, "run", "--every", "1s") as process:
        until(process, "cannot be written")
        until(process, "trying again at the next beat")
        (tmp_path / ".statusgen/edit.lock").unlink()
        until(process, "by the monitor")

    assert (tmp_path / "site/index.html").is_file()
    assert len(list((tmp_path / "incidents").iterdir())) == 1
