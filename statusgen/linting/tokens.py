"""Formats of secrets that their makers gave a shape of their own: the table TOKENS."""

import re

_FORMS: tuple[tuple[str, str, str], ...] = (
    (
        "a private key",
        "-----BEGIN",
        r"-----BEGIN (?:[A-Z0-9]{2,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----(?:[^-]{1,20000}-----END )?",
    ),
    (
        "a password in an address",
        "://",
        r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@\"'<>]{0,80}:(?!\$)[^\s/@\"'<>]{1,200}@(?=[\w\[])",
    ),
    (
        "a header that signs in",
        "uthorization",
        r"\b[Aa]uthorization[\"']?\s*[:=]\s*[\"']?(?:[Bb]earer|[Bb]asic|[Tt]oken|[Dd]igest)"
        r"\s+(?!\$)[\w.~+/=-]{6,}",
    ),
    ("a bearer token", "earer", r"\b[Bb]earer\s+(?=[\w.~+/-]*\d)[\w.~+/-]{20,}=*"),
    ("a JSON web token", "eyJ", r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*"),
    ("an AWS key id", "AKIA ASIA ABIA ACCA", r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b"),
    (
        "an AWS secret key",
        "aws AWS Aws",
        r"\b(?i:aws_?secret(?:_?access)?_?key)[\"']?\s*[:=]\s*[\"']?[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])",
    ),
    ("a GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_", r"\bgh[pousr]_[A-Za-z0-9]{36,251}\b"),
    ("a GitHub token", "github_pat_", r"\bgithub_pat_[A-Za-z0-9_]{40,}\b"),
    (
        "a GitLab token",
        "glpat- gldt- glrt- glcbt- glptt- glft- glimt- glagent- gloas- glsoat- glffct-",
        r"\bgl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat|ffct)-[\w-]{20,}",
    ),
    ("a Slack token", "xox", r"\bxox[abeoprs]-[\w-]{10,}"),
    ("a Slack token", "xapp-", r"\bxapp-\d-[\w-]{10,}"),
    (
        "a Slack webhook",
        "hooks.slack",
        r"\bhttps://hooks\.slack\.com/(?:services|workflows|triggers)/[\w/+-]{20,}",
    ),
    (
        "a Discord webhook",
        "api/webhooks",
        r"\bhttps://(?:\w+\.)?discord(?:app)?\.com/api/webhooks/\d+/[\w-]{20,}",
    ),
    ("a Teams webhook", "webhook.office", r"\bhttps://[\w-]+\.webhook\.office\.com/[^\s\"']{20,}"),
    ("a Stripe key", "_live_ _test_ whsec_", r"\b(?:[rs]k_(?:live|test)_|whsec_)[A-Za-z0-9]{16,}"),
    ("a Google key", "AIza", r"\bAIza[\w-]{35}(?![\w-])"),
    ("a Google token", "ya29.", r"\bya29\.[\w-]{20,}"),
    ("a Google client's secret", "GOCSPX-", r"\bGOCSPX-[\w-]{28}(?![\w-])"),
    (
        "an Azure key",
        "AccountKey= SharedAccessKey=",
        r"\b(?:Account|SharedAccess)Key=[A-Za-z0-9+/]{43,86}={1,2}",
    ),
    (
        "a signed address",
        "sig= Signature=",
        r"[?&](?:sig|X-Amz-Signature|X-Goog-Signature)=[A-Za-z0-9%]{43,}",
    ),
    ("a language model's key", "sk-", r"\bsk-(?:ant-|proj-|svcacct-|or-v1-)?[A-Za-z0-9_-]{32,}"),
    ("a Hugging Face token", "hf_", r"\bhf_[A-Za-z]{34}\b"),
    ("an npm token", "npm_", r"\bnpm_[A-Za-z0-9]{36}\b"),
    ("a PyPI token", "pypi-AgE", r"\bpypi-AgE[\w-]{50,}"),
    ("a Docker token", "dckr_", r"\bdckr_(?:pat|oat)_[\w-]{20,}"),
    ("a RubyGems key", "rubygems_", r"\brubygems_[0-9a-f]{48}\b"),
    ("a SendGrid key", "SG.", r"\bSG\.[\w-]{16,32}\.[\w-]{32,64}"),
    ("a Mailgun key", "key-", r"\bkey-[0-9a-f]{32}\b"),
    ("a Brevo key", "xkeysib-", r"\bxkeysib-[0-9a-f]{64}-\w{16}\b"),
    ("a Twilio key", "SK", r"\bSK[0-9a-f]{32}\b"),
    ("a Telegram bot's token", ":AA", r"\b\d{8,10}:AA[\w-]{33}(?![\w-])"),
    ("a DigitalOcean token", "_v1_", r"\bdo[opr]_v1_[0-9a-f]{64}\b"),
    ("a Databricks token", "dapi", r"\bdapi[0-9a-f]{32}\b"),
    ("a Vault token", "hvs.", r"\bhvs\.[\w-]{24,}"),
    ("a Grafana token", "glsa_", r"\bglsa_\w{32}_[0-9a-f]{8}\b"),
    ("a Shopify token", "shp", r"\bshp(?:at|ca|pa|ss)_[0-9a-f]{32}\b"),
    ("a Sentry token", "sntr", r"\bsntr[yu][su]_[\w+/=-]{40,}"),
    ("a key of age", "AGE-SECRET-KEY", r"\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b"),
)
TOKENS = tuple((kind, signs.split(), re.compile(form)) for kind, signs, form in _FORMS)
"""What it is, what one of stands in each, and its form; a row above wins where two find the same.

Looking for a sign is a hundred times as fast as looking for a form, and most texts hold none.
"""
TELLING = re.compile(
    r"authori[sz]ation|cookie|secret|token|password|api[-_]?key|[-_]key$|[-_]auth", re.IGNORECASE
)
"""Names of headers whose values let somebody in."""
_MASK = "\N{FULL BLOCK}"


def masked(text: str) -> str:
    """The text with each secret in it made unreadable, as long as before."""
    parts, past = [], 0
    for _, start, end in tokens(text):
        parts += [text[past:start], _MASK * (end - start)]
        past = end
    return "".join([*parts, text[past:]])


def tokens(text: str) -> list[tuple[str, int, int]]:
    """What each secret in a text is, and where: from its first character to the one after its last."""
    found: list[tuple[str, int, int]] = []
    taken = bytearray(len(text))
    for kind, signs, form in TOKENS:
        if not any(sign in text for sign in signs):
            continue
        for match in form.finditer(text):
            start, end = match.span()
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.append((kind, start, end))
    return sorted(found, key=lambda one: one[1:])
