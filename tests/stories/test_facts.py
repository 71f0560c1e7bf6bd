"""What the stories give as fact beside statuses: counts, sources, promises, durations, waves, what stands for long."""

from datetime import timedelta
from typing import Any

from statusgen.model.times import parse_moment
from statusgen.model.words import Severity, Status
from statusgen.rendering.site import render
from tests.stories import waves_2025
from tests.stories.golden import GOLDEN, SHOTS
from tests.stories.told import at
from tests.stories.world import reports

WEB = 0


def incident(story: str, instant: str, name: str) -> Any:
    """An incident's state as it was then."""
    return next(state for state in at(story, instant).incidents if state.incident.id == name)


def page(story: str, name: str = "index") -> str:
    return (GOLDEN / story / f"{name}.html").read_text(encoding="utf-8")


def test_story_1_is_one_regional_event_over_seven_components() -> None:
    (only,) = [state for state in at("pakistan-2023", "2023-05-09T15:26Z").incidents if state.is_open]
    assert len(only.components) == 7
    assert only.severity is Severity.MAJOR
    assert Status.MAJOR_OUTAGE not in only.impact.values()


def test_story_1_complaints_are_told_against_the_usual_for_several_platforms() -> None:
    told = at("pakistan-2023", "2023-05-09T15:31Z").components
    spikes = {state.component.id: row.count for state in told for row in state.reports if row.is_spike}
    assert spikes == {"web": 124, "fernpost": 77, "lumivid": 62, "mobile": 47}
    assert sum(spikes.values()) == 310


def test_story_1_a_reader_in_pakistan_sees_no_green_and_no_major_outage() -> None:
    home = page("pakistan-2023")
    assert "7 of 8 components are unreachable in Pakistan" in home
    assert "They work from every other place we measure." in home
    assert "Looks like network-level interference in Pakistan" in home
    assert "at TLS" in home
    assert "ajor outage" not in home


def test_story_2_what_others_measured_counts_from_when_it_came_in() -> None:
    scopes = [
        at("pakistan-2024", instant).components[WEB].scope
        for instant in ("2024-01-07T13:25:39Z", "2024-01-07T13:25:40Z")
    ]
    assert [scope and scope.kind.value for scope in scopes] == ["partial", "country"]


def test_story_2_what_others_measured_has_its_source_and_its_own_time() -> None:
    (place,) = [p for p in at("pakistan-2024", "2024-01-07T14:21Z").vantages if p.id == "pk-isb"]
    assert place.sources == ("globalping",)
    assert place.as_of == parse_moment("2024-01-07T14:00:40Z")


def test_story_2_names_earlier_events_like_it_and_local_times() -> None:
    state = incident("pakistan-2024", "2024-01-07T14:21Z", "2024-01-07-pakistan")
    assert (state.incident.related, state.similar) == (("2023-12-17-pakistan",), ("2023-05-09-pakistan",))
    told = page("pakistan-2024", "2024-01-07-pakistan")
    assert "incidents/2023-12-17-pakistan/" in told
    assert 'datetime="2024-01-07T13:00:00Z"' in told
    assert "18:00 Karachi" in told.replace("</span>", "").replace("<span>", "")


def test_story_3_reports_stand_against_the_usual_of_each_country() -> None:
    said = at("sign-in-2022", "2022-12-29T01:01Z").reports
    assert [(row.country, row.count, row.expected) for row in said] == [("US", 10_240, 30), ("JP", 2_500, 12)]


def test_story_3_the_file_and_the_probes_are_both_printed_with_times() -> None:
    (web, sign_in) = at("sign-in-2022", "2022-12-29T01:01Z").conflicts
    assert (web.declared, web.observed, web.declared_at) == (Status.OPERATIONAL, Status.PARTIAL_OUTAGE, None)
    assert (sign_in.declared, sign_in.observed) == (Status.OPERATIONAL, Status.MAJOR_OUTAGE)
    # From the first failed look of the fifth of nine places: from there on it was most of them.
    assert sign_in.since == parse_moment("2022-12-29T00:00:19Z")
    home = page("sign-in-2022")
    assert "Our probes fail; nobody has posted an incident" in home
    assert "ll Systems Operational" not in home


def test_story_3_what_was_written_the_day_after_is_no_word_of_that_evening() -> None:
    clocks = incident("sign-in-2022", "2022-12-29T17:01Z", "2022-12-28-sign-in").clocks
    assert clocks.first_told_at == parse_moment("2022-12-29T17:00Z")
    assert clocks.to_first_word == timedelta(hours=16, minutes=59, seconds=57)
    assert clocks.longest_silence is None
    assert "People were first" not in page("sign-in-2022", "2022-12-28-sign-in")


def test_story_4_recovery_is_a_number_and_the_promised_end_held() -> None:
    before = incident("web-2019", "2019-07-11T19:36Z", "2019-07-11-web")
    after = incident("web-2019", "2019-07-11T20:30Z", "2019-07-11-web")
    assert (before.updates[0].recovered, after.updates[0].recovered) == (0.6, 1.0)
    assert [(end.due, end.is_kept) for end in before.clocks.ends] == [
        (parse_moment("2019-07-11T19:45Z"), None)
    ]
    assert [(end.kept_at, end.is_kept) for end in after.clocks.ends] == [
        (parse_moment("2019-07-11T19:45Z"), True)
    ]


def test_story_4_each_update_has_its_impact_and_it_lasted_59_minutes_in_both_zones() -> None:
    state = incident("web-2019", "2019-07-11T20:30Z", "2019-07-11-web")
    lane = [(span.status, span.end - span.start) for span in state.lanes["web"]]
    assert lane == [
        (Status.MAJOR_OUTAGE, timedelta(minutes=42)),
        (Status.PARTIAL_OUTAGE, timedelta(minutes=17)),
    ]
    assert state.ends_at - state.starts_at == timedelta(minutes=59)
    told = page("web-2019", "2019-07-11-web")
    for words in ("lasted 59 min", "11:46", "Los Angeles", "15:45", "New York"):
        assert words in told
    assert "60 % works again" in told.replace("\u00a0", " ")


def test_story_5_is_one_incident_with_three_waves_in_words_and_in_reports() -> None:
    state = incident("waves-2025", "2025-03-11T00:31Z", "2025-03-10-waves")
    assert len(state.lanes["web"]) == 3
    assert [dict(wave.countries)["US"] for wave in state.waves] == [20_538, 39_940, 26_579]
    assert max(dict(wave.countries)["GB"] for wave in state.waves) == 10_842
    assert [dict(wave.countries)["PK"] for wave in state.waves] == [65, 88, 109]
    began = [
        s
        for s in at("waves-2025", "2025-03-11T00:31Z").incidents
        if s.starts_at.date() == state.starts_at.date()
    ]
    assert began == [state]


def test_story_5_reports_of_pakistan_come_from_three_cities_at_their_times() -> None:
    for clock, count in (("10:00", 65), ("16:30", 109)):
        bucket = parse_moment(f"2025-03-10T{clock}Z")
        rows = [r for r in reports(waves_2025.FIXTURE) if r.at == bucket and r.country == "PK"]
        assert sum(row.count for row in rows) == count
        assert {row.city for row in rows} == {"Lahore", "Rawalpindi", "Karachi"}


def test_story_5_no_filtering_is_a_finding_with_its_source() -> None:
    scope = incident("waves-2025", "2025-03-10T14:27Z", "2025-03-10-waves").incident.scope
    assert (scope.filtering, scope.source) == ("ruled_out", "https://observatory.example/2025-03-10/chirp")


def test_story_5_the_block_neither_paints_the_day_before_nor_hides_the_waves() -> None:
    before = at("waves-2025", "2025-03-10T09:36Z")
    web = before.components[WEB]
    assert web.elsewhere is Status.OPERATIONAL
    assert web.uptime["90d"].up == 1.0
    assert web.uptime["90d"].scoped_time > timedelta(hours=3)
    assert web.days[-1].down == 0
    during = at("waves-2025", "2025-03-10T20:21Z").components[WEB]
    assert during.uptime["90d"].down_time > timedelta(hours=3)
    for instant in ("2025-03-10T09:36Z", "2025-03-10T10:02Z", "2025-03-11T00:31Z"):
        block = incident("waves-2025", instant, "2024-02-17-pakistan")
        assert block.is_standing
        assert parse_moment(instant) - block.starts_at > timedelta(days=365)


def test_there_is_a_telling_instant_for_each_story_but_the_demo() -> None:
    assert set(SHOTS) == {"pakistan-2023", "pakistan-2024", "sign-in-2022", "web-2019"}


def test_story_5_a_row_does_not_say_that_it_works_elsewhere_while_that_is_in_doubt() -> None:
    home = render(at("waves-2025", "2025-03-10T09:46Z"))["index.html"].decode()
    before = render(at("waves-2025", "2025-03-10T09:36Z"))["index.html"].decode()
    assert (home.count("works elsewhere"), before.count("works elsewhere")) == (1, 4)


def test_story_2_what_one_place_sees_is_said_with_the_number_of_places() -> None:
    home = render(at("pakistan-2024", "2024-01-07T17:41Z"))["index.html"].decode()
    assert "likely, seen from 1 of 10 places" in home
