"""How many messages may wait, and for whom."""

from statusgen.notifying.packing import MOST, fitting
from tests.notifying.make import parcel


def test_the_oldest_beyond_the_limit_are_given_up_for_each_recipient_alone():
    many = [parcel(number) for number in range(MOST + 3)]
    others = [parcel(number, "mail", "a@b.example") for number in range(2)]
    kept, dropped = fitting((*others, *many))
    assert kept == (*others, *many[3:])
    assert dropped == {"hook": 3}


def test_few_are_all_kept():
    few = tuple(parcel(number) for number in range(3))
    assert fitting(few) == (few, {})
