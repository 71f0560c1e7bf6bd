"""Schemas beside the data: written, printed, checked; found by editors in what init and incident new write."""

import json
import os

import pytest

from statusgen.reading.load import load
from tests.commands.make import quickly, statusgen
from tests.reading.make import project

FILES = ["schema/settings.schema.json", "schema/incident.schema.json"]


def test_what_is_written_is_fresh_until_a_component_is_added(tmp_path):
    project(tmp_path)

    wrote = quickly("-C", tmp_path, "schema")
    fresh = quickly("-C", tmp_path, "schema", "--check")
    settings = tmp_path / "statusgen.yaml"
    settings.write_text(settings.read_text() + "  - {id: search, name: Search}\n")
    old = quickly("-C", tmp_path, "schema", "--check")
    again = quickly("-C", tmp_path, "--json", "schema")

    assert (wrote.code, wrote.out) == (0, "".join(f"wrote {file}\n" for file in FILES))
    assert (fresh.code, fresh.out) == (0, "the schemas fit the settings\n")
    assert old.code == 1
    assert old.err.startswith("schema/incident.schema.json:")
    assert old.err.endswith(
        "the schema does not fit the settings and this version of statusgen (run statusgen schema)\n"
    )
    assert again.document == {"written": FILES[1:], "unchanged": FILES[:1]}
    assert quickly("-C", tmp_path, "schema", "--check").code == 0


def test_the_place_of_a_difference_is_told(tmp_path):
    project(tmp_path)
    quickly("-C", tmp_path, "schema")
    path = tmp_path / FILES[0]
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines[:6], "  x" + lines[6][2:], *lines[7:]]))

    ran = quickly("-C", tmp_path, "--json", "schema", "--check")

    (problem,) = ran.document["problems"]
    assert (problem["file"], problem["line"], problem["column"]) == (FILES[0], 7, 3)
    assert problem["hint"] == "run statusgen schema"


def test_a_missing_schema_is_told(tmp_path):
    project(tmp_path)

    ran = quickly("-C", tmp_path, "schema", "--check")

    assert ran.code == 1
    assert ran.err == "".join(
        f"{file}:1:1: there is no such file (run statusgen schema)\n" for file in sorted(FILES)
    )


def test_line_ends_of_another_system_are_no_difference(tmp_path):
    project(tmp_path)
    quickly("-C", tmp_path, "schema")
    for file in FILES:
        path = tmp_path / file
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert quickly("-C", tmp_path, "schema", "--check").code == 0


@pytest.mark.parametrize("which", ["settings", "incident"])
def test_what_is_printed_is_what_is_written(tmp_path, which):
    project(tmp_path)
    quickly("-C", tmp_path, "schema")

    printed = quickly("-C", tmp_path, "schema", which)

    assert (printed.code, printed.out) == (0, (tmp_path / f"schema/{which}.schema.json").read_text())
    assert quickly("-C", tmp_path, "--json", "schema", which).document == json.loads(printed.out)


def test_outside_of_a_project_the_schema_holds_for_all(tmp_path):
    printed = quickly("-C", tmp_path, "schema", "incident")
    wrote = quickly("-C", tmp_path, "schema")

    assert (printed.code, wrote.code) == (0, 1)
    assert "sign-in" not in printed.out
    assert "run statusgen init" in wrote.err
    assert list(tmp_path.iterdir()) == []


def test_settings_that_cannot_be_read_keep_the_old_schemas(tmp_path):
    project(tmp_path)
    quickly("-C", tmp_path, "schema")
    before = (tmp_path / FILES[1]).read_bytes()
    (tmp_path / "statusgen.yaml").write_text("page: {nam: Chirp}\n")

    ran = quickly("-C", tmp_path, "schema")

    assert (ran.code, ran.err) == (1, "statusgen.yaml:1:8: unknown key 'nam' (did you mean name?)\n")
    assert (tmp_path / FILES[1]).read_bytes() == before
    assert quickly("-C", tmp_path, "schema", "settings").code == 0


def test_one_schema_alone_is_not_checked(tmp_path):
    ran = quickly("-C", tmp_path, "schema", "incident", "--check")

    assert ran.code == 2
    assert "write statusgen schema --check, without incident" in ran.err


@pytest.mark.parametrize("name", ["schema", FILES[1]])
def test_a_link_out_of_the_project_is_refused(tmp_path, name):
    root, outside = project(tmp_path / "project"), tmp_path / "outside"
    outside.mkdir()
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).symlink_to(outside / "x" if "." in name else outside)

    ran = quickly("-C", root, "schema")

    assert (ran.code, ran.err.endswith("is a link that leads out of the project (remove it)\n")) == (1, True)
    assert quickly("-C", root, "schema", "--check").code == 1
    assert list(outside.iterdir()) == []


def test_names_of_others_stay_data(tmp_path):
    name = '"}, {{7*7}} </script> \N{ROCKET} \N{RIGHT-TO-LEFT OVERRIDE}x'
    project(
        tmp_path,
        {
            "statusgen.yaml": f"page: {{name: x}}\ncomponents: [{{id: a, name: {json.dumps(name, ensure_ascii=False)}}}]\n"
        },
    )

    assert quickly("-C", tmp_path, "schema").code == 0

    schema = json.loads((tmp_path / FILES[1]).read_text(encoding="ascii"))
    pairs = schema["definitions"]["IncidentImpact"]["allOf"][0]
    assert pairs["properties"]["a"]["description"] == name


def test_the_same_bytes_everywhere(tmp_path):
    project(tmp_path)
    texts = {
        statusgen("schema", "incident", cwd=tmp_path, environ={"PYTHONHASHSEED": seed, "LC_ALL": "C"}).out
        for seed in ("1", "2")
    }

    assert len(texts) == 1


def test_a_new_project_has_its_schemas_and_its_files_name_them(tmp_path):
    quickly("init", tmp_path / "x", "--from", "https://example.com", "--from", "https://example.org")

    assert quickly("-C", tmp_path / "x", "schema", "--check").code == 0
    settings, example = ((tmp_path / "x" / name) for name in ("statusgen.yaml", "incidents/example.yaml"))
    assert settings.read_text().splitlines()[:2] == [
        "# yaml-language-server: $schema=schema/settings.schema.json",
        "# $schema: schema/settings.schema.json",
    ]
    for path in (settings, example):
        for line in path.read_text().splitlines()[:2]:
            assert (path.parent / line.replace("=", " ").split()[-1]).is_file()
    load(tmp_path / "x")


def test_init_leaves_schemas_alone_unless_it_writes_the_settings_anew(tmp_path):
    folder = tmp_path / "schema"
    folder.mkdir()
    (folder / "incident.schema.json").write_text("{}")

    quickly("init", tmp_path, "--name", "Chirp")
    kept = (folder / "incident.schema.json").read_text()
    quickly("init", tmp_path, "--name", "Chirp", "--force")

    assert kept == "{}"
    assert quickly("-C", tmp_path, "schema", "--check").code == 0


def test_an_incident_by_command_names_its_schema_too(tmp_path):
    project(tmp_path)
    quickly("-C", tmp_path, "schema")

    ran = quickly("-C", tmp_path, "incident", "new", "Sign-in fails", "-c", "sign-in=major_outage")

    assert ran.code == 0, ran.err
    (path,) = (tmp_path / "incidents").iterdir()
    assert path.read_text().splitlines()[:2] == [
        "# yaml-language-server: $schema=../schema/incident.schema.json",
        "# $schema: ../schema/incident.schema.json",
    ]


def test_pages_are_not_built_among_schemas(tmp_path):
    project(tmp_path)

    ran = quickly("-C", tmp_path, "build", "-o", tmp_path / "schema")

    assert ran.code == 2
    assert not os.path.lexists(tmp_path / "schema")
