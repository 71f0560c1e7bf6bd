"""Formats of secrets that their makers gave a shape of their own: the table TOKENS."""

import re

_FORMS = (
    (
        "a private key",
        r"-----BEGIN (?:[A-Z0-9]{2,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----(?:[^-]{1,20000}-----END )?",
    ),
    (
        "a password in an address",
        r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@\"'<>]{0,80}:(?!\$)[^\s/@\"'<>]{1,200}@(?=[\w\[])",
    ),
    (
        "a header that signs in",
        r"\b[Aa]uthorization[\"']?\s*[:=]\s*[\"']?(?:[Bb]earer|[Bb]asic|[Tt]oken|[Dd]igest)\s+(?!\$)[\w.~+/=-]{6,}",
    ),
    ("a bearer token", r"\b[Bb]earer\s+(?=[\w.~+/-]*\d)[\w.~+/-]{20,}=*"),
    ("a JSON web token", r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*"),
    ("an AWS key id", r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b"),
    (
        "an AWS secret key",
        r"\b(?i:aws_?secret(?:_?access)?_?key)[\"']?\s*[:=]\s*[\"']?[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])",
    ),
    ("a GitHub token", r"\bgh[pousr]_[A-Za-z0-9]{36,251}\b"),
    ("a GitHub token", r"\bgithub_pat_[A-Za-z0-9_]{40,}\b"),
    ("a GitLab token", r"\bgl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat|ffct)-[\w-]{20,}"),
    ("a Slack token", r"\bxox[abeoprs]-[\w-]{10,}"),
    ("a Slack token", r"\bxapp-\d-[\w-]{10,}"),
    ("a Slack webhook", r"\bhttps://hooks\.slack\.com/(?:services|workflows|triggers)/[\w/+-]{20,}"),
    ("a Discord webhook", r"\bhttps://(?:\w+\.)?discord(?:app)?\.com/api/webhooks/\d+/[\w-]{20,}"),
    ("a Teams webhook", r"\bhttps://[\w-]+\.webhook\.office\.com/[^\s\"']{20,}"),
    ("a Stripe key", r"\b(?:[rs]k_(?:live|test)_|whsec_)[A-Za-z0-9]{16,}"),
    ("a Google key", r"\bAIza[\w-]{35}(?![\w-])"),
    ("a Google token", r"\bya29\.[\w-]{20,}"),
    ("a Google client's secret", r"\bGOCSPX-[\w-]{28}(?![\w-])"),
    ("an Azure key", r"\b(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{43,86}={1,2}"),
    ("a signed address", r"[?&](?:sig|X-Amz-Signature|X-Goog-Signature)=[A-Za-z0-9%]{43,}"),
    ("a language model's key", r"\bsk-(?:ant-|proj-|svcacct-|or-v1-)?[A-Za-z0-9_-]{32,}"),
    ("a Hugging Face token", r"\bhf_[A-Za-z]{34}\b"),
    ("an npm token", r"\bnpm_[A-Za-z0-9]{36}\b"),
    ("a PyPI token", r"\bpypi-AgE[\w-]{50,}"),
    ("a Docker token", r"\bdckr_(?:pat|oat)_[\w-]{20,}"),
    ("a RubyGems key", r"\brubygems_[0-9a-f]{48}\b"),
    ("a SendGrid key", r"\bSG\.[\w-]{16,32}\.[\w-]{32,64}"),
    ("a Mailgun key", r"\bkey-[0-9a-f]{32}\b"),
    ("a Brevo key", r"\bxkeysib-[0-9a-f]{64}-\w{16}\b"),
    ("a Twilio key", r"\bSK[0-9a-f]{32}\b"),
    ("a Telegram bot's token", r"\b\d{8,10}:AA[\w-]{33}(?![\w-])"),
    ("a DigitalOcean token", r"\bdo[opr]_v1_[0-9a-f]{64}\b"),
    ("a Databricks token", r"\bdapi[0-9a-f]{32}\b"),
    ("a Vault token", r"\bhvs\.[\w-]{24,}"),
    ("a Grafana token", r"\bglsa_\w{32}_[0-9a-f]{8}\b"),
    ("a Shopify token", r"\bshp(?:at|ca|pa|ss)_[0-9a-f]{32}\b"),
    ("a Sentry token", r"\bsntr[yu][su]_[\w+/=-]{40,}"),
    ("a key of age", r"\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b"),
)
TOKENS = tuple((kind, re.compile(form)) for kind, form in _FORMS)
"""What it is, and its form; a row above wins where two find the same."""
TELLING = re.compile(
    r"authori[sz]ation|cookie|secret|token|password|api[-_]?key|[-_]key$|[-_]auth", re.IGNORECASE
)
"""Names of headers whose values let somebody in."""
_BEGINNINGS = re.compile(
    r"-----BEGIN|://|uthorization|earer|eyJ|A[KSBC][IC]A|(?i:aws)|gh[pousr]_|github_pat|gl[a-z]+-|xox|xapp|_live_|_test_"
    r"|whsec_|AIza|ya29|GOCSPX|Key=|sig=|Signature=|sk-|hf_|npm_|pypi-|dckr_|rubygems_|SG\.|key-|xkeysib|SK[0-9a-f]{8}"
    r"|:AA|do[opr]_v1|dapi|hvs\.|glsa_|shp[acs]|sntr|AGE-"
)
"""One of these stands in every secret of the table; most files hold none but `://`."""


_MASK = "\N{FULL BLOCK}"


def masked(text: str) -> str:
    """The text with each secret in it made unreadable, as long as before."""
    for _, start, end in tokens(text):
        text = text[:start] + _MASK * (end - start) + text[end:]
    return text


def tokens(text: str) -> list[tuple[str, int, int]]:
    """What each secret in a text is, and where: from its first character to the one after its last."""
    if not _BEGINNINGS.search(text):
        return []
    found: list[tuple[str, int, int]] = []
    for kind, form in TOKENS:
        for match in form.finditer(text):
            if all(match.end() <= start or match.start() >= end for _, start, end in found):
                found.append((kind, *match.span()))
    return sorted(found, key=lambda one: one[1:])
