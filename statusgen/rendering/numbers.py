"""Shares become percentages that never flatter."""

import math

from statusgen.model.figures import Number, Percent
from statusgen.model.sentences import say

_GUARD = 1e-9
"""A share that was rounded down already may lie a hair under its value in binary."""


def percent(share: float, digits: int = 2) -> str:
    """`99.93 %`, rounded down, so that an outage never reads as 100 %."""
    floored = _floored(share * 100, digits)
    return Percent(f"{floored:.{digits}f}" if floored < 100 else "100")


def ratio(share: float) -> str:
    """`0.9993`, rounded down to a hundredth of a per cent."""
    return f"{_floored(share, 4):.4f}"


def _floored(number: float, digits: int) -> float:
    scale: float = 10**digits
    return math.floor(number * scale + _GUARD * scale) / scale


def whole_percent(share: float) -> str:
    """`97 %`, rounded down; what is more than nothing reads `under 1 %`."""
    if 0 < share < 0.01:
        return say("under {share}", share=Percent("1"))
    return percent(share, 0)


def rounded(number: float) -> str:
    """Whole, but for one below ten that is not."""
    is_whole = number >= 10 or number == int(number)
    return Number(number, f"{number:,.0f}" if is_whole else f"{number:.1f}")
