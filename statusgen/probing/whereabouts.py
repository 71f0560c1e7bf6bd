"""Hosts become where they stand: addresses, networks, name servers, and who keeps the machines."""

import asyncio
import contextlib
import ipaddress
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import dns.exception
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.reversename
import dns.rrset

from statusgen.probing.faults import WORLD
from statusgen.probing.name_servers import ask_first
from statusgen.probing.network import Network, is_public
from statusgen.probing.resolver import Address, literal
from statusgen.probing.trails import Trail

_PATIENCE = 5.0
"""Seconds for one question."""
_PAYLOAD = 1232
_MOST = 8
"""Addresses of one host that are looked at."""
_NETWORKS = {4: 24, 6: 48}
"""What is announced to the internet as one: no smaller networks are routed."""
_ORIGINS = {4: "origin.asn.cymru.com", 6: "origin6.asn.cymru.com"}
"""Whom an address belongs to, asked as a name: team-cymru.com/community-services/ip-asn-mapping."""
_ROOTS = {4: dns.reversename.ipv4_reverse_domain, 6: dns.reversename.ipv6_reverse_domain}
_SECOND_LEVEL = 3
"""Letters of a second level such as `co.uk`, at the most."""
_NUMBERED = re.compile(r"(?<=[a-z])[-\d]*\d$")
"""`awsdns-45` is `awsdns`."""


@dataclass(slots=True, kw_only=True)
class Whereabouts:
    """Where a host stands, as far as it could be found out."""

    host: str
    addresses: set[str] = field(default_factory=set)
    networks: set[str] = field(default_factory=set)
    """Of its addresses: /24 and /48."""
    systems: set[str] = field(default_factory=set)
    """Numbers of the networks as the internet knows them: `AS64500`."""
    name_servers: set[str] = field(default_factory=set)
    providers: set[str] = field(default_factory=set)
    """Domains of those who keep the machines, as aliases and reverse names tell."""
    name_providers: set[str] = field(default_factory=set)
    """Domains of those who keep the name servers."""
    unknown: list[str] = field(default_factory=list)
    """What could not be found out: `addresses`, `name servers`."""


async def locate(host: str, network: Network) -> Whereabouts:
    """Find out where a host stands. Nothing that the world does is raised."""
    found = Whereabouts(host=host)
    address = literal(host)
    await _find_addresses(found, address, network)
    for one in sorted(found.addresses)[:_MOST]:
        await _find_keeper(found, ipaddress.ip_address(one), network)
    if address is None:
        await _find_name_servers(found, network)
    return found


def provider_of(name: str) -> str:
    """What of a name its keeper registered: `github.io`, `example.co.uk`; `awsdns` of `ns-1.awsdns-45.com`.

    It knows only the common form of public endings. Who is mistaken for another by that is warned in vain.
    """
    labels = name.lower().rstrip(".").split(".")
    is_second = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= _SECOND_LEVEL
    own = labels[-3:] if is_second else labels[-2:]
    first = _NUMBERED.sub("", own[0])
    # Those who number their domains spread them over several endings on purpose.
    return first if first != own[0] else ".".join(own)


async def _find_addresses(found: Whereabouts, address: Address | None, network: Network) -> None:
    if address is not None:
        found.addresses.add(str(address))
    else:
        for kind in (dns.rdatatype.A, dns.rdatatype.AAAA):
            async for rrset in _answer(found.host, kind, found, "addresses", network):
                if rrset.rdtype == kind:
                    found.addresses |= {record.to_text() for record in rrset}
                elif rrset.rdtype == dns.rdatatype.CNAME:
                    names = [record.to_text() for record in rrset]
                    found.providers |= {provider_of(name) for name in names} - {provider_of(found.host)}
    for text in found.addresses:
        one = ipaddress.ip_address(text)
        found.networks.add(str(ipaddress.ip_network(f"{one}/{_NETWORKS[one.version]}", strict=False)))


async def _find_keeper(found: Whereabouts, address: Address, network: Network) -> None:
    reverse = dns.reversename.from_address(str(address))
    async for rrset in _answer(reverse.to_text(), dns.rdatatype.PTR, found, "reverse names", network):
        if rrset.rdtype == dns.rdatatype.PTR:
            found.providers |= {provider_of(record.to_text()) for record in rrset}
    if is_public(address):
        origin = dns.name.from_text(_ORIGINS[address.version])
        name = reverse.relativize(_ROOTS[address.version]) + origin
        async for rrset in _answer(name.to_text(), dns.rdatatype.TXT, found, "numbers of networks", network):
            if rrset.rdtype == dns.rdatatype.TXT:
                found.systems |= {f"AS{number}" for record in rrset for number in _numbers(record.to_text())}


def _numbers(text: str) -> Sequence[str]:
    """The numbers before the first bar: `"64500 64501 | 192.0.2.0/24 | US | arin |"`."""
    return [word for word in text.strip('"').partition("|")[0].split() if word.isdecimal()]


async def _find_name_servers(found: Whereabouts, network: Network) -> None:
    """Those of the zone that the host stands in: its own, or that of the nearest name above."""
    labels = found.host.rstrip(".").split(".")
    for start in range(max(len(labels) - 1, 1)):
        zone = ".".join(labels[start:])
        async for rrset in _answer(zone, dns.rdatatype.NS, found, "name servers", network):
            if rrset.rdtype == dns.rdatatype.NS:
                names = {record.to_text().lower().rstrip(".") for record in rrset}
                found.name_servers |= names
                found.name_providers |= {provider_of(name) for name in names}
        if found.name_servers:
            return


async def _answer(
    name: str, kind: dns.rdatatype.RdataType, found: Whereabouts, what: str, network: Network
) -> AsyncIterator[dns.rrset.RRset]:
    """All that a name server says to it; where it says nothing, that is noted."""
    message: dns.message.Message | None = None
    servers = network.name_servers()
    with contextlib.suppress(*WORLD, dns.exception.DNSException):
        query = dns.message.make_query(name, kind, use_edns=0, payload=_PAYLOAD)
        if servers:
            async with asyncio.timeout(_PATIENCE):
                message = (await ask_first(query, servers, network, Trail())).message
    if message is None or message.rcode() not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        if what not in found.unknown:
            found.unknown.append(what)
        return
    for rrset in message.answer:
        yield rrset
