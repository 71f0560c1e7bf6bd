"""Of those who publish to one bucket at a time, one goes first."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Protocol

from statusgen.model.errors import HostError, PassingError
from statusgen.model.times import format_moment, parse_moment
from statusgen.publishing.targets import World

_LEASE = timedelta(minutes=5)
"""Whoever was killed holds the others up for so long, at most."""
_RENEWED = timedelta(minutes=1)


class Claimable(Protocol):
    """Names that can be taken by one alone."""

    @property
    def shown(self) -> str: ...

    def get(self, path: str) -> bytes | None: ...

    def delete(self, paths: Sequence[str]) -> None: ...

    def claim(self, path: str, data: bytes, instead_of: str | None) -> str | None: ...

    def version(self, path: str) -> str | None: ...


@contextmanager
def claimed(bucket: Claimable, path: str, world: World) -> Iterator[Callable[[], None]]:
    """Hold the bucket; call what is given now and then to keep it. PassingError while another run has it."""
    version = _claim(bucket, path, world)
    since = world.monotonic()

    def renew() -> None:
        nonlocal version, since
        if world.monotonic() - since < _RENEWED.total_seconds():
            return
        taken = bucket.claim(path, _note(world), version)
        if taken is None:
            raise PassingError(f"{bucket.shown}: this run was too slow, and another took over")
        version, since = taken, world.monotonic()

    try:
        yield renew
    finally:
        # Where that fails, the next run waits for the end of the lease.
        with suppress(HostError):
            if bucket.version(path) == version:
                bucket.delete([path])


def _claim(bucket: Claimable, path: str, world: World) -> str:
    taken = bucket.claim(path, _note(world), None)
    if taken is not None:
        return taken
    seen, held = bucket.version(path), bucket.get(path)
    if seen is not None and held is not None and _is_over(held, world.now()):
        taken = bucket.claim(path, _note(world), seen)
        if taken is not None:
            return taken
    raise PassingError(f"another run publishes to {bucket.shown}")


def _note(world: World) -> bytes:
    return format_moment(world.now() + _LEASE).encode()


def _is_over(note: bytes, now: datetime) -> bool:
    try:
        until = parse_moment(note.decode())
    except ValueError:
        return True
    # A clock far ahead must not hold the others up for ever.
    return not now < until <= now + 2 * _LEASE
