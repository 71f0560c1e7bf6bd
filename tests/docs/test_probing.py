"""The page about probing says what the zoo and the model say, row by row."""

from statusgen.model.reasons import REASONS
from tests.docs.probing import PAGE, REASON, SERVER, rows
from tests.probing.zoo import ZOO


def _zoo() -> list[tuple[str, ...]]:
    return [(one.name, one.scheme, *(word or "" for word in one.expected)) for one in ZOO]


def test_every_server_of_the_zoo_has_its_row():
    assert sorted(set(_zoo()) - set(rows(SERVER))) == [], f"add these rows to {PAGE}"


def test_every_row_has_its_server():
    assert sorted(set(rows(SERVER)) - set(_zoo())) == [], f"{PAGE} tells of servers that no test puts up"


def test_no_server_is_told_of_twice():
    named = [row[0] for row in rows(SERVER)]
    assert sorted({name for name in named if named.count(name) > 1}) == []


def test_every_reason_is_told_with_the_models_words():
    known = [(f"`{c}`", r.layer, r.words, "yes" if r.is_answer else "no") for c, r in REASONS.items()]
    assert sorted(rows(REASON)) == sorted(known)
