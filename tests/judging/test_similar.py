"""Events that resemble each other are found without comparing all of them with all."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from statusgen.judging.similar import Events, kind_of, likeness
from statusgen.model.snapshot import IncidentState
from tests.judging import make

NAMES = [f"c{number}" for number in range(5)]
_DAY = timedelta(days=1)


@given(st.data())
def test_those_that_are_found_are_those_that_comparing_each_with_each_finds(data: st.DataObject) -> None:
    states = _states(data)
    events = Events(states)
    for state in states:
        assert events.like(state) == _like(state, states)


def _states(data: st.DataObject) -> tuple[IncidentState, ...]:
    count = data.draw(st.integers(2, 12))
    written = []
    for number in range(count):
        names = data.draw(st.sets(st.sampled_from(NAMES), max_size=4))
        day = make.NOW - data.draw(st.integers(1, 900)) * _DAY
        entry = {
            "id": f"i{number}",
            "title": "Something",
            "impact": dict.fromkeys(sorted(names), "partial_outage"),
            "updates": [{"at": day.isoformat(), "status": "resolved", "text": "Over."}],
        }
        if data.draw(st.booleans()):
            entry["cause"] = data.draw(st.sampled_from(["a certificate", "a cable"]))
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
        and state.starts_at - other.starts_at <= timedelta(days=730)
        and likeness(kind_of(state), kind_of(other)) >= 0.5
    ]
    return tuple(name for _, _, name in sorted(found)[:3])
