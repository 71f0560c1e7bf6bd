"""What others say is told as theirs; what a job says needs no network."""

from dataclasses import replace

import pytest

from statusgen.model.evidence import ProbeResult
from statusgen.model.tallies import History
from statusgen.model.words import Layer, Outcome, ScopeKind, Status
from tests.judging.make import component, history, only, project, snapshot

FORGE = component(
    "github",
    check={"url": "statuspage+https://www.githubstatus.com", "component": "Git Operations"},
) | {"name": "GitHub"}
JOB = component("backup", check={"url": "heartbeat://nightly-backup", "within": "25h"})
LATE = ProbeResult(Outcome.FAILED, None, Layer.CONTENT, "heartbeat_late")


def with_result(made: History, key: str, result: ProbeResult) -> History:
    """The same rounds with this result of a check in each."""
    rounds = tuple(replace(one, results={**one.results, key: result}) for one in made.rounds)
    return replace(made, rounds=rounds)


def told(outcome: Outcome, reason: str | None, **more) -> tuple[Status, list[str]]:
    result = ProbeResult(outcome, 200, Layer.CONTENT if reason else None, reason)
    shop = project(components=[component("web"), FORGE | more])
    state = only(snapshot(shop, with_result(history("...."), "github", result)), "github")
    return state.status, [reason.text for reason in state.reasons]


CLAIMS = (
    (Outcome.SLOW, "upstream_degraded", Status.DEGRADED_PERFORMANCE, "has degraded performance"),
    (Outcome.SLOW, "upstream_partial", Status.DEGRADED_PERFORMANCE, "has a partial outage"),
    (Outcome.FAILED, "upstream_outage", Status.MAJOR_OUTAGE, "has a major outage"),
    (Outcome.UNKNOWN, "upstream_maintenance", Status.UNKNOWN, "is under maintenance"),
)


@pytest.mark.parametrize(("outcome", "reason", "status", "words"), CLAIMS)
def test_what_a_dependency_says_of_itself_is_told_as_its_own_word(outcome, reason, status, words):
    assert told(outcome, reason) == (status, [f"GitHub says: Git Operations {words} (as of 12:00 UTC)"])


def test_a_page_as_a_whole_and_a_check_with_a_name_of_its_own_are_told_so():
    check = {"url": "statuspage+https://www.githubstatus.com", "id": "forge"}

    assert told(Outcome.FAILED, "upstream_outage", check=check)[1] == [
        "forge says: it has a major outage (as of 12:00 UTC)"
    ]


def test_a_claim_that_is_not_confirmed_yet_says_so():
    shop = project(components=[component("web"), FORGE])
    made = with_result(history("...."), "github", ProbeResult(Outcome.OK, 9))
    outage = ProbeResult(Outcome.FAILED, 200, Layer.CONTENT, "upstream_outage")
    last = replace(made.rounds[-1], results={**made.rounds[-1].results, "github": outage})
    state = only(snapshot(shop, replace(made, rounds=(*made.rounds[:-1], last))), "github")

    assert [reason.text for reason in state.reasons] == [
        "GitHub says: Git Operations has a major outage (as of 12:00 UTC); failing, being confirmed"
    ]


def test_nothing_is_said_of_a_dependency_that_says_it_works():
    assert told(Outcome.OK, None) == (Status.OPERATIONAL, [])


def test_a_page_that_cannot_be_read_is_not_known():
    status, texts = told(Outcome.UNKNOWN, "refused")

    assert status is Status.UNKNOWN
    assert texts == ["Not measured yet"]


def test_a_late_job_is_down_though_the_place_is_offline():
    shop = project(components=[component("web"), JOB], controls=["https://control.example/"])
    made = with_result(history("xxxx", controls=(0, 1)), "backup", LATE)

    assert only(snapshot(shop, made), "backup").status is Status.MAJOR_OUTAGE
    assert only(snapshot(shop, made), "web").status is Status.UNKNOWN


def test_a_job_does_not_prove_that_its_place_is_online():
    shop = project(components=[component("web"), JOB])
    made = with_result(history("TTTT"), "backup", ProbeResult(Outcome.OK))
    snap = snapshot(shop, made)

    assert only(snap, "backup").status is Status.OPERATIONAL
    assert only(snap).scope is not None
    assert only(snap).scope.kind is ScopeKind.MONITOR_OFFLINE


def test_a_page_of_jobs_alone_needs_no_controls():
    late = with_result(history({"other": "...."}), "backup", LATE)
    alone = replace(late, rounds=tuple(replace(one, results={"backup": LATE}) for one in late.rounds))
    state = only(snapshot(project(components=[JOB]), alone), "backup")

    assert state.status is Status.MAJOR_OUTAGE
    assert state.reasons[0].text.endswith("by content: the job was not heard of for too long")


def test_a_program_that_warns_is_not_called_slow():
    check = {"url": "command://check_load"}
    shop = project(components=[component("load", check=check)], allow_commands=True)
    warning = ProbeResult(Outcome.SLOW, 20, Layer.CONTENT, "command_warning")
    made = with_result(history({"x": "...."}), "load", warning)

    texts = [reason.text for reason in only(snapshot(shop, made), "load").reasons]
    assert texts[0].startswith("Warns from our only place")
