"""A sweep puts every check side by side and tells what it saw as one round."""

import asyncio
import socket
import threading
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from statusgen.model.checks import Check
from statusgen.model.project import Component, Page, Settings, Vantage
from statusgen.model.scalars import text_of
from statusgen.model.secrets import Secret
from statusgen.model.words import Outcome
from statusgen.probing.resolver import Resolver
from statusgen.probing.sweep import sweep
from tests.probing.make import (
    FAILED,
    UNKNOWN,
    FakeClock,
    network,
    probe_all,
    reply,
    request_of,
    says,
    serving,
    settings,
    swept,
    triple,
)

NOBODY = "tcp://127.0.0.1:1"
QUICK = timedelta(seconds=1)


def dead(**more):
    return Check(url=NOBODY, **{"attempts": 1, **more})


def test_a_round_begins_when_the_clock_says():
    clock = FakeClock(datetime(2025, 3, 10, 9, 46, 3, tzinfo=UTC))
    assert probe_all({"web": dead()}, clock=clock).at == datetime(2025, 3, 10, 9, 46, 3, tzinfo=UTC)


def test_attempts_are_spaced_by_ten_seconds_at_most():
    clock = FakeClock()
    probe_all({"web": dead(attempts=3)}, clock=clock)
    assert clock.slept == [10, 10]


def test_attempts_are_spaced_by_a_tenth_of_a_short_interval():
    clock = FakeClock()
    probe_all({"web": dead(attempts=4)}, clock=clock, every=timedelta(seconds=5))
    assert clock.slept == [0.5, 0.5, 0.5]


def test_a_checks_own_interval_spaces_its_attempts():
    clock = FakeClock()
    probe_all({"web": dead(attempts=2, every=timedelta(seconds=30))}, clock=clock)
    assert clock.slept == [3]


def answers(*replies):
    """A server that gives the replies in turn, and a list of the requests it got."""
    seen, left = [], list(replies)

    async def handle(reader, writer):
        seen.append(await request_of(reader))
        writer.write(left.pop(0))

    return handle, seen


def put_against(handler, **more):
    async def go():
        async with serving(handler) as port:
            checks = {"web": Check(url=f"http://127.0.0.1:{port}/", **more)}
            return (await swept(checks, clock=FakeClock())).results["web"]

    return asyncio.run(go())


def test_the_first_good_answer_ends_the_attempts():
    handler, seen = answers(reply(status="500 No"), reply(), reply())
    assert put_against(handler).outcome is Outcome.OK
    assert len(seen) == 2


def test_the_last_failure_is_the_one_recorded():
    handler, _ = answers(reply(status="500 No"), b"garbage\r\n\r\n")
    assert triple(put_against(handler, attempts=2)) == (FAILED, "http", "protocol")


def test_a_throttling_server_is_not_asked_again():
    handler, seen = answers(reply(status="429 No"), reply())
    assert put_against(handler).reason == "throttled"
    assert len(seen) == 1


def test_a_missing_secret_is_unknown_and_asks_nobody():
    clock = FakeClock()
    check = Check(url="http://127.0.0.1:1/", headers={"Authorization": Secret("$TOKEN")})
    result = probe_all({"web": check}, clock=clock).results["web"]
    assert triple(result) == (UNKNOWN, "local", "secret_missing")
    assert clock.slept == []


def test_a_secret_that_is_no_address_is_unknown():
    result = probe_all({"web": Check(url=Secret("$URL"))}, environ={"URL": "nonsense"}).results["web"]
    assert triple(result) == (UNKNOWN, "local", "check_invalid")


def test_a_secret_address_says_itself_what_kind_of_check_it_is():
    result = probe_all({"web": Check(url=Secret("$URL"), attempts=1)}, environ={"URL": NOBODY}).results["web"]
    assert triple(result) == (FAILED, "tcp", "refused")


def test_controls_are_counted_and_not_recorded_among_the_checks():
    async def go():
        async with serving(says(reply())) as port:
            up = f"http://127.0.0.1:{port}/"
            controls = (up, NOBODY, f"tcp://127.0.0.1:{port}")
            return await swept({"web": dead()}, controls=controls, clock=FakeClock())

    round_ = asyncio.run(go())
    assert (round_.controls_passed, round_.controls_all, list(round_.results)) == (2, 3, ["web"])


def test_a_control_is_tried_a_second_time():
    clock = FakeClock()
    probe_all({}, controls=(NOBODY,), clock=clock)
    assert clock.slept == [10]


def test_the_interval_is_recorded_only_where_it_is_not_the_promised_one():
    rounds = [probe_all({"web": dead()}, every=every) for every in (None, timedelta(minutes=5), QUICK)]
    assert [one.every for one in rounds] == [None, None, QUICK]


def test_a_vantages_own_interval_is_the_promised_one():
    place = {"pk-khi": Vantage(every=timedelta(minutes=1))}
    what = settings({"web": dead(attempts=2)}, vantages=place)
    clock = FakeClock()
    round_ = asyncio.run(sweep(what, "pk-khi", environ={}, clock=clock, root=Path(), network=network()))
    assert (round_.every, round_.vantage, clock.slept) == (None, "pk-khi", [6])


def component(component_id, *checks, **more):
    return Component(id=component_id, name=text_of(component_id), checks=checks, **more)


def keys_of(*components, **more):
    what = Settings(page=Page(name=text_of("Chirp")), components=components)
    options = {"environ": {}, "clock": FakeClock(), "network": network(), "root": Path(), **more}
    return sorted(asyncio.run(sweep(what, "local", **options)).results)


def test_results_stand_under_the_keys_of_history():
    two = component("sign-in", dead(id="page"), dead(id="port", timeout=QUICK))
    assert keys_of(component("web", dead()), two) == ["sign-in/page", "sign-in/port", "web"]


def test_a_retired_component_is_not_probed():
    old = component("old", dead(), retired=date(2025, 3, 10))
    later = component("later", dead(), retired=date(2025, 3, 11))
    assert keys_of(old, later) == ["later"]


def test_only_checks_that_are_due_are_put():
    assert keys_of(component("a", dead()), component("b", dead()), due=lambda c, _: c.id == "b") == ["b"]


def test_each_result_is_told_as_it_comes():
    told = {}
    round_ = probe_all({"a": dead(), "b": dead()}, on_result=lambda key, result: told.update({key: result}))
    assert told == round_.results


def test_checks_run_side_by_side():
    """Ten servers that each answer only when all ten have been asked."""

    async def go():
        together = asyncio.Barrier(10)

        async def handle(reader, writer):
            await request_of(reader)
            await together.wait()
            writer.write(reply())

        async with serving(handle) as port:
            url = f"http://127.0.0.1:{port}/"
            return await swept({f"c{n}": Check(url=url, attempts=1) for n in range(10)})

    assert {one.outcome for one in asyncio.run(go()).results.values()} == {Outcome.OK}


def test_many_hung_names_do_not_fail_a_healthy_check():
    never = threading.Event()

    def look_up(host):
        if host.startswith("hung"):
            never.wait(20)
        return ["127.0.0.1"]

    async def go():
        async with serving(says(reply())) as port:
            hung = {f"h{n}": Check(url=f"http://hung{n}.test/", attempts=1, timeout=QUICK) for n in range(40)}
            good = {"good": Check(url=f"http://good.test:{port}/", attempts=1, timeout=QUICK)}
            return await swept(hung | good, network=network(resolver=Resolver(look_up)))

    results = asyncio.run(go()).results
    never.set()
    assert results.pop("good").outcome is Outcome.OK
    assert {triple(one) for one in results.values()} == {(FAILED, "dns", "dns_timeout")}


def test_six_black_holed_names_do_not_delay_a_healthy_check():
    """As many as the loop's own executor has threads: there they would fail every other check."""
    never = threading.Event()

    def look_up(host):
        if host.startswith("hung"):
            never.wait(20)
        return ["127.0.0.1"]

    async def seconds_until_good(hung):
        done = []
        async with serving(says(reply())) as port:
            checks = {
                f"h{n}": Check(url=f"http://hung{n}.test/", attempts=1, timeout=QUICK) for n in range(hung)
            }
            checks["good"] = Check(url=f"http://good.test:{port}/", attempts=1)
            began = time.monotonic()
            await swept(
                checks,
                network=network(resolver=Resolver(look_up)),
                on_result=lambda key, _: done.append(time.monotonic() - began) if key == "good" else None,
            )
        return done[0]

    alone, beside = (asyncio.run(seconds_until_good(count)) for count in (0, 6))
    never.set()
    assert beside < alone + 0.1


def test_a_prober_that_reaches_nothing_says_so_plainly():
    def look_up(host):
        raise socket.gaierror(socket.EAI_AGAIN, "no name server")

    checks = {f"c{n}": Check(url=f"https://c{n}.test/", attempts=1) for n in range(20)}
    world = network(resolver=Resolver(look_up))
    round_ = probe_all(checks, controls=("https://x.test/",), network=world, clock=FakeClock())
    assert {triple(one) for one in round_.results.values()} == {(FAILED, "dns", "dns_fail")}
    assert (round_.controls_passed, round_.controls_all) == (0, 1)


def test_suspects_are_started_first_and_told_in_their_place():
    async def go():
        seen = []

        async def handle(reader, writer):
            seen.append((await request_of(reader)).split()[1].decode())
            writer.write(reply())

        async with serving(handle) as port:
            checks = {name: Check(url=f"http://127.0.0.1:{port}/{name}") for name in ("a", "b", "c", "d")}
            round_ = await swept(checks, suspects={"d", "b", "gone"})
            return seen, list(round_.results)

    assert asyncio.run(go()) == (["/b", "/d", "/a", "/c"], ["a", "b", "c", "d"])
