"""What the page must say at one instant of a story, as a row that a person writes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from statusgen.model.snapshot import ComponentState, Snapshot
from statusgen.model.words import Confidence

FINE = "operational"
UNMEASURED = "operational, not measured"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One instant. Components that a row leaves out are operational, and so are their probes."""

    at: str
    when: str
    headline: str
    detail: str = ""
    is_all_clear: bool = False
    components: Mapping[str, str] = field(default_factory=dict)
    """Status; what probes say where that differs; where; how sure; the note."""
    conflicts: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


def seen(row: Row, snapshot: Snapshot) -> Row:
    """The same instant as it is judged."""
    told = {state.component.id: said(state) for state in snapshot.components}
    usual = {name: UNMEASURED if name == "notifications" else FINE for name in told}
    return Row(
        at=row.at,
        when=row.when,
        headline=snapshot.headline.text,
        detail=snapshot.headline.detail,
        is_all_clear=snapshot.headline.is_all_clear,
        components={name: words for name, words in told.items() if words != usual[name]},
        conflicts=tuple(f"{one.kind} {one.component}" for one in snapshot.conflicts),
        findings=tuple(one.text for one in snapshot.findings),
    )


def said(state: ComponentState) -> str:
    """A component in a line."""
    words = [state.status.value]
    if state.observed is None:
        words.append("not measured")
    elif state.observed is not state.status:
        words.append(f"probes {state.observed}")
    if state.scope:
        words.append(" ".join((state.scope.kind, *state.scope.countries)))
    if state.confidence is not Confidence.CONFIRMED and state.observed is not None:
        words.append(state.confidence)
    if state.note:
        words.append(state.note)
    return ", ".join(words)
