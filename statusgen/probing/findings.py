"""What a check wanted and what it found become facts that may be shown: short, printable, without secrets."""

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

LONGEST = 80
"""Characters of what was found; more would be a copy of the answer."""
HIDDEN = "***"
_TELLING = 4
_LONGEST_READ = 100_000
"""Characters that are looked through for secrets; what stands behind them is not shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One assertion of a check, and what it met. For the person who asks; never published."""

    name: str
    """The key under `expect`, and where it looks: `status`, `json $.state`; `step 2: status` in steps."""
    wanted: str
    """As the settings have it."""
    found: str | None
    """None when nothing was there to be found."""
    holds: bool | None
    """None when it cannot be told: the answer was cut at the cap, or could not be unpacked."""


def shown(text: str, secrets: Iterable[str] = ()) -> str:
    """A text of the target's as it may be shown: one short line in which no secret stands."""
    secrets = tuple(secrets)
    if any(_is_part(text.strip(), secret) for secret in secrets):
        return HIDDEN
    seen = text[:_LONGEST_READ]
    # Secrets first: cut first, half of one could remain.
    for form in sorted({form for secret in secrets for form in _forms(secret)}, key=len, reverse=True):
        seen = re.sub(re.escape(form), HIDDEN, seen, flags=re.IGNORECASE)
    line = " ".join("".join(c if c.isprintable() else " " for c in seen).split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _is_part(text: str, secret: str) -> bool:
    """What a pattern took out of a secret; a few letters stand in anything."""
    return len(text) >= _TELLING and text.lower() in secret.lower()


def _forms(secret: str) -> Iterator[str]:
    """How a target could say a secret back to us."""
    if not secret:
        return
    yield secret
    yield quote(secret)
    yield quote(secret, safe="")
    yield quote_plus(secret)
    yield html.escape(secret)
    yield json.dumps(secret)[1:-1]
    yield secret.encode().hex()
    for pad in (b"", b"\0", b"\0\0"):
        # Within other text base64 has three forms; the ends of each depend on the neighbours.
        whole = base64.b64encode(pad + secret.encode()).decode().rstrip("=")[len(pad) + bool(pad) : -1]
        if len(whole) >= 4:
            yield whole
