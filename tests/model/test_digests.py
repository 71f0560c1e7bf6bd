"""Values have one digest if they are equal, and different ones if they are not."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import combinations
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.model.digests import SIZE, digest
from statusgen.model.words import Severity, Status


@dataclass(frozen=True)
class Pair:
    one: object
    other: object


@dataclass(frozen=True)
class Couple:
    one: object
    other: object


_EAST = timezone(timedelta(hours=5))
_NOON = datetime(2025, 3, 10, 12, tzinfo=UTC)
DIFFERENT = (
    *("", "a", "aa", "1", "None", "str 1:a", "\udcff", "é"),
    *(b"", b"a", b"aa", b"str 1:a"),
    *(0, 1, 10, -1, 1.0, True, False, None),
    *((), ("a",), ("aa",), ("a", "a"), (("a",), "a"), ("a", ("a",)), ((),), ("", ""), ("", "", "")),
    *(["a"], ["a", "a"], {"a": "a"}, {"a": ("a",)}, {}, {"a": "a", "b": "b"}),
    *(frozenset(), frozenset({"a"}), frozenset({"a", "b"}), frozenset({("a", "b")})),
    *(Pair("a", "a"), Pair("aa", ""), Pair("a", ("a",)), Couple("a", "a"), (Pair, "a", "a")),
    *(_NOON, _NOON.replace(tzinfo=None), _NOON.replace(microsecond=1), _NOON.isoformat()),
    *(datetime(2025, 3, 10, 12, tzinfo=_EAST), date(2025, 3, 10), timedelta(hours=12)),
    *(Status.MAJOR_OUTAGE, Status.UNKNOWN, Severity.MAJOR, Severity.MAJOR.value),
)


def test_no_two_values_run_together() -> None:
    assert len({digest(value) for value in DIFFERENT}) == len(DIFFERENT)
    for one, other in combinations(DIFFERENT, 2):
        assert digest(one, other) != digest(other, one)
        assert digest((one, other)) != digest(one, other)
        assert digest([one], other) != digest(one, [other])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1}, {"a": 1}),
        (frozenset({"a", "b", "c"}), frozenset({"c", "b", "a"})),
        (Pair((1, "a"), {"b": _NOON}), Pair((1, "a"), {"b": datetime(2025, 3, 10, 12, tzinfo=UTC)})),
    ],
)
def test_equal_values_have_one_digest(one: object, other: object) -> None:
    assert digest(one) == digest(other)
    assert len(digest(one)) == SIZE


def test_a_mapping_of_another_type_is_another_value() -> None:
    assert digest(MappingProxyType({"a": 1})) != digest({"a": 1})


_VALUES = st.recursive(
    st.one_of(st.text(max_size=3), st.binary(max_size=3), st.integers(), st.none(), st.booleans()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.text(max_size=2), inner, max_size=3),
        st.builds(Pair, inner, inner),
    ),
    max_leaves=8,
)


@given(_VALUES, _VALUES)
def test_two_values_have_one_digest_if_they_are_written_the_same(one: object, other: object) -> None:
    assert (digest(one) == digest(other)) == (repr(one) == repr(other))
