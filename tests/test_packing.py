"""What is packed is the same again, and bytes of others make nothing but values of the model."""

import io
import pickle
from dataclasses import replace
from datetime import UTC
from pathlib import PurePosixPath

import pytest

from statusgen.cache import Cache
from statusgen.model.incidents import Incident
from statusgen.model.instants import newest
from statusgen.model.snapshot import IncidentState
from statusgen.model.words import Severity, Status
from statusgen.packing import packed, unpacked
from tests.judging import make
from tests.judging.histories import case

INCIDENT = make.project(
    make.incident(
        severity="major",
        scope={"countries": ["PK"], "networks": ["45595"], "kind": "country"},
        cause="a cable",
        exclude=[{"starts_at": "2025-03-10T11:00Z", "ends_at": "2025-03-10T12:00Z", "reason": "Ours"}],
    )
).incidents[0]


def test_an_incident_is_the_same_again() -> None:
    those = [INCIDENT, *(one for seed in range(40) for one in case(seed).project.incidents)]
    for incident in those:
        made = unpacked(packed((incident, newest(incident))))
        assert made == (incident, newest(incident))
        assert repr(made) == repr((incident, newest(incident)))


def test_words_and_the_zone_are_the_very_same() -> None:
    """They are compared by identity."""
    made = unpacked(packed(INCIDENT))
    assert isinstance(made, Incident)
    assert made.impact["web"] is Status.MAJOR_OUTAGE
    assert made.severity is Severity.MAJOR
    assert made.updates[0].at.tzinfo is UTC


class _Runs:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return eval, ("1 + 1",)


@pytest.mark.parametrize("value", [_Runs(), PurePosixPath("/"), replace, Cache])
def test_anything_else_is_not_made(value: object) -> None:
    assert unpacked(pickle.dumps((INCIDENT, value))) is None


def test_what_lies_beside_a_value_is_not_in_its_bytes() -> None:
    (state,) = make.snapshot(make.project(make.incident())).incidents
    beside = {"incident": state.incident, "word": state.updates[0]}
    data = packed(state, beside)
    made = unpacked(data, beside)
    assert made == state
    assert isinstance(made, IncidentState)
    assert made.incident is state.incident
    assert made.updates[0] is state.updates[0]
    assert b"Words." not in data
    assert unpacked(data) is None


@pytest.mark.parametrize("state", [(), ("a",), ("a",) * 99, None, 1])
def test_an_incident_of_too_few_or_too_many_values_is_not_made(state: object) -> None:
    assert unpacked(_with_state(INCIDENT.__getstate__())) == (INCIDENT, None)
    assert unpacked(_with_state(state)) is None


def _with_state(state: object) -> bytes:
    made = b"\x80\x05cstatusgen.model.incidents\nIncident\n)\x81"
    return made + pickle.dumps(state, protocol=3)[:-1] + b"bN\x86."


@pytest.mark.parametrize("name", ["Status.NEVER", "", 1, ["UTC"]])
def test_a_word_that_nobody_has_is_not_made(name: object) -> None:
    class Names(pickle.Pickler):
        def persistent_id(self, value: object) -> object:
            return name if value is UTC else None

    stream = io.BytesIO()
    Names(stream, protocol=5).dump((INCIDENT, None))
    assert unpacked(stream.getvalue()) is None


def test_what_was_cut_short_is_not_made() -> None:
    data = packed((INCIDENT, None))
    assert all(unpacked(data[:length]) is None for length in range(len(data)))
