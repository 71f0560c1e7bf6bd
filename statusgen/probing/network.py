"""What all probes of a round share: names, trust, and where redirects may lead."""

import asyncio
import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from statusgen.probing.resolver import Address, Resolver
from statusgen.probing.servers import Server, system_servers
from statusgen.probing.trust import Trusts
from statusgen.probing.workers import Workers

MAX_PROGRAMS = 32
"""At once. A program that must wait for its turn is our lack, not the target's."""
_METADATA = {ipaddress.ip_address("168.63.129.16")}
"""Cloud metadata services that stand on public addresses; the others are link-local or private."""
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(address: Address) -> bool:
    """On the internet: not this machine, its network, or a cloud's metadata, in any disguise."""
    plain = _unwrap(address)
    return plain.is_global and not plain.is_multicast and plain not in _METADATA


def _unwrap(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The world as one round of probes sees it."""

    resolver: Resolver = field(default_factory=Resolver)
    trusts: Trusts = field(default_factory=Trusts)
    name_servers: Callable[[], Sequence[Server]] = system_servers
    """Those that `dns` checks ask, unless they name one."""
    workers: Workers = field(default_factory=Workers)
    """Close them when the round is over."""
    may_follow: Callable[[Address], bool] = is_public
    """Addresses that a redirect to another origin may lead to."""
    may_run: bool = False
    """The settings allow programs of this machine to be run."""
    programs: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MAX_PROGRAMS))
    """Those that run at once."""
