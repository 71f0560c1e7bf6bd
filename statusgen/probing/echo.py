"""An echo is asked for (ping), and its return becomes a result.

By sockets that need no rights where the system lets this group of users have them
(`net.ipv4.ping_group_range` on Linux), else by raw ones where we may.
"""

import errno
import os
import socket
import struct
import sys

from statusgen.model.evidence import ProbeResult
from statusgen.model.words import Layer
from statusgen.probing.answers import good
from statusgen.probing.connecting import check_address
from statusgen.probing.datagrams import reaching
from statusgen.probing.faults import FaultError
from statusgen.probing.network import Network
from statusgen.probing.questions import Question, host_of
from statusgen.probing.resolver import Address
from statusgen.probing.trails import Trail

_REQUEST = {4: 8, 6: 128}
_REPLY = {4: 0, 6: 129}
_HEADER = struct.Struct("!BBHHH")
_TOKEN_BYTES = 32
"""Of chance, which tell our echo from those of others."""
_FAMILIES = {
    4: (socket.AF_INET, socket.IPPROTO_ICMP),
    6: (socket.AF_INET6, socket.IPPROTO_ICMPV6),
}
_NO_SUCH_SOCKETS = {errno.EPROTONOSUPPORT, errno.EAFNOSUPPORT}
_RECVERR = {4: (socket.IPPROTO_IP, 11), 6: (socket.IPPROTO_IPV6, 25)}
"""Linux's option by which a router's "unreachable" is an error and not a silence."""


async def probe_icmp(question: Question, network: Network, trail: Trail) -> ProbeResult:
    """Ask for one echo. Raises what the world does; see `faults`."""
    host, family = host_of(question.url), question.check.family
    async with reaching(host, 0, network, trail, family=family, make=_open) as (line, address):
        check_address(question.check, address, trail)
        token = os.urandom(_TOKEN_BYTES)
        await line.send(request(address.version, token))
        while not is_reply(address.version, await line.receive(), token):
            pass
    return good(question.check, trail.latency_ms)


def request(version: int, token: bytes) -> bytes:
    """A request whose checksum holds, though kernels that make it themselves do not need it."""
    kind = _REQUEST[version]
    sum_ = _checksum(_HEADER.pack(kind, 0, 0, *struct.unpack("!HH", token[:4])) + token)
    return _HEADER.pack(kind, 0, sum_, *struct.unpack("!HH", token[:4])) + token


def is_reply(version: int, data: bytes, token: bytes) -> bool:
    """It is the echo of this token, with or without an IPv4 header before it."""
    if version == 4 and data[:1] and data[0] >> 4 == 4:
        data = data[(data[0] & 0x0F) * 4 :]
    return data[:1] == bytes([_REPLY[version]]) and data[_HEADER.size :] == token


def _open(address: Address) -> socket.socket:
    family, protocol = _FAMILIES[address.version]
    for kind in (socket.SOCK_DGRAM, socket.SOCK_RAW):
        try:
            opened = socket.socket(family, kind, protocol)
        except OSError as error:
            if not isinstance(error, PermissionError) and error.errno not in _NO_SUCH_SOCKETS:
                raise
        else:
            if sys.platform == "linux":
                opened.setsockopt(*_RECVERR[address.version], 1)
            return opened
    raise FaultError(Layer.LOCAL, "check_unsupported")


def _checksum(data: bytes) -> int:
    """The internet's (RFC 1071)."""
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF
