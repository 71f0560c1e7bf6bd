import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.versioning.commits import commit
from statusgen.versioning.messages import subject
from tests.versioning.make import INCIDENT, write


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Sign-in fails: identified", "Sign-in fails: identified"),
        ("  two\n\nlines\tand\r\nmore ", "two lines and more"),
        ("# 3 down", "# 3 down"),
        ("", "Status update"),
        ("\x00\x1b\u202e", "Status update"),
        ("\u200d \u200c", "Status update"),
        ("red \x1b[31mtext", "red [31mtext"),
        ("turned \u202eback", "turned back"),
        ("a\ud800b", "a b"),
        ("x" * 72, "x" * 72),
        ("x" * 73, "x" * 71 + "…"),
        ("word " * 20, "word " * 13 + "word…"),
        ("short " + "x" * 100, "short " + "x" * 65 + "…"),
        ("x" * 70 + "e\u0301e", "x" * 70 + "…"),
        ("x" * 70 + "👩\u200d🚒xx", "x" * 70 + "…"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_any_text_becomes_one_line(text, line):
    assert subject(text) == line


@given(st.text(max_size=300))
def test_a_line_fits_and_is_printable(text):
    line = subject(text)
    assert 0 < len(line) <= 72
    assert line == line.strip()
    assert all(c.isprintable() or c in "\u200c\u200d" for c in line)
    assert subject(line) == line


@pytest.mark.parametrize(
    "text", ["# not a comment", "-m", "--amend", "fixup! x", "$(id)", "Grüße 🚒", "\n# >8\nx"]
)
def test_git_keeps_the_line_as_it_is(world, text):
    folder = world.start()
    world.git(folder, "config", "commit.cleanup", "scissors")
    write(folder / INCIDENT, "title: Web\n")
    commit(world.open(folder), [folder / INCIDENT], text, world.patience())
    assert world.git(folder, "log", "-1", "--format=%B") == f"{subject(text)}\n\n"
