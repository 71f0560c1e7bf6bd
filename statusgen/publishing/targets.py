"""Where a site can be published: the table TARGETS, and what its rows need of the world."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from statusgen.model.builds import Build, Live, Sent
from statusgen.model.errors import HostError
from statusgen.model.publishing import PublishTarget, TargetKind
from statusgen.model.secrets import MissingSecretError, Secret, reveal


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Letter:
    """A request to a host. Holds secrets, so it has no repr."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What it answered."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    text: str


class Target(Protocol):
    """A place to publish to, for one run. All that fails is a StatusgenError."""

    @property
    def shown(self) -> str:
        """Its address, for people; without secrets."""
        ...

    def live(self) -> Live:
        """What it has now."""
        ...

    def send(self, build: Build, live: Live, *, is_forced: bool) -> Sent:
        """Make it have the build, whatever an earlier run left half done."""
        ...

    def restore(self) -> Live:
        """Make it have the build before; what it has then. HostError where it keeps none."""
        ...


class Ask(Protocol):
    """Sends a request; PassingError when there was no answer."""

    def __call__(self, letter: Letter) -> Reply: ...


class Pause(Protocol):
    """Waits for so many seconds. StoppedError when the run is to end."""

    def __call__(self, seconds: float) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class World:
    """What targets need of it."""

    root: Path
    """The project's folder."""
    environ: Mapping[str, str]
    ask: Ask
    branch: Callable[[PublishTarget], Target]
    """The target of a branch, since another room knows git."""
    pause: Pause
    chance: Callable[[], float]
    """A number from 0 to 1: those who collided must not meet again."""
    now: Callable[[], datetime]
    monotonic: Callable[[], float]

    def reveal(self, value: str | Secret, key: str, target: PublishTarget) -> str:
        """The value to use. HostError where it is not set."""
        try:
            return reveal(value, self.environ)
        except MissingSecretError as error:
            raise HostError(f"${error} is not set ('{key}' of target '{target.id}' names it)") from None


def target_for(target: PublishTarget, world: World) -> Target:
    """The place that the settings name."""
    return TARGETS[target.kind](target, world)


def _folder(target: PublishTarget, world: World) -> Target:
    from statusgen.publishing.folders import FolderTarget  # noqa: PLC0415 (each kind pays for itself)

    return FolderTarget(target, world)


def _branch(target: PublishTarget, world: World) -> Target:
    return world.branch(target)


def _bucket(target: PublishTarget, world: World) -> Target:
    from statusgen.publishing.buckets import BucketTarget  # noqa: PLC0415 (as above)
    from statusgen.publishing.clouds import cloud  # noqa: PLC0415 (as above)

    return BucketTarget(cloud(target, world), world)


def _rsync(target: PublishTarget, world: World) -> Target:
    from statusgen.publishing.rsync import RsyncTarget  # noqa: PLC0415 (as above)

    return RsyncTarget(target, world)


def _netlify(target: PublishTarget, world: World) -> Target:
    from statusgen.publishing.netlify import NetlifyTarget  # noqa: PLC0415 (as above)

    return NetlifyTarget(target, world)


def _command(target: PublishTarget, world: World) -> Target:
    from statusgen.publishing.uploads import command_target  # noqa: PLC0415 (as above)

    return command_target(target, world)


def _cloudflare(target: PublishTarget, world: World) -> Target:
    from statusgen.publishing.uploads import cloudflare_target  # noqa: PLC0415 (as above)

    return cloudflare_target(target, world)


TARGETS: Mapping[TargetKind, Callable[[PublishTarget, World], Target]] = {
    TargetKind.FOLDER: _folder,
    TargetKind.BRANCH: _branch,
    TargetKind.BUCKET: _bucket,
    TargetKind.RSYNC: _rsync,
    TargetKind.NETLIFY: _netlify,
    TargetKind.CLOUDFLARE_PAGES: _cloudflare,
    TargetKind.COMMAND: _command,
}
"""By the key of the settings that holds the address."""
