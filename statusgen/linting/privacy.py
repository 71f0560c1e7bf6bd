"""Addresses that a public page must not show become complaints: people's, and those of inner networks."""

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from statusgen.linting.findings import Level
from statusgen.linting.material import Complaint, Material, Rule
from statusgen.linting.texts import Said, each, said, whereabouts

INNER = tuple(
    ipaddress.ip_network(network)
    for network in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8"),
        *("fc00::/7", "fe80::/10", "::1/128"),
    )
)
"""Networks that only those inside can reach: RFC 1918, 6598, 3927, 4193 and loopback."""
OFFICES = (
    *("abuse", "contact", "feedback", "hello", "help", "helpdesk", "hostmaster", "info", "noc", "postmaster"),
    *("press", "privacy", "sales", "security", "service", "soc", "status", "support", "team", "webmaster"),
)
"""Nobody's own address: written to be written to."""
LISTS = ("lists.", "groups.", "googlegroups.")
"""Where mailing lists live: written to be written to, by anybody."""
_MAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}(?![\w-])")
_IPV4 = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)")
_IPV6 = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:])")
_INNER_NAME = re.compile(
    r"(?<![\w.@/-])(?:localhost|(?:[a-z0-9-]{1,63}\.){1,6}(?:internal|intranet|local|localdomain|lan|corp|home\.arpa))"
    r"(?![\w-]|\.\w)|(?<=://)(?:localhost|(?:[a-z0-9-]{1,63}\.){1,6}(?:internal|intranet|local|lan|corp))(?![\w-]|\.\w)"
)


def _mail_addresses(material: Material) -> Iterator[Complaint]:
    page = material.project.settings.page
    contact = (page.contact or "").partition(":")[2].partition("?")[0].casefold()
    ours = {contact.rpartition("@")[2], urlsplit(page.url or "").hostname or ""} - {""}

    def find(text: Said) -> Iterator[Complaint]:
        for match in _MAIL.finditer(text.text):
            name, _, host = match[0].casefold().rpartition("@")
            is_office = name in OFFICES and any(host == one or one.endswith(f".{host}") for one in ours)
            is_list = host.startswith(LISTS)
            if match[0].casefold() != contact and not is_office and not is_list:
                part = whereabouts(material, text, *match.span())
                what = f"the e-mail address '{match[0]}' stands in a public text"
                yield text.complaint(what, "write the page's contact, or an office's address", part)

    return each(said(material), find)


def _inner_addresses(material: Material) -> Iterator[Complaint]:
    def find(text: Said) -> Iterator[Complaint]:
        spans = [m.span() for m in _INNER_NAME.finditer(text.text)]
        spans += [m.span() for p in (_IPV4, _IPV6) for m in p.finditer(text.text) if _is_inner(m[0])]
        for start, end in sorted(spans):
            what = f"'{text.text[start:end]}' is an address inside a network"
            hint = "say what readers know it by"
            yield text.complaint(what, hint, whereabouts(material, text, start, end))

    return each(said(material), find)


def _is_inner(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return any(address in network for network in INNER)


RULES = (
    Rule(
        "SG031", "mail-address", Level.WARNING, "Somebody's e-mail address in a public text", _mail_addresses
    ),
    Rule(
        "SG032",
        "inner-address",
        Level.WARNING,
        "An address inside your network in a public text",
        _inner_addresses,
    ),
)
