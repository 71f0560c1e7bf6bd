"""A store that takes file after file shows one whole page at any time.

What is about to change is written down first, so that the next run mends what this one may leave. What goes
is kept under its digest, so that it can come back. Then come assets, data, pages, the home page and the
manifest, and only then is removed what nobody needs.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Protocol, TypeVar

from statusgen.model.builds import MANIFEST, Build, Live, Sent, is_asset
from statusgen.model.errors import HostError, PassingError
from statusgen.publishing.builds import live_by, whole
from statusgen.publishing.claims import claimed
from statusgen.publishing.manifest import parse_manifest
from statusgen.publishing.ordering import Serving, in_order, servings
from statusgen.publishing.targets import World

T = TypeVar("T")
R = TypeVar("R")
_OWN = ".statusgen/"
_LEDGER = f"{_OWN}ledger.json"
_KEPT = f"{_OWN}kept/"
_GENERATIONS = 2
"""For so many builds an asset stays that no page needs any more: readers have older pages open."""
_AT_ONCE = 16
_PRIVATE = Serving(content_type="application/json", cache_control="no-store")


class Bucket(Protocol):
    """A store of named bytes. PassingError for what may be over in a moment, HostError for the rest."""

    @property
    def shown(self) -> str: ...

    def get(self, path: str) -> bytes | None: ...

    def put(self, path: str, data: bytes, serving: Serving) -> None: ...

    def copy(self, path: str, to: str) -> None:
        """Give what stands there a second name; nothing happens where nothing does."""
        ...

    def delete(self, paths: Sequence[str]) -> None: ...

    def names(self, under: str) -> frozenset[str]: ...

    def claim(self, path: str, data: bytes, instead_of: str | None) -> str | None:
        """Put it where nothing stands, or only that version; the new version, None when it was not so."""
        ...

    def version(self, path: str) -> str | None:
        """What tells this from what stood there before."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What only publishing needs to know of a bucket."""

    unsure: frozenset[str] = frozenset()
    """Paths that a run began to change and did not come to the end of."""
    doomed: frozenset[str] = frozenset()
    """Paths that it would have removed."""
    old: Mapping[str, int] = field(default_factory=dict)
    """Assets that no page needs any more, and for how many builds they stay."""
    before: str | None = None
    """The digest of the manifest of the build before."""
    leaving: str | None = None
    """That of the one which a run began to replace."""

    def written(self) -> bytes:
        """As it is kept."""
        return json.dumps(
            {
                "v": 1,
                "unsure": sorted(self.unsure),
                "doomed": sorted(self.doomed),
                "old": dict(sorted(self.old.items())),
                "before": self.before,
                "leaving": self.leaving,
            }
        ).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """How a bucket comes to a build."""

    changed: frozenset[str]
    going: frozenset[str]
    """What will not be there any more as it is."""
    gone: frozenset[str]
    """What is removed now."""
    begun: Ledger
    done: Ledger


def _step(build: Build, before: Mapping[str, str], ledger: Ledger) -> _Step:
    """`before`: the digest of each file that is there, as far as the ledger is sure."""
    digests = {**build.manifest, MANIFEST: build.digest}
    changed = frozenset(p for p, d in digests.items() if before.get(p) != d or p in ledger.unsure)
    dropped = (before.keys() | ledger.doomed | ledger.unsure) - digests.keys()
    is_next = before.get(MANIFEST) not in (None, build.digest)
    old = {path: left - is_next for path, left in ledger.old.items() if path not in digests}
    old |= {path: _GENERATIONS for path in dropped - old.keys() if is_asset(path)}
    gone = frozenset(path for path in (*dropped, *old) if old.get(path, 0) <= 0)
    leaving = before[MANIFEST] if is_next else ledger.leaving
    begun = replace(ledger, unsure=changed | ledger.unsure | gone, doomed=gone, leaving=leaving)
    left = {path: n for path, n in old.items() if n > 0}
    done = Ledger(old=left, before=leaving or ledger.before)
    return _Step(changed=changed, going=changed | dropped, gone=gone, begun=begun, done=done)


class BucketTarget:
    """A bucket that is served as a site."""

    def __init__(self, bucket: Bucket, world: World) -> None:
        self._bucket = bucket
        self._world = world
        self.shown = bucket.shown

    def live(self) -> Live:
        """What it has now."""
        live, ledger = live_by(self._bucket.get, self.shown), self._ledger()
        return replace(live, is_whole=not ledger.unsure)

    def send(self, build: Build, live: Live, *, is_forced: bool) -> Sent:
        """Bring it there, in order."""
        with claimed(self._bucket, f"{_OWN}lock", self._world) as renew:
            # Only from here on nobody else changes it.
            held = self.live()
            if held.digest != live.digest:
                raise self._moved()
            if held.digest is None and not is_forced and self._bucket.version("index.html") is not None:
                what = f"{self.shown} holds a site that statusgen did not publish"
                raise HostError(f"{what} (name a prefix of its own, or replace it with --force)")
            return self._send(build, held, renew)

    def restore(self) -> Live:
        """Bring the build before back, in the same order."""
        with claimed(self._bucket, f"{_OWN}lock", self._world) as renew:
            held, ledger = self.live(), self._ledger()
            listed = self._bucket.get(f"{_KEPT}{ledger.before}") if ledger.before else None
            if listed is None:
                raise HostError(f"{self.shown} keeps no build before this one")
            self._send(whole(self._files(listed), f"what is kept in {self.shown}"), held, renew)
            return self.live()

    def _send(self, build: Build, held: Live, renew: Callable[[], None]) -> Sent:
        ledger = self._ledger()
        before = {} if held.digest is None else {**(held.manifest or {}), MANIFEST: held.digest}
        step = _step(build, before, ledger)
        self._note(step.begun)
        kept = self._keep({path: before[path] for path in step.going & before.keys()})
        serving = servings(build.files)
        for paths in in_order(step.changed):
            renew()
            self._each(paths, lambda path: self._bucket.put(path, build.files[path], serving[path]))
        self._bucket.delete(sorted(step.gone))
        self._note(step.done)
        if step.done.before == held.digest:
            # What came back may leave: all that the build before needs is kept, and nothing else.
            self._bucket.delete(sorted(kept - {f"{_KEPT}{digest}" for digest in before.values()}))
        written = len(step.changed - {MANIFEST})
        return Sent(written=written, kept=len(build.manifest) - written, removed=len(step.gone))

    def _note(self, ledger: Ledger) -> None:
        self._bucket.put(_LEDGER, ledger.written(), _PRIVATE)

    def _keep(self, going: Mapping[str, str]) -> frozenset[str]:
        """Copies of what is about to change, by digest; all that is kept by then.

        All copies are made before anything changes. So where a run ended in between, what it had not copied
        yet is still as the manifest says, and what it had is not copied again.
        """
        kept = self._bucket.names(_KEPT)
        new = {digest: path for path, digest in going.items() if f"{_KEPT}{digest}" not in kept}
        self._each(sorted(new.items()), lambda item: self._bucket.copy(item[1], f"{_KEPT}{item[0]}"))
        return kept | {f"{_KEPT}{digest}" for digest in new}

    def _files(self, listed: bytes) -> dict[str, bytes]:
        """The files of a list, those that are found."""
        named = sorted(parse_manifest(listed, self.shown).items())
        found = self._each(named, lambda item: self._found(*item))
        return {MANIFEST: listed} | {
            path: data for (path, _), data in zip(named, found, strict=True) if data is not None
        }

    def _found(self, path: str, digest: str) -> bytes | None:
        """The bytes with that digest, from their place or from what is kept."""
        for name in (path, f"{_KEPT}{digest}"):
            data = self._bucket.get(name)
            if data is not None and sha256(data).hexdigest() == digest:
                return data
        return None

    def _ledger(self) -> Ledger:
        data = self._bucket.get(_LEDGER)
        if data is None:
            return Ledger()
        try:
            document = json.loads(data)
            return Ledger(
                unsure=frozenset(map(str, document["unsure"])),
                doomed=frozenset(map(str, document["doomed"])),
                old={str(path): int(left) for path, left in document["old"].items()},
                before=document["before"],
                leaving=document["leaving"],
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise HostError(f"{self.shown}: {_LEDGER} is damaged (remove it)") from None

    def _each(self, items: Iterable[T], work: Callable[[T], R]) -> list[R]:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return list(pool.map(work, items))

    def _moved(self) -> PassingError:
        return PassingError(f"{self.shown}: another run published there at this moment")
