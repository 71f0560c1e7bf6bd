"""What this machine lacks for a kind of check becomes words on how to get it."""

import contextlib
from collections.abc import Iterable, Iterator

from statusgen.model.words import CheckKind, Layer
from statusgen.probing.faults import FaultError

_WEBSOCKETS = "{kinds} checks need a library (pip install 'statusgen[ws]')"
_PINGS = (
    "{kinds} checks need a right that this user does not have"
    " (as root: sysctl net.ipv4.ping_group_range='0 2147483647')"
)
_NAMES = "{kinds} checks find no name server on this machine (write resolver: 192.0.2.53)"
_LACKING = {
    CheckKind.WS: _WEBSOCKETS,
    CheckKind.WSS: _WEBSOCKETS,
    CheckKind.ICMP: _PINGS,
    CheckKind.DNS: _NAMES,
}


@contextlib.contextmanager
def needs_extra() -> Iterator[None]:
    """For imports of what only an extra installs. Raises FaultError where it is not."""
    try:
        yield
    except ImportError as error:
        raise FaultError(Layer.LOCAL, "check_unsupported") from error


def advice(kinds: Iterable[CheckKind]) -> list[str]:
    """What to do about kinds that could not be put here, each thing once."""
    lacking: dict[str, list[str]] = {}
    for kind in sorted(set(kinds)):
        if kind in _LACKING:
            lacking.setdefault(_LACKING[kind], []).append(kind)
    return [words.format(kinds=" and ".join(found)) for words, found in lacking.items()]
