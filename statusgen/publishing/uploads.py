"""Programs that bring a folder to a host by themselves: a command of the person's own, and wrangler."""

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from statusgen.model.builds import Build, Live, Sent
from statusgen.model.errors import HostError
from statusgen.model.publishing import PublishTarget
from statusgen.model.times import format_moment
from statusgen.publishing.programs import run
from statusgen.publishing.published import published
from statusgen.publishing.spread import spread
from statusgen.publishing.targets import World

FOLDER = "STATUSGEN_FOLDER"
"""The variable that names the folder to a command."""
TAKEN_AT = "STATUSGEN_TAKEN_AT"
_OF_SYSTEM = frozenset(
    {"PATH", "HOME", "LANG", "TMPDIR", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "HTTPS_PROXY", "NO_PROXY"}
)
"""What a program of others needs of our environment; it holds secrets for which it has no use."""

_QUIET = {"CI": "true", "WRANGLER_SEND_METRICS": "false"}


class UploadTarget:
    """What is known of such a target is what its readers get, and what was sent in this run."""

    def __init__(self, target: PublishTarget, world: World, upload: "Upload") -> None:
        self._url = target.url
        self._world = world
        self._upload = upload
        self._sent: Build | None = None
        self.shown = upload.shown

    def live(self) -> Live:
        """What was sent in this run; before that, what readers get at its address."""
        if self._sent is not None:
            return Live(manifest=self._sent.manifest, digest=self._sent.digest, taken_at=self._sent.taken_at)
        return published(self._url, self._world) if self._url else Live()

    def send(self, build: Build, live: Live, *, is_forced: bool) -> Sent:  # noqa: ARG002 (asked before)
        """Let the program do it."""
        with spread(build) as folder:
            self._upload.bring(folder, build)
        self._sent = build
        before = live.manifest or {}
        kept = sum(before.get(path) == digest for path, digest in build.manifest.items())
        gone = len(before.keys() - build.manifest.keys())
        return Sent(written=len(build.manifest) - kept, kept=kept, removed=gone)

    def restore(self) -> Live:
        """The programs do not know how."""
        raise HostError(f"{self.shown} cannot go back by itself ({self._upload.remedy})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What a program does for a target."""

    shown: str
    bring: Callable[[Path, Build], None]
    """Bring the build, which lies in this folder."""
    remedy: str
    """How to get back to an earlier build."""


def command_target(target: PublishTarget, world: World) -> UploadTarget:
    """A program that the settings name."""
    shown = f"'{target.command[0]}'"

    def bring(folder: Path, build: Build) -> None:
        argv = [word.replace("{folder}", str(folder)) for word in target.command]
        taken_at = format_moment(build.taken_at) if build.taken_at else ""
        environ = {**world.environ, FOLDER: str(folder), TAKEN_AT: taken_at}
        ended = run(argv, world, folder=world.root, environ=environ)
        if ended.code:
            raise HostError(f"{shown} ended with {ended.code}: {ended.said}")

    remedy = "git revert what was wrong, and publish"
    return UploadTarget(target, world, Upload(shown=shown, bring=bring, remedy=remedy))


def cloudflare_target(target: PublishTarget, world: World) -> UploadTarget:
    """A project of Cloudflare Pages. What is ours is the call of `wrangler` alone."""
    project = world.reveal(target.cloudflare_pages or "", "cloudflare_pages", target)
    token = world.reveal(target.token or "", "token", target)
    account = world.reveal(target.account or "", "account", target)

    def bring(folder: Path, build: Build) -> None:
        argv = [
            _wrangler(world.root, world.environ),
            "pages",
            "deploy",
            str(folder),
            f"--project-name={project}",
            f"--branch={target.deploy_branch}",
            f"--commit-message=statusgen {build.digest[:12]}",
            "--commit-dirty=true",
        ]
        keys = {"CLOUDFLARE_API_TOKEN": token, "CLOUDFLARE_ACCOUNT_ID": account}
        environ = {name: value for name, value in world.environ.items() if name in _OF_SYSTEM} | keys
        # Elsewhere, so that no settings of a project of its own nearby are taken for ours.
        ended = run(argv, world, folder=folder.parent, environ=environ | _QUIET, secrets=[token])
        if ended.code:
            hint = f"look at 'token' and 'account' of target '{target.id}'"
            raise HostError(f"wrangler ended with {ended.code}: {ended.said} ({hint})")

    shown = f"Cloudflare Pages '{target.cloudflare_pages}'"
    remedy = "Cloudflare's dashboard can: Rollback"
    return UploadTarget(target, world, Upload(shown=shown, bring=bring, remedy=remedy))


def _wrangler(root: Path, environ: Mapping[str, str]) -> str:
    """The project's own before the machine's."""
    own = root / "node_modules" / ".bin" / "wrangler"
    if own.is_file():
        return str(own.resolve())
    found = shutil.which("wrangler", path=environ.get("PATH", os.defpath))
    if found is None:
        raise HostError("the program wrangler is not installed (npm install wrangler)")
    return found
