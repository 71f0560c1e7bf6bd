"""Shares become percentages that never flatter."""

import math

_GUARD = 1e-9
"""A share that was rounded down already may lie a hair under its value in binary."""


def percent(share: float, digits: int = 2) -> str:
    """`99.93 %`, rounded down, so that an outage never reads as 100 %."""
    scale = 10**digits
    floored = math.floor(share * 100 * scale + _GUARD * scale) / scale
    return f"{floored:.{digits}f}\u00a0%" if floored < 100 else "100\u00a0%"


def whole_percent(share: float) -> str:
    """`97 %`, rounded down; what is more than nothing reads `under 1 %`."""
    if 0 < share < 0.01:
        return "under 1\u00a0%"
    return percent(share, 0)
