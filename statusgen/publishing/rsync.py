"""A build reaches a folder of its own on a host by rsync; then a link leads there, not to the last one."""

import os
import posixpath
import shlex
import shutil
from secrets import token_hex
from tempfile import mkdtemp
from weakref import finalize

from statusgen.model.builds import MANIFEST, Build, Live, Sent, is_asset
from statusgen.model.errors import HostError, PassingError
from statusgen.model.publishing import PublishTarget
from statusgen.publishing.builds import STATUS, live_by
from statusgen.publishing.programs import Ended, run
from statusgen.publishing.spread import spread
from statusgen.publishing.targets import World

_SSH_FAILED = 255
_RSYNC_CUT = (10, 12, 30, 35, _SSH_FAILED)
_BUSY, _IN_THE_WAY, _NOTHING_BEFORE = 75, 73, 74
"""What our own scripts end with."""
_UNKNOWN = 127
"""What a shell ends with when there is no such program."""

_LOOK = """\
cd "$1" 2>/dev/null || { echo -; exit 0; }
if [ -L "$2" ]; then readlink "$2"
elif [ ! -e "$2" ] || rmdir "$2" 2>/dev/null; then echo -
else exit 73; fi
for file in build.json status.json; do
  if [ -f "$2/$file" ]; then wc -c <"$2/$file"; cat "$2/$file"; else echo -; fi
done
"""
"""The link, then both files with their lengths. An empty folder in the place of the link goes."""
_FLIP = """\
set -eu
cd "$1"; site=$2 seen=$3 new=$4 all=.$2.statusgen
[ -d "$all" ] || exit 74
if ! mkdir "$all/lock" 2>/dev/null; then
  [ -n "$(find "$all/lock" -maxdepth 0 -mmin +2)" ] || exit 75
fi
trap 'rmdir "$all/lock" 2>/dev/null || true' EXIT
now=-
if [ -L "$site" ]; then now=$(readlink "$site"); fi
[ "$now" = "$seen" ] || exit 75
if [ "$new" = before ]; then
  [ -f "$all/before" ] || exit 74
  new=$(cat "$all/before")
  [ -d "$all/$new" ] || exit 74
else
  for folder in assets pictures; do
    [ -d "$now/$folder" ] || continue
    find "$now/$folder" -type f | while IFS= read -r file; do
      path=${file#"$now"/}
      if [ ! -e "$all/coming.$new/$path" ] && grep -qF "\"$path\"" "$now/build.json"; then
        mkdir -p "$(dirname "$all/coming.$new/$path")"
        ln "$file" "$all/coming.$new/$path"
      fi
    done
  done
  mv "$all/coming.$new" "$all/$new"
fi
ln -s "$all/$new" "$all/link.$new"
mv -T "$all/link.$new" "$site" 2>/dev/null || mv -h "$all/link.$new" "$site"
if [ "$now" != - ]; then
  echo "${now##*/}" >"$all/before.new"
  mv "$all/before.new" "$all/before"
fi
for old in "$all"/build.*; do
  [ "$old" = "$all/$new" ] || [ "$old" = "$now" ] || rm -rf "$old"
done
find "$all" -maxdepth 1 -name 'coming.*' -mmin +1440 -exec rm -rf {} +
"""
"""Let the link lead to another build, unless it is not any more as we saw it. Builds but this one and the one
before go; what others are still sending does not. Assets of the last one stay: its pages are still open."""


class RsyncTarget:
    """A folder on a host: in truth a link to the newest build beside it."""

    def __init__(self, target: PublishTarget, world: World) -> None:
        assert target.rsync is not None  # noqa: S101 (its kind says so)
        self._host, _, path = target.rsync.partition(":/")
        self._above, self._site = posixpath.split(f"/{path}")
        config = [] if target.ssh_config is None else ["-F", str(world.root / target.ssh_config)]
        self._ssh = [_program("ssh", world), *config]
        for option in ("BatchMode=yes", "ConnectTimeout=20", *_one_login(self)):
            self._ssh += ["-o", option]
        self._world = world
        self._seen = "-"
        self.shown = target.rsync

    def live(self) -> Live:
        """What the link leads to now."""
        told = self._remote(_LOOK, "").out
        link, _, rest = told.partition(b"\n")
        self._seen = link.decode("utf-8", "replace")
        files: dict[str, bytes | None] = {}
        for name in (MANIFEST, STATUS):
            size, _, rest = rest.partition(b"\n")
            length = int(size) if size.strip().isdigit() else 0
            files[name], rest = (rest[:length] if length else None), rest[length:]
        return live_by(files.get, self.shown)

    def send(self, build: Build, live: Live, *, is_forced: bool) -> Sent:  # noqa: ARG002 (nothing to force)
        """Bring it beside, and let the link lead there."""
        name = f"build.{build.digest[:12]}.{token_hex(4)}"
        coming = f"{self._above}/.{self._site}.statusgen/coming.{name}"
        with spread(build) as folder:
            argv = [
                _program("rsync", self._world),
                "--recursive",
                "--perms",
                "--checksum",
                *([f"--link-dest={self._above}/{self._seen}"] if self._seen != "-" else []),
                f"--rsh={shlex.join(self._ssh)}",
                # A login less than by a call of its own; the settings take no path that needs quotes.
                f"--rsync-path=mkdir -p {posixpath.dirname(coming)} && rsync",
                "--",
                f"{folder}/",
                f"{self._host}:{coming}/",
            ]
            self._done(run(argv, self._world, folder=folder, environ=self._world.environ), "rsync")
        self._remote(_FLIP, self._seen, name)
        before = live.manifest or {}
        kept = sum(before.get(path) == digest for path, digest in build.manifest.items())
        gone = sum(not is_asset(path) for path in before.keys() - build.manifest.keys())
        return Sent(written=len(build.manifest) - kept, kept=kept, removed=gone)

    def restore(self) -> Live:
        """Let the link lead to the build before."""
        self.live()
        self._remote(_FLIP, self._seen, "before")
        return self.live()

    def _remote(self, script: str, *arguments: str) -> Ended:
        """Run a script there, by the login's shell."""
        host = self._host.replace("[", "").replace("]", "")  # ssh takes an IPv6 address without them
        words = shlex.join(["sh", "-s", "--", self._above, self._site, *arguments])
        argv = [*self._ssh, "--", host, words]
        root, environ = self._world.root, self._world.environ
        return self._done(run(argv, self._world, folder=root, environ=environ, stdin=script.encode()), "ssh")

    def _done(self, ended: Ended, name: str) -> Ended:
        if ended.code == 0:
            return ended
        if ended.code == _BUSY:
            raise PassingError(f"{self.shown}: another run publishes there at this moment")
        if ended.code == _IN_THE_WAY:
            what = f"{self.shown} is a folder with files in it, and is to become a link to the newest build"
            raise HostError(f"{what} (move it away once)")
        if ended.code == _NOTHING_BEFORE:
            raise HostError(f"{self.shown} keeps no build before this one")
        if ended.code == _UNKNOWN and name == "rsync":
            raise HostError(f"{self.shown}: rsync is not installed there")
        if _is_refused(ended.said):
            raise HostError(f"{self.shown} does not let us in: {ended.said} (look at your ssh key)")
        fault = PassingError if ended.code in _RSYNC_CUT else HostError
        raise fault(f"{self.shown}: {name} ended with {ended.code}: {ended.said}")


def _one_login(target: object) -> tuple[str, ...]:
    """All calls of a run go through one connection, which ends soon after the last of them."""
    folder = mkdtemp(prefix="statusgen-")  # a short name: that of a socket may have 100 bytes
    finalize(target, shutil.rmtree, folder, ignore_errors=True)
    return ("ControlMaster=auto", f"ControlPath={folder}/%C", "ControlPersist=10")


def _is_refused(said: str) -> bool:
    return "Permission denied (" in said or "Host key verification failed" in said


def _program(name: str, world: World) -> str:
    found = shutil.which(name, path=world.environ.get("PATH", os.defpath))
    if found is None:
        raise HostError(f"the program {name} is not installed here")
    return found
