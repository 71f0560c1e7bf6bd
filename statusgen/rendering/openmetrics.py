"""Families of measurements become text that readers of OpenMetrics and of Prometheus' older format both take.

A static host says `text/plain`, so Prometheus reads it by the rules of the older format, whatever it is.
Both know gauges and summaries, `# UNIT` and `# EOF` are comments there, and neither needs times on lines.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_DIGITS = 6
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})


@dataclass(frozen=True, slots=True)
class Sample:
    """One value."""

    value: float
    labels: tuple[tuple[str, str], ...] = ()
    """Names and values, in the order in which they are printed."""
    suffix: str = ""
    """Behind the family's name: `_total`, `_sum`, `_count`, `_info`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """All values of one name."""

    name: str
    help: str
    """One sentence without full stop."""
    samples: tuple[Sample, ...]
    kind: str = "gauge"
    """`gauge` or `summary`; of a program that is asked itself also `counter` and `info`."""
    unit: str = ""
    """The last word of the name, where it is a unit."""


def write(families: Iterable[Family]) -> bytes:
    """The text; families of which nothing is known are left out."""
    lines = [line for family in families if family.samples for line in _lines(family)]
    return "\n".join([*lines, "# EOF", ""]).encode()


def _lines(family: Family) -> Iterator[str]:
    yield f"# HELP {family.name} {family.help}"
    yield f"# TYPE {family.name} {family.kind}"
    if family.unit:
        yield f"# UNIT {family.name} {family.unit}"
    for sample in family.samples:
        labels = ",".join(f'{name}="{value.translate(_ESCAPES)}"' for name, value in sample.labels)
        yield f"{family.name}{sample.suffix}{f'{{{labels}}}' if labels else ''} {_number(sample.value)}"


def _number(value: float) -> str:
    rounded = round(value, _DIGITS)
    return str(int(rounded)) if rounded == int(rounded) else repr(rounded)
