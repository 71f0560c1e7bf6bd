"""What people and this machine say of name servers becomes where they are asked."""

import contextlib
import ipaddress
from dataclasses import dataclass

import dns.exception
import dns.resolver

PORT = 53
LAST_PORT = 65535


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where a name server is asked."""

    host: str
    port: int = PORT


def named_server(text: str) -> Server:
    """A server from what people write. Raises ValueError."""
    with contextlib.suppress(ValueError):
        return Server(host=str(ipaddress.ip_address(text.strip("[]"))))
    host, _, port = text.rpartition(":") if ":" in text else (text, "", str(PORT))
    if not host or not 0 < int(port) <= LAST_PORT:
        raise ValueError("not a name server")
    return Server(host=host.strip("[]"), port=int(port))


def system_servers() -> tuple[Server, ...]:
    """Those that this machine asks. None where the machine does not say."""
    try:
        known = dns.resolver.Resolver()
    except dns.exception.DNSException:
        return ()
    return tuple(Server(host=str(one), port=known.port) for one in known.nameservers)
