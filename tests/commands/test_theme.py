"""`theme`: files of ours become the project's own, one by one, and tell when they have grown old."""

from pathlib import Path

import pytest

from statusgen.rendering.copies import originals
from statusgen.rendering.engine import templates_folder
from tests.commands.make import quickly
from tests.reading.make import project

OURS = originals(templates_folder())
ROW = "partials/row.html"


def theme(root: Path, *arguments: str):
    return quickly("-C", root, "theme", *arguments)


def test_without_a_name_all_that_can_be_copied_is_listed(tmp_path):
    project(tmp_path)
    theme(tmp_path, "eject", ROW)

    ran = theme(tmp_path, "eject")

    assert ran.code == 0
    assert [line.split()[0] for line in ran.out.splitlines()] == list(OURS)
    (line,) = [line for line in ran.out.splitlines() if line.startswith(ROW)]
    assert "yours, copied from" in line


def test_a_file_is_copied_with_a_note_of_where_it_came_from(tmp_path):
    project(tmp_path)

    ran = theme(tmp_path, "eject", ROW, "assets/style.css")

    assert (ran.code, ran.out.splitlines()) == (
        0,
        [f"wrote templates/{ROW}", "wrote templates/assets/style.css"],
    )
    first, rest = (tmp_path / "templates" / ROW).read_bytes().split(b"\n", 1)
    assert first.startswith(b"{# copy of statusgen ")
    assert rest == OURS[ROW].data
    assert {path.name for path in (tmp_path / "templates").rglob("*") if path.is_file()} == {
        "row.html",
        "style.css",
    }


def test_the_page_stays_as_it_was(tmp_path):
    project(tmp_path)
    quickly("-q", "-C", tmp_path, "build", "--now", "2025-03-10T12:00Z", "-o", tmp_path / "before")
    theme(tmp_path, "eject", *OURS)

    ran = quickly("-q", "-C", tmp_path, "build", "--now", "2025-03-10T12:00Z", "-o", tmp_path / "after")

    assert ran.code == 0, ran.err
    before, after = (
        {path.relative_to(tmp_path / site): path.read_bytes() for path in (tmp_path / site).rglob("*.*")}
        for site in ("before", "after")
    )
    assert before == after


def test_what_is_there_is_not_written_over_unless_that_is_said(tmp_path):
    project(tmp_path, {f"templates/{ROW}": "mine"})

    refused = theme(tmp_path, "eject", "home.html", ROW)

    assert refused.code == 2
    assert f"templates/{ROW} is there already" in refused.err
    assert (tmp_path / "templates" / ROW).read_text() == "mine"
    assert not (tmp_path / "templates/home.html").exists()

    assert theme(tmp_path, "eject", ROW, "--force").code == 0
    assert (tmp_path / "templates" / ROW).read_bytes().endswith(OURS[ROW].data)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("partials/rwo.html", "did you mean partials/row.html?"),
        ("../statusgen.yaml", "statusgen theme eject lists them"),
        ("README.md", "there is no template 'README.md'"),
    ],
)
def test_a_name_that_is_none_of_ours_is_told(tmp_path, name, says):
    project(tmp_path)

    ran = theme(tmp_path, "eject", ROW, name)

    assert ran.code == 2
    assert says in ran.err
    assert not (tmp_path / "templates").exists()


def test_a_file_may_be_named_as_it_lies_in_the_project(tmp_path):
    project(tmp_path)

    assert theme(tmp_path, "eject", f"templates/{ROW}").code == 0
    assert (tmp_path / "templates" / ROW).is_file()


def test_a_folder_that_leads_elsewhere_is_not_written_to(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    project(tmp_path / "project")
    (tmp_path / "project/templates").symlink_to(tmp_path / "elsewhere")

    ran = theme(tmp_path / "project", "eject", ROW)

    assert ran.code == 1
    assert "leads out of the project" in ran.err
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_differences_are_shown_and_what_ours_has_new(tmp_path):
    project(tmp_path)
    theme(tmp_path, "eject", ROW, "home.html")
    path = tmp_path / "templates" / ROW
    text = path.read_text(encoding="utf-8").replace(OURS[ROW].mark, "0" * 12)
    path.write_text(text.replace('<p class="up">', '<p class="up mine">'), encoding="utf-8")

    ran = theme(tmp_path, "diff")
    one = theme(tmp_path, "diff", "home.html", "--json")

    assert ran.code == 0
    assert f"{ROW}: yours, copied from" in ran.out
    assert "ours has changed since" in ran.out
    changed = [line for line in ran.out.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert changed == ['-<p class="up">{{ row.uptime }}</p>', '+<p class="up mine">{{ row.uptime }}</p>']
    (row,) = one.document["files"]
    assert (row["name"], row["is_yours"], row["is_old"], row["diff"]) == ("home.html", True, False, [])


def test_lint_warns_of_a_copy_that_has_grown_old(tmp_path):
    project(tmp_path)
    theme(tmp_path, "eject", ROW, "home.html")
    path = tmp_path / "templates" / ROW
    path.write_bytes(path.read_bytes().replace(OURS[ROW].mark.encode(), b"0" * 12))

    ran = quickly("-C", tmp_path, "lint")

    assert [line for line in ran.out.splitlines() if "SG114" in line] == [
        line for line in ran.out.splitlines() if f"templates/{ROW}:1:1" in line
    ]
    assert "ours has changed since" in ran.out
    assert ran.out.count("SG114") == 1
