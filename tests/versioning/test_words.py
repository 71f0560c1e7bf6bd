import pytest

from statusgen.versioning.words import remote_said, said, scrub, secrets_of, verdict


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://ada:hunter2@host/x", "https://host/x"),
        ("'https://ada:p@ss@host/x'", "'https://host/x'"),
        ("https://ghp_token@host/x and http://a:b@c/", "https://host/x and http://c/"),
        ("git@host:x", "git@host:x"),
        ("https://host/x@y", "https://host/x@y"),
        ("ssh://git@host/x", "ssh://host/x"),
    ],
)
def test_an_address_loses_its_password(text, shown):
    assert scrub(text) == shown


def test_a_password_is_a_secret_however_it_is_written():
    assert secrets_of(["https://ada:a%2Fb@host/", "https://host/", "git@host:x", "ssh://git@host/"]) == {
        "a%2Fb",
        "a/b",
    }
    assert secrets_of(["https://ghp_0123456789abcdef@host/"]) == {"ghp_0123456789abcdef"}
    assert scrub("it says a/b and a%2Fb", {"a%2Fb", "a/b"}) == "it says … and …"


def test_the_verdict_is_the_line_that_says_what_is_wrong():
    assert verdict("warning: x\nhint: y\nfatal: bad thing\nmore") == "bad thing"
    assert verdict("only words\n\nin lines\n") == "only words / in lines"
    assert verdict("") == "it says nothing"


def test_what_hooks_say_loses_its_colours_and_fits_on_a_line():
    assert said("\x1b[1;31mred\x1b[0m\n\n  \x1b]0;title\x07plain\n") == "red / plain"
    assert len(said("long " * 500)) <= 400


def test_what_the_other_side_says_is_apart_from_git_s_words():
    err = "remote: Resolving deltas: 100%\nremote: \nremote: error: GH006: protected\nTo https://x\n"
    assert remote_said(err) == "error: GH006: protected"
    assert remote_said("fatal: x") == ""
