"""A service's pulse becomes what it answers to those who ask how it is: `/healthz` and `/metrics`."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from statusgen import __version__
from statusgen.commands.pulse import Pulse, Work, limit
from statusgen.model.times import format_moment
from statusgen.rendering.openmetrics import Family, Sample, write

if TYPE_CHECKING:
    from statusgen.probing.calls import Reply

OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"
_ITSELF = Path("/proc/self")
_QUANTILES = (0.5, 0.99)


def healthz(pulse: Pulse) -> "Reply":
    """200 while all work comes as promised, else 503; and what is known of it."""
    from statusgen.probing.calls import Reply  # noqa: PLC0415 (--help stays quick)

    late = pulse.late()
    document = {
        "status": "late" if late else "ok",
        "late": list(late),
        "version": __version__,
        "work": {name: _facts(pulse, name, work) for name, work in sorted(pulse.work.items())},
    }
    body = json.dumps(document, indent=1).encode() + b"\n"
    return Reply(status=503 if late else 200, body=body, kind="application/json")


def metrics(pulse: Pulse) -> "Reply":
    """Beats, durations, failures, the loop's lag, memory and handles, as OpenMetrics."""
    from statusgen.probing.calls import Reply  # noqa: PLC0415 (as above)

    families = [*_of_beats(pulse), *_of_work(pulse), *_of_loop(pulse), *_of_process()]
    return Reply(status=200, body=write(families), kind=OPENMETRICS)


PAGES: Mapping[str, Callable[[Pulse], "Reply"]] = {"/healthz": healthz, "/metrics": metrics}
"""What can be read of a service, by its path."""


def _facts(pulse: Pulse, name: str, work: Work) -> Mapping[str, object]:
    return {
        "last": format_moment(work.succeeded_at) if work.succeeded_at else None,
        "age_seconds": round(pulse.age(name), 1),
        "limit_seconds": limit(work.every).total_seconds() if work.every else None,
        "failing": work.is_failing,
    }


def _of_beats(pulse: Pulse) -> Iterator[Family]:
    version = Sample(1, (("version", __version__),), "_info")
    yield Family(name="statusgen", help="The program that answers", kind="info", samples=(version,))
    yield Family(
        name="statusgen_healthy",
        help="1 while all work comes as promised",
        samples=(Sample(int(not pulse.late())),),
    )
    yield _counter("statusgen_beats", "Beats of the loop", pulse.beats)
    yield _counter("statusgen_beats_missed", "Beats that the round before took up", pulse.missed)


def _of_work(pulse: Pulse) -> Iterator[Family]:
    works = [((("work", name),), work) for name, work in sorted(pulse.work.items())]
    yield Family(
        name="statusgen_work_seconds",
        help="How often each kind of work was done or failed, and how long that took",
        kind="summary",
        unit="seconds",
        samples=tuple(
            sample
            for labels, work in works
            for sample in (
                Sample(work.done + work.failed, labels, "_count"),
                Sample(work.seconds, labels, "_sum"),
            )
        ),
    )
    yield Family(
        name="statusgen_work_failures",
        help="How often it failed",
        kind="counter",
        samples=tuple(Sample(work.failed, labels, "_total") for labels, work in works),
    )
    yield Family(
        name="statusgen_work_success_timestamp_seconds",
        help="When it last went well, in Unix time",
        unit="seconds",
        samples=tuple(
            Sample(work.succeeded_at.timestamp(), labels) for labels, work in works if work.succeeded_at
        ),
    )


def _of_loop(pulse: Pulse) -> Iterator[Family]:
    lags = [(share, lag) for share in _QUANTILES if (lag := pulse.lag(share)) is not None]
    yield Family(
        name="statusgen_loop_lag_seconds",
        help="By how much the loop woke too late in the last two minutes",
        kind="summary",
        unit="seconds",
        samples=tuple(Sample(lag, (("quantile", str(share)),)) for share, lag in lags),
    )


def _of_process() -> Iterator[Family]:
    times = os.times()
    yield _counter("process_cpu_seconds", "Processor time", times.user + times.system, unit="seconds")
    memory = resident()
    yield Family(
        name="process_resident_memory_bytes",
        help="Memory in use",
        unit="bytes",
        samples=() if memory is None else (Sample(memory),),
    )
    handles = open_files()
    yield Family(
        name="process_open_fds",
        help="Open files, connections and the like",
        samples=() if handles is None else (Sample(handles),),
    )


def resident() -> int | None:
    """Bytes of memory in use; None where the system does not say."""
    try:
        rows = (_ITSELF / "status").read_text().splitlines()
    except OSError:
        return None
    return next((int(row.split()[1]) * 1024 for row in rows if row.startswith("VmRSS:")), None)


def open_files() -> int | None:
    """How many handles are open; None where the system does not say."""
    try:
        return len(os.listdir(_ITSELF / "fd"))  # noqa: PTH208 (a path for each would be in its own way)
    except OSError:
        return None


def _counter(name: str, text: str, value: float, unit: str = "") -> Family:
    return Family(name=name, help=text, kind="counter", unit=unit, samples=(Sample(value, (), "_total"),))
