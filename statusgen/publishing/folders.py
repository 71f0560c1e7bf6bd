"""A folder of this machine takes whole builds, and the one before is kept beside it."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from filelock import FileLock, Timeout

from statusgen.disk import put
from statusgen.model.builds import Build, Live, Sent, is_asset
from statusgen.model.errors import HostError, LockedError, PassingError
from statusgen.model.publishing import PublishTarget
from statusgen.publishing.builds import live_by, whole
from statusgen.publishing.durable import sync_all
from statusgen.publishing.folder import Late, publish
from statusgen.publishing.manifest import NAME, parse_manifest
from statusgen.publishing.targets import World

_PATIENCE = 30.0
"""Seconds to wait for another run that publishes there."""
_LATE = "late.json"
"""Beside the folder: assets that stay in it although its build has them no more."""
_BEFORE = "before.json"
"""Beside the folder: the list of files of the build before."""


class FolderTarget:
    """A folder that a web server serves."""

    def __init__(self, target: PublishTarget, world: World) -> None:
        assert target.folder is not None  # noqa: S101 (its kind says so)
        self._folder = world.root / target.folder
        real = Path(os.path.realpath(self._folder))
        if Path(os.path.realpath(world.root)).is_relative_to(real):
            raise HostError(f"'{target.folder}' holds the project itself (publish into a folder of its own)")
        self._kept = real.with_name(f".{real.name}.statusgen-kept")
        self.shown = f"'{target.folder}'"

    def live(self) -> Live:
        """What it has now."""
        return live_by(self._read, self.shown)

    def send(self, build: Build, live: Live, *, is_forced: bool) -> Sent:  # noqa: ARG002 (nothing to force)
        """Swap the build in; what goes is kept beside."""
        with self._telling(), self._alone():
            # Only from here on nobody else changes it.
            held = self.live()
            if held.digest != live.digest:
                raise PassingError(f"{self.shown}: another run published there at this moment")
            return self._swap(build, held)

    def restore(self) -> Live:
        """Swap the build before in; the one that goes is the one before then."""
        with self._telling(), self._alone():
            if not (self._kept / _BEFORE).is_file():
                raise HostError(f"{self.shown} keeps no build before this one")
            data = (self._kept / _BEFORE).read_bytes()
            manifest = parse_manifest(data, str(self._kept / _BEFORE))
            files = {path: self._found(path, digest) for path, digest in manifest.items()}
            found = {path: content for path, content in files.items() if content is not None}
            self._swap(whole({**found, NAME: data}, f"what is kept of {self.shown}"), self.live())
            return self.live()

    def _swap(self, build: Build, live: Live) -> Sent:
        """Keep what goes by its digest, swap, and only then say what was before and clear what it was not."""
        gone = {path: digest for path, digest in _all(live).items() if build.manifest.get(path) != digest}
        self._keep(gone)
        files = _Sent({path: data for path, data in build.files.items() if path != NAME}, build.manifest)
        left = self._left()
        staying = left if live.digest == build.digest else {p: d for p, d in gone.items() if is_asset(p)}
        # A run that ends in between leaves more on the list than there is, never less.
        self._note({**left, **staying})
        late = Late(staying=staying, left=left)
        done = publish(files, self._folder, lock=self._kept / "swap.lock", late=late)
        self._note(staying)
        if live.digest is not None and live.digest != build.digest:
            put(self._kept / _BEFORE, (self._kept / live.digest).read_bytes())
            for file in self._kept.iterdir():
                if len(file.name) == len(live.digest) and file.name not in gone.values():
                    file.unlink()
        return Sent(written=done.written, kept=done.kept, removed=done.removed)

    def _left(self) -> dict[str, str]:
        """Assets of the build before, which pages that are still open ask for."""
        try:
            return parse_manifest((self._kept / _LATE).read_bytes(), str(self._kept / _LATE))
        except FileNotFoundError:
            return {}

    def _note(self, late: Mapping[str, str]) -> None:
        put(self._kept / _LATE, json.dumps(dict(sorted(late.items()))).encode())

    def _keep(self, gone: Mapping[str, str]) -> None:
        """Files that are to go, by their digests."""
        kept = []
        for path, digest in sorted(gone.items()):
            data = None if (self._kept / digest).is_file() else self._found(path, digest)
            if data is not None:
                beside = self._kept / "keeping"
                beside.write_bytes(data)
                kept.append(beside.replace(self._kept / digest))
        sync_all([*kept, self._kept])

    def _found(self, path: str, digest: str) -> bytes | None:
        """The bytes with that digest, from the folder or from what is kept."""
        for file in (self._folder / path, self._kept / digest):
            if file.is_file() and not file.is_symlink():
                data = file.read_bytes()
                if sha256(data).hexdigest() == digest:
                    return data
        return None

    def _read(self, path: str) -> bytes | None:
        file = self._folder / path
        try:
            return None if file.is_symlink() else file.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise HostError(f"cannot read {file}: {(error.strerror or '').lower()}") from None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._kept.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._kept / "target.lock", timeout=_PATIENCE)
        try:
            lock.acquire()
        except Timeout:
            raise LockedError(f"another statusgen publishes into {self.shown} (try again)") from None
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            said = (error.strerror or type(error).__name__).lower()
            raise HostError(
                f"cannot publish into {self.shown}: {error.filename or self._kept}: {said}"
            ) from None


class _Sent(dict[str, bytes]):
    """The files of a build, which were compared with its list."""

    def __init__(self, files: Mapping[str, bytes], manifest: Mapping[str, str]) -> None:
        super().__init__(files)
        self._manifest = manifest

    def sums(self, path: str) -> tuple[int, str]:
        return len(self[path]), self._manifest[path]


def _all(live: Live) -> dict[str, str]:
    """The digests of all files that are there, the list itself among them."""
    return {**(live.manifest or {}), **({NAME: live.digest} if live.digest else {})}
