"""A build becomes a commit on a branch that a host serves."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from statusgen.model.builds import MANIFEST, Build, Live, Sent, is_asset
from statusgen.model.errors import LockedError, PassingError
from statusgen.versioning.destinations import destination_of_site
from statusgen.versioning.fast_import import Commit, ids_of, imported
from statusgen.versioning.refusals import RefusalError, telling
from statusgen.versioning.repositories import Repository
from statusgen.versioning.sending import Lease, fetch_if_there, send_over
from statusgen.versioning.trees import Version, contents, version

_SAFE = "the branch is as it was"
_MARK = ".nojekyll"
"""GitHub leaves out what begins with an underscore where this file is missing."""
_DOMAIN = "CNAME"
_ANYBODYS = frozenset({_MARK, _DOMAIN, "README.md", "LICENSE"})
"""What a branch may hold that is nobody's site yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How the branch is to be, as the settings say."""

    branch: str
    remote: str | None
    """None: where the project's own branch goes."""
    domain: str | None
    """What `CNAME` says; None leaves it as it is."""
    keep_history: bool


class SiteBranch:
    """A branch of built pages on a remote. HostError tells why something cannot be done with it."""

    def __init__(self, repository: Repository, wish: Wish) -> None:
        with telling("not published", _SAFE):
            self._to = destination_of_site(repository, wish.branch, wish.remote)
        self._repository = repository
        self._git = repository.git
        self._wish = wish
        self.shown = f"'{self._to.branch}' on {self._to.shown}"

    def fetched(self) -> Version:
        """What it holds now."""
        with self._telling():
            # A ref of its own, so that the next fetch brings only what is new.
            seen = f"refs/statusgen/sites/{self._to.branch}"
            tip = fetch_if_there(self._repository, self._to, f"refs/statusgen/fetching/{self._to.branch}")
            self._git.run("update-ref", *([seen, tip] if tip else ["-d", seen]))
            return version(self._git, tip, lambda _name: True)

    def read(self, held: Version, path: str) -> bytes | None:
        """A file as it stands there."""
        with self._telling():
            return contents(self._git, [held.ids[path]])[0] if path in held.ids else None

    def publish(
        self, build: Build, held: Version, live: Live, now: datetime, *, is_forced: bool
    ) -> Sent | None:
        """Make it have the build in place of what it held; None: somebody else was first."""
        with self._telling(), self._repository.alone():
            ours = frozenset((*(live.manifest or ()), MANIFEST)) if live.digest else frozenset()
            if not is_forced:
                self._refuse_foreign(build, held, ours)
            files = {**build.files, **self._marks(build, held)}
            changed = self._changed(files, held)
            gone = sorted(self._gone(held, live, ours) - files.keys())
            if changed or gone:
                commit = Commit(words=_words(build), at=now, changed=changed, gone=gone)
                if not self._sent(commit, held):
                    return None
            written = len(changed.keys() & build.manifest.keys())
            return Sent(written=written, kept=len(build.manifest) - written, removed=len(gone))

    def restore(self, now: datetime) -> bool:
        """Make it have what the commit before it held; False: somebody else was first."""
        with self._telling(), self._repository.alone():
            held = self.fetched()
            before = self._git.run("rev-parse", "--verify", "--quiet", f"{held.commit}^^{{tree}}").line
            if held.commit is None or not before:
                raise RefusalError("there is no build before this one")
            return self._sent(Commit(words="The status page before", at=now, tree=before), held)

    def _gone(self, held: Version, live: Live, ours: frozenset[str]) -> frozenset[str]:
        """What is not needed any more. Assets stay for one build: readers have pages of the last one open."""
        there = held.ids.keys() | frozenset(held.others)
        if live.digest is None:
            # A site of somebody else that is to be replaced goes as a whole.
            return frozenset(there - _ANYBODYS)
        stayed = frozenset(path for path in there - ours if is_asset(path))
        if stayed:
            stayed &= self._listed_before(held)
        return frozenset(path for path in ours & there if not is_asset(path)) | stayed

    def _listed_before(self, held: Version) -> frozenset[str]:
        """What the build before the one there held."""
        listed = self._git.run("cat-file", "blob", f"{held.commit}^:{MANIFEST}")
        try:
            return frozenset(json.loads(listed.out)) if not listed.code else frozenset()
        except (ValueError, RecursionError, TypeError):
            return frozenset()

    def _refuse_foreign(self, build: Build, held: Version, ours: frozenset[str]) -> None:
        foreign = (held.ids.keys() | frozenset(held.others)) - ours
        if not ours and foreign - _ANYBODYS:
            what = f"'{self._to.branch}' holds files that statusgen did not publish"
            raise RefusalError(what, "name a branch for pages alone, or replace them with --force")
        if taken := sorted(foreign & build.files.keys()):
            what = f"'{taken[0]}' there was not published by statusgen"
            raise RefusalError(what, "move it away, or replace it with --force")

    def _marks(self, build: Build, held: Version) -> Mapping[str, bytes]:
        """The files for the host itself, where nobody wrote them."""
        marks = {} if _MARK in held.ids else {_MARK: b""}
        if self._wish.domain is not None:
            marks[_DOMAIN] = f"{self._wish.domain}\n".encode()
        return {path: data for path, data in marks.items() if path not in build.files}

    def _changed(self, files: Mapping[str, bytes], held: Version) -> dict[str, bytes]:
        ids = ids_of(files.items(), length=len(held.commit or ""))
        return {path: data for path, data in files.items() if held.ids.get(path) != ids.get(path, "")}

    def _sent(self, commit: Commit, held: Version) -> bool:
        if self._to.ref == self._repository.branch():
            what = f"'{self._to.branch}' is the branch that you work on"
            raise RefusalError(what, "name a branch for pages alone: gh-pages")
        if self._wish.keep_history or held.commit is None:
            return self._over(commit, held, is_short=False)
        try:
            return self._over(commit, held, is_short=True)
        except RefusalError as refusal:
            if issubclass(refusal.ending, (LockedError, PassingError)):
                raise
        # The host may take commits and no replacements.
        return self._over(commit, held, is_short=False)

    def _over(self, commit: Commit, held: Version, *, is_short: bool) -> bool:
        made = imported(self._git, commit, held, is_short=is_short)
        arrived = send_over(self._repository, self._to, Lease(commit=made, instead_of=held.commit))
        if arrived:
            self._git.run("update-ref", f"refs/statusgen/sites/{self._to.branch}", made)
            self._git.run("gc", "--auto", "--quiet")  # what the branch was is nobody's now
        return arrived

    @contextmanager
    def _telling(self) -> Iterator[None]:
        with telling("not published", _SAFE):
            try:
                yield
            except RefusalError as refusal:
                raise refusal.without(self._to.secrets) from None


def _words(build: Build) -> str:
    return f"Status page of {build.taken_at:%Y-%m-%d %H:%M} UTC" if build.taken_at else "Status page"
