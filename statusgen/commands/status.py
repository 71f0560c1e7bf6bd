"""`status`: what a page says, on a terminal: this project's own, or that at an address."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from statusgen.commands.beats import beats, stoppable
from statusgen.commands.claim_lines import changes, failure_lines, lines
from statusgen.commands.claims import PageClaim, as_known, claim_of, document_of_claim, read_claim
from statusgen.commands.documents import document_of
from statusgen.commands.pipeline import snapshot_of
from statusgen.commands.session import Session
from statusgen.model.errors import HostError, StatusgenError, UsageError
from statusgen.model.times import format_moment
from statusgen.model.words import Status
from statusgen.reading.load import load
from statusgen.rendering.scene import set_scene
from statusgen.rendering.status_json import status as status_document

MOST = 2 * 1024 * 1024
"""Bytes of a document; the summaries of the largest public pages have a quarter of it."""
PATIENCE = timedelta(seconds=20)
"""For one document, from the name to the last byte."""
EVERY = timedelta(minutes=1)
_TICK = timedelta(seconds=5)
"""So often a page on the screen is looked at for having expired; it is not asked for then."""
_BREACHED = 3
Look = Callable[[], Awaitable[PageClaim]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was typed."""

    url: str | None
    """None: this project's own page."""
    fail_on: str
    is_watched: bool
    every: timedelta
    lasting: timedelta | None


async def run(session: Session, order: Order) -> int:
    """Tell what the page says. Returns the exit code."""
    if order.is_watched:
        # A line of anybody else's would stand in the picture.
        quiet = replace(session, tell=_unheard) if session.redraw else session
        return await stoppable(_watch(session, order, _looking(quiet, order.url)))
    look, now = _looking(session, order.url), session.now()
    claim = as_known(await stoppable(look()), now)
    session.show(lines(claim, now))
    session.data(document_of_claim(claim))
    return _code(claim, order)


def _unheard(_line: str) -> None:
    """Not told."""


def _looking(session: Session, url: str | None) -> Look:
    if url is None:
        return lambda: _own(session)
    addresses = _addresses(url)
    return lambda: _remote(session, addresses)


async def _own(session: Session) -> PageClaim:
    """As a build would say it now, whatever was published when."""
    reading = load(session.root)
    for problem in reading.warnings:
        session.once(str(problem))
    snapshot = snapshot_of(session, reading.project, session.now())
    return claim_of(status_document(set_scene(snapshot)))


def _addresses(url: str) -> tuple[str, ...]:
    """Where a page's document may lie: ours first, since it says until when it holds."""
    whole = url if "://" in url else f"https://{url}"
    try:
        parts = urlsplit(whole)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise UsageError("that is no web address (write https://status.example.com/)")
    plain = parts._replace(query="", fragment="").geturl()
    if parts.path.endswith(".json"):
        return (whole,)
    base = plain.removesuffix("index.html").rstrip("/")
    return f"{base}/status.json", f"{base}/api/v2/summary.json"


async def _remote(session: Session, addresses: tuple[str, ...]) -> PageClaim:
    from statusgen.probing.downloads import AnsweredError, download  # noqa: PLC0415 (own pages need no client)

    refusals: list[HostError] = []
    for address in addresses:
        try:
            data = await download(
                address,
                most=MOST,
                environ=session.environ,
                root=session.root,
                now=session.now(),
                timeout=PATIENCE,
            )
        except AnsweredError as error:
            refusals.append(error)
            continue
        if claim := read_claim(data):
            return claim
    if len(refusals) == len(addresses):
        raise refusals[-1]
    raise HostError("what stands there is no status page that can be read (statusgen's or Statuspage's API)")


async def _watch(session: Session, order: Order, look: Look) -> int:
    """Look on a beat, and show it again as soon as it has expired."""
    watch, code = _Watch(session), 0
    asked_at: float | None = None
    async for _ in beats(session, min(order.every, _TICK), order.lasting):
        passed = None if asked_at is None else timedelta(seconds=session.monotonic() - asked_at)
        if passed is None or passed >= order.every:
            asked_at = session.monotonic()
            try:
                watch.read(await look())
            except StatusgenError as error:
                watch.failed(error)
        claim = watch.show()
        code = _code(claim, order) if claim else watch.exit_code
    return code


class _Watch:
    """What was last seen, and what of it was told."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._claim: PageClaim | None = None
        self._error: StatusgenError | None = None
        self._read_at: datetime | None = None
        self._told: PageClaim | None = None
        self._is_new = False

    @property
    def exit_code(self) -> int:
        """Of what stands in the way now."""
        return self._error.exit_code if self._error else 0

    def read(self, claim: PageClaim) -> None:
        self._claim, self._error, self._read_at = claim, None, self._session.now()
        self._is_new = True

    def failed(self, error: StatusgenError) -> None:
        is_known = str(error) == str(self._error)
        self._error, self._told = error, None
        if self._session.redraw:
            return
        if is_known:
            # Under --json each look is one document; people are told once.
            self._session.data(document_of(error))
            return
        self._session.complain(error)
        self._session.answer(f"{format_moment(self._session.now())} Not known: the page cannot be read")

    def show(self) -> PageClaim | None:
        """Bring the screen up to date. Returns what may be believed; None where nothing can be read."""
        now = self._session.now()
        if self._error or self._claim is None:
            self._draw_failure()
            return None
        claim = as_known(self._claim, now)
        if self._session.redraw:
            self._session.redraw(lines(claim, self._read_at or now))
        for told in changes(self._told, claim) if not self._session.redraw else ():
            self._session.answer(f"{format_moment(now)} {told}")
        if self._is_new or claim.is_stale is not (self._told is not None and self._told.is_stale):
            self._session.data(document_of_claim(claim))
        self._told, self._is_new = claim, False
        return claim

    def _draw_failure(self) -> None:
        if self._session.redraw:
            self._session.redraw(failure_lines(str(self._error), self._read_at))


def _code(claim: PageClaim, order: Order) -> int:
    """What has expired says nothing, so it breaches only where that is asked for."""
    limits = {"down": Status.PARTIAL_OUTAGE, "degraded": Status.DEGRADED_PERFORMANCE}
    limits["unknown"] = limits["degraded"]
    limit = limits.get(order.fail_on)
    if limit is None:
        return 0
    is_bad = claim.worst.badness >= limit.badness
    is_unknown = order.fail_on == "unknown" and claim.is_doubtful
    return _BREACHED if is_bad or is_unknown else 0
