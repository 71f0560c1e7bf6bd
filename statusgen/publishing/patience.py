"""What may be over in a moment is tried again, a bounded number of times."""

from collections.abc import Callable
from typing import TypeVar

from statusgen.model.errors import HostError, PassingError
from statusgen.publishing.targets import World

T = TypeVar("T")
TRIES = 6
_FIRST, _LONGEST = 1.0, 30.0
"""Seconds: the bounds of a pause that the host does not name."""
_MOST = 120.0
"""Seconds that a host may ask for."""


def patiently(work: Callable[[], T], world: World) -> T:
    """Do it, again while the host is busy or out of reach; the last refusal rises."""
    for number in range(TRIES - 1):
        try:
            return work()
        except PassingError as error:
            if error.after is not None and error.after > _MOST:
                raise HostError(f"{error} (it asks for {error.after:g} s: try again then)") from None
            backoff = min(_FIRST * 2**number, _LONGEST) * world.chance()
            world.pause(backoff if error.after is None else error.after + backoff)
    return work()
