"""A hub is told which feeds of the built page are new, once readers can get them."""

from hashlib import sha256
from pathlib import Path

from statusgen.commands.pipeline import inside
from statusgen.commands.session import Session
from statusgen.model.checks import Tls
from statusgen.model.errors import HostError
from statusgen.model.layout import NOTIFIED
from statusgen.model.project import Settings
from statusgen.model.reasons import reason_words
from statusgen.notifying.hubs import keep, load, requests
from statusgen.notifying.outbox import opened
from statusgen.publishing.manifest import read_manifest
from statusgen.rendering.subscriptions import ATOM, JSON, RSS

_HEADERS = {"content-type": "application/x-www-form-urlencoded"}
_MOST = 16 * 1024 * 1024
"""Bytes of a feed."""


async def tell_hub(session: Session, settings: Settings, folder: Path, state: Path | None = None) -> int:
    """Tell the hub of the feeds that it does not know as they are. Returns how many; HostError when it fails.

    A hub asks for a feed as soon as it is told: before the feed is published it would find the old one. So
    what is not there yet is left for the next run.
    """
    hub, url = settings.page.hub, settings.page.url
    if hub is None or url is None:
        return 0
    with opened(state or inside(session.root, NOTIFIED)) as outbox:
        feeds = {url + path: digest for path, digest in read_manifest(folder).items() if _is_feed(path)}
        known = load(outbox.folder, hub)
        new = sorted(address for address, digest in feeds.items() if known.get(address) != digest)
        if not new:
            return 0
        if not await _is_published(session, new[0], feeds[new[0]]):
            session.once("new feeds are not published yet: the hub is told later (statusgen notify --hub)")
            return 0
        told = {address: digest for address, digest in known.items() if address in feeds}
        for addresses, body in requests(new):
            await _post(session, hub, body)
            told |= {address: feeds[address] for address in addresses}
            keep(outbox.folder, hub, told)
        return len(new)


def _is_feed(path: str) -> bool:
    return path.rpartition("/")[2] in (ATOM, RSS, JSON)


async def _is_published(session: Session, address: str, digest: str) -> bool:
    """Readers get what was built."""
    from statusgen.probing.downloads import download_if_there  # noqa: PLC0415 (only those that fetch pay for it)

    try:
        data = await download_if_there(address, most=_MOST, root=session.root, now=session.now())
    except HostError as error:
        raise HostError(f"the hub was not told, since the published feed is not known: {error}") from None
    return data is not None and sha256(data).hexdigest() == digest


async def _post(session: Session, hub: str, body: bytes) -> None:
    from statusgen.probing.faults import FaultError  # noqa: PLC0415 (as above)
    from statusgen.probing.network import Network  # noqa: PLC0415 (as above)
    from statusgen.probing.posting import Posting, post  # noqa: PLC0415 (as above)

    posting = Posting(url=hub, headers=_HEADERS, body=body, tls=Tls())
    try:
        status = await post(posting, session.root, session.now(), Network())
    except FaultError as error:
        raise HostError(
            f"the hub was not told: {reason_words(error.reason)} (tried again at the next run)"
        ) from None
    if not 200 <= status < 300:
        raise HostError(
            f"the hub was not told: it answers with status {status} (tried again at the next run)"
        )
