"""Honest clocks: first words, silences, promises, outages that nobody told of; and events that are alike."""

from datetime import datetime, timedelta

import pytest

from statusgen.judging.similar import kind_of, likeness
from tests.judging.make import NOW, history, incident, project, snapshot, update

RED = "." * 20 + "F" * 10  # from 11:15, since the last of these rounds is at 12:00
HEALED = "." * 10 + "F" * 6 + "." * 14  # 10:25 to 10:55
FAILED_AT = NOW - 9 * timedelta(minutes=5)


def at(clock):
    return datetime.fromisoformat(f"2025-03-10T{clock}+00:00")


def clocks(*updates, line=RED, now=NOW, **fields):
    found = snapshot(project(incident(updates=list(updates), **fields)), history(line, until=NOW), now)
    return found.incidents[0].clocks


def minutes(count):
    return timedelta(minutes=count)


@pytest.mark.parametrize(
    ("first", "fields", "expected"),
    [
        ("11:20", {}, minutes(5)),
        ("11:15", {}, minutes(0)),
        ("11:00", {}, minutes(0)),
        ("11:40", {"announced_at": "2025-03-10T11:18Z"}, minutes(3)),
        ("11:40", {"started_at": "2025-03-10T11:00Z"}, minutes(25)),
    ],
)
def test_the_first_word_is_counted_from_the_first_failed_probe(first, fields, expected):
    found = clocks(update(f"2025-03-10T{first}Z", "investigating"), **fields)
    assert found.first_failure == FAILED_AT
    assert found.to_first_word == expected


def test_where_probes_saw_nothing_there_is_no_first_failure():
    found = clocks(update("2025-03-10T11:20Z", "investigating"), line="." * 30)
    assert (found.first_failure, found.to_first_word) == (None, None)


def test_an_outage_long_before_is_not_the_one_that_is_told_of():
    line = "F" * 6 + "." * 90
    assert clocks(update("2025-03-10T11:55Z", "investigating"), line=line).first_failure is None


def test_a_running_silence_counts_and_ends_with_the_incident():
    first, second = update("2025-03-10T11:00Z", "investigating"), update("2025-03-10T11:10Z", "identified")
    assert clocks(first, second).longest_silence == minutes(50)
    over = update("2025-03-10T11:30Z", "resolved")
    after = update("2025-03-10T11:59Z", "postmortem")
    assert clocks(first, second, over, after).longest_silence == minutes(20)
    assert clocks(first, over, now=at("11:00")).longest_silence == minutes(0)


def test_words_that_were_written_afterwards_broke_no_silence_and_kept_no_promise():
    first = update(
        "2025-03-10T11:00Z",
        "investigating",
        posted_at="2025-03-10T11:50Z",
        next_update_by="2025-03-10T11:20Z",
    )
    second = update("2025-03-10T11:10Z", "resolved", posted_at="2025-03-10T11:55Z")
    late = clocks(first, second)
    assert late.first_told_at == at("11:50")
    assert late.longest_silence is None
    assert [promise.is_kept for promise in late.words] == [False]


@pytest.mark.parametrize(
    ("following", "now", "kept"),
    [("11:30", "12:00", True), ("11:31", "12:00", False), (None, "12:00", False), (None, "11:30", None)],
)
def test_a_promised_update_is_kept_late_missed_or_not_due(following, now, kept):
    said = [update("2025-03-10T11:00Z", "investigating", next_update_by="2025-03-10T11:30Z")]
    said += [update(f"2025-03-10T{following}Z", "identified")] if following else []
    assert [promise.is_kept for promise in clocks(*said, now=at(now)).words] == [kept]


@pytest.mark.parametrize(
    ("ended", "now", "kept"),
    [("11:30", "12:00", True), ("11:31", "12:00", False), (None, "12:00", False), (None, "11:30", None)],
)
def test_an_expected_end_holds_or_not(ended, now, kept):
    said = [update("2025-03-10T11:00Z", "investigating", eta="2025-03-10T11:30Z")]
    said += [update(f"2025-03-10T{ended}Z", "resolved")] if ended else []
    assert [promise.is_kept for promise in clocks(*said, now=at(now)).ends] == [kept]


def test_an_end_that_was_named_anew_in_time_replaces_the_first_and_a_missed_one_stays():
    first = update("2025-03-10T10:00Z", "investigating", eta="2025-03-10T10:30Z")
    in_time = update("2025-03-10T10:20Z", "identified", eta="2025-03-10T11:00Z")
    late = update("2025-03-10T10:40Z", "identified", eta="2025-03-10T11:00Z")
    over = update("2025-03-10T10:50Z", "resolved")
    assert [promise.is_kept for promise in clocks(first, in_time, over).ends] == [True]
    assert [promise.is_kept for promise in clocks(first, late, over).ends] == [False, True]


def test_an_outage_without_any_word_is_listed_and_a_word_takes_it_off():
    silent = snapshot(project(), history(HEALED)).candour
    assert [(one.component, one.start, one.end, one.is_over) for one in silent.untold] == [
        ("web", at("10:25"), at("10:55"), True)
    ]
    assert (silent.outages, silent.median_to_first_word) == (1, None)
    told = incident(
        updates=[update("2025-03-10T10:40Z", "investigating"), update("2025-03-10T11:00Z", "resolved")]
    )
    spoken = snapshot(project(told), history(HEALED)).candour
    assert (spoken.outages, spoken.untold, spoken.median_to_first_word) == (1, (), minutes(15))


def test_a_word_on_another_component_does_not_take_it_off():
    elsewhere = incident(
        impact={"api": "major_outage"}, updates=[update("2025-03-10T10:40Z", "investigating")]
    )
    components = [{"id": n, "name": n, "check": f"https://{n}.example/"} for n in ("web", "api")]
    assert len(snapshot(project(elsewhere, components=components), history(HEALED)).candour.untold) == 1


def test_what_lies_in_planned_work_was_told_of_by_that():
    work = {
        "id": "work",
        "kind": "maintenance",
        "title": "Work",
        "impact": {"web": "under_maintenance"},
        "starts_at": "2025-03-10T10:20Z",
        "ends_at": "2025-03-10T11:00Z",
    }
    assert snapshot(project(work), history(HEALED)).candour.outages == 0
    late = {**work, "starts_at": "2025-03-10T10:30Z"}
    assert len(snapshot(project(late), history(HEALED)).candour.untold) == 1


def test_a_long_block_in_one_country_tells_of_no_outage_of_everything():
    block = incident(
        "block",
        impact={"web": "partial_outage"},
        scope={"countries": ["PK"]},
        updates=[update("2025-01-01T00:00Z", "identified")],
    )
    assert len(snapshot(project(block), history(HEALED)).candour.untold) == 1


def test_red_time_with_a_short_pause_is_one_outage():
    assert snapshot(project(), history("..FFFF....FFFF..")).candour.outages == 1
    assert snapshot(project(), history("..FFFF..........FFFF..")).candour.outages == 2


def states(*entries):
    names = ("web", "api", "app")
    components = [{"id": n, "name": n, "check": f"https://{n}.example/"} for n in names]
    found = snapshot(project(*entries, components=components)).incidents
    return {state.incident.id: state for state in found}


def past(name, day, impact=("web",), **fields):
    said = [update(f"{day}T10:00Z", "investigating"), update(f"{day}T11:00Z", "resolved")]
    return incident(name, impact=dict.fromkeys(impact, "major_outage"), updates=said, **fields)


def test_events_with_the_same_components_and_places_are_alike_the_likest_first():
    found = states(
        past("now", "2025-03-09", ("web", "api"), scope={"countries": ["PK"]}),
        past("twin", "2024-12-17", ("web", "api"), scope={"countries": ["PK"]}),
        past("half", "2025-02-01", ("web",), scope={"countries": ["PK"]}),
        past("other", "2025-02-02", ("app",), scope={"countries": ["US"]}),
        past("later", "2025-03-10", ("web", "api"), scope={"countries": ["PK"]}),
    )
    assert found["now"].similar == ("twin", "half")
    assert found["later"].similar == ("now", "twin", "half")
    assert found["twin"].similar == ()


def test_what_is_linked_already_is_not_named_twice():
    found = states(past("now", "2025-03-09", related=["twin"]), past("twin", "2024-12-17"))
    assert found["now"].similar == ()


def test_likeness_is_symmetric_and_whole_for_equals():
    one, other = map(
        kind_of,
        states(
            past("a", "2025-03-01", ("web", "api"), cause="attack"),
            past("b", "2025-03-02", ("web",), scope={"countries": ["PK"]}),
        ).values(),
    )
    assert likeness(one, other) == likeness(other, one)
    assert likeness(one, one) == 1
    assert 0 < likeness(one, other) < 0.5


def test_of_many_that_are_alike_the_latest_are_named_and_a_linked_one_is_passed_over():
    days = [f"2025-02-{day:02}" for day in range(1, 21)]
    found = states(
        *(past(f"on-{day}", day) for day in days), past("now", "2025-03-09", related=["on-2025-02-20"])
    )

    assert found["now"].similar == ("on-2025-02-19", "on-2025-02-18", "on-2025-02-17")
    assert found["on-2025-02-02"].similar == ("on-2025-02-01",)


def test_those_that_began_at_one_instant_come_in_the_order_of_their_ids():
    found = states(*(past(name, "2025-02-01") for name in "edcba"), past("now", "2025-03-09"))

    assert found["now"].similar == ("a", "b", "c")
