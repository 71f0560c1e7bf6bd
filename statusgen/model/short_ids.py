"""Ids become those of Statuspage's clients: twelve letters and digits, the same for ever."""

import hashlib
import re
from functools import lru_cache

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LENGTH = 12
_THEIRS = re.compile(rf"[a-z0-9]{{{_LENGTH}}}", re.ASCII)


@lru_cache(maxsize=4096)
def short_id(name: str, *, within: str = "") -> str:
    """The name itself where it has their form, so that ids brought along from Statuspage stay; else a hash
    that depends on nothing but the name, and on what it lies within where it is a name only there."""
    return name if _THEIRS.fullmatch(name) else _hashed(f"{within} {name}" if within else name)


def _hashed(name: str) -> str:
    number = int.from_bytes(hashlib.sha256(name.encode()).digest(), "big")
    # Of its lowest digits, the lowest first; what is above them goes before, so that dividing is quick.
    number %= len(_DIGITS) ** _LENGTH
    digits = ""
    while len(digits) < _LENGTH:
        number, digit = divmod(number, len(_DIGITS))
        digits += _DIGITS[digit]
    return digits
