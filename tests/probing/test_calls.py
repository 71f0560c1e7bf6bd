"""Which calls count, which are refused, and which heartbeat a path means."""

from datetime import UTC, datetime, timedelta

import h11
import pytest

from statusgen.model.checks import Auth, Check
from statusgen.model.project import Component, Page, Settings
from statusgen.model.scalars import text_of
from statusgen.model.secrets import Secret
from statusgen.probing.calls import call_of, heartbeats, refusal

NOW = datetime(2025, 3, 10, 12, tzinfo=UTC)
DAY = timedelta(hours=25)
FREE = Check(url="heartbeat://nightly", within=DAY)
GUARDED = Check(url="heartbeat://nightly", within=DAY, auth=Auth(token=Secret("$TOKEN")))
ENVIRON = {"TOKEN": "tökén"}
BEARER = ("Authorization", "Bearer tökén".encode())
HERE = ("Host", "127.0.0.1:8123")


def call(*headers, method="POST", target="/heartbeat/backup"):
    return call_of(h11.Request(method=method, target=target, headers=list(headers or [HERE])))


@pytest.mark.parametrize(
    ("check", "headers", "expected"),
    [
        (FREE, [HERE], None),
        (FREE, [("Host", "localhost")], None),
        (FREE, [("Host", "LOCALHOST:1")], None),
        (FREE, [("Host", "[::1]:8123")], None),
        (FREE, [("Host", "evil.example")], 421),
        (FREE, [("Host", "127.0.0.1.evil.example")], 421),
        (FREE, [("Host", "192.0.2.1")], 421),
        (FREE, [("Host", "")], 421),
        (FREE, [HERE, ("Origin", "http://127.0.0.1:8123")], 403),
        (FREE, [HERE, ("Origin", "null")], 403),
        (FREE, [HERE, ("Sec-Fetch-Site", "cross-site")], 403),
        (FREE, [HERE, ("Sec-Fetch-Site", "same-site")], 403),
        (FREE, [HERE, ("Sec-Fetch-Site", "none"), ("Sec-Fetch-Site", "cross-site")], 403),
        (FREE, [HERE, ("Sec-Fetch-Site", "none")], None),
        (FREE, [HERE, ("Sec-Fetch-Site", "same-origin")], None),
        (GUARDED, [("Host", "status.example"), BEARER], None),
        (GUARDED, [HERE, ("authorization", "bearer  tökén".encode())], None),
        (GUARDED, [HERE], 401),
        (GUARDED, [HERE, ("Authorization", "Bearer token")], 401),
        (GUARDED, [HERE, ("Authorization", "Bearer")], 401),
        (GUARDED, [HERE, ("Authorization", "tökén".encode())], 401),
        (GUARDED, [HERE, ("Authorization", "Basic tökén".encode())], 401),
        (GUARDED, [HERE, BEARER, BEARER], 401),
        (GUARDED, [HERE, BEARER, ("Origin", "https://evil.example")], 403),
        (None, [HERE, BEARER], 404),
    ],
)  # fmt: skip
def test_what_a_call_must_show(check, headers, expected):
    assert refusal(call(*headers), check, ENVIRON) == expected


@pytest.mark.parametrize(
    ("method", "expected"),
    [("GET", None), ("HEAD", None), ("POST", None), ("PUT", 405), ("OPTIONS", 405), ("get", 405)],
)
def test_the_methods_of_simple_tools_count(method, expected):
    assert refusal(call(method=method), FREE, ENVIRON) == expected


def test_what_stands_behind_a_question_mark_is_passed_over():
    assert call(HERE, target="/heartbeat/backup?x=/y").path == "/heartbeat/backup"


def test_a_call_can_be_printed_without_its_token():
    assert "tok" not in repr(call(HERE, ("Authorization", "Bearer tok"))).replace("token", "")


def settings(*components):
    return Settings(page=Page(name=text_of("Chirp")), components=components)


def component(id_, *checks, **more):
    return Component(id=id_, name=text_of(id_), checks=checks, **more)


def test_a_heartbeat_is_called_by_its_component_and_by_its_name():
    web = Check(url="https://chirp.example/")
    found = heartbeats(settings(component("backup", FREE, web, was=("dump",)), component("web", web)), NOW)

    assert set(found) == {
        f"/heartbeat/{base}{end}"
        for base in ("backup", "dump")
        for end in ("", "/nightly", f"/{FREE.key}")
    }  # fmt: skip
    assert set(map(id, found.values())) == {id(FREE)}


def test_of_several_heartbeats_of_a_component_each_is_called_by_name():
    weekly = Check(url="heartbeat://weekly", id="week", within=DAY)
    found = heartbeats(settings(component("backup", FREE, weekly)), NOW)

    assert "/heartbeat/backup" not in found
    assert found["/heartbeat/backup/week"] is found["/heartbeat/backup/weekly"] is weekly
    assert found["/heartbeat/backup/nightly"] is FREE


def test_what_is_retired_is_not_called():
    assert not heartbeats(settings(component("backup", FREE, retired=NOW.date())), NOW)
