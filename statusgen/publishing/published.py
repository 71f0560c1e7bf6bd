"""What readers get at an address: the only word of a target that cannot be asked itself."""

from hashlib import sha256

from statusgen.model.builds import MANIFEST, Live
from statusgen.model.errors import HostError
from statusgen.publishing.builds import STATUS, taken_at
from statusgen.publishing.manifest import parse_manifest
from statusgen.publishing.showing import read
from statusgen.publishing.targets import World


def published(url: str, world: World) -> Live:
    """What is there. A page that cannot be read holds nothing back: its host may be what is down."""
    try:
        listed, status = (read(f"{url}{path}", world) for path in (MANIFEST, STATUS))
        manifest = parse_manifest(listed.encode(), url) if listed is not None else None
    except HostError:
        return Live()
    digest = sha256(listed.encode()).hexdigest() if listed is not None else None
    when = taken_at(status.encode()) if status is not None else None
    return Live(manifest=manifest, digest=digest, taken_at=when)
