"""`lint` as it is typed: which files it reports, what it explains, and how it ends."""

import time
from pathlib import Path

import pytest

from statusgen.linting.explaining import page_of
from statusgen.linting.rules import RULES
from statusgen.reading.load import load
from tests.commands.make import quickly, statusgen
from tests.linting.make import FILE, NOW, incident, lint_of, project
from tests.reading.bad.regenerate import CASES
from tests.reading.make import project as reading_project

AT = ("--now", "2025-03-10T12:00Z")
OTHER = "incidents/2025-03-10-other.yaml"
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_complaint_of_reading_has_a_code_with_a_page(case, tmp_path):
    name = case.name if case.suffix == ".yaml" else f"reports/{case.name}"
    name = (
        name if "/" in name else f"incidents/{name}" if not name.startswith("settings-") else "statusgen.yaml"
    )
    reading_project(tmp_path, {name: case.read_bytes()})

    from statusgen.reading.load import survey

    problems = survey(tmp_path).problems

    assert problems
    assert [str(p) for p in problems if p.code not in RULES] == []


def test_only_files_that_were_named_are_reported(tmp_path):
    root = project(tmp_path, {FILE: incident(text="TODO"), OTHER: incident(title="Down!")})

    one = quickly("-C", root, "lint", "--strict", *AT, root / FILE)
    folder = quickly("-C", root, "lint", *AT, root / "incidents")
    none = quickly("-C", root, "lint", "--strict", *AT, root / "statusgen.yaml")

    assert (one.code, one.out.count("[SG")) == (1, 1)
    assert folder.out.count("[SG") == 2
    assert (none.code, none.out) == (0, "no complaints\n")


def test_names_of_files_count_from_where_it_is_typed(tmp_path):
    project(tmp_path / "status", {FILE: incident(text="TODO"), OTHER: incident(title="Down!")})

    ran = statusgen("-C", "status", "lint", *AT, f"status/{FILE}", cwd=tmp_path)

    assert ran.out.startswith(f"{FILE}:6:11: 'TODO' looks like a placeholder")
    assert ran.out.endswith("1 warning\n")


def test_a_file_that_is_not_there_is_a_wrong_word_on_the_command_line(tmp_path):
    project(tmp_path, {})

    assert quickly("-C", tmp_path, "lint", tmp_path / "incidents/none.yaml").code == 2


def test_settings_that_cannot_be_read_are_told_whatever_was_named(tmp_path):
    root = project(tmp_path, {FILE: incident(), "statusgen.yaml": "page: {name: X, color: red}\n"})

    ran = quickly("-C", root, "lint", root / FILE)

    assert ran.code == 1
    assert "unknown key 'color'" in ran.out


def test_a_broken_file_hides_nothing_in_the_others(tmp_path):
    root = project(tmp_path, {FILE: "title: [", OTHER: incident(text="TODO")})

    ran = quickly("-C", root, "lint", *AT)
    named = quickly("-C", root, "lint", *AT, root / OTHER)

    assert ran.code == 1
    assert "[SG101]" in ran.out
    assert "[SG026]" in ran.out
    assert (named.code, named.out.count("[SG")) == (0, 1)


@pytest.mark.parametrize("code", RULES)
def test_each_rule_is_explained_with_its_example(code):
    ran = quickly("lint", "--explain", code.lower())

    page = page_of(code)
    assert ran.code == 0
    assert ran.out.startswith(f"{code} ")
    assert page.why in ran.out
    assert page.bad.splitlines()[-1] in ran.out
    assert quickly("lint", "--explain", RULES[code].name).out == ran.out
    assert quickly("--json", "lint", "--explain", code).document["bad"] == page.bad


def test_all_rules_are_listed_and_unknown_ones_have_a_nearest():
    ran = quickly("lint", "--explain", "all")
    unknown = quickly("lint", "--explain", "SG0012")

    assert ran.out.count("\n") == len(RULES)
    assert (unknown.code, unknown.err) == (2, "there is no rule 'SG0012' (did you mean SG012?)\n")


def test_the_demo_is_in_order():
    ran = quickly("-C", ROOT, "lint", "--strict", "--now", "2025-03-20T12:00Z")

    assert (ran.code, ran.out) == (0, "no complaints; 1 suppressed\n")


def test_a_new_project_is_in_order(tmp_path):
    assert quickly("init", tmp_path / "a").code == 0
    assert quickly("init", tmp_path / "b", "--from", "https://chirp.example/").code == 0

    first = quickly("-C", tmp_path / "a", "lint", "--strict", *AT)
    second = quickly("-C", tmp_path / "b", "lint", "--strict", *AT)

    assert (first.code, first.out.splitlines()[-1]) == (
        0,
        "1 note",
    )  # of controls, which a person must choose
    assert (second.code, second.out.splitlines()[-1]) == (0, "2 notes")


def test_a_build_prints_no_complaint_of_lint(tmp_path):
    root = project(tmp_path, {FILE: incident(text="TODO")})

    ran = quickly("-C", root, "build", *AT)

    assert ran.code == 0
    assert "SG" not in ran.out + ran.err


@pytest.mark.slow
def test_a_thousand_incidents_take_little_longer_than_reading_them(tmp_path):
    end = (
        "  - at: 2025-03-10T11:50Z\n    status: resolved\n    text: |\n"
        + "      It works again since 11:45 UTC.\n" * 20
    )
    project(tmp_path, {f"incidents/n{n}.yaml": incident(title=f"Trouble {n}") + end for n in range(1000)})
    load(tmp_path)

    began = time.process_time()
    load(tmp_path)
    read = time.process_time() - began
    assert lint_of(tmp_path, NOW) == ()
    linted = time.process_time() - began - read

    assert linted - read < 3, f"reading {read:.2f}s, lint with reading {linted:.2f}s"
