"""A bucket of S3, Google or Azure and their like, by obstore; its errors in words for whoever must act."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from statusgen.model.errors import HostError, PassingError
from statusgen.model.publishing import PublishTarget
from statusgen.publishing.ordering import Serving
from statusgen.publishing.targets import World

_RETRIES = {
    "max_retries": 4,
    "retry_timeout": timedelta(seconds=30),
    "backoff": {"init_backoff": timedelta(milliseconds=200), "max_backoff": timedelta(seconds=10), "base": 2},
}
"""The library waits with jitter between its tries."""
_CLIENT = {"timeout": timedelta(seconds=60), "connect_timeout": timedelta(seconds=10)}
_STATUS = re.compile(r"\b(?:status(?: code)?:?|HTTP) (\d{3})\b|\b([45]\d\d) [A-Z][a-z]+ ?[A-Z]?[a-z]*")
_UNCLAIMED = "unclaimed"
"""The version of a claim in a store that knows none."""


class Cloud:
    """A bucket, and a prefix in it."""

    def __init__(self, store: Any, shown: str, keys: str) -> None:
        import obstore  # noqa: PLC0415 (the extra is asked for only where it is used)

        self._obstore = obstore
        self._store = store
        self.shown = shown
        self._keys = keys
        """The settings that let us in, for people."""

    def get(self, path: str) -> bytes | None:
        """What stands there; None when nothing does."""
        with self._telling():
            try:
                return bytes(self._obstore.get(self._store, path).bytes())
            except (self._obstore.exceptions.NotFoundError, FileNotFoundError):
                return None

    def put(self, path: str, data: bytes, serving: Serving) -> None:
        """Put it there, with what is to be sent with it."""
        with self._telling():
            self._obstore.put(self._store, path, data, attributes=_attributes(serving), use_multipart=False)

    def copy(self, path: str, to: str) -> None:
        """Give what stands there a second name."""
        with self._telling():
            try:
                self._obstore.copy(self._store, path, to)
            except (self._obstore.exceptions.NotFoundError, FileNotFoundError):
                return

    def delete(self, paths: Sequence[str]) -> None:
        """Remove what stands at these."""
        if paths:
            with self._telling():
                try:
                    self._obstore.delete(self._store, list(paths))
                except (self._obstore.exceptions.NotFoundError, FileNotFoundError):
                    if len(paths) > 1:
                        for path in paths:
                            self.delete([path])

    def names(self, under: str) -> frozenset[str]:
        """The paths that begin so."""
        with self._telling():
            pages = self._obstore.list(self._store, prefix=under)
            return frozenset(entry["path"] for page in pages for entry in page)

    def claim(self, path: str, data: bytes, instead_of: str | None) -> str | None:
        """Put it where nothing stands, or only that version."""
        errors = self._obstore.exceptions
        if instead_of == _UNCLAIMED:
            return _UNCLAIMED
        mode: Any = "create" if instead_of is None else json.loads(instead_of)
        with self._telling():
            try:
                done = self._obstore.put(self._store, path, data, mode=mode, use_multipart=False)
            except (errors.AlreadyExistsError, errors.PreconditionError, FileExistsError):
                return None
            except (errors.NotSupportedError, NotImplementedError):
                return _UNCLAIMED
            return _version(done)

    def version(self, path: str) -> str | None:
        """What tells this from what stood there before."""
        with self._telling():
            try:
                return _version(self._obstore.head(self._store, path))
            except (self._obstore.exceptions.NotFoundError, FileNotFoundError):
                return None

    @contextmanager
    def _telling(self) -> Iterator[None]:
        errors = self._obstore.exceptions
        try:
            yield
        except (errors.UnauthenticatedError, errors.PermissionDeniedError, PermissionError):
            raise HostError(f"{self.shown} does not let us in ({self._keys})") from None
        except (errors.NotFoundError, FileNotFoundError):
            raise HostError(f"there is no {self.shown} (make the bucket, or mend its name)") from None
        except errors.BaseError as error:
            raise self._named(str(error)) from None

    def _named(self, text: str) -> HostError:
        """The library's own words hold addresses and pages of XML."""
        found = _STATUS.search(text)
        status = int(found[1] or found[2]) if found else None
        if status in (401, 403) or "ExpiredToken" in text or "InvalidAccessKeyId" in text:
            return HostError(f"{self.shown} does not let us in ({self._keys})")
        if status in (408, 429, 500, 502, 503, 504):
            return PassingError(f"{self.shown} is busy: it answers with status {status}")
        if status is not None:
            return HostError(f"{self.shown} refuses, with status {status} (look at its options)")
        return PassingError(f"{self.shown} does not answer (is its endpoint right?)")


def cloud(target: PublishTarget, world: World) -> Cloud:
    """The bucket that the settings name."""
    try:
        import obstore.exceptions  # noqa: PLC0415 (as above)
        from obstore.store import from_url  # noqa: PLC0415 (as above)
    except ImportError:
        hint = "pip install 'statusgen[cloud]'"
        raise HostError(f"target '{target.id}' needs a library that is not installed ({hint})") from None
    shown = str(target.bucket)
    options = {name: world.reveal(value, name, target) for name, value in target.options.items()}
    open_: Callable[..., Any] = from_url
    try:
        store = open_(
            shown,
            config=options or None,
            client_options={**_CLIENT, "allow_http": options.get("endpoint", "").startswith("http://")},
            retry_config=_RETRIES,
        )
    except obstore.exceptions.UnknownConfigurationKeyError:
        names = ", ".join(sorted(options))
        raise HostError(f"one of these options is none that {shown} knows: {names}") from None
    except (obstore.exceptions.BaseError, ValueError):
        raise HostError(f"{shown} cannot be opened (look at its options)") from None
    return Cloud(store, shown, _keys(target))


def _keys(target: PublishTarget) -> str:
    named = sorted({f"${name}" for value in target.options.values() for name in getattr(value, "names", ())})
    return f"look at {' and '.join(named)}" if named else "look at its options, or the environment's keys"


def _attributes(serving: Serving) -> dict[str, str]:
    return {"Content-Type": serving.content_type, "Cache-Control": serving.cache_control}


def _version(said: Any) -> str:
    return json.dumps({name: said[name] for name in ("e_tag", "version") if said.get(name)})
