"""A webhook's body becomes headers by which its receiver knows who sent it, when, and whether it is a copy.

They are those of Standard Webhooks, for which receivers find a library in every language.
"""

import base64
import binascii
import hashlib
import hmac
from datetime import datetime

_PREFIX = "whsec_"


def signed(ident: str, at: datetime, body: bytes, secret: str | None) -> dict[str, str]:
    """The headers; without a secret all but the signature."""
    stamp = str(int(at.timestamp()))
    headers = {"webhook-id": ident, "webhook-timestamp": stamp, "idempotency-key": ident}
    if secret is None:
        return headers
    content = f"{ident}.{stamp}.".encode() + body
    digest = hmac.new(key_of(secret), content, hashlib.sha256).digest()
    return headers | {"webhook-signature": f"v1,{base64.b64encode(digest).decode()}"}


def key_of(secret: str) -> bytes:
    """The key that a secret stands for: base64 behind `whsec_`, as libraries write it, else its bytes."""
    if secret.startswith(_PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
        except (binascii.Error, ValueError):
            pass
    return secret.encode()
