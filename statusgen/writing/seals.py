"""A file that the monitor wrote carries a seal, by which it knows whether anybody else has written there."""

import hashlib
import re

HEAD = (
    "# Written by the monitor, from what probes saw. It adds facts, and ends it when all works again.",
    "# Write what you like: from then on it only adds facts below, and the end is yours.",
    "# Without the line `written_by: monitor` it adds nothing more.",
    "# seal: none yet",
)
"""The comments on top of such a file."""
_SEAL = re.compile(rb"^# seal: [0-9a-z ]+(?=\r?$)", re.MULTILINE)
_DRAFT = re.compile(rb"^draft: (?:true|false)\n", re.MULTILINE)
"""Who publishes what the monitor wrote has written nothing."""
_LENGTH = 16
"""Hexadecimal digits: nobody forges them, and chance does not meet them."""


def sealed(data: bytes) -> bytes:
    """The file with a seal of all its other bytes, where it has a line for one."""
    return _SEAL.sub(_line(data), data, count=1)


def is_sealed(data: bytes) -> bool:
    """Nobody else has written there. What a checkout makes of line ends changes nothing."""
    found = _SEAL.search(_plain(data))
    return found is not None and found[0] == _line(data)


def _line(data: bytes) -> bytes:
    rest = _DRAFT.sub(b"", _SEAL.sub(b"", _plain(data), count=1))
    return b"# seal: " + hashlib.sha256(rest).hexdigest()[:_LENGTH].encode()


def _plain(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n")
