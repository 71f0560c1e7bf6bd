"""A service that works as promised is well, and one that does not is told apart; readers of metrics understand it."""

import asyncio
import json
import time
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from statusgen.commands.pulse import Pulse, watched
from statusgen.commands.vitals import healthz, metrics
from statusgen.model.errors import HostError

EVERY = timedelta(minutes=1)


class Clock:
    def __init__(self):
        self.seconds = 1_000.0

    def monotonic(self):
        return self.seconds

    def now(self):
        return datetime(2025, 3, 10, tzinfo=UTC) + timedelta(seconds=self.seconds)


def beating(every=EVERY):
    clock = Clock()
    pulse = Pulse(clock.monotonic, clock.now)
    pulse.expect("probe", every)
    pulse.expect("page", every)
    return clock, pulse


def do(clock, pulse, name, seconds=1.0, error=None):
    with pulse.doing(name):
        clock.seconds += seconds
        if error:
            raise error


def code(pulse):
    reply = healthz(pulse)
    return reply.status, json.loads(reply.body)["late"]


def test_it_is_well_until_three_beats_are_missing():
    clock, pulse = beating()
    assert code(pulse) == (200, [])
    do(clock, pulse, "probe")
    do(clock, pulse, "page")
    clock.seconds += 178
    assert code(pulse) == (200, [])
    clock.seconds += 1.5
    assert code(pulse) == (503, ["probe"])
    do(clock, pulse, "probe")
    assert code(pulse) == (503, ["page"])
    do(clock, pulse, "page")
    assert code(pulse) == (200, [])


def test_a_service_whose_first_round_never_ends_is_not_well():
    clock, pulse = beating()
    clock.seconds += 181
    assert code(pulse) == (503, ["probe", "page"])


def test_what_fails_again_and_again_is_late_though_it_is_tried_at_every_beat():
    clock, pulse = beating()
    for _ in range(4):
        with pytest.raises(HostError):
            do(clock, pulse, "page", 60, HostError("the disk is full"))
        do(clock, pulse, "probe", 0)
    assert code(pulse) == (503, ["page"])
    assert json.loads(healthz(pulse).body)["work"]["page"]["failing"] is True
    assert "disk" not in healthz(pulse).body.decode()


def test_a_short_beat_forgives_a_machine_that_is_busy_for_a_moment():
    clock, pulse = beating(timedelta(seconds=1))
    clock.seconds += 9
    assert code(pulse) == (200, [])
    clock.seconds += 2
    assert code(pulse) == (503, ["probe", "page"])


def test_work_without_a_beat_of_its_own_is_never_late():
    clock, pulse = beating()
    pulse.expect("evidence", None)
    do(clock, pulse, "probe")
    do(clock, pulse, "page")
    clock.seconds += 100
    assert code(pulse) == (200, [])


def test_metrics_are_read_by_the_reader_of_openmetrics():
    clock, pulse = beating()
    pulse.beats, pulse.missed = 7, 2
    do(clock, pulse, "probe", 2)
    do(clock, pulse, "probe", 4)
    with pytest.raises(HostError):
        do(clock, pulse, "page", 3, HostError("no"))
    pulse.lags.extend(n / 1000 for n in range(100))

    reply = metrics(pulse)
    assert reply.kind.startswith("application/openmetrics-text; version=1.0.0")
    values = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(reply.body.decode())
        for sample in family.samples
    }
    assert values["statusgen_beats_total",] == 7
    assert values["statusgen_beats_missed_total",] == 2
    assert values["statusgen_work_seconds_count", "probe"] == 2
    assert values["statusgen_work_seconds_sum", "probe"] == 6
    assert values["statusgen_work_failures_total", "page"] == 1
    assert ("statusgen_work_success_timestamp_seconds", "page") not in values
    assert values["statusgen_loop_lag_seconds", "0.99"] == 0.099
    assert values["statusgen_healthy",] == 1
    assert values["process_resident_memory_bytes",] > 1_000_000
    assert values["process_open_fds",] > 2


def test_a_loop_that_stands_still_has_lag_for_all_that_time():
    async def go():
        pulse = Pulse(time.monotonic, lambda: datetime.now(UTC))
        async with watched(pulse):
            await asyncio.sleep(0.12)
            time.sleep(0.6)
            await asyncio.sleep(0.12)
        return pulse

    pulse = asyncio.run(go())
    assert pulse.lag(1.0) >= 0.5
    assert sum(lag > 0.1 for lag in pulse.lags) >= 7
