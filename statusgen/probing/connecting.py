"""A question's address becomes a connection, by the rules that its check has for all kinds."""

import ipaddress
import socket
import ssl

from statusgen.model.checks import Check
from statusgen.model.secrets import reveal
from statusgen.model.words import CheckKind, Layer
from statusgen.probing.dialing import Stream, dial, open_stream
from statusgen.probing.faults import FaultError
from statusgen.probing.findings import Finding
from statusgen.probing.network import Network
from statusgen.probing.questions import Question, host_of, port_of
from statusgen.probing.resolver import Address
from statusgen.probing.trails import Trail

SECURE = {CheckKind.TLS, CheckKind.WSS, CheckKind.GRPCS, CheckKind.SMTPS, CheckKind.IMAPS}
"""Kinds that begin with a TLS handshake."""


async def connect(question: Question, network: Network, trail: Trail) -> socket.socket:
    """Connect to the host and port of a question. Raises what the world does; see `faults`."""
    host, port, family = host_of(question.url), port_of(question.url) or 0, question.check.family
    connection = await dial(host, port, network, trail, family=family)
    try:
        check_address(question.check, peer_of(connection), trail)
    except FaultError:
        connection.close()
        raise
    return connection


async def secure(
    connection: socket.socket, question: Question, network: Network, trail: Trail, *protocols: str
) -> Stream:
    """Make a stream of a connection by a handshake that the check's `tls` rules hold for."""
    host = question.check.tls.name or host_of(question.url)
    return await open_stream(connection, trail, trust_for(question, network, *protocols), host)


async def open_talk(question: Question, network: Network, trail: Trail, *protocols: str) -> Stream:
    """Connect, and shake hands where the kind is a secure one."""
    connection = await connect(question, network, trail)
    if question.kind in SECURE:
        return await secure(connection, question, network, trail, *protocols)
    return await open_stream(connection, trail)


def trust_for(question: Question, network: Network, *protocols: str) -> ssl.SSLContext:
    """What the target's certificate is verified with, and the protocols offered (ALPN)."""
    return network.trusts.of(question.check.tls, question.root, alpn=protocols)


def peer_of(connection: socket.socket) -> Address:
    """The address at the other end."""
    return ipaddress.ip_address(connection.getpeername()[0].partition("%")[0])


def check_address(check: Check, address: Address, trail: Trail) -> None:
    """Raises FaultError when another address answers than those expected."""
    wanted = check.expect.ip
    if not wanted:
        return
    holds = any(address in net for net in wanted)
    trail.note(Finding(name="ip", wanted=", ".join(map(str, wanted)), found=str(address), holds=holds))
    if not holds:
        raise FaultError(Layer.TCP, "wrong_address")


def words_of(question: Question) -> bytes | None:
    """What is sent, with its secrets; None where nothing is."""
    send = question.check.send
    return None if send is None else reveal(send, question.environ).encode()
