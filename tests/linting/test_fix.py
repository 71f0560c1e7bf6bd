"""`--fix` mends what cannot change the meaning otherwise, and leaves every other byte alone."""

from pathlib import Path

import pytest

from tests.commands.make import quickly
from tests.linting.make import FILE, incident, project

NOW = "2025-03-10T12:00Z"
OTHERS = {
    f"incidents/2025-03-0{n}-{name}.yaml": incident(title=f"Trouble {name}", at="09:00").replace(
        "2025-03-10T", f"2025-03-0{n}T"
    )
    + f"  - at: 2025-03-0{n}T10:00Z\n    status: resolved\n    text: It works again.\n"
    for n, name in ((7, "a"), (8, "b"), (9, "c"))
}
IDS = [Path(name).stem for name in OTHERS]


def fixed(root: Path, text: str | bytes) -> tuple[bytes, str]:
    """The file after --fix, and what was printed."""
    project(root, {**OTHERS, FILE: text})
    ran = quickly("-C", root, "lint", "--fix", "--now", NOW)
    return (root / FILE).read_bytes(), ran.out


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: Issue #12 is back", 'title: "Issue #12 is back"'),
        ("title:   Issue #12: 'it' \\ \"is\" back  ", 'title:   "Issue #12: \'it\' \\\\ \\"is\\" back"  '),
        ("kind: Incident\ntitle: x", "kind: incident\ntitle: x"),
        ("severity: 'Minor'\ntitle: x", "severity: minor\ntitle: x"),
        (f"related: [{IDS[2]}, {IDS[0]}]\ntitle: x", f"related: [{IDS[0]}, {IDS[2]}]\ntitle: x"),
        (
            f"related: [ {IDS[2]} ,{IDS[0]},  {IDS[0]} ]\ntitle: x",
            f"related: [ {IDS[0]}, {IDS[2]} ]\ntitle: x",
        ),
        (
            f"related:\n- {IDS[1]}\n-   {IDS[0]}\n\n- {IDS[2]}\ntitle: x",
            f"related:\n- {IDS[0]}\n-   {IDS[1]}\n\n- {IDS[2]}\ntitle: x",
        ),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_only_what_is_mended_changes(before, after, end, tmp_path):
    text = (
        incident(text="|\n      One.  \n\n      Two.\n")
        .replace("title: Sign-in fails", "{}")
        .replace("\n", end)
    )
    made, out = fixed(tmp_path, text.replace("{}", before.replace("\n", end), 1))

    assert made.decode() == text.replace("{}", after.replace("\n", end), 1)
    assert out.count("\n") >= 2
    assert out.splitlines()[0].startswith(f"{FILE}:")


def test_words_of_other_tools_become_ours_wherever_they_stand(tmp_path):
    text = incident().replace("degraded_performance", "Partial Outage").replace("investigating", "identified")
    text += "  - {at: 2025-03-10T11:50Z, status: Watching, impact: {web: up}, text: It works.}\n"

    made, out = fixed(tmp_path, text)

    assert b"impact: {web: partial_outage}" in made
    assert b"status: monitoring, impact: {web: operational}, text: It works.}" in made
    assert out.count("[SG040]") == 3
    assert f"{FILE}:2:15: wrote 'partial_outage' for 'Partial Outage' [SG040]" in out
    assert out.endswith("no complaints\n")


@pytest.mark.parametrize(
    "head",
    [
        f"related: [{IDS[2]}, {IDS[0]}] # in the order of weight\ntitle: x",
        f"related:\n  - {IDS[2]} # this first\n  - {IDS[0]}\ntitle: x",
        f"related:\n  - {IDS[2]}\n  - {IDS[2]}\ntitle: x",
        "# statusgen: ignore[SG110] the number is ours\ntitle: Issue #12 is back",
        "cause: Issue #12 is back\ntitle: x",
        "title: Sign-in # fails",
        "title: Sign-in\n  fails #12",
    ],
)
def test_what_may_mean_something_else_is_left_alone(head, tmp_path):
    text = incident().replace("title: Sign-in fails", head)

    made, _ = fixed(tmp_path, text)

    assert made.decode() == text


def test_updates_out_of_order_keep_their_places(tmp_path):
    late, early = (
        "at: 2025-03-10T11:40Z\n    status: {}",
        "  - at: 2025-03-10T11:10Z\n    status: {}\n    text: Why.\n",
    )
    text = incident().replace(late.format("investigating"), late) + early

    made, _ = fixed(tmp_path, text.replace("{}", "Watching", 1).replace("{}", "Identified", 1))

    assert made.decode() == text.replace("{}", "monitoring", 1).replace("{}", "identified", 1)


def test_a_word_with_an_anchor_is_left_alone_since_others_repeat_it(tmp_path):
    text = incident().replace("status: investigating", "status: &s Watching")
    text += "  - {at: 2025-03-10T11:50Z, status: *s, text: It works.}\n"

    made, out = fixed(tmp_path, text.replace("title: Sign-in fails", "title: Issue #1"))

    assert made.decode() == text.replace("title: Sign-in fails", 'title: "Issue #1"')
    assert out.count("[SG040] (note)") == 2


def test_without_fix_nothing_is_written(tmp_path):
    text = incident(title="Issue #12 is back")
    project(tmp_path, {FILE: text})
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}

    quickly("-C", tmp_path, "lint", "--now", NOW)

    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_fix_mends_only_the_files_that_were_named(tmp_path):
    other = "incidents/2025-03-10-other.yaml"
    project(tmp_path, {FILE: incident(title="Issue #1"), other: incident(title="Issue #2")})

    ran = quickly("-C", tmp_path, "lint", "--fix", "--json", "--now", NOW, tmp_path / FILE)

    assert (tmp_path / other).read_text() == incident(title="Issue #2")
    assert ran.document == {"problems": [], "fixed": [f"{FILE}:1:8: put the title in quotes [SG110]"]}


def test_a_file_in_a_linked_folder_of_the_project_is_written_where_it_is(tmp_path):
    project(tmp_path, {"kept/2025-03-10-x.yaml": incident(title="Issue #1")})
    (tmp_path / "incidents").mkdir(exist_ok=True)
    (tmp_path / FILE).symlink_to("../kept/2025-03-10-x.yaml")

    quickly("-C", tmp_path, "lint", "--fix", "--now", NOW)

    assert (tmp_path / FILE).is_symlink()
    assert '"Issue #1"' in (tmp_path / "kept/2025-03-10-x.yaml").read_text()
