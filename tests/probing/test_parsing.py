"""What JSON, HTML and patterns find, and that looking for it holds up nobody."""

import asyncio
import json
import os
import time
from pathlib import Path

import pytest

from statusgen.probing import workers
from statusgen.probing.faults import FaultError
from statusgen.probing.parsing import look
from statusgen.probing.trails import Trail
from statusgen.probing.workers import Workers


def one(page, **ask):
    return look(page, [ask])[0]


JSON = json.dumps(
    {
        "text": "ok",
        "yes": True,
        "none": None,
        "five": 5,
        "half": 0.5,
        "quoted": "12.5",
        "list": [1, 20, 3],
        "map": {"a": [1]},
        "huge": 10**400,
    }
)


@pytest.mark.parametrize(
    ("at", "wanted", "holds", "found"),
    [
        ("$.text", {"equals": "ok"}, True, "ok"),
        ("$.text", {"equals": "OK"}, False, "ok"),
        ("$.yes", {"equals": "true"}, True, "true"),
        ("$.yes", {"above": 0}, False, "true"),
        ("$.none", {"equals": "null"}, True, "null"),
        ("$.none", {}, True, "null"),
        ("$.gone", {}, False, None),
        ("$.five", {"equals": "5"}, True, "5"),
        ("$.five", {"equals": "5.0"}, True, "5"),
        ("$.half", {"below": 0.6, "above": 0.4}, True, "0.5"),
        ("$.half", {"below": 0.5}, False, "0.5"),
        ("$.quoted", {"above": 12}, True, "12.5"),
        ("$.text", {"above": 0}, False, "ok"),
        ("$.list[*]", {"equals": "20"}, True, "20"),
        ("$.list[*]", {"above": 2, "below": 4}, True, "3"),
        ("$.list[*]", {"above": 100}, False, "1"),
        ("$.list", {"equals": "[1,20,3]"}, True, "[1,20,3]"),
        ("$.map", {}, True, '{"a":[1]}'),
        ("$.huge", {"above": 1}, False, str(10**400)),
    ],
)
def test_a_value_of_json(at, wanted, holds, found):
    assert one(JSON, how="json", at=at, **wanted) == (holds, found)


@pytest.mark.parametrize("text", ["", "{", "<p>", '{"a": Infinity}', "[" * 100_000, "9" * 5000 + "]", "1 2"])
def test_what_is_no_json(text):
    assert one(text, how="json", at="$") is None


def test_a_mark_of_byte_order_is_no_fault():
    assert one("\ufeff[1]", how="json", at="$[0]") == (True, "1")


@pytest.mark.parametrize(
    ("select", "text", "holds", "found"),
    [
        ("h1", None, True, "All systems go"),
        ("h1", "systems  go", True, "All systems go"),
        ("h1", "Systems", False, "All systems go"),
        ("li", "two", True, "two"),
        ("li", "three", False, "one"),
        ("#none", None, False, None),
    ],
)
def test_an_element_of_a_page(select, text, holds, found):
    page = "<h1>All\n<b>systems</b> go</h1><ul><li>one<li>two</ul>"
    assert one(page, how="html", at=select, text=text) == (holds, found)


@pytest.mark.parametrize(
    ("pattern", "answer"),
    [
        (r"v(\d+)", (True, "12")),
        (r"v\d+", (True, "v12")),
        (r"v(x)?\d", (True, "v1")),
        (r"(?i)V12$", (True, "v12")),
        (r"w", (False, None)),
    ],
)
def test_a_pattern(pattern, answer):
    assert one("grün v12", how="pattern", at=pattern) == answer


def with_workers(work):
    async def go():
        crew = Workers()
        try:
            return await work(crew)
        finally:
            await crew.aclose()

    return asyncio.run(go())


HEAVY = {"how": "html", "at": "h1"}
DEEP = "<div>" * 300_000


def test_a_page_that_takes_too_long_is_given_up_and_the_next_is_read(monkeypatch):
    monkeypatch.setattr(workers, "LONGEST", 0.5)

    async def work(crew):
        lags = []

        async def watch():
            while True:
                began = time.monotonic()
                await asyncio.sleep(0.01)
                lags.append(time.monotonic() - began)

        watching = asyncio.create_task(watch())
        with pytest.raises(FaultError, match="too_complex"):
            await crew.look(DEEP, [HEAVY], Trail())
        watching.cancel()
        return max(lags), await crew.look("<h1>a", [HEAVY], Trail())

    lag, answers = with_workers(work)
    assert answers == [(True, "a")]
    assert lag < 0.25


def test_a_process_that_was_ended_is_replaced():
    async def work(crew):
        await crew.look("a", [HEAVY], Trail())
        crew._idle[0].kill()
        await crew._idle[0].wait()
        return await crew.look("<h1>a", [HEAVY], Trail())

    assert with_workers(work) == [(True, "a")]


def test_hundreds_of_answers_need_two_processes():
    async def work(crew):
        found = await asyncio.gather(*(crew.look(f"<h1>{n}", [HEAVY], Trail()) for n in range(200)))
        return found, len(crew._idle)

    found, count = with_workers(work)
    assert found == [[(True, str(n))] for n in range(200)]
    assert count == 2


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no /proc")
def test_the_process_is_given_none_of_our_environment(monkeypatch):
    monkeypatch.setenv("CANARY", "canary-value")
    assert "canary-value" in os.environ.values()

    async def work(crew):
        await crew.look("a", [HEAVY], Trail())
        return Path(f"/proc/{crew._idle[0].pid}/environ").read_bytes()  # noqa: ASYNC240 (a test)

    assert b"canary" not in with_workers(work).lower()


def test_the_largest_ordinary_page_takes_a_fraction_of_the_time_allowed():
    page = "<table>" + "<tr><td class=a>cell</td><td>1</td></tr>" * 48_000
    began = time.monotonic()
    assert one(page, how="html", at="td.b") == (False, None)
    assert time.monotonic() - began < workers.LONGEST / 3
