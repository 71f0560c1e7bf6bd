"""Webhooks that fail, hang and break off: each message once, and nobody waits for another."""

import asyncio
import json
import time
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook

from statusgen.commands.receiving import world_of
from statusgen.model.editions import PageFacts
from statusgen.model.secrets import Secret
from statusgen.notifying import delivery as module
from statusgen.notifying.channels import channel_for
from statusgen.notifying.delivery import Courier
from tests.commands.make import World
from tests.notifying.make import NOON, URL, hook, parcel, sink

PAGE = PageFacts(name="Chirp", url=URL)
SECONDS = timedelta(seconds=1)


class Ledger(list):
    """What was noted, in order."""

    def __call__(self, parcel, is_lost):
        self.append((parcel.id, is_lost))


def delivered(receiver, parcels, tmp_path, environ=None, slept=None, now=NOON):
    """What became of the parcels, and what was noted."""
    ledger = Ledger()
    session = World().session(tmp_path)
    object.__setattr__(session, "environ", environ or {})
    object.__setattr__(session, "now", lambda: datetime.now(UTC))

    async def sleep(seconds):
        if slept is not None:
            slept.append(seconds)

    courier = Courier(note=ledger, sleep=sleep, now=lambda: now)

    async def work():
        channel = channel_for(receiver, world_of(session, PAGE))
        return await courier.deliver(receiver, channel, parcels)

    return asyncio.run(work()), ledger


FIVE = [parcel(number) for number in range(5)]


def test_each_message_is_sent_once_and_in_order(tmp_path):
    with sink() as server:
        outcome, ledger = delivered(hook(server.url), FIVE, tmp_path)
    assert server.ids == [one.id for one in FIVE] == [name for name, _ in ledger]
    assert outcome.trouble is None
    assert [json.loads(heard.body) for heard in server.heard] == [{"number": n} for n in range(5)]


def test_secrets_are_filled_in_and_the_signature_verifies(tmp_path):
    environ = {"PATH_KEY": "k1", "SECRET": "s3cret", "TOKEN": "t0ken"}
    with sink() as server:
        receiver = hook(
            Secret(server.url + "/$PATH_KEY?a=1"),
            secret=Secret("$SECRET"),
            headers={"Authorization": Secret("Bearer $TOKEN")},
        )
        outcome, _ = delivered(receiver, FIVE[:1], tmp_path, environ)
    heard = server.heard[0]
    assert outcome.trouble is None
    assert heard.path == "/hook/k1?a=1"
    assert heard.headers["authorization"] == "Bearer t0ken"
    assert heard.headers["content-type"] == "application/json; charset=utf-8"
    Webhook(b"s3cret").verify(heard.body, dict(heard.headers))


@pytest.mark.parametrize("fault", ["500", "503", "429", "408", "cut"])
def test_a_fault_that_passes_is_tried_again_under_the_same_id(fault, tmp_path):
    slept = []
    with sink(fault, fault) as server:
        outcome, ledger = delivered(hook(server.url), FIVE[:2], tmp_path, slept=slept)
    assert server.ids == [FIVE[0].id] * 3 + [FIVE[1].id]
    assert slept == [1.0, 3.0]
    assert outcome.trouble is None
    assert len(ledger) == 2


@pytest.mark.parametrize("fault", ["401", "403", "404", "410", "moved"])
def test_what_does_not_pass_is_not_asked_again_and_waits(fault, tmp_path):
    with sink(*[fault] * 9) as server:
        outcome, ledger = delivered(hook(server.url), FIVE, tmp_path)
    assert len(server.heard) == 1
    assert ledger == []
    assert str(302 if fault == "moved" else fault) in outcome.trouble


def test_redirects_are_not_followed(tmp_path):
    with sink("moved") as server:
        delivered(hook(server.url), FIVE[:1], tmp_path)
    assert [heard.path for heard in server.heard] == ["/hook"]


@pytest.mark.parametrize("fault", ["400", "413", "422"])
def test_a_message_that_is_refused_does_not_block_the_others(fault, tmp_path):
    with sink("204", fault) as server:
        outcome, ledger = delivered(hook(server.url), FIVE, tmp_path)
    assert len(server.heard) == 5
    assert [is_lost for _, is_lost in ledger] == [False, True, False, False, False]
    assert [one.id for one in outcome.lost] == [FIVE[1].id]


def test_an_answer_that_hangs_behind_its_status_was_one(tmp_path, monkeypatch):
    from statusgen.probing import posting

    monkeypatch.setattr(posting, "_DEADLINE", timedelta(seconds=0.3))
    with sink("late") as server:
        outcome, ledger = delivered(hook(server.url), FIVE[:1], tmp_path)
    assert (outcome.trouble, len(ledger), len(server.heard)) == (None, 1, 1)


def test_a_receiver_that_hangs_ends_at_its_deadline(tmp_path):
    with sink(*["hang"] * 9) as server:
        start = time.monotonic()
        outcome, ledger = delivered(hook(server.url, deadline=SECONDS), FIVE, tmp_path)
        lasted = time.monotonic() - start
    assert outcome.trouble == "it does not answer in time"
    assert ledger == []
    # The deadline is a promise of the settings.
    assert lasted < 3


def test_a_receiver_that_nobody_is_waits_with_its_reason(tmp_path):
    outcome, ledger = delivered(hook("http://127.0.0.1:9/"), FIVE, tmp_path)
    assert outcome.trouble == "the connection is refused"
    assert ledger == []


def test_a_secret_that_is_not_set_is_named_and_nothing_is_sent(tmp_path):
    with sink() as server:
        outcome, _ = delivered(hook(server.url, secret=Secret("$NOT_SET")), FIVE, tmp_path)
    assert outcome.trouble == "$NOT_SET is not set"
    assert server.heard == []


def test_a_message_that_waited_for_days_is_given_up(tmp_path):
    with sink() as server:
        late = NOON + module.STALE + SECONDS
        outcome, ledger = delivered(hook(server.url), FIVE[:2], tmp_path, now=late)
    assert server.heard == []
    assert [is_lost for _, is_lost in ledger] == [True, True]
    assert "three days" in outcome.trouble
