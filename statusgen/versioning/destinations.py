"""A branch becomes the place where `git push` would send it."""

from dataclasses import dataclass

from statusgen.versioning.refusals import RefusalError
from statusgen.versioning.repositories import Repository
from statusgen.versioning.words import scrub, secrets_of

_HEADS = "refs/heads/"
_FIELDS = ("push:remotename", "push:remoteref", "upstream:remotename", "upstream:remoteref")


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A branch of another repository."""

    remote: str
    """Its name here, or an address."""
    ref: str
    """The full name of the branch there, `refs/heads/main`."""
    is_new: bool
    """The branch here follows nothing yet; it will follow this one."""
    secrets: frozenset[str]
    """Passwords in the remote's addresses; git prints them."""

    @property
    def branch(self) -> str:
        """`main`."""
        return self.ref.removeprefix(_HEADS)

    @property
    def shown(self) -> str:
        """The remote, for people."""
        return scrub(self.remote, self.secrets)


def destination(repository: Repository, branch: str) -> Destination:
    """Where the branch goes: its upstream, or the only remote. RefusalError when nobody can know."""
    remote, ref, upstream, upstream_ref = _configured(repository, branch)
    remotes = repository.git.asked("remote").decode("utf-8", "replace").split()
    target, is_new = (remote or upstream), not upstream
    if target == ".":
        hint = f"git push -u {_first(remotes) or 'REMOTE'} {branch.removeprefix(_HEADS)}"
        raise RefusalError("this branch follows another branch of this same repository", hint)
    if not upstream_ref and not ref:
        target = remote or _only(remotes, branch)
    return Destination(
        remote=target,
        ref=ref or (upstream_ref if target == upstream else "") or branch,
        is_new=is_new,
        secrets=secrets_of(_addresses(repository, target)),
    )


def destination_of_data(repository: Repository, name: str) -> Destination | None:
    """Where a branch goes that nobody checks out: to its own remote, that of the branch people are on, or
    the only one. None when there is none, or nobody can know.
    """
    remotes = repository.git.asked("remote").decode("utf-8", "replace").split()
    branch = repository.branch()
    followed = _configured(repository, branch)[2] if branch else ""
    said = (*(_set(repository, key) for key in (f"branch.{name}.remote", "remote.pushDefault")), followed)
    only = remotes[0] if len(remotes) == 1 else ("origin" if "origin" in remotes else "")
    target = next((one for one in said if one and one != "."), only)
    if not target:
        return None
    secrets = secrets_of(_addresses(repository, target))
    return Destination(remote=target, ref=f"{_HEADS}{name}", is_new=False, secrets=secrets)


def destination_of_site(repository: Repository, name: str, remote: str | None) -> Destination:
    """Where a branch of built pages goes: to this remote, or as `destination_of_data`."""
    if remote is not None:
        secrets = secrets_of(_addresses(repository, remote))
        return Destination(remote=remote, ref=f"{_HEADS}{name}", is_new=False, secrets=secrets)
    found = destination_of_data(repository, name)
    if found is None:
        raise RefusalError("there is nothing to push to", "git remote add origin URL, or write remote:")
    return found


def _set(repository: Repository, key: str) -> str:
    return repository.git.run("config", "--get", key).line


def _configured(repository: Repository, branch: str) -> list[str]:
    asked = "%00".join(f"%({field})" for field in _FIELDS)
    told = repository.git.asked("for-each-ref", f"--format={asked}", branch)
    return (told.decode("utf-8", "replace").removesuffix("\n").split("\0") + [""] * 4)[:4]


def _only(remotes: list[str], branch: str) -> str:
    if not remotes:
        raise RefusalError(
            "there is nothing to push to", "git remote add origin URL, then git push -u origin HEAD"
        )
    if len(remotes) > 1:
        short = branch.removeprefix(_HEADS)
        hint = f"git push -u {_first(remotes)} {short}"
        raise RefusalError(f"'{short}' has no upstream, and there are {len(remotes)} remotes", hint)
    return remotes[0]


def _first(remotes: list[str]) -> str:
    return "origin" if "origin" in remotes or not remotes else remotes[0]


def _addresses(repository: Repository, remote: str) -> list[str]:
    told = repository.git.run("remote", "get-url", "--push", "--all", remote).out.decode("utf-8", "replace")
    return [remote, *told.splitlines()]
