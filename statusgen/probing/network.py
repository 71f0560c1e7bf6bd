"""What all probes of a round share: names, trust, and where redirects may lead."""

import ipaddress
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import certifi

from statusgen.probing.resolver import Address, Resolver
from statusgen.probing.servers import Server, system_servers

_METADATA = {ipaddress.ip_address("168.63.129.16")}
"""Cloud metadata services that stand on public addresses; the others are link-local or private."""
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def public_trust() -> ssl.SSLContext:
    """The web's certificate authorities and those this machine trusts; TLS 1.2 and later.

    Building it takes some 30 ms: share it. Built by hand, since `create_default_context` obeys
    SSLKEYLOGFILE and SSL_CERT_FILE; a company's own authority stands in the system's store.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(certifi.where())
    system = ssl.get_default_verify_paths()
    if Path(system.openssl_cafile).is_file():
        context.load_verify_locations(cafile=system.openssl_cafile)
    if Path(system.openssl_capath).is_dir():
        context.load_verify_locations(capath=system.openssl_capath)
    return context


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
    trust: ssl.SSLContext = field(default_factory=public_trust)
    """One for all checks."""
    name_servers: Callable[[], Sequence[Server]] = system_servers
    """Those that `dns` checks ask, unless they name one."""
    may_follow: Callable[[Address], bool] = is_public
    """Addresses that a redirect to another origin may lead to."""
