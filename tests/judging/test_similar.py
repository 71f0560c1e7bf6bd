"""Events that resemble each other are found without comparing all of them with all."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.judging import similar as room
from statusgen.judging.similar import event_of, kind_of, likeness, similar
from statusgen.model.snapshot import IncidentState
from tests.judging import make

NAMES = [f"c{number}" for number in range(5)]
_DAY = timedelta(days=1)


@given(st.data())
def test_those_that_are_found_are_those_that_comparing_each_with_each_finds(data: st.DataObject) -> None:
    states = _states(data)
    found = similar(map(event_of, states))
    assert found == {state.incident.id: _like(state, states) for state in states}
    assert found == {state.incident.id: state.similar for state in states}


@given(st.data())
def test_looking_at_a_few_at_once_finds_what_looking_at_all_at_once_finds(data: st.DataObject) -> None:
    events = [event_of(state) for state in _states(data)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "_AT_ONCE", data.draw(st.integers(1, 4)))
        few = similar(events)
    assert few == similar(events)


def test_those_of_many_components_are_counted_too() -> None:
    names = [f"c{number}" for number in range(40)]
    impacts = (names, names[:20], names[:19], names[10:], names[::-1], ["c0"], ["c0", "c1"])
    written = [
        make.incident(
            f"i{number}",
            impact=dict.fromkeys(impact, "partial_outage"),
            updates=[make.update((make.NOW - (9 - number) * _DAY).isoformat(), "resolved")],
        )
        for number, impact in enumerate(impacts)
    ]
    settings = {"components": [make.component(name) for name in names]}
    states = make.snapshot(make.project(*written, **settings)).incidents
    assert {state.incident.id: state.similar for state in states} == {
        "i0": (),
        "i1": ("i0",),
        "i2": ("i1",),
        "i3": ("i0",),
        "i4": ("i0", "i3", "i1"),
        "i5": (),
        "i6": ("i5",),
    }
    assert all(state.similar == _like(state, states) for state in states)


def _states(data: st.DataObject) -> tuple[IncidentState, ...]:
    count = data.draw(st.integers(2, 12))
    written = []
    for number in range(count):
        names = data.draw(st.sets(st.sampled_from(NAMES), max_size=4))
        day = make.NOW - data.draw(st.integers(1, 900)) * _DAY
        entry: dict[str, object] = {
            "id": f"i{number}",
            "title": "Something",
            "impact": dict.fromkeys(sorted(names), "partial_outage"),
            "updates": [{"at": day.isoformat(), "status": "resolved", "text": "Over."}],
        }
        if data.draw(st.booleans()):
            entry["cause"] = data.draw(st.sampled_from(["a certificate", "a cable"]))
        if data.draw(st.booleans()):
            entry["related"] = data.draw(
                st.lists(st.sampled_from([f"i{n}" for n in range(count)]), max_size=2)
            )
        if data.draw(st.booleans()):
            countries = data.draw(st.sets(st.sampled_from(["PK", "GB", "JP"]), min_size=1))
            entry["scope"] = {"countries": sorted(countries)}
        written.append(entry)
    settings = {"components": [make.component(name) for name in NAMES]}
    return make.snapshot(make.project(*written, **settings)).incidents


def _like(state: IncidentState, states: tuple[IncidentState, ...]) -> tuple[str, ...]:
    """The likest three of two years, of equals the latest."""
    found = [
        (-likeness(kind_of(state), kind_of(other)), state.starts_at - other.starts_at, other.incident.id)
        for other in states
        if other.starts_at < state.starts_at
        and other.incident.id not in state.incident.related
        and state.starts_at - other.starts_at <= timedelta(days=730)
        and likeness(kind_of(state), kind_of(other)) >= 0.5
    ]
    return tuple(name for _, _, name in sorted(found)[:3])
