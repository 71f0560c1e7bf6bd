"""What git refuses becomes one line for whoever must act."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from statusgen.model.errors import HostError, InputError, LockedError, Place, Problem, StatusgenError
from statusgen.versioning.words import scrub, verdict


class RefusalError(Exception):
    """Something could not be done; inside this room only, since who asked knows what is safe."""

    def __init__(
        self,
        what: str,
        hint: str = "",
        *,
        ending: type[StatusgenError] = HostError,
        where: Place | None = None,
    ) -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint
        self.ending = ending
        self.where = where
        """For an InputError: the place that needs mending."""

    @classmethod
    def of(cls, what: str, err: str) -> "RefusalError":
        """With git's own words."""
        return cls(f"{what}: '{verdict(err)}'")

    def without(self, secrets: Iterable[str]) -> "RefusalError":
        """The same without passwords that git may have printed."""
        what, hint = scrub(self.what, secrets), scrub(self.hint, secrets)
        return RefusalError(what, hint, ending=self.ending, where=self.where)

    @property
    def is_passing(self) -> bool:
        """It may be over in a moment."""
        return self.ending is LockedError


@contextmanager
def telling(failed: str, safe: str) -> Iterator[None]:
    """Tell a refusal to people: what was not done, why, what is safe, and what to do."""
    try:
        yield
    except RefusalError as refusal:
        what = f"{failed}: {refusal.what}"
        hint = "; ".join(part for part in (safe, refusal.hint) if part)
        if refusal.where is not None:
            raise InputError([Problem(refusal.where, what, hint)]) from None
        raise refusal.ending(f"{what} ({hint})" if hint else what) from None
