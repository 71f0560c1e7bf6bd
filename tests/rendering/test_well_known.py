"""`.well-known/security.txt` as RFC 9116 has it."""

import re

import pytest

from tests.commands.make import quickly

SETTINGS = """\
page:
  name: Chirp
  url: {url}
  security:
    contact: ["mailto:security@chirp.example", "https://chirp.example/report"]
    expires: 2025-12-31T23:59Z
    encryption: https://chirp.example/key.asc
    acknowledgments: https://chirp.example/thanks
    policy: https://chirp.example/policy
    languages: [en, ur]
components:
  - {{id: web, name: Web}}
"""
TOLD = """\
Contact: mailto:security@chirp.example
Contact: https://chirp.example/report
Expires: 2025-12-31T23:59:00Z
Encryption: https://chirp.example/key.asc
Acknowledgments: https://chirp.example/thanks
Preferred-Languages: en, ur
Canonical: https://status.chirp.example/.well-known/security.txt
Policy: https://chirp.example/policy
"""
FILE = "site/.well-known/security.txt"


def built(root, settings):
    (root / "statusgen.yaml").write_text(settings)
    return quickly("-C", root, "build", "--now", "2025-03-10T12:00Z")


def test_it_says_what_the_settings_say(tmp_path):
    ran = built(tmp_path, SETTINGS.format(url="https://status.chirp.example/"))

    assert ran.code == 0, ran.err
    assert (tmp_path / FILE).read_text() == TOLD
    assert all(re.fullmatch(r"[A-Z][A-Za-z-]+: [!-~ ]+", line) for line in TOLD.splitlines())


def test_below_the_root_of_a_host_it_would_count_for_nothing(tmp_path):
    assert built(tmp_path, SETTINGS.format(url="https://chirp.example/status/")).code == 0
    assert not (tmp_path / FILE).exists()


def test_without_an_address_it_names_none(tmp_path):
    settings = SETTINGS.format(url="x").replace("  url: x\n", "")
    assert built(tmp_path, settings).code == 0
    assert "Canonical" not in (tmp_path / FILE).read_text()


def test_without_the_settings_there_is_none(tmp_path):
    assert built(tmp_path, "page: {name: Chirp}\ncomponents: [{id: web, name: Web}]\n").code == 0
    assert not (tmp_path / FILE).exists()


WRONG = {
    'contact: ["http://chirp.example/report"]': "is not an address (write mailto:security@example.com, or https://)",
    "contact: [security@chirp.example]": "is not an address",
    'contact: ["mailto:a@b.example Expires: x"]': "is not an address",
    "contact: []": "'contact' is empty (write [mailto:security@example.com])",
    "contcat: []": "unknown key 'contcat' (did you mean contact?)",
}


@pytest.mark.parametrize("line", WRONG)
def test_what_would_not_be_valid_is_a_complaint_with_its_place(tmp_path, line):
    settings = f"page:\n  name: Chirp\n  security:\n    {line}\n    expires: 2026-01-01T00:00Z\n"
    ran = built(tmp_path, settings + "components: [{id: web, name: Web}]\n")

    assert ran.code == 1
    assert "statusgen.yaml:4:" in ran.err
    assert WRONG[line] in ran.err


def test_its_end_has_to_be_told(tmp_path):
    settings = 'page: {name: Chirp, security: {contact: ["mailto:a@b.example"]}}\ncomponents: [{id: web, name: Web}]\n'
    ran = built(tmp_path, settings)
    assert (ran.code, "'expires' is missing" in ran.err) == (1, True)
