"""A judgement that recalls the one before is the same as one that does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from statusgen.judging.before import JudgedBefore
from statusgen.judging.judge import judge
from statusgen.model.evidence import Report
from statusgen.model.incidents import Incident
from statusgen.model.project import Project
from statusgen.model.tallies import History
from tests.judging import make
from tests.judging.histories import case
from tests.scorecard import IS_PROOF

SEEDS = 300 if IS_PROOF else 8
NAMES = tuple(f"c{number}" for number in range(6))
STATUSES = (None, "investigating", "identified", "monitoring", "resolved", "resolved", "postmortem")
WORDS = ("operational", "degraded_performance", "partial_outage", "major_outage")
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
LONG_OVER = make.incident(
    updates=[make.update("2025-01-10T11:00Z", "investigating"), make.update("2025-01-10T12:00Z", "resolved")],
)


def test_whatever_is_edited_while_the_clock_goes_on_and_back() -> None:
    for seed in range(SEEDS):
        r = Random(seed)
        project, history, now, before = _project(r), _history(r), make.NOW, JudgedBefore()
        for _ in range(8):
            assert judge(project, history, now, before) == judge(project, history, now)
            act = r.randrange(6)
            if act == 0:
                project = replace(project, incidents=_edited(r, project.incidents))
            elif act == 1:
                history = _history(r)
            elif act == 2:
                project = replace(project, reports=_reports(r))
            elif act == 3:
                project = replace(project, settings=_project(r).settings)
            now += r.choice((1, 7, 90, 3000, -20, 60 * 24 * 100)) * _MINUTE


def test_histories_of_any_kind() -> None:
    for seed in range(SEEDS):
        made, before = case(seed), JudgedBefore()
        for cells in (-40, -1, 0, 1, 60):
            now, history = made.clock.now + cells * made.clock.cell, History(rounds=made.rounds)
            assert judge(made.project, history, now, before) == judge(made.project, history, now)


def test_a_settled_incident_is_not_judged_again() -> None:
    project, before = make.project(LONG_OVER), JudgedBefore()
    first = judge(project, History(), make.NOW, before)
    again = judge(project, History(), make.NOW + _DAY, before)
    assert again.incidents[0] is first.incidents[0]


def test_one_whose_file_was_read_anew_is() -> None:
    before = JudgedBefore()
    first = judge(make.project(LONG_OVER), History(), make.NOW, before)
    again = judge(make.project(LONG_OVER), History(), make.NOW, before)
    assert again.incidents[0] is not first.incidents[0]
    assert again.incidents == first.incidents


def test_the_clock_may_go_back_before_the_end() -> None:
    project, before = make.project(LONG_OVER), JudgedBefore()
    for _ in range(2):
        assert not judge(project, History(), make.NOW, before).incidents[0].is_open
    earlier = datetime(2025, 1, 10, 11, 30, tzinfo=UTC)
    assert judge(project, History(), earlier, before).incidents[0].is_open


def test_a_group_may_get_other_components_in_the_same_order() -> None:
    project, before = _grouped(1), JudgedBefore()
    for size, names in ((1, ("a",)), (2, ("a", "b")), (1, ("a",))):
        project = replace(project, settings=_grouped(size).settings)
        assert judge(project, History(), make.NOW, before).incidents[0].components == names


def test_components_may_change_places() -> None:
    before = JudgedBefore()
    rows = [{"id": name, "name": name} for name in ("a", "b")]
    both = {**LONG_OVER, "impact": {"a": "partial_outage", "b": "partial_outage"}}
    project, other = make.project(both, components=rows), make.project(components=rows[::-1])
    assert judge(project, History(), make.NOW, before).incidents[0].components == ("a", "b")
    project = replace(project, settings=other.settings)
    assert judge(project, History(), make.NOW, before).incidents[0].components == ("b", "a")


def _grouped(size: int) -> Project:
    names = [{"id": name, "name": name} for name in ("a", "b", "c")]
    groups = [
        {"id": "front", "name": "Front", "components": names[:size]},
        {"id": "back", "name": "Back", "components": names[size:]},
    ]
    return make.project({**LONG_OVER, "impact": {"front": "partial_outage"}}, components=[], groups=groups)


def test_what_is_no_more_is_forgotten() -> None:
    project, before = make.project(LONG_OVER), JudgedBefore()
    judge(project, History(), make.NOW, before)
    judge(replace(project, incidents=()), History(), make.NOW, before)
    settings = project.settings
    assert before.recall(("web",), settings.canonical_ids(), make.NOW).rows == {}


def _project(r: Random) -> Project:
    names = r.sample(NAMES, 4)
    return make.project(
        *(_incident(r, number) for number in range(r.randrange(2, 14))),
        components=[make.component("web"), *({"id": name, "name": name} for name in NAMES if name in names)],
        groups=[{"id": "all", "name": "All", "components": [{"id": n, "name": n} for n in ("x", "y")]}],
    )


def _incident(r: Random, number: int) -> dict[str, object]:
    at = make.NOW - r.choice((0, 0, 1, 30, 300, 900)) * _DAY - r.randrange(-300, 900) * _MINUTE
    updates = []
    for _ in range(r.randrange(1, 5)):
        said = make.update(at.isoformat(), r.choice(STATUSES), impact=_impact(r, 0.2))
        for key in ("next_update_by", "eta", "posted_at"):
            if r.random() < 0.2:
                said[key] = (at + r.randrange(0, 200) * _MINUTE).isoformat()
        updates.append(said)
        at += r.choice((0, 5, 60, 20_000)) * _MINUTE
    made = make.incident(f"i{number}", updates=updates, impact=_impact(r, 0.4))
    if r.random() < 0.2:
        made["scope"] = {"countries": ["PK"]}
    if r.random() < 0.2:
        made["resolved_at"] = (at + r.randrange(-300, 900) * _MINUTE).isoformat()
    if r.random() < 0.3:
        made["related"] = [f"i{r.randrange(14)}"]
    return made


def _impact(r: Random, share: float) -> dict[str, str]:
    return {name: r.choice(WORDS) for name in ("web", "all", "x") if r.random() < share}


def _edited(r: Random, those: tuple[Incident, ...]) -> tuple[Incident, ...]:
    """One of them is another one, or gone."""
    (other,) = make.project(_incident(r, r.randrange(14))).incidents
    rest = [one for one in those if one.id != other.id]
    return tuple(rest if r.random() < 0.2 else sorted([*rest, other], key=lambda one: one.id))


def _history(r: Random) -> History:
    return make.history({"web": "".join(r.choice((".", ".F", "FFFFF", "....")) for _ in range(60))})


def _reports(r: Random) -> tuple[Report, ...]:
    start = make.NOW - 2 * _DAY
    return tuple(
        Report(at=start + 5 * n * _MINUTE, minutes=5, component="web", count=r.choice((1, 2, 3, 900)))
        for n in range(300)
    )
