"""Ids for Statuspage's clients."""

import re

from hypothesis import given
from hypothesis import strategies as st

from statusgen.model.short_ids import short_id


@given(st.text(), st.text())
def test_every_name_becomes_twelve_letters_and_digits(name, within):
    assert re.fullmatch("[a-z0-9]{12}", short_id(name, within=within), re.ASCII)


def test_it_is_the_same_for_ever():
    assert short_id("2025-03-10-waves") == "fpucaku6f1nq"
    assert short_id("scheduled", within="cables") == short_id("cables scheduled") != short_id("scheduled")


def test_an_id_that_comes_from_statuspage_stays():
    assert short_id("kctbh9vrtdwd") == short_id("kctbh9vrtdwd", within="elsewhere") == "kctbh9vrtdwd"
