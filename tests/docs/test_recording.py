"""The recording in the documentation is what happens."""

import re

from tests.docs.recording import CAST, COMMANDS, DOCUMENT, PICTURE, picture, recorded, times, words
from tests.docs.terminal import read


def test_the_commands_of_the_recording_still_say_the_same(tmp_path):
    assert words(recorded(tmp_path, key=0.001)) == words(read(CAST)), "run: make recording"


def test_the_picture_and_the_times_are_those_of_the_recording():
    recording = read(CAST)
    assert PICTURE.read_text(encoding="utf-8") == picture(recording), "run: make recording"
    assert times(recording) in DOCUMENT.read_text(encoding="utf-8"), "run: make recording"


def test_the_recording_shows_every_command_and_no_folder_of_a_machine():
    recording = read(CAST)
    typed = [text for _, text in recording.marks()]
    assert [re.sub(r"localhost:\d+", "localhost:{port}", text) for text in typed] == [*COMMANDS, "done"]
    for text in (CAST.read_text(encoding="utf-8"), PICTURE.read_text(encoding="utf-8")):
        assert not re.search(r"/(?:tmp|home|work|root|usr)\b", text)


def test_the_recording_is_of_one_piece():
    recording = read(CAST)
    moments = [at for at, _, _ in recording.events]
    assert moments == sorted(moments)
    assert recording.text() == CAST.read_text(encoding="utf-8")
    assert recording.screen()[-1] == "$"


def test_the_picture_loads_nothing_from_elsewhere():
    assert "url(http" not in PICTURE.read_text(encoding="utf-8")
