"""`import-results`: what other tools saw becomes rounds of history, as theirs."""

from dataclasses import dataclass
from pathlib import Path

from statusgen.commands.keeping import history_of
from statusgen.commands.rounds import choose_vantage
from statusgen.commands.session import Session
from statusgen.importing.importers import IMPORTERS
from statusgen.importing.matching import proposal
from statusgen.importing.parts import parse
from statusgen.importing.rounds import Harvest, Order, fresh, harvest
from statusgen.model.errors import HostError, InputError, Place, Problem, UsageError
from statusgen.model.evidence import Round
from statusgen.model.project import Component, Settings
from statusgen.reading.settings import NAMES, read_settings
from statusgen.reading.wording import did_you_mean
from statusgen.recording.journal import all_rounds, append, read

MOST = 64 * 1024 * 1024
"""Bytes of one source."""
_NAMED = 20
"""Missing places that are told one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was typed."""

    kind: str
    sources: tuple[str, ...]
    """Files and addresses."""
    vantage: str | None
    prefix: str
    component: str | None


async def run(session: Session, wanted: Wanted) -> int:
    """Write the rounds that are not there yet. Returns the exit code."""
    settings, _source, _warnings = read_settings(session.root)
    now = session.now()
    order = Order(
        source=wanted.kind,
        seen_at=now,
        vantage=_vantage(settings, wanted),
        prefix=wanted.prefix,
        component=_component(settings, wanted.component),
    )
    documents = [one for source in wanted.sources for one in await _documents(session, source)]
    found = harvest(IMPORTERS[wanted.kind].read(documents, now), settings, order)
    _refuse_nothing(found, wanted)
    new = _write(session, settings, found.rounds)
    _report(session, wanted, found, new)
    return 0


def _vantage(settings: Settings, wanted: Wanted) -> str | None:
    if wanted.vantage is None and not IMPORTERS[wanted.kind].has_spots:
        choices = " or ".join(sorted(settings.vantages))
        raise UsageError(f"{wanted.kind} does not say where it probes from (write --vantage {choices})")
    return wanted.vantage and choose_vantage(settings, wanted.vantage)


def _component(settings: Settings, name: str | None) -> Component | None:
    if name is None:
        return None
    known = {
        one: component for _, component in settings.all_components() for one in (component.id, *component.was)
    }
    if name not in known:
        hint = did_you_mean(name, list(known)) or "they stand in statusgen.yaml"
        raise UsageError(f"unknown component '{name}' ({hint})")
    if not known[name].all_checks:
        raise UsageError(f"'{name}' has no check whose evidence it could be (write check: and an address)")
    return known[name]


async def _documents(session: Session, source: str) -> list[object]:
    is_address = source.startswith(("https://", "http://"))
    data = await _fetched(session, source) if is_address else _read(Path(source))
    try:
        return parse(data)
    except ValueError:
        # An address may hold a password, and its document anything.
        name = "what stands at the address" if is_address else source
        raise HostError(f"{name} is not JSON") from None


async def _fetched(session: Session, source: str) -> bytes:
    from statusgen.probing.downloads import download  # noqa: PLC0415 (only those that fetch pay for it)

    return await download(source, most=MOST, environ=session.environ, root=session.root, now=session.now())


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as handle:
            data = handle.read(MOST + 1)
    except OSError as error:
        raise HostError(f"cannot read {path}: {(error.strerror or type(error).__name__).lower()}") from error
    if len(data) > MOST:
        raise HostError(f"{path} is larger than {MOST // 1024 // 1024} MiB (import it in parts)")
    return data


def _refuse_nothing(found: Harvest, wanted: Wanted) -> None:
    """Nothing could be used: say what is missing."""
    if found.rounds:
        return
    if found.missing:
        raise InputError(
            Problem(
                Place(NAMES[0]),
                f"there is no vantage for what {wanted.kind} saw",
                f"write under vantages: {proposal(*one)}",
            )
            for one in sorted(found.missing.items())[:_NAMED]
        )
    if found.strangers:
        hosts = ", ".join(sorted(filter(None, found.strangers))[:3])
        said = f"no check asks {hosts}" if hosts else "the data names no target"
        raise UsageError(f"{said} (say whose evidence it is: --component ID)")
    if found.placeless:
        raise UsageError("the data does not say from where it was seen (write --vantage ID)")


def _write(session: Session, settings: Settings, rounds: list[Round]) -> int:
    if not rounds:
        return 0
    with history_of(session, settings.history) as store:
        there = read(store, since=rounds[0].at, until=rounds[-1].at)
        new = tuple(fresh(rounds, all_rounds(there)))
        for round_ in new:
            append(store, round_)
    return len(new)


def _report(session: Session, wanted: Wanted, found: Harvest, new: int) -> None:
    there = len(found.rounds) - new
    session.say(f"{wanted.kind}: {new} rounds written" + (f", {there} were there" if there else ""))
    for name, spot in sorted(found.missing.items())[:_NAMED]:
        session.tell(f"left out, since there is no such vantage: {proposal(name, spot)}")
    for host in sorted(filter(None, found.strangers)):
        session.tell(f"left out, since no check asks it: {host}")
    if found.placeless:
        session.tell(f"left out, since they do not say from where: {found.placeless}")
    session.data({"kind": wanted.kind, "written": new, "there": there, "missing": sorted(found.missing)})
