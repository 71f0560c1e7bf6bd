"""What lint found reaches people, scripts, code scanning and GitHub in their own forms."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from statusgen.linting.findings import Finding, Level
from statusgen.linting.lines import annotations, line, tally
from statusgen.model.errors import Place
from tests.commands.make import Ran, quickly
from tests.linting.make import FILE, incident, project

SCHEMA = json.loads((Path(__file__).parent / "sarif/sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
TEXT = "# statusgen: ignore[SG017] they insist\n" + incident(title='"We are down!"', text="It is down. TODO")
NOW = "2025-03-10T12:00Z"
HERE = Place(FILE, 3, 5)


def lint(root: Path, *arguments: str) -> Ran:
    return quickly("-C", root, "lint", "--now", NOW, *arguments)


def sarif(root: Path) -> Any:
    ran = lint(root, "--format", "sarif")
    document = ran.document
    jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER).validate(
        document
    )
    (run,) = document["runs"]
    return run


def finding(what: str = "it is wrong", **more: Any) -> Finding:
    return Finding(**{"code": "SG005", "level": Level.WARNING, "where": HERE, "what": what, **more})


def test_a_line_says_where_what_which_and_how_bad():
    assert line(finding(hint="mend it")) == f"{FILE}:3:5: it is wrong (mend it) [SG005] (warning)"
    assert line(finding(level=Level.ERROR)) == f"{FILE}:3:5: it is wrong [SG005]"
    assert line(finding(reason="because")).endswith("[SG005] (warning) (suppressed: because)")


def test_the_count_leaves_out_what_there_is_none_of():
    some = [finding(level=Level.ERROR), finding(), finding(), finding(level=Level.NOTE), finding(reason="x")]

    assert tally(some) == "1 error, 2 warnings, 1 note; 1 suppressed"
    assert tally([]) == "no complaints"


def test_sarif_is_valid_and_knows_rules_places_and_suppressions(tmp_path):
    run = sarif(project(tmp_path, {FILE: TEXT}))

    results = {result["ruleId"]: result for result in run["results"]}
    assert set(results) == {"SG017", "SG026"}
    placeholder = results["SG026"]
    assert placeholder["level"] == "warning"
    assert run["tool"]["driver"]["rules"][placeholder["ruleIndex"]]["id"] == "SG026"
    place = placeholder["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": FILE, "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 7, "startColumn": 23, "endLine": 7, "endColumn": 27}
    assert "suppressions" not in placeholder
    assert results["SG017"]["suppressions"] == [{"kind": "inSource", "justification": "they insist"}]


def test_sarif_tells_of_every_rule_what_it_is_for(tmp_path):
    rules = sarif(project(tmp_path, {}))["tool"]["driver"]["rules"]

    assert len({rule["name"] for rule in rules}) == len(rules) > 50
    for rule in rules:
        assert rule["fullDescription"]["text"].endswith(".")
        assert "```yaml" in rule["help"]["markdown"]
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")


def test_errors_of_reading_are_sarif_too(tmp_path):
    run = sarif(project(tmp_path, {FILE: "title: [", "incidents/Bad näme.yaml": incident()}))

    assert {result["ruleId"] for result in run["results"]} == {"SG100", "SG101"}
    uris = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"]}
    assert uris == {FILE, "incidents/Bad%20n%C3%A4me.yaml"}


def test_a_fingerprint_stays_when_lines_move_and_tells_twins_apart(tmp_path):
    text = incident(text="|\n      TODO\n      TODO\n")

    def prints(text: str) -> list[str]:
        results = sarif(project(tmp_path, {FILE: text}))["results"]
        return [r["partialFingerprints"]["primaryLocationLineHash"] for r in results]

    before = prints(text)

    assert len(set(before)) == 2
    assert prints("# one\n# two\n\n" + text) == before
    assert prints(text.replace("      TODO\n", "      A TODO\n", 1))[0] != before[0]


def test_places_count_from_the_repositorys_root(tmp_path):
    (tmp_path / ".git").mkdir()
    root = project(tmp_path / "docs/status", {FILE: TEXT})

    uris = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in sarif(root)["results"]}
    ran = lint(root, "--format", "github")

    assert uris == {f"docs/status/{FILE}"}
    assert (
        f"::warning file=docs/status/{FILE},line=7,col=23,endColumn=27,title=SG026::'TODO' looks" in ran.out
    )
    assert "SG017" not in ran.out


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (
            finding("50% of\r\nit: a, b"),
            f"::warning file={FILE},line=3,col=5,title=SG005::50%25 of%0D%0Ait: a, b",
        ),
        (
            finding(where=Place("incidents/a,b:c%.yaml", 1, 1), level=Level.ERROR),
            "::error file=incidents/a%2Cb%3Ac%25.yaml,line=1,col=1,title=SG005::it is wrong",
        ),
        (
            finding(level=Level.NOTE, ends=Place(FILE, 5, 2)),
            f"::notice file={FILE},line=3,endLine=5,title=SG005::it is wrong",
        ),
        (
            finding(ends=Place(FILE, 3, 9), hint="mend it"),
            f"::warning file={FILE},line=3,col=5,endColumn=9,title=SG005::it is wrong (mend it)",
        ),
    ],
)
def test_annotations_are_written_so_that_the_runner_reads_them(made, expected):
    assert list(annotations([made], "")) == [expected]


def test_json_has_level_code_and_reason(tmp_path):
    root = project(tmp_path, {FILE: TEXT})

    for arguments in (("--format", "json"), ("--json",)):
        rows = {row["code"]: row for row in lint(root, *arguments).document["problems"]}
        assert rows["SG026"] == {
            "file": FILE,
            "line": 7,
            "column": 23,
            "end_line": 7,
            "end_column": 27,
            "code": "SG026",
            "severity": "warning",
            "what": "'TODO' looks like a placeholder",
            "hint": "write what is meant",
            "suppressed": None,
            "is_fixable": False,
        }
        assert rows["SG017"]["suppressed"] == "they insist"


def test_suppressed_complaints_are_counted_and_shown_when_asked(tmp_path):
    root = project(tmp_path, {FILE: TEXT})

    assert "SG017" not in lint(root).out
    assert lint(root).out.endswith("1 warning; 1 suppressed\n")
    assert "[SG017] (warning) (suppressed: they insist)" in lint(root, "-v").out


def test_one_document_is_printed_also_when_the_settings_cannot_be_read(tmp_path):
    root = project(tmp_path, {"statusgen.yaml": "page: ["})

    assert [r["ruleId"] for r in sarif(root)["results"]] == ["SG101"]
    assert lint(root, "--format", "github").out.startswith("::error file=statusgen.yaml,line=1")


def test_notes_fail_nothing_and_warnings_only_when_strict(tmp_path):
    noted = project(tmp_path / "a", {FILE: incident(text="It was a human error.")})
    warned = project(tmp_path / "b", {FILE: incident(text="TODO")})
    wrong = project(tmp_path / "c", {FILE: incident(text='"https://anna:hunter2@chirp.example/"')})

    assert [lint(root).code for root in (noted, warned, wrong)] == [0, 0, 1]
    assert [lint(root, "--strict").code for root in (noted, warned, wrong)] == [0, 1, 1]
    assert lint(project(tmp_path / "d", {FILE: TEXT.replace("TODO", "")}), "--strict").code == 0
