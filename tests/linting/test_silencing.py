"""A comment silences a complaint where it stands, with a reason, and nowhere else."""

import pytest

from tests.linting.make import FILE, SETTINGS, found, incident, lint_of, project

LOUD = incident(title='"We are down!"')
UPDATE = "  - at: 2025-03-10T11:40Z\n    status: investigating\n    text: {}\n"
HEAD = "title: Sign-in fails\nimpact: {web: degraded_performance}\nupdates:\n"


def says(root, text: str) -> list[str]:
    return [line.split()[1] for line in found(root, text)]


@pytest.mark.parametrize(
    "text",
    [
        LOUD.replace('down!"', 'down!" # statusgen: ignore[SG017] they insist'),
        LOUD.replace('down!"', 'down!"   #statusgen:ignore [sg017]: they insist'),
        "# yaml-language-server: $schema=x\n# statusgen: ignore[SG017] they insist\n\n" + LOUD,
        "---\n# statusgen: ignore[SG017] they insist\n" + LOUD,
        "kind: incident\n# statusgen: ignore[SG017] they insist\n" + LOUD,
        "kind: incident\n# statusgen: ignore[SG017] they insist\n# and another comment\n" + LOUD,
        LOUD.replace('"We', "# statusgen: ignore[SG017] they insist\n  'We").replace('down!"', "down!'"),
    ],
    ids=["line", "spelling", "head", "head-after-dashes", "above", "above-a-comment", "behind-the-key"],
)
def test_a_comment_with_a_reason_silences(text, tmp_path):
    assert says(tmp_path, text) == []
    assert [f.reason for f in lint_of(tmp_path)] == ["they insist"]


def test_of_a_line_inside_a_block_the_comment_stands_beside_its_key(tmp_path):
    block = UPDATE.format(
        "| # statusgen: ignore[SG031] it is the mayor's\n      Write to\n      x@city.example.\n"
    )
    above = UPDATE.replace("    text", "    # statusgen: ignore[SG031] it is the mayor's\n    text")

    assert says(tmp_path, HEAD + block) == []
    assert says(tmp_path, HEAD + above.format("|\n      Write to\n      x@city.example.\n")) == []
    assert "SG031" in says(tmp_path, HEAD + UPDATE.format("|\n      Write to\n      x@city.example.\n"))


def test_what_looks_like_a_comment_in_a_text_is_text(tmp_path):
    text = UPDATE.format("|\n      # statusgen: ignore[SG026] a heading\n      TODO\n")

    assert says(tmp_path, HEAD + text) == ["SG026"]


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("# statusgen: ignore[SG017]", "the comment gives no reason, so it suppresses nothing"),
        ("# statusgen: ignore[SG017] -", "the comment gives no reason, so it suppresses nothing"),
        ("# statusgen: ignore they insist", "the comment names no code, so it suppresses nothing"),
        ("# statusgen: ignore[] they insist", "the comment names no code, so it suppresses nothing"),
        ("# statusgen: silence[SG017] they insist", "the comment names no code, so it suppresses nothing"),
    ],
)
def test_without_code_or_reason_it_silences_nothing_and_is_told(comment, expected, tmp_path):
    said = found(tmp_path, f"kind: incident\n{comment}\n{LOUD}")

    assert f"2:1 SG090 {expected}" in said
    assert "3:8 SG017 the title ends in an exclamation mark" in said


def test_a_comment_holds_for_its_own_codes_lines_and_file(tmp_path):
    far = "kind: incident\n# statusgen: ignore[SG017] they insist\n\n" + LOUD
    other = "# statusgen: ignore[SG016] they insist\n" + LOUD

    assert says(tmp_path / "a", far) == ["SG017", "SG091"]
    assert says(tmp_path / "b", other) == ["SG017", "SG091"]
    root = project(tmp_path / "c", {"incidents/2025-03-10-b.yaml": LOUD})
    assert (
        says(root, "# statusgen: ignore[SG017] they insist\n" + incident(title="Other words"))
        == ["SG091", "SG017"][::-1]
    )


def test_one_comment_may_name_several_and_each_is_counted(tmp_path):
    text = "# statusgen: ignore[SG017, SG016] they insist\n" + LOUD

    assert found(tmp_path, text) == ["1:1 SG091 there is no SG016 here to suppress"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("SG07", "there is no rule 'SG07'"),
        ("SG104", "SG104 cannot be suppressed"),
        ("SG091", "SG091 cannot be suppressed"),
    ],
)
def test_codes_that_do_not_exist_or_cannot_be_suppressed_are_told(code, expected, tmp_path):
    text = f"# statusgen: ignore[{code}] they insist\n" + incident()

    assert found(tmp_path, text) == [f"1:1 SG092 {expected}"]


def test_warnings_of_reading_can_be_silenced(tmp_path):
    text = "# statusgen: ignore[SG110] the number is for us\n" + incident(title="Sign-in fails #12")

    assert found(tmp_path, text) == []


def test_errors_of_reading_cannot_be_silenced(tmp_path):
    text = "# statusgen: ignore[SG104] we know\n" + incident().replace("investigating", "searching")

    assert says(tmp_path, text) == ["SG104"]


def test_a_rule_that_is_off_says_nothing(tmp_path):
    root = project(tmp_path, {"statusgen.yaml": SETTINGS + "lint: {off: [SG017]}\n"})

    assert says(root, LOUD) == []


def says_of_settings(root, lint: str) -> list[str]:
    project(root, {"statusgen.yaml": SETTINGS + lint, FILE: incident()})
    return [f"{f.where} {f.code} {f.message}" for f in lint_of(root)]


def test_codes_that_cannot_be_turned_off_are_told(tmp_path):
    assert says_of_settings(tmp_path, "lint:\n  off: [SG017, SG0017, SG101]\n") == [
        "statusgen.yaml:7:16 SG092 there is no rule 'SG0017' (did you mean SG017?)",
        "statusgen.yaml:7:24 SG092 SG101 cannot be suppressed (mend what it complains of)",
    ]


def test_the_settings_file_may_have_suppressions_too(tmp_path):
    root = project(
        tmp_path,
        {
            "statusgen.yaml": SETTINGS
            + "  # statusgen: ignore[SG036, SG037] a partner's, and they ask for it\n"
            + "  - {id: x, name: X}\n"
        },
    )

    assert [f.reason for f in lint_of(root)] == ["a partner's, and they ask for it"] * 2
