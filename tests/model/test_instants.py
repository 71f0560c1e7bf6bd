"""The newest instant of an incident is the newest of all that its file says."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime

from statusgen.model.incidents import Incident
from statusgen.model.instants import newest
from tests.judging import make
from tests.judging.histories import case

INSTANTS = ("detected_at", "started_at", "announced_at", "mitigated_at", "resolved_at")
OF_UPDATES = ("at", "eta", "next_update_by", "posted_at")
LAST = "2031-01-01T00:00Z"


def test_whatever_names_an_instant_may_name_the_newest() -> None:
    plain = make.incident()
    update = make.update("2025-03-10T11:00Z")
    span = {"starts_at": "2025-03-10T11:00Z", "ends_at": "2025-03-10T12:00Z", "reason": "Ours"}
    told = [
        *(plain | {name: LAST} for name in INSTANTS),
        *(plain | {"updates": [update | {name: LAST}, update]} for name in OF_UPDATES),
        *(plain | {"exclude": [span | {name: LAST}, span]} for name in ("starts_at", "ends_at")),
    ]
    for fields_ in told:
        (incident,) = make.project(fields_).incidents
        assert newest(incident) == max(_instants(incident)) == datetime.fromisoformat(LAST)


def test_it_is_the_newest_of_anything_that_the_rules_allow() -> None:
    incidents = [one for seed in range(60) for one in case(seed).project.incidents]
    assert len(incidents) > 20
    for incident in incidents:
        assert newest(incident) == max(_instants(incident))


def test_a_file_may_name_none() -> None:
    assert newest(Incident(id="a", title=make.project().settings.page.name)) is None  # type: ignore[arg-type]


def _instants(value: object) -> Iterator[datetime]:
    if isinstance(value, datetime):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from _instants(getattr(value, field.name))
    elif isinstance(value, (tuple, list)):
        for each in value:
            yield from _instants(each)
