"""A built page is compared with the one before, and what changed becomes messages that reach people."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from statusgen.commands.pipeline import inside
from statusgen.commands.receiving import world_of
from statusgen.commands.session import Session
from statusgen.model.changes import Change
from statusgen.model.editions import Edition, parse_edition
from statusgen.model.errors import HostError, UsageError
from statusgen.model.layout import NOTIFIED
from statusgen.model.project import Settings
from statusgen.model.receivers import Receiver
from statusgen.model.times import format_moment
from statusgen.model.words import Status
from statusgen.notifying.channels import channel_for
from statusgen.notifying.comparing import compare, known_after
from statusgen.notifying.delivery import Courier, Outcome
from statusgen.notifying.outbox import Memory, Outbox, opened
from statusgen.notifying.packing import Packing, fitting
from statusgen.notifying.parcels import Parcel
from statusgen.notifying.routing import is_quiet
from statusgen.notifying.sites import Site, read_site
from statusgen.rendering.messages import Scribe

_MOST = 16 * 1024 * 1024
"""Bytes of a published status.json; that of 1,000 components has a twentieth."""
_BEGIN = "statusgen notify --from-now begins without it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was typed."""

    folder: Path
    """Where the page was built."""
    state: Path | None = None
    """Where it is remembered who was told of what; None: in the project's own folder for that."""
    since: str | None = None
    """A file or an address of the `status.json` to compare with, whatever is remembered."""
    is_from_now: bool = False
    """Tell nothing of what is so already."""
    is_dry: bool = False
    """Send nothing and remember nothing."""
    only: str | None = None
    """The one receiver to send to now; what is for others waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was done."""

    waiting: tuple[Parcel, ...]
    """What was to be sent, or would be; of a dry run, all there is."""
    outcomes: tuple[Outcome, ...] = ()


async def tell(session: Session, settings: Settings, order: Order) -> Told:
    """Compare, remember, send: in this order, so that a crash loses nothing."""
    # Read at once: another build may take the folder's place while we wait.
    site = read_site(order.folder)
    with opened(order.state or inside(session.root, NOTIFIED)) as outbox:
        memory = outbox.load()
        new = await _compared(session, settings, order, site, memory, outbox)
        kept = replace(new, waiting=_still_wanted(new.waiting, settings))
        if order.is_dry:
            return Told(waiting=kept.waiting)
        outbox.keep(kept, session.now())
        outcomes = await _deliver(session, _chosen(settings, order), kept.waiting, site, outbox)
        left = outbox.load()
        outbox.keep(left, session.now())
        return Told(waiting=left.waiting, outcomes=outcomes)


async def _compared(
    session: Session, settings: Settings, order: Order, site: Site, memory: Memory, outbox: Outbox
) -> Memory:
    """What is to be remembered and sent, once the page was looked at."""
    edition = site.edition
    base, known = await _base(session, order, memory, edition)
    if base is None:
        session.tell("nothing to compare with: what changes from now on is told")
        return replace(memory, base=edition, known=known_after({}, edition))
    if base.taken_at > edition.taken_at:
        session.tell(f"the page is older than the one of {format_moment(base.taken_at)}: nothing is compared")
        return memory
    if edition.is_stale(session.now()) and edition.components != base.components:
        session.tell(f"the page in '{order.folder}' has expired: what it says of components is not told")
        edition = replace(edition, components=base.components)
    changes = compare(base, known, edition)
    parcels = _packed(session, settings, site, changes, memory, outbox)
    waiting, dropped = fitting((*memory.waiting, *parcels))
    for receiver, count in dropped.items():
        session.tell(f"receiver '{receiver}' has too many messages waiting: the {count} oldest are given up")
    return Memory(base=edition, known=known_after(known, edition), waiting=waiting)


def _packed(
    session: Session,
    settings: Settings,
    site: Site,
    changes: Sequence[Change],
    memory: Memory,
    outbox: Outbox,
) -> list[Parcel]:
    waiting = {(p.receiver, p.recipient, change) for p in memory.waiting for change in p.changes}
    packing = Packing(
        site=site,
        write=_scribe(session.root).write,
        ids=settings.canonical_ids(),
        told=outbox.told() | waiting,
        now=session.now(),
    )
    return [parcel for receiver in settings.notify for parcel in packing.parcels(receiver, changes)]


def _scribe(root: Path) -> Scribe:
    overrides = root / "templates"
    return Scribe(overrides if overrides.is_dir() else None)


async def _base(
    session: Session, order: Order, memory: Memory, edition: Edition
) -> tuple[Edition | None, Mapping[str, Status]]:
    if order.is_from_now:
        return None, {}
    if order.since is not None:
        base = _edition(await _document(session, order.since), order.since)
        return base, known_after({}, base)
    if memory.base is not None:
        return memory.base, memory.known
    published = await _published(session, edition.page.url)
    return published, known_after({}, published) if published else {}


async def _published(session: Session, url: str | None) -> Edition | None:
    """The page as readers have it: what a machine that remembers nothing compares with."""
    from statusgen.probing.downloads import download_if_there  # noqa: PLC0415 (only those that fetch pay for it)

    if url is None:
        return None
    try:
        address = f"{url}status.json"
        data = await download_if_there(address, most=_MOST, root=session.root, now=session.now())
    except HostError as error:
        raise HostError(f"what was published last is not known: {error} ({_BEGIN})") from None
    try:
        return parse_edition(data) if data is not None else None
    except ValueError as error:
        session.tell(f"{address}: {error}")
        return None


async def _document(session: Session, source: str) -> bytes:
    if source.startswith(("https://", "http://")):
        from statusgen.probing.downloads import download  # noqa: PLC0415 (as above)

        return await download(
            source, most=_MOST, environ=session.environ, root=session.root, now=session.now()
        )
    try:
        return Path(source).read_bytes()  # noqa: ASYNC240 (a small file, before anything else goes on)
    except OSError:
        raise UsageError(f"cannot read '{source}' (name a status.json, or its address)") from None


def _edition(data: bytes, source: str) -> Edition:
    try:
        return parse_edition(data)
    except ValueError as error:
        # An address may hold a password.
        name = "what stands at the address" if "://" in source else f"'{source}'"
        raise UsageError(f"{name} cannot be compared with: {error}") from None


def _still_wanted(waiting: Sequence[Parcel], settings: Settings) -> tuple[Parcel, ...]:
    """Receivers that left the settings are left in peace."""
    names = {receiver.id for receiver in settings.notify}
    return tuple(parcel for parcel in waiting if parcel.receiver in names)


async def _deliver(
    session: Session, receivers: Sequence[Receiver], waiting: Sequence[Parcel], site: Site, outbox: Outbox
) -> tuple[Outcome, ...]:
    """Side by side: one that hangs holds up nobody else."""
    world = world_of(session, site.edition.page)
    courier = Courier(
        note=lambda parcel, is_lost: outbox.note(parcel, session.now(), is_lost=is_lost),
        sleep=session.sleep,
        now=session.now,
    )
    work = [
        courier.deliver(receiver, channel_for(receiver, world), parcels)
        for receiver in receivers
        if (parcels := _due(receiver, waiting, session))
    ]
    return tuple(await asyncio.gather(*work))


def _due(receiver: Receiver, waiting: Sequence[Parcel], session: Session) -> list[Parcel]:
    now = session.now()
    return [
        parcel
        for parcel in waiting
        if parcel.receiver == receiver.id and not is_quiet(receiver.quiet, parcel.severity, now)
    ]


async def try_out(session: Session, settings: Settings, order: Order) -> tuple[Outcome, ...]:
    """One message to each recipient that says nothing but that it arrived."""
    site = read_site(order.folder)
    message = _scribe(session.root).sample(site.edition)
    world = world_of(session, site.edition.page)
    packing = Packing(site=site, write=lambda _changes, _edition: message, now=session.now())
    courier = Courier(note=lambda _parcel, _is_lost: None, sleep=session.sleep, now=session.now)
    work = [
        courier.deliver(receiver, channel_for(receiver, world), list(packing.samples(receiver)))
        for receiver in _chosen(settings, order)
    ]
    return tuple(await asyncio.gather(*work))


def _chosen(settings: Settings, order: Order) -> list[Receiver]:
    return [receiver for receiver in settings.notify if order.only in (None, receiver.id)]


def report(session: Session, outcomes: Sequence[Outcome]) -> list[str]:
    """Say what was sent. Returns what was not, in words for the person who must act."""
    faults = []
    for outcome in outcomes:
        if outcome.sent:
            session.say(f"{outcome.receiver}: {len(outcome.sent)} sent")
        if outcome.trouble:
            rest = f"{len(outcome.lost)} given up" if outcome.lost else "tried again at the next run"
            faults.append(f"receiver '{outcome.receiver}': {outcome.trouble} ({rest})")
    return faults
