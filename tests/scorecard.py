"""The reliability scorecard: its lines, and what tests marked `proof` said of them.

A test says it in one of two ways. With words, `@pytest.mark.proof("S9", "faulty servers named right")`,
each of its cases counts: `135 of 135 faulty servers named right`. Without, it records a figure of its own,
`record_property("S1", "0 torn in 200")`. Figures with the same words that begin with `n of m` are added
up, and of those that begin with `at most` the greatest is kept.
"""

import os
import re
from collections.abc import Iterable, Iterator

import pytest

IS_PROOF = os.environ.get("STATUSGEN_PROOF") == "1"
"""Full size of the scorecard; otherwise what CI can bear."""
IS_QUICK = os.environ.get("STATUSGEN_QUICK") == "1"
"""The quick loop: as much as a person waits for."""

LINES = {
    "S1": ("kill -9: torn pages, lost results", "0, 0"),
    "S2": ("power cut: bad files after remount", "0"),
    "S3": ("I/O faults handled at every call", "100 %"),
    "S4": ("bad input: tracebacks, hangs, missing places", "0, 0, 0"),
    "S5": ("bombs: peak memory, CPU", "150 MB, 2 s"),
    "S6": ("concurrent writers: lost, mangled", "0, 0"),
    "S7": ("XSS payloads that ran", "0"),
    "S8": ("off-origin requests, CSP violations", "0, 0"),
    "S9": ("faulty servers named right", "100 % of 70"),
    "S10": ("offline prober: false downs", "0"),
    "S11": ("false outages a component-year at 1 % loss", "0.15"),
    "S12": ("old pages that still look green", "0"),
    "S13": ("secrets found in any output", "0"),
    "S14": ("clock cases that are wrong", "0 of 200"),
    "S15": ("differences from the reference model", "0 in 50,000"),
    "S16": ("corrupted history: crashes, loss beyond the damage", "0, 0"),
    "S17": ("broken loads during publishing", "0"),
    "S18": ("soak: memory slope, missed beats", "flat, 0"),
    "S19": ("supply chain findings", "0"),
    "S20": ("bytes that differ between two builds", "0"),
    "S21": ("mutation score", "85 %"),
    "S22": ("released formats that open alike", "100 %"),
}
"""Each line: what it counts, and the target."""

_ADDED = re.compile(r"([\d,]+) of ([\d,]+) (.+)", re.DOTALL)
_GREATEST = re.compile(r"at most ([\d.]+) (.+)", re.DOTALL)
_MARK = "proof"
"""The name under which a report carries a line and its words."""
_figures: dict[str, list[str]] = {}
_failures: dict[str, list[str]] = {}
_skips: dict[str, list[str]] = {}


def expect(items: Iterable[pytest.Item]) -> None:
    """Note on each test which lines it stands for, so that its reports carry them even from another process.

    UsageError for a line that there is not.
    """
    for item in items:
        for mark in item.iter_markers("proof"):
            line, words = (*mark.args, None)[:2]
            if line not in LINES:
                raise pytest.UsageError(f"{item.nodeid}: the scorecard has no line {line!r}")
            item.user_properties.append((_MARK, [line, words]))


def note(report: pytest.TestReport) -> None:
    """Keep what a test showed: its figures, or that it failed or was skipped."""
    for line, words in (value for name, value in report.user_properties if name == _MARK):
        if report.failed:
            _failures.setdefault(line, []).append(report.nodeid)
        if report.skipped and isinstance(report.longrepr, tuple):
            _skips.setdefault(line, []).append(report.longrepr[2].removeprefix("Skipped: "))
        if words and (report.when == "call" or report.failed):
            _figures.setdefault(line, []).append(f"{int(report.passed)} of 1 {words}")
    if report.when == "teardown":  # the last word: fixtures record too
        for name, figure in report.user_properties:
            if name in LINES:
                _figures.setdefault(name, []).append(str(figure))


def table() -> list[str]:
    """The scorecard as text: a row a figure, the first one beside its line."""
    size = "full size" if IS_PROOF else "small size"
    rows = [f"{'line':<4} {'measure':<51} {'target':<11} measured ({size})"]
    for name, (measure, target) in LINES.items():
        said = list(_said(name)) or ["not yet"]
        rows.append(f"{name:<4} {measure:<51} {target:<11} {said[0]}")
        rows += [f"{'':<68} {more}" for more in said[1:]]
    return rows


def _said(line: str) -> Iterator[str]:
    failures = _failures.get(line, [])
    yield from (f"FAILED {name}" for name in failures[:3])
    if len(failures) > 3:
        yield f"FAILED {len(failures) - 3} more"
    yield from _together(_figures.get(line, ()))
    yield from (f"skipped: {reason}" for reason in sorted(set(_skips.get(line, ()))))


def _together(figures: Iterable[str]) -> list[str]:
    """Equal words once, in the order in which they came first."""
    added: dict[str, tuple[int, int]] = {}
    greatest: dict[str, float] = {}
    said: dict[str, None] = {}
    for figure in figures:
        if match := _ADDED.fullmatch(figure):
            part, whole = added.get(match[3], (0, 0))
            added[match[3]] = part + _number(match[1]), whole + _number(match[2])
            said[match[3]] = None
        elif match := _GREATEST.fullmatch(figure):
            greatest[match[2]] = max(greatest.get(match[2], 0.0), float(match[1]))
            said[match[2]] = None
        else:
            said[figure] = None
    return [
        f"{added[words][0]:,} of {added[words][1]:,} {words}"
        if words in added
        else (f"at most {greatest[words]:g} {words}" if words in greatest else words)
        for words in said
    ]


def _number(digits: str) -> int:
    return int(digits.replace(",", ""))
