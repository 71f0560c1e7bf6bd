"""Postmortems from files and pictures of texts: read from `incidents/`, or refused where they are named."""

import os
from pathlib import Path

import pytest

from statusgen.reading import attachments, pictures
from statusgen.reading.load import load
from tests.reading.make import INCIDENT, complaints, project

PICTURES = Path(__file__).parent / "pictures"
GRAPH = (PICTURES / "graph.png").read_bytes()
LESSONS = "incidents/postmortems/lessons.md"


def with_text(text: str) -> str:
    """An incident whose update says this."""
    return INCIDENT + "    text: |\n" + "".join(f"      {line}\n" for line in text.split("\n"))


def one(root: Path):
    return load(root).project.incidents[0]


@pytest.mark.parametrize(
    ("written", "versions"),
    [
        ("{file: postmortems/lessons.md}", (("", "# Lessons\n"),)),
        ("{file: ./postmortems/../postmortems/lessons.md}", (("", "# Lessons\n"),)),
        ("{en: {file: postmortems/lessons.md}, ur: اردو}", (("en", "# Lessons\n"), ("ur", "اردو"))),
        ("Nothing.", (("", "Nothing."),)),
    ],
)
def test_a_postmortem_is_a_text_or_a_file_of_its_own_also_by_language(tmp_path, written, versions):
    made = project(
        tmp_path, {"incidents/a.yaml": INCIDENT + f"postmortem: {written}\n", LESSONS: "# Lessons\r\n"}
    )

    postmortem = one(made).postmortem
    assert postmortem is not None
    assert postmortem.versions == versions


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "{file: postmortems/leson.md}",
            "5:20: there is no file 'postmortems/leson.md' (did you mean postmortems/lessons.md?)",
        ),
        ("{file: lessons.md}", "5:20: there is no file 'lessons.md' (did you mean postmortems/lessons.md?)"),
        (
            "{file: ../statusgen.yaml}",
            "5:20: '../statusgen.yaml' leads out of incidents/ (copy the file into incidents/, and write / between folders)",
        ),
        (
            "{file: /etc/passwd}",
            "5:20: '/etc/passwd' leads out of incidents/ (copy the file into incidents/, and write / between folders)",
        ),
        ("{file: }", "5:13: a text's file has no name (write {file: postmortems/2025-03-10-ddos.md})"),
        ("{file: [a.md]}", "5:13: a text's file has no name (write {file: postmortems/2025-03-10-ddos.md})"),
        (
            "{file: postmortems/lessons.md, en: Text}",
            "5:44: 'en' stands beside 'file' (write {en: {file: a.md}, ur: {file: b.md}})",
        ),
        (
            '{file: "a\\tb.md"}',
            "5:20: there is no file 'a\N{REPLACEMENT CHARACTER}b.md' (paths begin at incidents/)",
        ),
    ],
)
def test_a_file_that_is_not_there_is_told_where_it_is_named(tmp_path, written, said):
    made = project(
        tmp_path, {"incidents/a.yaml": INCIDENT + f"postmortem: {written}\n", LESSONS: "# Lessons"}
    )

    assert complaints(made) == [f"incidents/a.yaml:{said}"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "1:1: the file is empty (write some text)"),
        (b"One\n\xff\n", "2:1: byte 0xFF at offset 4 is not UTF-8 (save the file as UTF-8)"),
        (b"One\nT\x00wo", "2:2: character U+0000 cannot be shown (remove it; editors may not display it)"),
        (b"x" * (attachments.MAX_TEXT + 1), "1:1: is larger than 256 KiB (shrink it)"),
        (
            b"\n\nSee ![a](gone.png)",
            "3:10: there is no file 'gone.png' (paths begin at incidents/postmortems/)",
        ),
    ],
)
def test_what_is_wrong_in_a_postmortem_is_told_where_it_stands(tmp_path, content, said):
    text = INCIDENT + "postmortem: {file: postmortems/lessons.md}\n"

    assert complaints(project(tmp_path, {"incidents/a.yaml": text, LESSONS: content})) == [
        f"{LESSONS}:{said}"
    ]


@pytest.mark.parametrize(
    "kind", ["link out of the project", "link out of incidents", "pipe", "folder", "dead link"]
)
def test_only_regular_files_inside_the_folder_are_read(tmp_path, kind):
    made = project(tmp_path / "p", {"incidents/a.yaml": INCIDENT + "postmortem: {file: x.md}\n"})
    path = made / "incidents" / "x.md"
    (tmp_path / "secret.md").write_text("secret")
    make = {
        "link out of the project": lambda: path.symlink_to(tmp_path / "secret.md"),
        "link out of incidents": lambda: path.symlink_to(made / "statusgen.yaml"),
        "pipe": lambda: os.mkfifo(path),
        "folder": path.mkdir,
        "dead link": lambda: path.symlink_to("nowhere.md"),
    }
    make[kind]()

    said = {
        "link out of the project": "is a link that leads out of incidents/ (copy the file instead)",
        "link out of incidents": "is a link that leads out of incidents/ (copy the file instead)",
        "pipe": "is a pipe, not a file (move it away)",
        "folder": "is a folder, not a file (move it away)",
        "dead link": "is a link that leads nowhere: No such file or directory (remove it)",
    }
    assert complaints(made) == [f"incidents/x.md:1:1: {said[kind]}"]


def test_pictures_of_a_text_are_read_beside_its_file(tmp_path):
    text = with_text('See ![the graph](images/graph.png) and\n![again](images/graph.png "At noon").')
    made = project(
        tmp_path,
        {
            "incidents/a.yaml": text + "postmortem: {file: postmortems/lessons.md}\n",
            "incidents/images/graph.png": GRAPH,
            "incidents/images/my photo.jpg": (PICTURES / "photo.jpeg").read_bytes(),
            LESSONS: "![photo](../images/my%20photo.jpg)",
        },
    )

    incident = one(made)
    assert incident.updates[0].text is not None
    assert incident.postmortem is not None
    assert [(a, p.kind) for a, p in incident.updates[0].text.pictures] == [("images/graph.png", "png")]
    assert [(a, p.kind) for a, p in incident.postmortem.pictures] == [("../images/my%20photo.jpg", "jpeg")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("One\n\nSee ![a](grph.png) here", "8:16: there is no file 'grph.png' (did you mean graph.png?)"),
        (
            "![a](https://b.example/x.png)",
            "6:12: picture 'https://b.example/…' is not from the project, and would tell others who reads (save it in incidents/ and write its name)",
        ),
        (
            "![a](//b.example/x.png)",
            "6:12: picture '//b.example/…' is not from the project, and would tell others who reads (save it in incidents/ and write its name)",
        ),
        (
            "![a](../graph.png)",
            "6:12: '../graph.png' leads out of incidents/ (copy the file into incidents/, and write / between folders)",
        ),
        (
            "![a](a%2F..%2F..%2Fstatusgen.yaml)",
            "6:12: 'a/../../statusgen.yaml' leads out of incidents/ (copy the file into incidents/, and write / between folders)",
        ),
        ("![a]()", "5:11: a picture has no address (write ![what it shows](graph.png))"),
        ("![a](%00.png)", "6:12: there is no file '\N{REPLACEMENT CHARACTER}.png' (did you mean text.png?)"),
        ("![a](a.svg)", "6:12: picture 'incidents/a.svg' is an SVG, which may hold script (save it as PNG)"),
        (
            "![a](text.png)",
            "6:12: picture 'incidents/text.png' is no picture that browsers show (save it as PNG, JPEG, GIF, WebP or AVIF)",
        ),
        ("![a][1]\n\n[1]: gone.png", "8:12: there is no file 'gone.png' (did you mean text.png?)"),
    ],
)
def test_a_picture_that_cannot_be_shown_is_told_where_it_stands(tmp_path, text, said):
    files = {"graph.png": GRAPH, "a.svg": b"<svg/>", "text.png": b"hello"}
    made = project(
        tmp_path, {"incidents/a.yaml": with_text(text), **{f"incidents/{n}": d for n, d in files.items()}}
    )

    assert complaints(made) == [f"incidents/a.yaml:{said}"]


@pytest.mark.parametrize(
    "text", ["`![a](gone.png)`", "    ![a](gone.png)", "\\![a](gone.png)", "![a]", "![a] (gone.png)"]
)
def test_what_is_no_picture_to_markdown_is_none_to_us(tmp_path, text):
    assert complaints(project(tmp_path, {"incidents/a.yaml": with_text("One\n\n" + text)})) == []


def test_a_folded_text_is_told_of_as_a_whole_where_its_line_cannot_be_told(tmp_path):
    text = INCIDENT + '    text: "One ![a](go\\x6Ee.png)"\n'

    assert complaints(project(tmp_path, {"incidents/a.yaml": text}))[0].startswith(
        "incidents/a.yaml:5:11: there is"
    )


def test_pictures_are_bounded_in_number_and_in_size(tmp_path, monkeypatch):
    many = "\n".join(f"![a]({n}.png)" for n in range(attachments.MOST_PICTURES + 1))
    files = {f"incidents/{n}.png": GRAPH for n in range(attachments.MOST_PICTURES + 1)}
    made = project(tmp_path, {"incidents/a.yaml": with_text(many), **files})

    assert complaints(made) == [
        "incidents/a.yaml:26:12: 21 pictures in one file, more than 20 (leave some out, or link to them)"
    ]
    monkeypatch.setattr(pictures, "MAX_PICTURES", 3 * len(GRAPH))
    said = complaints(made)
    assert len(said) == 2
    assert "9:12: the pictures up to this one are more than 0 MiB" in said[0]


def test_a_picture_over_its_limit_is_refused(tmp_path):
    big = GRAPH + b"\0" * pictures.MAX_PICTURE
    made = project(tmp_path, {"incidents/a.yaml": with_text("![a](x.png)"), "incidents/x.png": big})

    assert complaints(made) == ["incidents/x.png:1:1: is larger than 2 MiB (shrink it)"]


def test_faults_beside_a_file_are_told_with_those_in_it(tmp_path):
    text = with_text("![a](gone.png)") + "severity: awful\npostmortem: {file: gone.md}\n"

    assert len(complaints(project(tmp_path, {"incidents/a.yaml": text}))) == 3


def test_an_announcement_shows_pictures_too(tmp_path):
    text = with_text("![a](graph.png)") + "kind: announcement\n"
    made = project(
        tmp_path,
        {"incidents/a.yaml": text.replace("    status: investigating\n", ""), "incidents/graph.png": GRAPH},
    )

    (announcement,) = load(made).project.announcements
    assert announcement.updates[0].text is not None
    assert announcement.updates[0].text.pictures[0][1].data == GRAPH


def test_files_of_texts_are_not_lost_files(tmp_path):
    made = project(
        tmp_path,
        {
            "incidents/a.yaml": INCIDENT,
            LESSONS: "x",
            "incidents/x.png": GRAPH,
            "incidents/old/b.yaml": INCIDENT,
        },
    )

    assert [w.where.file for w in load(made).warnings] == ["incidents/old/b.yaml"]


@pytest.mark.parametrize(
    "address",
    [
        "https://me:hunter2@b.example/hunter2?k=hunter2",
        "data:image/png;base64,hunter2",
        "//x:hunter2@b.example",
    ],
)
def test_no_complaint_about_a_picture_repeats_what_may_be_a_secret(tmp_path, address):
    (said,) = complaints(project(tmp_path, {"incidents/a.yaml": with_text(f"![a]({address})")}))

    assert "is not from the project" in said
    assert "hunter2" not in said
