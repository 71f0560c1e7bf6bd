"""A branch of built pages, as publishing sees a target."""

from urllib.parse import urlsplit

from statusgen.commands.session import Session
from statusgen.model.builds import Build, Live, Sent
from statusgen.model.errors import HostError, PassingError
from statusgen.model.publishing import PublishTarget
from statusgen.publishing.builds import live_by
from statusgen.versioning.repositories import repository
from statusgen.versioning.site_branches import SiteBranch, Wish
from statusgen.versioning.trees import Version

_HOSTS = (".github.io", ".gitlab.io", ".codeberg.page", ".netlify.app", ".pages.dev")
"""Domains of hosts themselves: no page is called by them unasked."""
_MOVED = "others publish there at this moment"


class Branch:
    """The branch that the settings name, in the project's repository or elsewhere."""

    def __init__(self, session: Session, target: PublishTarget) -> None:
        found = repository(session.root, session.environ, is_watched=False)
        if found is None:
            raise HostError(f"'{session.root}' is in no git repository (git init, or another kind of target)")
        assert target.branch is not None  # noqa: S101 (its kind says so)
        domain = target.domain or _domain(target.url)
        wish = Wish(
            branch=target.branch, remote=target.remote, domain=domain, keep_history=target.keep_history
        )
        self._branch = SiteBranch(found, wish)
        self._git = found.git
        self._now = session.now
        self._held = Version()
        self.shown = self._branch.shown

    def stop(self) -> None:
        """End what git does now, from another thread."""
        self._git.stop()

    def live(self) -> Live:
        """What it has now."""
        self._held = held = self._branch.fetched()
        return live_by(lambda path: self._branch.read(held, path), self.shown)

    def send(self, build: Build, live: Live, *, is_forced: bool) -> Sent:
        """Push a commit over what was there when it was last looked at."""
        sent = self._branch.publish(build, self._held, live, self._now(), is_forced=is_forced)
        if sent is None:
            raise PassingError(f"{self.shown}: {_MOVED}")
        return sent

    def restore(self) -> Live:
        """Push a commit that holds what the one before held."""
        if not self._branch.restore(self._now()):
            raise PassingError(f"{self.shown}: {_MOVED}")
        return self.live()


def _domain(url: str | None) -> str | None:
    host = urlsplit(url).hostname if url else None
    return host if host and not host.endswith(_HOSTS) else None
