"""What rules complain of beyond their examples, and what they let pass."""

import time

import pytest

from statusgen.linting.rules import RULES, lint
from tests.linting.make import FILE, NOW, SETTINGS, found, incident, lint_of, project

MAINTENANCE = """\
kind: maintenance
title: New disks
impact: {{{name}: under_maintenance}}
starts_at: 2025-03-{start}Z
ends_at: 2025-03-{end}Z
{more}"""


def codes(root, text: str) -> list[str]:
    return [line.split()[1] for line in found(root, text)]


def maintenance(start: str, end: str, name: str = "web", more: str = "") -> str:
    return MAINTENANCE.format(start=start, end=end, name=name, more=more)


def test_codes_names_and_titles_are_told_apart():
    assert all(code == rule.code for code, rule in RULES.items())
    assert list(RULES) == sorted(RULES)
    assert (
        len({rule.name for rule in RULES.values()})
        == len({rule.title for rule in RULES.values()})
        == len(RULES)
    )
    assert not any(rule.title.endswith(".") for rule in RULES.values())


def test_a_resolved_incident_owes_no_word(tmp_path):
    text = incident(at="09:00") + "    next_update_by: 2025-03-10T09:30Z\n"
    text += "  - at: 2025-03-10T10:00Z\n    status: resolved\n    text: It works again.\n"

    assert found(tmp_path, text) == []


def test_withdrawn_entries_and_drafts_owe_nothing(tmp_path):
    loud = incident(title='"We are down!"').replace("impact: {web: degraded_performance}\n", "")

    assert found(tmp_path, "withdrawn: It was our monitor.\n" + loud) == []
    assert found(tmp_path, "draft: true\n" + loud) == []


def test_a_complaint_stands_at_the_newest_update(tmp_path):
    text = incident(at="09:00") + "  - at: 2025-03-10T08:00Z\n    text: We look into it.\n"
    text += "    next_update_by: 2025-03-10T08:30Z\n"

    assert found(tmp_path, text) == []
    text = text.replace("T08:00Z", "T09:10Z").replace("T08:30Z", "T09:30Z")
    assert found(tmp_path, text) == ["9:21 SG001 the next update is overdue by 2h30m"]


def test_how_long_is_silent_is_a_setting(tmp_path):
    project(tmp_path, {"statusgen.yaml": SETTINGS + "lint: {silent_after: 2h}\n"})

    assert found(tmp_path, incident(at="09:30")) == ["4:9 SG002 open without a word for 2h30m"]


def test_what_holds_in_one_country_for_weeks_is_not_silent(tmp_path):
    text = incident(top="scope: {countries: [PK]}\nstarted_at: 2025-01-01T00:00Z\n").replace(
        "03-10T", "03-01T"
    )
    project(tmp_path, {"incidents/pk.yaml": text})

    assert [f.code for f in lint_of(tmp_path)] == []


def test_an_incident_that_is_silent_is_not_asked_for_a_promise_too(tmp_path):
    text = incident(top="severity: critical\n").replace("degraded_performance", "major_outage")

    assert codes(tmp_path, text) == ["SG027"]
    assert codes(tmp_path, text.replace("03-10T", "03-08T")) == ["SG002"]


def test_nobody_waits_for_the_last_word_of_long_ago(tmp_path):
    end = "  - {at: 2025-03-10T11:50Z, status: resolved}\n"

    assert codes(tmp_path, incident() + end) == ["SG009"]
    old = {"incidents/old.yaml": (incident() + end).replace("2025-03-10", "2024-03-10")}
    assert lint_of(project(tmp_path / "old", old)) == ()


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        (maintenance("15T03:00", "15T05:00"), 1),
        (maintenance("15T03:00", "15T05:00", "all"), 1),
        (maintenance("15T03:00", "15T05:00", "api"), 0),
        (maintenance("15T04:00", "15T05:00"), 0),
        (maintenance("15T03:00", "15T05:00", more="withdrawn: Put off.\n"), 0),
    ],
    ids=["same", "group", "other", "after", "withdrawn"],
)
def test_maintenances_overlap_when_they_share_a_component_and_a_moment(others, expected, tmp_path):
    grouped = SETTINGS.replace("components:", "groups:\n  - id: all\n    name: All\n    components:").replace(
        "  - {id: a", "      - {id: a"
    )
    grouped = grouped.replace("  - {id: web", "      - {id: web")
    first = {"incidents/a.yaml": maintenance("15T02:00", "15T04:00"), "incidents/b.yaml": others}
    project(tmp_path, {"statusgen.yaml": grouped, **first})

    assert [f.code for f in lint_of(tmp_path)] == ["SG007"] * expected


def test_overlaps_of_the_past_are_past(tmp_path):
    done = "updates:\n  - {at: 2025-03-05T01:00Z, status: completed, text: Done.}\n"
    both = {f"incidents/{n}.yaml": maintenance("04T02:00", "04T04:00", more=done) for n in "ab"}

    assert [f.code for f in lint_of(project(tmp_path, both))] == []


@pytest.mark.parametrize("impact", ["operational", "degraded_performance"])
def test_severities_that_go_with_an_impact_are_let_pass(impact, tmp_path):
    text = incident(top="severity: minor\n").replace("degraded_performance", impact)

    assert codes(tmp_path, text) == []


def test_a_step_back_with_words_is_no_fault(tmp_path):
    text = incident(at="10:00").replace("investigating", "monitoring")
    text += "  - {at: 2025-03-10T11:00Z, status: identified, text: It is back.}\n"

    assert codes(tmp_path, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "It fails since 10:30 UTC.",
        "It fails since 10:30 in New York.",
        "It fails since 10:30 CET, that is 5:30 am there.",
        "It fails since 2025-03-10T10:30:00+05:00.",
        "The ratio is 1:100 and the port 8080:80; version 10:301.",
        "Nine of ten fail for 3 a minute.",
        "失敗しています（10:30 JST）。",
    ],
)
def test_times_with_a_zone_and_numbers_that_are_no_times_pass(text, tmp_path):
    assert codes(tmp_path, incident(text=f'"{text}"')) == []


@pytest.mark.parametrize("text", ["It fails since 10:30.", "We write again at 3 pm.", "Seit 9:05 gestört."])
def test_times_without_a_zone_are_noted(text, tmp_path):
    assert codes(tmp_path, incident(text=f'"{text}"')) == ["SG013"]


@pytest.mark.parametrize(
    "text",
    [
        "The disk of 10.0.0.7 is full.",
        "The disk of 172.31.255.1:5432 is full.",
        "See fd12:3456::1 or fe80::1.",
        "It answers on ::1 only.",
        "See https://wiki.corp/page or http://localhost:8080/.",
        "The host db1.prod.internal is down.",
    ],
)
def test_addresses_inside_networks_are_found(text, tmp_path):
    assert set(codes(tmp_path, incident(text=f'"{text}"'))) == {"SG032"}


@pytest.mark.parametrize(
    "text",
    [
        "The disk of 192.0.2.7 is full, version 10.2.3 and 1.10.0.0.1 are not.",
        "It lasted from 10:30:00 UTC to 11:00:05 UTC.",
        "See 2001:db8::1, https://internal.example/ and https://chirp.example/local.",
        "Our internal tools and the local network work. Write .local by hand.",
        "The package std::vector and a::b are fine.",
    ],
)
def test_public_addresses_and_plain_words_are_let_pass(text, tmp_path):
    assert codes(tmp_path, incident(text=f'"{text}"')) == []


def test_the_contact_and_offices_of_our_own_may_be_written(tmp_path):
    text = "Write to status@chirp.example, support@chirp.example or noc@status.chirp.example."

    assert codes(tmp_path, incident(text=text)) == []
    assert codes(tmp_path, incident(text="Write to support@partner.example.")) == ["SG031"]
    assert codes(tmp_path, incident(text="Write to devel@lists.partner.example.")) == []


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("[x](incidents/2025-03-10-example/)", 0),
        ("[x](incidents/2025-03-10-example/#u1)", 0),
        ("[x](history/ 'title')", 0),
        ("[x](components/web/index.html)", 0),
        ("[x](https://status.chirp.example/)", 0),
        ("[x](https://status.chirp.example/how-we-measure/?a=b)", 0),
        ("[x](https://chirp.example/nowhere) and [x](mailto:a@chirp.example)", 0),
        ("[x](#u1), `![shown](nowhere.png)`", 0),
        ("[x](incidents/nowhere/)", 1),
        ("[x](https://status.chirp.example/nowhere/)", 1),
        ("<https://status.chirp.example/nowhere/>", 1),
        ("[x][1]\n\n      [1]: components/mobile/", 1),
        ("[x](../incidents/2025-03-10-example/)", 1),
    ],
)
def test_links_to_our_own_pages_must_lead_somewhere(link, expected, tmp_path):
    text = incident(text=f"|\n      See {link}\n").replace("mailto:a@", "mailto:support@")

    assert codes(tmp_path, text) == ["SG033"] * expected


def test_what_points_at_a_file_that_cannot_be_read_is_not_called_dead(tmp_path):
    text = incident(top="related: [broken, gone]\n", text='"[x](incidents/broken/)"')
    project(tmp_path, {"incidents/broken.yaml": "title: ["})

    said = found(tmp_path, text)

    assert sorted(line.split()[1] for line in said) == ["SG006", "SG101"]
    assert "3:19 SG006 related 'gone' does not exist" in said


def test_what_is_in_order_hides_nothing_that_stands_behind_it(tmp_path):
    text = "[x](history/) 192.0.2.1 support@chirp.example " * 30 + "[x](gone/) 10.0.0.1 anna@chirp.example"

    assert sorted(codes(tmp_path, incident(text=f"'{text}'"))) == ["SG031", "SG032", "SG033"]


def test_related_drafts_and_withdrawn_entries_are_told_apart(tmp_path):
    others = {
        "incidents/2025-03-10-d.yaml": "draft: true\n" + incident(),
        "incidents/2025-03-10-w.yaml": "withdrawn: It was nothing.\n" + incident(),
    }
    project(tmp_path, others)
    text = incident(top="related: [2025-03-10-d, 2025-03-10-example, 2025-03-10-w]\n")

    assert [line.partition(" ")[2] for line in found(tmp_path, text)] == [
        "SG006 related '2025-03-10-d' is a draft, so it has no page",
        "SG006 related '2025-03-10-example' is this entry itself",
    ]


def test_placeholders_are_found_and_links_are_not(tmp_path):
    text = "'See [your account](https://chirp.example/) and {{ name }}. <insert time>'"

    said = found(tmp_path, incident(text=text))

    assert [line.split(" ", 2)[2] for line in said] == [
        "'{{ name }}' looks like a placeholder",
        "'<insert time>' looks like a placeholder",
    ]


def test_a_check_on_its_own_beat_has_that_much_time(tmp_path):
    check = '{id: x, name: X, description: X, check: {url: "https://x.example/", every: 1h, timeout: 60s}}'
    project(tmp_path, {"statusgen.yaml": SETTINGS + f"  - {check}\n"})

    assert lint_of(tmp_path) == ()


def test_a_page_on_which_nothing_is_measured_means_it(tmp_path):
    project(tmp_path, {"statusgen.yaml": "page: {name: X}\ncomponents: [{id: x, name: X, description: X}]\n"})

    assert lint_of(tmp_path) == ()


def test_retired_components_owe_nothing(tmp_path):
    project(tmp_path, {"statusgen.yaml": SETTINGS + "  - {id: x, name: X, retired: 2024-01-01}\n"})

    assert lint_of(tmp_path) == ()


HOSTILE = (
    "[",
    "![](",
    "[a](b ' ",
    "<https://a",
    "{{",
    "a@",
    "a.",
    "10.0.0.",
    "1:",
    "::",
    "10:30 ",
    "TODO ",
    "small number of ",
)
HOSTILE += (
    "Bearer ",
    "eyJa.",
    "https://a:b",
    "-----BEGIN ",
    "a-",
    "update ",
    "working ",
    "is ",
    "[your ",
    "A",
    "\\t ",
    "é",
)


@pytest.mark.slow
@pytest.mark.parametrize("piece", HOSTILE)
def test_no_text_takes_long(piece, tmp_path):
    text = piece * (200_000 // len(piece))
    project(
        tmp_path,
        {FILE: incident(text=f"|\n      {text}\n")},
    )

    began = time.process_time()
    lint_of(tmp_path)

    assert time.process_time() - began < 3


def test_rules_find_the_same_twice(tmp_path):
    project(tmp_path, {FILE: incident(title='"TODO: we are down!"', text="At 10:30 on 10.0.0.1.")})

    assert lint_of(tmp_path, NOW) == lint_of(tmp_path, NOW) != ()
    assert callable(lint)
