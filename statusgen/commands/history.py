"""`history`: evidence is compacted, verified, and moved from one store to another."""

from collections import Counter
from datetime import date

from statusgen.commands.keeping import history_of
from statusgen.commands.session import Session
from statusgen.model.errors import InputError, UsageError
from statusgen.model.keeping import Keeping
from statusgen.model.secrets import Secret
from statusgen.reading.settings import read_settings
from statusgen.recording.compaction import Deed
from statusgen.recording.compaction import compact as compact_store
from statusgen.recording.moving import copy
from statusgen.recording.stores import Part, Store
from statusgen.recording.verification import Fault, Finding
from statusgen.recording.verification import verify as verify_store

_NAMED = 50
"""Findings that are told one by one."""
_REMEDIES = {
    Fault.DAMAGED: "it is left out; mend or remove it",
    Fault.SET_ASIDE: "it could not be read; remove it when you have seen it",
    Fault.NEWER: "what this version knows of it is used; update statusgen",
    Fault.OTHER_DAY: "move the line to the file of its day",
    Fault.FUTURE: "look at that vantage's clock",
    Fault.DIFFERENT: "remove the tally, and statusgen history compact makes it anew",
}
_REMEDY_OF_TALLY = "statusgen history compact makes it anew if its rounds are there; else take it from a copy"
"""Of a damaged one."""
_BAD = (Fault.DAMAGED, Fault.OTHER_DAY, Fault.DIFFERENT)
"""Faults for which the command ends with 1."""


def compact(session: Session) -> int:
    """Make tallies of finished days, and keep what the settings say. Returns the exit code."""
    settings, _source, _warnings = read_settings(session.root)
    counts: Counter[Deed] = Counter()
    with history_of(session, settings.history) as store:
        for step in compact_store(store, settings.history, session.now()):
            counts[step.deed] += 1
            if step.deed is Deed.LEFT:
                place = store.where(step.slot, Part.ROUNDS)
                session.tell(f"{place}: left as it is; statusgen history verify says why")
    session.say(_compacted(counts, settings.history))
    session.data({deed.value: counts[deed] for deed in Deed})
    return 0


def _compacted(counts: Counter[Deed], keeping: Keeping) -> str:
    done = [
        f"{_count(counts[Deed.TALLIED], 'day')} tallied",
        f"rounds of {_count(counts[Deed.DROPPED], 'day')} removed"
        if counts[Deed.DROPPED]
        else "no round removed",
    ]
    if counts[Deed.JOINED]:
        done.append(f"latencies of {_count(counts[Deed.JOINED], 'day')} joined")
    why = "" if keeping.keep_rounds else " (history: {keep_rounds: 90d} in statusgen.yaml would)"
    return ", ".join(done) + why


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def verify(session: Session) -> int:
    """Read all evidence and tell what is wrong in it. Returns the exit code."""
    settings, _source, _warnings = read_settings(session.root)
    with history_of(session, settings.history) as store:
        found = verify_store(store, session.now())
        places = [_place(store, finding) for finding in found.findings]
    for finding, place in list(zip(found.findings, places, strict=True))[:_NAMED]:
        session.answer(f"{place}: {finding.fault} ({_remedy(finding)})")
    if len(places) > _NAMED:
        session.answer(f"and {len(places) - _NAMED} more (--json has all)")
    counts = Counter(finding.fault for finding in found.findings)
    told = ", ".join(f"{counts[fault]} {fault}" for fault in Fault if counts[fault])
    read = f"{_count(found.rounds, 'round')} and {_count(found.tallies, 'tally', 'tallies')} in {store.name}"
    session.say(f"{read}: {told or 'nothing wrong'}")
    session.data(
        {
            "store": store.name,
            "rounds": found.rounds,
            "tallies": found.tallies,
            "findings": [
                {"place": place, "vantage": f.slot.vantage, "day": f.slot.day.isoformat(), "fault": f.fault}
                for f, place in zip(found.findings, places, strict=True)
            ],
        }
    )
    return InputError.exit_code if any(counts[fault] for fault in _BAD) else 0


def move(session: Session, address: str | Secret, source: str | Secret | None) -> int:
    """Bring all evidence into another store; the old one keeps its own. Returns the exit code."""
    settings, _source, _warnings = read_settings(session.root)
    here = settings.history if source is None else Keeping(store=source)
    if here.store == address:
        raise UsageError("that is where the evidence is already (name another place)")
    lines = tallies = 0
    with history_of(session, here) as old, history_of(session, Keeping(store=address)) as new:
        with session.progress(f"Moving to {new.name}", len(old.slots(date.min, date.max))) as step:
            for moved in copy(old, new):
                lines, tallies = lines + moved.lines, tallies + moved.has_tally
                step()
        brought = f"{_count(lines, 'line')} and {_count(tallies, 'tally', 'tallies')}"
        session.say(f"{brought} brought to {new.name}")
        if settings.history.store != address:
            session.tell(f"now write history: {_written(address)} in statusgen.yaml")
            session.tell(f"and run this once more with --from {_named(here.store)}, for what came meanwhile")
        session.tell(f"{old.name} keeps all it had; remove it when you are content")
        session.data({"from": old.name, "to": new.name, "lines": lines, "tallies": tallies})
    return 0


def _written(address: str | Secret) -> str:
    """As it should stand in the settings; a password that was typed is not repeated."""
    return "and that address, its password as $NAME," if _is_typed_whole(address) else str(address)


def _named(address: str | Secret) -> str:
    return "and the old address" if _is_typed_whole(address) else str(address)


def _is_typed_whole(address: str | Secret) -> bool:
    return isinstance(address, str) and "@" in address


def _place(store: Store, finding: Finding) -> str:
    return store.where(finding.slot, finding.part) + (f":{finding.line}" if finding.line else "")


def _remedy(finding: Finding) -> str:
    is_damaged_tally = (finding.part, finding.fault) == (Part.TALLY, Fault.DAMAGED)
    return _REMEDY_OF_TALLY if is_damaged_tally else _REMEDIES[finding.fault]
