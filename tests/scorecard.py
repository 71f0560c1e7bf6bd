"""The reliability scorecard: its lines, and what tests marked `proof` said of them."""

import os

import pytest

IS_PROOF = os.environ.get("STATUSGEN_PROOF") == "1"
"""Full size of the scorecard; otherwise what CI can bear."""

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

_figures: dict[str, list[tuple[bool, str]]] = {}


def note(report: pytest.TestReport) -> None:
    """Keep what a test recorded with `record_property("S1", "0 torn in 200")`."""
    if report.when == "call":
        for name, figure in report.user_properties:
            if name in LINES:
                _figures.setdefault(name, []).append((report.passed, str(figure)))


def table() -> list[str]:
    """The scorecard as text, a line a row."""
    rows = [f"{'line':<5} {'measure':<52} {'target':<14} measured"]
    for name, (measure, target) in LINES.items():
        found = _figures.get(name)
        said = "; ".join(figure if passed else f"FAILED: {figure}" for passed, figure in found or ())
        rows.append(f"{name:<5} {measure:<52} {target:<14} {said or 'not yet'}")
    return rows
