"""Sentences are English, and are said anew in another language."""

from datetime import UTC, datetime

import pytest

from statusgen.model.figures import City, Day, MonthName, Number, Percent, Weekday
from statusgen.model.scalars import Text, text_of
from statusgen.model.sentences import (
    Capital,
    Country,
    Instant,
    Joined,
    Listed,
    LowerFirst,
    Month,
    Named,
    Sentence,
    say,
)
from tests.model.tongues import German

NOW = datetime(2025, 3, 10, 16, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sentence", "english", "german"),
    [
        (say("{who} works", who="Web"), "Web works", "Web funktioniert"),
        (say("{count} place", "{count} places", count=1), "1 place", "1 Ort"),
        (say("{count} place", "{count} places", count=4000), "4,000 places", "4.000 Orte"),
        (Country("NL"), "Netherlands", "Niederlande"),
        (Country("NL", is_within=True), "the Netherlands", "Niederlande"),
        (Named(Text((("en", "Sign-in"), ("de", "Anmeldung")))), "Sign-in", "Anmeldung"),
        (Named(text_of("Sign-in")), "Sign-in", "Sign-in"),
        (Listed([]), "", ""),
        (Listed(["A"]), "A", "A"),
        (Listed(["A", "B"]), "A and B", "A und B"),
        (Listed(["A", "B", "C", "D"]), "A, B, C and D", "A, B, C und D"),
        (Listed(["A", "B", "C", "D", "E"]), "A, B and 3 more", "A, B und 3 weitere"),
        (Instant(NOW, NOW), "16:42 UTC", "16:42 UTC"),
        (Instant(NOW.replace(day=2), NOW), "2 Mar 16:42 UTC", "2. März 16:42 UTC"),
        (Instant(NOW.replace(year=2024), NOW), "10 Mar 2024 16:42 UTC", "10. März 2024 16:42 UTC"),
        (Month(NOW), "March 2025", "März 2025"),
        (MonthName(3), "March", "März"),
        (Day(NOW.date()), "10 Mar", "10. März"),
        (Day(NOW.date(), with_year=True, is_long=True), "10 March 2025", "10. März 2025"),
        (Weekday(0), "Monday", "Montag"),
        (Number(40_000), "40,000", "40.000"),
        (Number(2.46, "2.5"), "2.5", "2,5"),
        (Number(1234.4, "1,234"), "1,234", "1.234"),
        (Percent("99.90"), "99.90\u00a0%", "99,90\u00a0%"),
        (City("Europe/Rome"), "Rome", "Rom"),
        (City("America/Los_Angeles"), "Los Angeles", "Los Angeles"),
        (Capital(say("{who} works", who="web")), "Web works", "Web funktioniert"),
        (Capital(""), "", ""),
        (LowerFirst("Blocked there"), "blocked there", "Blocked there"),
        (LowerFirst("API blocked"), "API blocked", "API blocked"),
        (Joined([say("{who} works", who="Web"), "x"]), "Web works x", "Web funktioniert x"),
        (Joined([]), "", ""),
    ],
    ids=repr,
)
def test_a_sentence_is_english_and_knows_more(sentence, english, german):
    assert isinstance(sentence, Sentence)
    assert sentence == english
    assert sentence.within(German()) == german


def test_what_stands_in_a_place_is_said_anew_too():
    places = Listed([Country("DE"), Named(Text((("en", "Moon"), ("de", "Mond"))))])

    assert say("{who} works", who=places) == "Germany and Moon works"
    assert say("{who} works", who=places).within(German()) == "Deutschland und Mond funktioniert"


def test_a_number_is_as_exact_as_it_is_written():
    assert [Number(2.46, "2.5").number, Number(1234.4, "1,234").number] == [2.5, 1234]
    assert repr(Number(1234.4, "1,234").number) == "1234"


def test_braces_in_peoples_words_stay():
    assert say("{who} works", who="{count}").within(German()) == "{count} funktioniert"
