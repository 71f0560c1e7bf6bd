"""A project's needs and a host's row become the files that make the host probe, build and publish."""

import json
import posixpath
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import jinja2

from statusgen.model.errors import UsageError
from statusgen.model.times import format_duration
from statusgen.writing.pipelines import EACH_VANTAGE, File, Pipeline

_PLAIN_PATH = re.compile(r"[A-Za-z0-9_./-]+")
TEMPLATES = Path(__file__).resolve().parent / "hosts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A vantage as a host sees it."""

    id: str
    every: timedelta
    """Its promised interval."""
    is_hosted: bool
    """A machine of the host will do; else it is one of yours, known by the vantage's name."""

    @property
    def beat(self) -> str:
        """The interval as a command takes it."""
        return format_duration(self.every)

    @property
    def seconds(self) -> int:
        """The interval for timers, which know nothing shorter."""
        return max(round(self.every.total_seconds()), 1)

    @property
    def cron(self) -> str:
        """The schedule that comes nearest, never rarer than promised where that can be said."""
        return cron(self.every)


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What the files must know of a project."""

    version: str
    requirement: str
    """What pip installs: this version, with what the settings need."""
    branch: str
    """The branch that the page is built from."""
    store: str
    """`files`, `git-branch` or `postgresql`."""
    data_branch: str | None
    """The branch with evidence, where it has one of its own."""
    spots: tuple[Spot, ...]
    """Vantages that probe there; the first one builds, where a machine does both."""
    vantage_count: int
    """Of all vantages that the settings name."""
    every: timedelta
    """How often the page should be built."""
    probe_secrets: tuple[str, ...]
    """Names that checks and the store of history read in the environment."""
    page_secrets: tuple[str, ...]
    """Those of the store alone."""
    notify_secrets: tuple[str, ...]
    """Those of receivers."""
    publish_secrets: tuple[str, ...]
    """Those of targets, where a machine of yours publishes what it builds."""
    publish_folders: tuple[str, ...]
    """Folders that it publishes to, as the settings have them."""
    has_receivers: bool
    domain: str | None
    """The host of the page's address; None where it is not known."""
    repository: str | None
    """Where the project is cloned from."""

    @property
    def is_pushing(self) -> bool:
        """Whether a machine of yours sends its evidence through git."""
        return self.store == "git-branch" or (self.store == "files" and self.vantage_count > 1)

    def folders_beside(self, project: str, home: str) -> tuple[str, ...]:
        """Folders in which a page is exchanged for the next one, that lie outside `home`; real paths.

        `project`: where relative ones start from. UsageError where that would be everything.
        """
        folders = (posixpath.normpath(posixpath.join(project, name)) for name in self.publish_folders)
        real = dict.fromkeys(posixpath.dirname(folder) for folder in folders)
        if "/" in real:
            what = (
                "a 'folder' of 'publish' lies right below /, where the service would have to write everywhere"
            )
            raise UsageError(f"{what} (name one in a folder of its own, such as /srv/www/status)")
        return tuple(place for place in real if posixpath.commonpath((place, home)) != home)

    @property
    def beat(self) -> str:
        """How often the page should be built, as a command takes it."""
        return format_duration(self.every)

    @property
    def seconds(self) -> int:
        """The same for a shell; hosts are not asked for more than a page a minute."""
        return max(round(self.every.total_seconds()), 60)

    @property
    def cron(self) -> str:
        """The same for a schedule."""
        return cron(self.every)


def cron(every: timedelta) -> str:
    """The schedule of a beat: divisors of an hour as they are, others by the next shorter one."""
    minutes = int(every / timedelta(minutes=1))
    fitting = max((n for n in (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30) if n <= max(minutes, 1)), default=1)
    if minutes >= 60:
        return "7 * * * *"
    # Not on the hour, when everybody's start.
    return f"3-59/{fitting} * * * *" if fitting > 3 else f"*/{fitting} * * * *"


def pipeline_files(pipeline: Pipeline, needs: Needs) -> Mapping[str, str]:
    """Path to text, for a project."""
    return {
        path: _written(file.template, needs, spot)
        for file in pipeline.files
        if needs.spots or not file.is_for_probes
        for path, spot in _places(file, needs)
    }


def _places(file: File, needs: Needs) -> Iterator[tuple[str, Spot | None]]:
    if EACH_VANTAGE not in file.path:
        yield file.path, None
        return
    for spot in needs.spots:
        yield file.path.replace(EACH_VANTAGE, spot.id), spot


def _written(template: str, needs: Needs, spot: Spot | None) -> str:
    # Hosts write {{ }} and << themselves. Nothing here is HTML: texts of people go through `quoted`.
    environment = jinja2.Environment(  # noqa: S701
        loader=jinja2.FileSystemLoader(TEMPLATES),
        variable_start_string="[=",
        variable_end_string="=]",
        block_start_string="[%",
        block_end_string="%]",
        comment_start_string="[#",
        comment_end_string="#]",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["quoted"] = _quoted
    environment.filters["path"] = _path
    environment.filters["shell"] = shlex.quote
    environment.filters["lines"] = _lines
    return environment.get_template(template).render(needs=needs, spot=spot)


def _lines(text: str) -> str:
    """What a macro wrote, without the end of its last line, which the template has."""
    return str(text).removesuffix("\n")


def _path(text: str) -> str:
    """A path for systemd, which knows `%` as the start of its own words."""
    return text if _PLAIN_PATH.fullmatch(text) else _quoted(text.replace("%", "%%"))


def _quoted(text: str) -> str:
    """A string of YAML, TOML and JSON alike."""
    return json.dumps(text)
