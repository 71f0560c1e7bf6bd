"""Secrets are found by their form, told by kind and place, and never repeated."""

import pytest

from statusgen.linting.tokens import TOKENS, tokens
from tests.commands.make import quickly
from tests.linting.make import FILE, SETTINGS, incident, lint_of, project


def made(*parts: str) -> str:
    """Put together here, so that no scanner of repositories takes this file for a leak."""
    return "".join(parts)


HEX = "0123456789abcdef" * 4
WORD = "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE3fG5hJ7kL9nP1"
SECRETS = {
    "a private key": made("-----BEGIN RSA PRIV", "ATE KEY-----"),
    "a password in an address": made("postgres://page:", "p4ssw0rd9", "@db.example/x"),
    "a header that signs in": made("Authorization: Ba", "sic aHVudGVyMjpodW50ZXIy"),
    "a bearer token": made("Bea", "rer ", WORD[:30]),
    "a JSON web token": made("eyJhbGciOiJIUzI1NiJ9", ".eyJzdWIiOiJodW50ZXIyIn0", ".c2lnbmF0dXJl"),
    "an AWS key id": made("AKIA", "IOSFODNN7EXAMPLE"),
    "an AWS secret key": made("aws_secret_access_key = ", WORD[:40]),
    "a GitHub token": made("gh", "p_", WORD[:36]),
    "a GitLab token": made("gl", "pat-", WORD[:20]),
    "a Slack token": made("xo", "xb-", "123456789012-", WORD[:12]),
    "a Slack webhook": made("https://hooks.slack", ".com/services/T0000/B0000/", WORD[:24]),
    "a Discord webhook": made("https://discord", ".com/api/webhooks/123/", WORD[:30]),
    "a Teams webhook": made("https://chirp.webhook", ".office.com/webhookb2/", WORD[:30]),
    "a Stripe key": made("sk_", "live_", WORD[:24]),
    "a Google key": made("AI", "za", WORD[:35]),
    "a Google token": made("ya", "29.", WORD[:30]),
    "a Google client's secret": made("GOC", "SPX-", WORD[:28]),
    "an Azure key": made("Account", "Key=", WORD[:43] * 2, "=="),
    "a signed address": made("https://x.example/a?", "sig=", WORD),
    "a language model's key": made("sk-", "ant-", WORD),
    "a Hugging Face token": made("hf", "_", "abcdefghijklmnopqrstuvwxyzABCDEFGH"),
    "an npm token": made("np", "m_", WORD[:36]),
    "a PyPI token": made("pypi-", "AgE", WORD, WORD),
    "a Docker token": made("dckr", "_pat_", WORD[:27]),
    "a RubyGems key": made("ruby", "gems_", HEX[:48]),
    "a SendGrid key": made("SG", ".", WORD[:22], ".", WORD[:43]),
    "a Mailgun key": made("key", "-", HEX[:32]),
    "a Brevo key": made("xkey", "sib-", HEX, "-", WORD[:16]),
    "a Twilio key": made("S", "K", HEX[:32]),
    "a Telegram bot's token": made("123456789", ":AA", WORD[:33]),
    "a DigitalOcean token": made("dop", "_v1_", HEX),
    "a Databricks token": made("dap", "i", HEX[:32]),
    "a Vault token": made("hv", "s.", WORD[:24]),
    "a Grafana token": made("gl", "sa_", WORD[:32], "_", HEX[:8]),
    "a Shopify token": made("shp", "at_", HEX[:32]),
    "a Sentry token": made("sntr", "ys_", WORD),
    "a key of age": made("AGE-SECRET", "-KEY-1", "Q" * 58),
}


def test_every_kind_has_an_example():
    assert set(SECRETS) == {kind for kind, _, _ in TOKENS}


@pytest.mark.parametrize("kind", SECRETS)
def test_each_kind_is_found_where_it_stands(kind):
    text = f"Words before, {SECRETS[kind]} and after."

    found = tokens(text)

    assert [one[0] for one in found] == [kind]
    assert text[found[0][1] : found[0][2]] in SECRETS[kind]


@pytest.mark.parametrize("kind", SECRETS)
def test_no_form_of_output_repeats_a_secret(kind, tmp_path):
    secret = SECRETS[kind]
    text = incident(text=f"|\n      It leaked:\n      {secret}\n") + f"# {secret}\n"
    root = project(tmp_path, {FILE: text, "statusgen.yaml": SETTINGS + f"# {secret}\n"})

    for form in ("text", "json", "sarif", "github"):
        ran = quickly("-C", root, "lint", "-v", "--format", form, "--now", "2025-03-10T12:00Z")
        assert ran.code == 1
        assert ran.out.count(kind) >= 3
        assert secret[-8:] not in ran.out + ran.err
        assert "p4ssw0rd9" not in ran.out + ran.err
    places = [(f.where.file, f.where.line) for f in lint_of(root) if f.code == "SG030"]
    assert places == [("statusgen.yaml", 6), (FILE, 8), (FILE, 10)]


@pytest.mark.parametrize(
    "text",
    [
        "Signing in with a bearer token fails.",
        "Write to https://chirp.example:8443/@anna or https://chirp.example/a:b@c",
        "The header Authorization: Bearer $TOKEN is not read.",
        "We changed the key-value store and the sk-learn models.",
        "SG017 is a rule; AKIA is a prefix; eyJ begins many.",
        "postgres://page:$PASSWORD@db.example/ is how it is written",
        "From 10:30 to 11:45, see https://chirp.example/2025-03-10T10:30:00",
        "A checksum: " + HEX,
    ],
)
def test_what_only_looks_like_one_is_let_pass(text):
    assert tokens(text) == []


def test_a_header_that_lets_somebody_in_must_be_a_name(tmp_path):
    check = (
        '{url: "https://x.example/", headers: {X-Api-Key: abc, Cookie: $C, Accept: text/html, X-Auth: " k"}}'
    )
    component = f"  - {{id: x, name: X, description: X, check: {check}}}\n"
    root = project(tmp_path, {"statusgen.yaml": SETTINGS + component})

    said = [(f.where.line, f.what) for f in lint_of(root)]

    assert said == [
        (6, "the value of a header 'X-Api-Key' stands here for everybody to read"),
        (6, "the value of a header 'X-Auth' stands here for everybody to read"),
    ]


def test_no_other_complaint_quotes_a_part_of_a_secret(tmp_path):
    secret = SECRETS["a password in an address"]
    reason = f"# statusgen: ignore[SG026, SG99] because of {secret}\n"
    text = reason + incident(text=f"'[TODO]({secret}) TODO {secret} <{secret}>'")
    root = project(tmp_path, {FILE: text})

    for form in ("text", "json", "sarif", "github"):
        ran = quickly("-C", root, "lint", "-v", "--format", form, "--now", "2025-03-10T12:00Z")
        assert "SG026" in ran.out or form == "github"
        assert "p4ssw0rd9" not in ran.out + ran.err


def test_all_of_a_private_key_is_the_secret(tmp_path):
    body = "      " + "Zm9vYmFy10:30" * 5 + "\n"
    key = made("-----BEGIN PRIV", "ATE KEY-----\n", body * 3, "      -----END PRIV", "ATE KEY-----")
    root = project(tmp_path, {FILE: incident(text=f"|\n      {key}\n")})

    (finding,) = lint_of(root)

    assert (finding.code, finding.where.line) == ("SG030", 7)
    assert finding.ends is not None
    assert finding.ends.line == 7


def test_drafts_are_looked_at_too(tmp_path):
    text = "draft: true\n" + incident(text=SECRETS["a GitHub token"])

    assert [f.code for f in lint_of(project(tmp_path, {FILE: text}))] == ["SG030"]


def test_a_hundred_kilobytes_of_prose_take_no_time(tmp_path):
    import time

    hostile = (
        ("https://a" + ":b" * 2000 + " ") * 20
        + "Authorization: Bearer " * 500
        + "eyJ" * 20_000
        + "a-" * 20_000
    )

    began = time.process_time()
    tokens(hostile)

    assert time.process_time() - began < 2
