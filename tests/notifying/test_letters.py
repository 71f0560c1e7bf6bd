"""Mail whose headers hold whatever people wrote, and nothing more."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest

from statusgen.model.editions import PageFacts
from statusgen.notifying.letters import letter
from tests.notifying.make import NOON, parcel

PAGE = PageFacts(name="Chirp", url="https://status.chirp.example/")
SENDER = "Chirp status <status@chirp.example>"
NASTY = [
    "a\r\nBcc: everybody@chirp.example\r\n\r\nbody",
    "a\nX-Evil: 1",
    "a\rX-Evil: 1",
    "\x00\x01\x0b\x1f\x7f",
    "\u2028\u2029\x85X-Evil: 1",
    "\u202eevil\u2066",
    "🚀 👩‍👩‍👧 مرحبا 你好",
    "=?utf-8?q?=0D=0ABcc:_everybody@chirp.example?=",
    "\ud800 lone",
    "]]> </script> <b>&amp;",
    "x" * 5000,
    ".\r\n.\r\nMAIL FROM:<evil@example.com>",
]


def read(message):
    return message_from_bytes(message.as_bytes(), policy=default)


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_no_text_adds_a_header_or_ends_one(text):
    plain = read(letter(parcel(1), SENDER, "ops@chirp.example", PAGE, None))
    made = letter(replace(parcel(1), subject=text, text=text), SENDER, "ops@chirp.example", PAGE, None)
    again = read(made)
    assert set(again.keys()) == set(plain.keys())
    assert again["To"] == "ops@chirp.example"
    assert not again.defects
    assert all(len(line) <= 998 for line in made.as_bytes().splitlines())


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        ("Chirp, Inc. <s@chirp.example>", "Chirp, Inc."),
        ('"Chirp (status)" <s@chirp.example>', "Chirp (status)"),
        ("Zwölf 🚀 <s@chirp.example>", "Zwölf 🚀"),
        ("=?utf-8?q?=0D=0ABcc:_x@y?= <s@chirp.example>", "= ?utf-8?q?=0D=0ABcc:_x@y?="),
        ("s@chirp.example", ""),
    ],
)
def test_a_sender_has_one_address_and_its_name(sender, name):
    made = read(letter(parcel(1), sender, "ops@chirp.example", PAGE, None))
    (address,) = made["From"].addresses
    assert (address.display_name, address.addr_spec) == (name, "s@chirp.example")
    assert made["Bcc"] is None


def test_words_arrive_as_they_were_written():
    text = "Zwölf 🚀 مرحبا\n\n.\nFrom here\n"
    again = read(letter(replace(parcel(1), subject="Zwölf 🚀", text=text), SENDER, "a@b.example", PAGE, None))
    assert again["Subject"] == "Zwölf 🚀"
    assert again.get_content().replace("\r\n", "\n") == text
    assert again.get_content_type() == "text/plain"


def test_messages_of_one_incident_are_one_thread():
    first = letter(parcel(1, thread="abc", is_first=True), SENDER, "a@b.example", PAGE, None)
    later = letter(parcel(2, thread="abc"), SENDER, "a@b.example", PAGE, None)
    other = letter(parcel(3), SENDER, "a@b.example", PAGE, None)
    assert first["In-Reply-To"] is None
    assert later["In-Reply-To"] == later["References"] == first["Message-ID"] != later["Message-ID"]
    assert other["In-Reply-To"] is None
    assert other["Message-ID"] == "<hook-3-@status.chirp.example>"


def test_the_same_message_is_the_same_message():
    made = [letter(parcel(1), SENDER, "a@b.example", PAGE, None).as_bytes() for _ in range(2)]
    assert made[0] == made[1]


def test_machines_know_it_as_automatic_and_people_find_the_way_out():
    made = read(letter(parcel(1), SENDER, "a@b.example", PAGE, "https://lists.chirp.example/leave?a=1"))
    assert made["Auto-Submitted"] == "auto-generated"
    assert made["List-Unsubscribe"] == "<https://lists.chirp.example/leave?a=1>"
    assert made["Date"].datetime == NOON


def test_a_page_without_an_address_has_the_senders_host_in_its_ids():
    made = letter(parcel(1), SENDER, "a@b.example", PageFacts(name="Chirp"), None)
    assert made["Message-ID"].endswith("@chirp.example>")
