"""A name is asked for, and its records become a result."""

import contextlib
import ipaddress

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdatatype
import dns.reversename
import dns.rrset
from dns.rdtypes.txtbase import TXTBase

from statusgen.model.checks import Check
from statusgen.model.evidence import ProbeResult
from statusgen.model.words import Layer, Record
from statusgen.probing.answers import good
from statusgen.probing.faults import FaultError
from statusgen.probing.findings import Finding
from statusgen.probing.name_servers import Answered, ask_first, ask_one
from statusgen.probing.network import Network, is_public
from statusgen.probing.questions import Question, host_of
from statusgen.probing.servers import named_server
from statusgen.probing.trails import Trail

_PAYLOAD = 1232
"""Bytes that pass every path unbroken (DNS flag day 2020)."""
_RCODES = {
    dns.rcode.NXDOMAIN: "dns_nxdomain",
    dns.rcode.REFUSED: "dns_refused",
}
_ADDRESSES = {Record.A, Record.AAAA}
_AT_HOME = tuple(
    dns.name.from_text(name) for name in ("local", "internal", "home.arpa", "localhost", "test", "lan")
)
"""Names that nobody looks up on the internet: their addresses may be of any kind."""


async def probe_dns(question: Question, network: Network, trail: Trail) -> ProbeResult:
    """Ask a name server for the records of a name. Raises what the world does; see `faults`."""
    check = question.check
    try:
        query = _query(host_of(question.url), check)
        server = named_server(check.resolver) if check.resolver else None
    except (dns.exception.DNSException, ValueError):
        raise FaultError(Layer.LOCAL, "check_invalid") from None
    if server:
        answered = await ask_one(query, server, network, trail, check.family)
    elif servers := network.name_servers():
        answered = await ask_first(query, servers, network, trail)
    else:
        raise FaultError(Layer.LOCAL, "check_unsupported")
    _judge(check, query.question[0].name, answered, trail)
    return good(check, trail.latency_ms)


def _query(host: str, check: Check) -> dns.message.QueryMessage:
    name = dns.name.from_text(host)
    if check.record is Record.PTR:
        with contextlib.suppress(ValueError, dns.exception.SyntaxError):
            name = dns.reversename.from_address(host)
    query = dns.message.make_query(name, check.record.value, use_edns=0, payload=_PAYLOAD)
    if check.dnssec:
        # Without DO: we want the resolver's word, not its proofs (RFC 6840, section 5.7).
        query.flags |= dns.flags.AD
    return query


def _judge(check: Check, name: dns.name.Name, answered: Answered, trail: Trail) -> None:
    """Raises FaultError for the first thing that is wrong."""
    message = answered.message
    if message.rcode() != dns.rcode.NOERROR:
        raise FaultError(Layer.DNS, _RCODES.get(message.rcode(), "dns_fail"))
    records = _records(message)
    if check.dnssec and not message.flags & dns.flags.AD:
        raise FaultError(Layer.DNS, "dns_unproved")
    texts = {_text(record) for record in records}
    wanted = {_plain(text, check.record) for text in check.expect.answers}
    for text in sorted(wanted):
        found = ", ".join(sorted(texts))
        trail.note(Finding(name="answers", wanted=text, found=found, holds=text in texts))
    if check.record in _ADDRESSES:
        _judge_addresses(check, name, texts - wanted)
    if not wanted <= texts:
        raise FaultError(Layer.CONTENT, "body_mismatch")


def _judge_addresses(check: Check, name: dns.name.Name, texts: set[str]) -> None:
    """What nobody expects by name must be in the expected networks, or else on the internet."""
    addresses = [ipaddress.ip_address(text) for text in texts]
    if check.expect.ip:
        if not all(any(one in net for net in check.expect.ip) for one in addresses):
            raise FaultError(Layer.TCP, "wrong_address")
    elif not any(map(name.is_subdomain, _AT_HOME)) and not all(map(is_public, addresses)):
        raise FaultError(Layer.DNS, "dns_bogon")


def _records(message: dns.message.Message) -> dns.rrset.RRset:
    """The records asked for, at the end of aliases."""
    assert isinstance(message, dns.message.QueryMessage)  # noqa: S101 (an answer to a query is one)
    try:
        found = message.resolve_chaining().answer
    except dns.exception.DNSException:
        raise FaultError(Layer.DNS, "dns_fail") from None
    if not found:
        raise FaultError(Layer.DNS, "dns_empty")
    return found


def _text(record: dns.rdata.Rdata) -> str:
    """A record as people write it: a text in one piece, names without case and final dot."""
    if isinstance(record, TXTBase):
        return b"".join(record.strings).decode("utf-8", errors="replace")
    return _plain(record.to_text(), None)


def _plain(text: str, record: Record | None) -> str:
    if record is Record.TXT:
        return text
    if record in _ADDRESSES:
        with contextlib.suppress(ValueError):
            return str(ipaddress.ip_address(text))
    return " ".join(word.lower().rstrip(".") for word in text.split())
