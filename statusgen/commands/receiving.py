"""What messages need of the world: requests and connections within the bounds of probes."""

import socket

from statusgen.commands.session import Session
from statusgen.model.editions import PageFacts
from statusgen.model.reasons import reason_words
from statusgen.notifying.channels import Letter, World
from statusgen.notifying.parcels import DeliveryError
from statusgen.probing.aside import aside
from statusgen.probing.faults import FaultError
from statusgen.probing.network import Network
from statusgen.probing.posting import Posting, post, reach


def world_of(session: Session, page: PageFacts) -> World:
    """The world, as this session sees it."""
    network, root = Network(), session.root

    async def send(letter: Letter) -> int:
        try:
            posting = Posting(url=letter.url, headers=letter.headers, body=letter.body, tls=letter.tls)
            return await post(posting, root, session.now(), network)
        except FaultError as error:
            raise _named(error) from None

    async def dial(host: str, port: int) -> socket.socket:
        try:
            return await reach(host, port, network)
        except FaultError as error:
            raise _named(error) from None

    return World(
        post=send,
        dial=dial,
        trust=lambda tls: network.trusts.of(tls, root),
        aside=aside,
        environ=session.environ,
        now=session.now,
        page=page,
    )


def _named(error: FaultError) -> DeliveryError:
    is_hopeless = error.reason in ("check_invalid", "tls_untrusted", "tls_name", "tls_expired")
    return DeliveryError(reason_words(error.reason), is_hopeless=is_hopeless)
