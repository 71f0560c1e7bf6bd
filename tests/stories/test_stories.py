"""The demo's files tell the stories as they happened, and its evidence agrees with them."""

import csv
import io
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter

from statusgen.model.incidents import Announcement, Incident, Maintenance
from statusgen.model.project import Settings
from statusgen.model.times import parse_moment
from statusgen.model.words import Kind, Status
from tests.stories import evidence
from tests.stories.happened import LAST_DAY, VANTAGES

KINDS = {
    Kind.INCIDENT: TypeAdapter(Incident),
    Kind.MAINTENANCE: TypeAdapter(Maintenance),
    Kind.ANNOUNCEMENT: TypeAdapter(Announcement),
}
NAMES = sorted(path.stem for path in (evidence.ROOT / "incidents").glob("*.yaml"))
NOW = datetime(2025, 3, 10, 16, 42, tzinfo=UTC)
"""The golden instant, within the third wave."""
YEARS_LATER = datetime(2030, 1, 1, tzinfo=UTC)


def raw(name: str) -> Any:
    """The file as plain texts, lists and mappings: nothing is guessed to be a date or a number."""
    text = (evidence.ROOT / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.BaseLoader)


def incident(name: str) -> Incident:
    return TypeAdapter(Incident).validate_python(raw(f"incidents/{name}") | {"id": name})


def settings() -> Settings:
    return TypeAdapter(Settings).validate_python(raw("statusgen"))


def text_of(entry: Incident) -> str:
    return "\n".join(str(update.text) for update in entry.updates)


def reported(country: str, clock: str) -> Counter[str]:
    """Reports of the golden day in the bucket that begins then, by city."""
    rows = csv.DictReader(io.StringIO((evidence.ROOT / "reports/2025-03-10.csv").read_text("utf-8")))
    counts: Counter[str] = Counter()
    for row in rows:
        if row["country"] == country and row["at"] == f"2025-03-10T{clock}:00Z":
            counts[row["city"]] += int(row["count"])
    return counts


@pytest.mark.parametrize("name", NAMES)
def test_every_file_fits_the_model(name: str) -> None:
    data = raw(f"incidents/{name}")
    entry = KINDS[Kind(data.get("kind", "incident"))].validate_python(data | {"id": name})
    assert entry.updates == tuple(sorted(entry.updates, key=lambda update: update.at))


@pytest.mark.parametrize("name", NAMES)
def test_every_file_names_known_components_and_known_files_only(name: str) -> None:
    data = raw(f"incidents/{name}")
    named = {key for part in (data, *data["updates"]) for key in part.get("impact", {})}
    assert named <= set(settings().canonical_ids())
    assert set(data.get("related", [])) <= set(NAMES)


def test_no_file_says_that_a_machine_knows_who_ordered_what() -> None:
    for name in NAMES:
        text = (evidence.ROOT / f"incidents/{name}.yaml").read_text(encoding="utf-8")
        assert "by order of" not in text
        assert "government" not in text.lower()


def test_every_scope_that_says_something_of_filtering_names_its_source() -> None:
    scopes = [raw(f"incidents/{name}").get("scope", {}) for name in NAMES]
    assert [scope for scope in scopes if "filtering" in scope and "source" not in scope] == []


def test_story_1_begins_at_20_00_in_pakistan_and_holds_there_only() -> None:
    story = incident("2023-05-09-pakistan")
    assert story.begins_at == parse_moment("2023-05-09T15:00:00Z")
    assert story.scope is not None
    assert story.scope.countries == ("PK",)
    assert len(story.impact) > 3
    assert Status.MAJOR_OUTAGE not in story.impact.values()


def test_story_2_tells_slow_from_unreachable_and_remembers_the_month_before() -> None:
    story = incident("2024-01-07-pakistan")
    assert story.begins_at == parse_moment("2024-01-07T13:00:00Z")
    assert {Status.PARTIAL_OUTAGE, Status.DEGRADED_PERFORMANCE} == set(story.impact.values())
    assert story.related == ("2023-12-17-pakistan",)
    assert "across the\nnation" in text_of(story)


def test_story_3_was_written_the_day_after_and_names_what_failed() -> None:
    story = incident("2022-12-28-sign-in")
    assert {u.posted_at for u in story.updates[:2]} == {parse_moment("2022-12-29T17:00Z")}
    assert set(story.impact) == {"sign-in", "web", "mobile", "notifications"}
    assert "over 10,000" in text_of(story)
    assert "2,500" in text_of(story)
    assert '"All Systems Operational"' in text_of(story)
    ended = story.ended_at(YEARS_LATER)
    assert ended is not None
    assert timedelta(hours=3) < ended - story.begins_at < timedelta(hours=8)


def test_story_4_lasted_59_minutes_across_two_zones_and_its_promise_held() -> None:
    story = incident("2019-07-11-web")
    ended = story.ended_at(YEARS_LATER)
    assert ended is not None
    assert ended - story.begins_at == timedelta(minutes=59)
    assert [u.eta for u in story.updates if u.eta] == [ended]
    assert [u.recovered for u in story.updates if u.recovered] == [0.6, 1.0]


def test_story_5_is_one_incident_of_three_waves() -> None:
    story = incident("2025-03-10-waves")
    words = [story.impact["web"], *(u.impact["web"] for u in story.updates if "web" in u.impact)]
    down, up = Status.MAJOR_OUTAGE, Status.OPERATIONAL
    assert words == [down, up, down, up, down, up]
    assert story.begins_at == parse_moment("2025-03-10T09:45:00Z")


def test_story_5_says_that_it_is_not_country_level_filtering_and_who_says_so() -> None:
    story = incident("2025-03-10-waves")
    assert story.scope is not None
    assert (story.scope.kind, story.scope.filtering) == ("global", "ruled_out")
    assert str(story.scope.source).startswith("https://observatory.example/")
    assert parse_moment("2025-03-10 19:17 Asia/Karachi") == parse_moment("2025-03-10T14:17:00Z")
    assert "14:17 UTC (19:17 in Pakistan)" in text_of(story)


def test_at_the_golden_instant_it_is_open_and_its_next_word_is_promised() -> None:
    story = incident("2025-03-10-waves")
    newest = story.updates_until(NOW)[-1]
    assert story.ended_at(NOW) is None
    assert newest.next_update_by is not None
    assert newest.next_update_by > NOW
    assert newest.impact["sign-in"] is Status.MAJOR_OUTAGE


def test_the_block_in_pakistan_stays_open_for_over_a_year() -> None:
    block = incident("2024-02-17-pakistan")
    assert block.ended_at(NOW) is None
    assert NOW - block.begins_at > timedelta(days=365)


def test_a_maintenance_is_ahead_and_an_announcement_holds() -> None:
    name = "2025-03-15-session-storage"
    maintenance = KINDS[Kind.MAINTENANCE].validate_python(raw(f"incidents/{name}") | {"id": name})
    assert maintenance.starts_at > NOW
    assert parse_moment(raw("incidents/2025-03-03-text-messages")["expires_at"]) > NOW


def test_one_component_has_no_check_and_one_has_two() -> None:
    counts = {component.id: len(component.all_checks) for _, component in settings().all_components()}
    assert [name for name, count in counts.items() if count == 0] == ["notifications"]
    assert [name for name, count in counts.items() if count == 2] == ["web"]


def test_the_settings_have_two_home_networks_in_pakistan() -> None:
    vantages = settings().vantages
    homes = [v.asn for v in vantages.values() if (v.country, v.network) == ("PK", "eyeball")]
    assert len(set(homes)) == 2
    assert set(vantages) == set(VANTAGES)
    assert len({v.country for v in vantages.values()}) == 4


def test_the_evidence_holds_the_keys_under_which_checks_are_recorded() -> None:
    expected = {
        component.history_keys(check)[0]
        for _, component in settings().all_components()
        for check in component.all_checks
    }
    assert set(evidence.LATENCY_MS) == expected


def test_the_committed_evidence_is_what_the_script_makes() -> None:
    made = evidence.files()
    found = [
        p for folder in ("history", "reports") for p in (evidence.ROOT / folder).rglob("*") if p.is_file()
    ]
    committed = {path.relative_to(evidence.ROOT).as_posix(): path.read_bytes() for path in found}
    different = sorted(path for path in made.keys() | committed if made.get(path) != committed.get(path))
    assert different == [], "to write them again: python -m tests.stories.evidence"


def test_the_evidence_stays_small() -> None:
    assert sum(map(len, evidence.files().values())) < 1_400_000


def test_the_golden_day_has_a_round_every_five_minutes_from_every_vantage() -> None:
    made = evidence.files()
    days = [made[f"history/{vantage}/{LAST_DAY:%Y-%m-%d}.jsonl"] for vantage in VANTAGES]
    assert [day.count(b"\n") for day in days] == [288] * len(VANTAGES)


@pytest.mark.parametrize(
    ("country", "clock", "count"),
    [("US", "16:30", 26_579), ("PK", "10:00", 65), ("PK", "16:30", 109)],
)
def test_the_reports_match_the_story(country: str, clock: str, count: int) -> None:
    assert reported(country, clock).total() == count


def test_reports_from_pakistan_come_from_three_cities() -> None:
    assert parse_moment("2025-03-10 15:02 Asia/Karachi") == parse_moment("2025-03-10T10:02:00Z")
    assert parse_moment("2025-03-10 21:32 Asia/Karachi") == parse_moment("2025-03-10T16:32:00Z")
    assert set(reported("PK", "16:30")) == {"Lahore", "Rawalpindi", "Karachi"}


def test_reports_peak_near_40000_and_over_10800_and_fall_before_the_third_wave() -> None:
    clocks = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 15, 30, 45)]
    us = {clock: reported("US", clock).total() for clock in clocks}
    assert 39_500 < max(us.values()) <= 40_000
    assert us["14:00"] > 26_579 > us["15:45"]
    assert 10_800 < max(reported("GB", clock).total() for clock in clocks) < 10_900
