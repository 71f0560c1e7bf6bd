"""Apprise carries the words of a message, and its log nothing of the address."""

import json
import logging

import pytest

from statusgen.model.receivers import Receiver
from statusgen.model.secrets import Secret
from statusgen.notifying import bridges
from tests.notifying.make import parcel, sink
from tests.notifying.test_delivery import delivered


@pytest.fixture(autouse=True)
def its_log_as_it_was():
    yield
    logging.getLogger("apprise").setLevel(logging.NOTSET)


def address(server):
    return Secret(server.url.replace("http://", "json://") + "/$KEY")


def test_a_message_arrives_by_apprise(tmp_path):
    with sink() as server:
        receiver = Receiver(id="chat", apprise=address(server))
        words = parcel(1, "chat", subject="<b>Down</b> & out", text="Zwölf 🚀\n")
        outcome, ledger = delivered(receiver, [words], tmp_path, {"KEY": "k1"})
    assert (outcome.trouble, len(ledger)) == (None, 1)
    document = json.loads(server.heard[0].body)
    assert (document["title"], document["message"].strip()) == ("<b>Down</b> & out", "Zwölf 🚀")


def test_a_service_that_fails_keeps_its_key_to_itself(tmp_path, capfd, caplog):
    with sink(*["500"] * 9) as server:
        receiver = Receiver(id="chat", apprise=address(server))
        outcome, ledger = delivered(receiver, [parcel(1, "chat")], tmp_path, {"KEY": "canary-key"})
    assert (outcome.trouble, ledger) == ("apprise could not deliver it", [])
    heard = capfd.readouterr()
    assert "canary-key" not in heard.out + heard.err + caplog.text


def test_an_address_that_apprise_does_not_know_is_told_without_it(tmp_path, capfd):
    receiver = Receiver(id="chat", apprise=Secret("$URL"))
    outcome, _ = delivered(receiver, [parcel(1, "chat")], tmp_path, {"URL": "nosuch://canary-key"})
    assert outcome.trouble == "apprise does not understand its address"
    heard = capfd.readouterr()
    assert "canary-key" not in heard.out + heard.err


def test_without_the_extra_it_is_said_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setattr(bridges, "find_spec", lambda _: None)
    receiver = Receiver(id="chat", apprise="json://127.0.0.1/")
    outcome, ledger = delivered(receiver, [parcel(1, "chat")], tmp_path)
    assert outcome.trouble == "this receiver needs a library (pip install 'statusgen[notify]')"
    assert ledger == []
