"""How we measure, told in plain words: places, checks, rules, formulas and what is missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from statusgen.model.checks import Check
from statusgen.model.figures import Number
from statusgen.model.project import Page
from statusgen.model.secrets import Secret
from statusgen.model.sentences import Country, Joined, say
from statusgen.model.snapshot import VantageState
from statusgen.model.words import HOSTLESS, CheckKind
from statusgen.rendering.candour import Record, record
from statusgen.rendering.clocks import Moment, duration
from statusgen.rendering.scene import Scene, Sheet
from statusgen.rendering.tables import Shares, page_shares
from statusgen.rendering.texts import Phrase
from statusgen.rendering.wording import KEPT_BY, NETWORKS, ONLINE

T = TypeVar("T")
_GOOD: dict[CheckKind, str] = {
    CheckKind.TCP: say("accepts a connection"),
    CheckKind.TLS: say("shows a valid certificate"),
    CheckKind.DNS: say("has the expected records"),
    CheckKind.ICMP: say("sends an echo back"),
    CheckKind.UDP: say("answers a datagram"),
    CheckKind.WS: say("speaks WebSocket"),
    CheckKind.WSS: say("speaks WebSocket"),
    CheckKind.GRPC: say("says that it is serving"),
    CheckKind.GRPCS: say("says that it is serving"),
    CheckKind.SMTP: say("greets as a mail server"),
    CheckKind.SMTPS: say("greets as a mail server"),
    CheckKind.IMAP: say("greets as a mailbox"),
    CheckKind.IMAPS: say("greets as a mailbox"),
    CheckKind.SSH: say("greets as an SSH server"),
    CheckKind.COMMAND: say("says that all is well"),
    CheckKind.PROMETHEUS_HTTP: say("has the expected value"),
    CheckKind.PROMETHEUS_HTTPS: say("has the expected value"),
    CheckKind.STATUSPAGE_HTTP: say("says of itself that it works"),
    CheckKind.STATUSPAGE_HTTPS: say("says of itself that it works"),
}
"""What a good answer is, of kinds that have no status of HTTP."""
_ORIGINS: dict[str, tuple[str, str | None]] = {
    "ooni": ("OONI", "https://ooni.org/"),
    "globalping": ("Globalping", "https://globalping.io/"),
    "blackbox": ("Prometheus", None),
}
"""Tools of others, to their names and pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Another tool."""

    name: Phrase
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A vantage."""

    name: Phrase
    where: Phrase
    interval: str
    seen: str
    as_of: Moment | None
    controls: str
    sources: tuple[Origin, ...]
    """Tools of others whose results stand for it."""
    skipped: str
    """How many looks of the last day were left out, since the one before took too long; empty when none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A check, with nothing in it that is private."""

    what: Phrase
    good: str
    deadline: str
    """Empty where nothing is waited for."""
    more: tuple[str, ...]
    """What else is special about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """The checks of one component."""

    name: Phrase
    href: str
    checks: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measuring:
    """The page."""

    is_measured: bool
    interval: str
    places: tuple[Place, ...]
    has_controls: bool
    shares: Shares
    """Uptime of groups and of the page."""
    components: tuple[Questions, ...]
    unmeasured: tuple[Phrase, ...]
    measured_since: Moment | None
    record: Record | None
    damaged: str
    """How much of the record could be read."""
    weight: str
    """What the record takes, where that is more than it should; else empty."""
    kept_by: str
    """`hour` or `day` where latencies of the page's time are kept by that; else empty."""


def sheets(scene: Scene) -> Iterator[Sheet]:
    """The page."""
    yield Sheet(
        path="how-we-measure/index.html",
        template="measuring.html",
        title=say("How we measure"),
        view=measuring(scene),
    )


def measuring(scene: Scene) -> Measuring:
    """What a reader needs to judge our numbers."""
    snapshot = scene.snapshot
    return Measuring(
        is_measured=any(state.is_measured for state in snapshot.components),
        interval=duration(snapshot.interval),
        places=tuple(_place(vantage, scene) for vantage in snapshot.vantages),
        has_controls=snapshot.has_controls,
        shares=page_shares(scene),
        components=tuple(_all_questions(scene)),
        unmeasured=tuple(scene.phrase(s.component.name) for s in snapshot.components if not s.is_measured),
        measured_since=scene.clock.maybe(snapshot.measured_since),
        record=record(snapshot.candour, scene) if snapshot.candour else None,
        damaged=_damaged(snapshot.damaged_lines),
        weight=_megabytes(snapshot.evidence_bytes) if snapshot.evidence_bytes else "",
        kept_by=KEPT_BY[snapshot.resolution],
    )


def _damaged(lines: int) -> str:
    if not lines:
        return say("All of it could be read.")
    return say(
        "{count} line of it could not be read and was left out.",
        "{count} lines of it could not be read and were left out.",
        count=lines,
    )


def target_words(check: Check, number: int | None, page: Page) -> str:
    """What a check asks: its kind, and its host only where the page shows targets."""
    kind = check.kind.formal if check.kind else say("Check")
    if not page.show_targets or isinstance(check.url, Secret) or check.kind in HOSTLESS:
        if check.id:
            return say("{kind} check “{id}”", kind=kind, id=check.id)
        if number:
            return say("{kind} check {number}", kind=kind, number=number)
        return say("{kind} check", kind=kind)
    parts = urlsplit(check.url)
    port = f":{parts.port}" if parts.port else ""
    return Joined([kind, f"{parts.hostname}{port}"])


def place_words(vantage_id: str, scene: Scene) -> str:
    """A place as readers know it: `Karachi`, else its country, else its id."""
    known = next((v.vantage for v in scene.snapshot.vantages if v.id == vantage_id), None)
    if known is None or not (known.city or known.country):
        return vantage_id
    return scene.phrase(known.city).text if known.city else Country(known.country or "")


def numbered(checks: Sequence[T]) -> Iterator[tuple[int | None, T]]:
    """Checks with their numbers; one alone needs none."""
    for number, check in enumerate(checks, start=1):
        yield (number if len(checks) > 1 else None), check


def _all_questions(scene: Scene) -> Iterator[Questions]:
    for state in scene.snapshot.components:
        checks = tuple(
            _question(check, number, scene) for number, check in numbered(state.component.all_checks)
        )
        if checks:
            name = scene.phrase(state.component.name)
            yield Questions(name=name, href=f"components/{state.component.id}/index.html", checks=checks)


def _skipped(looks: int) -> str:
    return say(
        "{count} look skipped in the last day, since the one before took too long",
        "{count} looks skipped in the last day, since the one before took too long",
        count=looks,
    )


def _question(check: Check, number: int | None, scene: Scene) -> Question:
    return Question(
        what=scene.phrase(target_words(check, number, scene.snapshot.page)),
        good=_good(check),
        deadline="" if check.within else duration(check.timeout),
        more=tuple(_more(check, scene)),
    )


def _more(check: Check, scene: Scene) -> Iterator[str]:
    if check.slow_after:
        after = check.slow_after.total_seconds()
        yield say("slow after {number} s", number=Number(after, f"{after:g}"))
    if check.expires_within:
        left = duration(check.expires_within)
        yield say("a warning when its certificate ends within {span}", span=left)
    if check.every and check.every != scene.snapshot.interval:
        yield say("asked every {span}", span=duration(check.every))
    if check.down_after:
        yield say(
            "down after {count} failed look in a row",
            "down after {count} failed looks in a row",
            count=check.down_after,
        )


def _good(check: Check) -> str:
    """What a good answer is. Expected texts stay private: they may tell of what is inside."""
    if check.within:
        return say("was heard of in the last {span}", span=duration(check.within))
    if check.kind in _GOOD:
        return _GOOD[check.kind]
    codes = _codes(check.expect.status)
    if check.expect.text or check.expect.no_text:
        return say("answers with status {codes} and the expected content", codes=codes)
    return say("answers with status {codes}", codes=codes)


def _codes(spans: Sequence[tuple[int, int]]) -> str:
    """`200`, `200 to 299 or 304`."""
    told = ""
    for first, last in spans:
        one = str(first) if first == last else say("{first} to {last}", first=str(first), last=str(last))
        told = say("{codes} or {code}", codes=told, code=one) if told else one
    return told


def _megabytes(size: int) -> str:
    number = size / 1_000_000
    return say("{number} MB", number=Number(number, f"{number:.1f}"))


def _origin(source: str, scene: Scene) -> Origin:
    name, href = _ORIGINS.get(source, (source, None))
    return Origin(name=scene.phrase(name), href=href)


def _place(state: VantageState, scene: Scene) -> Place:
    vantage = state.vantage
    where = (
        scene.phrase(vantage.city).text if vantage.city else None,
        Country(vantage.country) if vantage.country else None,
        NETWORKS[vantage.network] if vantage.network else None,
        f"AS{vantage.asn}" if vantage.asn else None,
    )
    told = [part for part in where if part]
    passed, all_controls = state.controls
    return Place(
        name=scene.phrase(state.id),
        where=scene.phrase(Joined(told, between=", ") if told else say("place not stated")),
        interval=duration(state.interval),
        seen=ONLINE[state.is_online],
        as_of=scene.clock.maybe(state.as_of),
        controls=say("{part} of {all} neutral targets answered", part=passed, all=all_controls)
        if all_controls
        else "",
        sources=tuple(_origin(source, scene) for source in state.sources),
        skipped=_skipped(state.skipped) if state.skipped else "",
    )
