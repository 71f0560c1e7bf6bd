"""Months, countries and groups as tables: newest first, with coverage, nothing before measuring began."""

from datetime import UTC, datetime, timedelta

from statusgen.model.project import Group
from statusgen.model.scalars import text_of
from statusgen.model.uptime import Numbers, Uptime
from statusgen.rendering.components import page
from statusgen.rendering.scene import set_scene
from statusgen.rendering.tables import country_shares, month_rows, page_shares
from tests.rendering.make import component, snapshot

WINDOWS = ("24h", "7d", "30d", "90d", "365d")
DAY = timedelta(days=1)


def month(name, up, measured, **times):
    start = datetime.fromisoformat(f"{name}-01").replace(tzinfo=UTC)
    return window(name, up, measured, starts_at=start, ends_at=start + 28 * DAY, **times)


def window(name, up, measured, **more):
    times = {
        "starts_at": datetime(2025, 3, 1, tzinfo=UTC),
        "ends_at": datetime(2025, 3, 10, tzinfo=UTC),
        "up_time": timedelta(0),
        "down_time": timedelta(0),
        "degraded_time": timedelta(0),
        "maintenance_time": timedelta(0),
    }
    return Uptime(window=name, up=up, measured=measured, **(times | more))


def numbers(up, measured):
    return Numbers(windows={name: window(name, up, measured) for name in WINDOWS}, months=())


def test_months_come_newest_first_without_those_before_anything_was_measured():
    rows = month_rows(
        [
            month("2024-11", None, 0.0),
            month("2024-12", 1.0, 0.3, up_time=9 * DAY),
            month("2025-01", None, 0.0),
            month("2025-02", 0.99996, 0.999, up_time=27 * DAY, down_time=timedelta(minutes=2)),
        ]
    )

    told = [(row.name, row.up, row.coverage, row.down_time) for row in rows]
    assert told == [
        ("February 2025", "99.99\u00a0%", "99\u00a0%", "2 min"),
        ("January 2025", "not measured", "0\u00a0%", "none"),
        ("December 2024", "100\u00a0%", "30\u00a0%", "none"),
    ]
    assert [row.is_running for row in rows] == [True, False, False]


def test_without_months_there_is_no_table():
    assert month_rows([month("2025-02", None, 0.0)]) == ()
    assert month_rows([]) == ()


def test_countries_have_their_names_and_every_uptime_its_coverage():
    scene = set_scene(snapshot((component("web"),)))

    table = country_shares({"DE": numbers(0.9999, 0.5), "PK": numbers(None, 0.0)}, scene)

    assert table.windows == ("24 hours", "7 days", "30 days", "90 days", "365 days")
    assert [row.name.text for row in table.rows] == ["Germany", "Pakistan"]
    assert {(cell.up, cell.coverage) for cell in table.rows[0].cells} == {("99.99\u00a0%", "50\u00a0%")}
    assert {(cell.up, cell.coverage) for cell in table.rows[1].cells} == {("not measured", "")}


def test_all_components_stand_below_their_groups():
    group = Group(id="chirp", name=text_of("Chirp"), components=())
    made = snapshot(
        components=(component("web", group=group), component("api")),
        groups=(group, Group(id="desk", name=text_of("Desk"), components=())),
        numbers=numbers(0.5, 1.0),
        group_numbers={"chirp": numbers(0.25, 1.0)},
    )

    assert [row.name.text for row in page_shares(set_scene(made)).rows] == ["Chirp", "All components"]


def test_a_single_component_needs_no_sum():
    made = snapshot(components=(component("web"),), groups=(), numbers=numbers(0.5, 1.0))

    assert page_shares(set_scene(made)).rows == ()


def test_uptime_with_maintenance_stands_below_it_where_there_was_some():
    plain, planned = window("24h", 1.0, 1.0), window("7d", 1.0, 1.0, maintenance_time=DAY)
    shown = {"24h": plain, "7d": Uptime(**{**as_fields(planned), "up_with_maintenance": 0.9})}
    scene = set_scene(snapshot(components=(component("web", uptime=shown),)))

    lines = {line.name: line.cells for line in page(scene.components["web"], scene).inputs}

    assert lines["uptime with it"] == ("none", "90.00\u00a0%")


def as_fields(uptime):
    return {name: getattr(uptime, name) for name in Uptime.__slots__}
