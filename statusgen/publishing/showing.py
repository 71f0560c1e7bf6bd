"""What readers get at an address is compared with the build."""

from hashlib import sha256

from statusgen.model.builds import MANIFEST, Build
from statusgen.model.errors import HostError
from statusgen.publishing.targets import Letter, World

HOME = "index.html"


def is_shown(build: Build, url: str, world: World) -> bool | None:
    """Whether the list of files and the home page there are those of the build; None when that cannot be
    told from here. Caches are asked to look anew.
    """
    try:
        listed = read(f"{url}{MANIFEST}?{build.digest[:12]}", world)
        home = read(f"{url}?{build.digest[:12]}", world)
    except HostError:
        return None
    if listed is None:
        # A server may keep the list to itself, as docs/hosting.md has it.
        return home is not None and _digest(home) == build.manifest.get(HOME)
    return _digest(listed) == build.digest and home is not None and _digest(home) == build.manifest.get(HOME)


def read(url: str, world: World) -> str | None:
    reply = world.ask(Letter(method="GET", url=url, headers={"cache-control": "no-cache"}))
    if reply.status >= 500 or reply.status in (401, 403, 429):
        raise HostError(f"the page answers with status {reply.status}")
    return reply.text if reply.status == 200 else None


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
