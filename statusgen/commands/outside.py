"""What `doctor --online` asks of others: clocks, the published page, and where page and product stand."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import timedelta
from statistics import median
from urllib.parse import urlsplit

from statusgen.commands.examinations import Level, Note, Patient
from statusgen.commands.fates import compare
from statusgen.model.checks import Check
from statusgen.model.errors import HostError, UsageError
from statusgen.model.secrets import Secret
from statusgen.model.times import format_duration, parse_moment
from statusgen.model.words import CheckKind
from statusgen.probing.clocks import skews
from statusgen.probing.downloads import download_if_there
from statusgen.probing.network import Network
from statusgen.probing.sweep import in_service
from statusgen.probing.whereabouts import locate

_MOST = 20
"""Hosts of the product that are looked up, and servers that are asked the time."""
_WRONG, _ODD = timedelta(minutes=2), timedelta(seconds=5)
"""By so much a clock may be apart: rounds further in the future are thrown away."""
_LARGEST = 64 * 1024 * 1024
_STRANGERS = (CheckKind.STATUSPAGE_HTTP, CheckKind.STATUSPAGE_HTTPS, CheckKind.HEARTBEAT, CheckKind.COMMAND)
"""Kinds that look at somebody else's product, or at none that has a host."""


async def _clock(patient: Patient, network: Network) -> AsyncIterator[Note]:
    session = patient.session
    controls = [Check(url=url) for url in patient.settings.controls]
    checks = controls or [check for _, _, check in in_service(patient.settings, patient.now)]
    found = await skews(checks[:_MOST], session.environ, session.root, session.now, network)
    if not found:
        yield Note(Level.ODD, "the clock was compared with nobody's: no server said what time it is")
        return
    ahead = timedelta(seconds=median(one.total_seconds() for one in found))
    if abs(ahead) < _ODD:
        yield Note(Level.WELL, f"the clock goes with those of {len(found)} servers")
        return
    told = f"the clock is {format_duration(abs(ahead))} {'ahead of' if ahead > _ODD else 'behind'} others"
    level = Level.WRONG if abs(ahead) >= _WRONG else Level.ODD
    yield Note(level, told, "have it set from the network: timedatectl set-ntp true")


async def _address(patient: Patient, _network: Network) -> AsyncIterator[Note]:
    url = patient.settings.page.url
    if url is None:
        return
    try:
        data = await download_if_there(
            f"{url}status.json", most=_LARGEST, root=patient.session.root, now=patient.now
        )
    except (HostError, UsageError) as error:
        yield Note(Level.WRONG, f"the page cannot be reached: {error}", "publish it there, or mend url:")
        return
    document = _document(data)
    if document is None:
        yield Note(Level.WRONG, f"there is no page of ours at {url}", "publish it there, or mend url:")
        return
    expires = document.get("expires_at")
    try:
        is_old = isinstance(expires, str) and parse_moment(expires) < patient.now
    except ValueError:
        is_old = True
    if is_old:
        yield Note(
            Level.WRONG, f"the page at {url} expired: {expires}", "look at what builds and publishes it"
        )
    else:
        yield Note(Level.WELL, f"the page at {url} is of {document.get('taken_at')}")


async def _fate(patient: Patient, network: Network) -> AsyncIterator[Note]:
    url = patient.settings.page.url
    page = urlsplit(url or "").hostname
    if page is None:
        yield Note(Level.ODD, "whether page and product fall together is not known: the page has no address")
        return
    hosts, hidden = _hosts(patient)
    if hidden:
        yield Note(Level.ODD, f"{hidden} checks have a secret for a host, which was not looked up")
    if page in hosts:
        told = f"the page has the host of what it watches, {page}: it would fall with your product"
        yield Note(Level.ODD, told, "publish it at another host, of another company")
    others = [host for host in hosts if host != page]
    if others:
        found = await asyncio.gather(*(locate(host, network) for host in (page, *others[:_MOST])))
        for note in compare(found[0], found[1:]):
            yield note


def _hosts(patient: Patient) -> tuple[Sequence[str], int]:
    """The hosts of the product, and how many checks hide theirs."""
    hosts, hidden = dict[str, None](), 0
    for _, _, check in in_service(patient.settings, patient.now):
        if check.kind in _STRANGERS:
            continue
        host = urlsplit(str(check.url)).hostname
        if isinstance(check.url, Secret) and (not host or "$" in host):
            hidden += 1
        elif host:
            hosts[host] = None
    return list(hosts), hidden


def _document(data: bytes | None) -> Mapping[str, object] | None:
    try:
        document = json.loads(data or b"")
    except ValueError:
        return None
    return document if isinstance(document, dict) and "taken_at" in document else None


OUTSIDE: Mapping[str, Callable[[Patient, Network], AsyncIterator[Note]]] = {
    "clock": _clock,
    "address": _address,
    "fate": _fate,
}
"""By what they look at, in the order in which they are told."""


async def examine_outside(patient: Patient, network: Network) -> Sequence[tuple[str, Note]]:
    """Every row's name and notes. What could not be found out is a note too."""
    return [(name, note) for name, look in OUTSIDE.items() async for note in look(patient, network)]
