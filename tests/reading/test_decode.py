"""Only UTF-8 that can be shown is taken for text."""

from pathlib import Path

import pytest

from tests.reading.make import INCIDENT, complaints, project

GOOD = {
    "a byte order mark at the start": b"\xef\xbb\xbf" + INCIDENT.encode(),
    "line ends of Windows": INCIDENT.replace("\n", "\r\n").encode(),
    "line ends of old Macs": INCIDENT.replace("\n", "\r").encode(),
    "emoji and right-to-left": INCIDENT.replace("Sign-in", "\U0001f525 سائن").encode(),
}
BAD = {
    "Latin-1": (
        INCIDENT.replace("Sign-in", "Café").encode("latin-1"),
        "1:11: byte 0xE9 at offset 10 is not UTF-8 (save the file as UTF-8)",
    ),
    "UTF-16 with a mark": (INCIDENT.encode("utf-16"), "1:1: the file is UTF-16 (save it as UTF-8)"),
    "UTF-32 with a mark": (INCIDENT.encode("utf-32"), "1:1: the file is UTF-32 (save it as UTF-8)"),
    "a lone surrogate": (
        b"title: \xed\xa0\x80\n",
        "1:8: byte 0xED at offset 7 is not UTF-8 (save the file as UTF-8)",
    ),
    "an overlong slash": (
        b"# ok\r\ntitle: \xc0\xaf\n",
        "2:8: byte 0xC0 at offset 13 is not UTF-8 (save the file as UTF-8)",
    ),
    "NUL": (
        b"title: a\0b\n",
        "1:9: character U+0000 cannot be shown (remove it; editors may not display it)",
    ),
    "escape": (
        b"title: ok\ncause: \x1b[31mred\n",
        "2:8: character U+001B cannot be shown (remove it; editors may not display it)",
    ),
    "a byte order mark inside": (
        "title: a\ufeffb\n".encode(),
        "1:9: character U+FEFF cannot be shown (remove it; editors may not display it)",
    ),
    "a C1 control": (
        "title: \x9b\n".encode(),
        "1:8: character U+009B cannot be shown (remove it; editors may not display it)",
    ),
    "no character": (
        "title: \ufffe\n".encode(),
        "1:8: character U+FFFE cannot be shown (remove it; editors may not display it)",
    ),
}


@pytest.mark.parametrize("content", GOOD.values(), ids=GOOD)
def test_text_of_every_system_is_read(tmp_path: Path, content: bytes):
    assert complaints(project(tmp_path, {"incidents/a.yaml": content})) == []


@pytest.mark.parametrize(("content", "said"), BAD.values(), ids=BAD)
def test_what_is_not_utf8_or_cannot_be_shown_is_named_with_its_place(
    tmp_path: Path, content: bytes, said: str
):
    assert complaints(project(tmp_path, {"incidents/a.yaml": content})) == [f"incidents/a.yaml:{said}"]


def test_utf16_without_a_mark_is_not_taken_for_text(tmp_path: Path):
    said = complaints(project(tmp_path, {"incidents/a.yaml": INCIDENT.encode("utf-16-le")}))

    assert said[0].startswith("incidents/a.yaml:1:2: character U+0000 cannot be shown")
    assert len(said) == 10


def test_a_binary_in_place_of_the_settings_gives_no_traceback(tmp_path: Path):
    said = complaints(project(tmp_path, {"statusgen.yaml": bytes(range(256))}))

    assert said == ["statusgen.yaml:3:115: byte 0x80 at offset 128 is not UTF-8 (save the file as UTF-8)"]
