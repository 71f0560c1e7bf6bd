"""What people and this machine say of name servers becomes where they are asked."""

import contextlib
import ipaddress
from dataclasses import dataclass

import dns.exception
import dns.resolver

PORT = 53


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where a name server is asked."""

    host: str
    port: int = PORT


def named_server(text: str) -> Server:
    """A server from what people write. Raises ValueError."""
    with contextlib.suppress(ValueError):
        return Server(host=str(ipaddress.ip_address(text.strip("[]"))))
    host, colon, port = text.rpartition(":")
    number = int(port) if colon else PORT
    if not 0 < number < 65536 or not (host or text):
        raise ValueError("not a port")
    return Server(host=(host if colon else text).strip("[]"), port=number)


def system_servers() -> tuple[Server, ...]:
    """Those that this machine asks. None where the machine does not say."""
    try:
        known = dns.resolver.Resolver()
    except dns.exception.DNSException:
        return ()
    return tuple(Server(host=str(one), port=known.port) for one in known.nameservers)
