"""Quantiles of counted latencies lie near those of the latencies themselves."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.model.latencies import LAST_BUCKET, RELATIVE_ERROR, Latencies

LONGEST = 10**9
milliseconds = st.one_of(st.integers(0, 300), st.integers(0, 60_000), st.integers(0, LONGEST))
ten_thousandths = st.integers(0, 10_000)


def bucket(value: int) -> int:
    (number,) = Latencies.of([value]).counts
    return number


def last_of_its_bucket(value: int) -> int:
    """The greatest latency that is counted with this one, by halving."""
    low, high = value, LONGEST
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if bucket(middle) == bucket(value) else (low, middle - 1)
    return low


def is_near(read: float | None, exact: int) -> bool:
    return read is not None and abs(read - exact) <= max(0.5, RELATIVE_ERROR * exact)


def test_the_ends_of_every_bucket_are_read_within_the_stated_error():
    value, buckets = 0, []
    while value <= LONGEST:
        last = last_of_its_bucket(value)
        for end in (value, last):
            assert is_near(Latencies.of([end]).quantile(0.5), end), end
        buckets.append(bucket(value))
        value = last + 1

    assert buckets == list(range(LAST_BUCKET + 1))


@given(st.lists(milliseconds, min_size=1, max_size=200), ten_thousandths)
def test_a_quantile_is_the_latency_at_its_rank_within_the_stated_error(values, share):
    exact = sorted(values)[max(0, -(-share * len(values) // 10_000) - 1)]

    assert is_near(Latencies.of(values).quantile(share / 10_000), exact)


@given(st.lists(milliseconds, min_size=1), st.lists(ten_thousandths, min_size=2))
def test_a_greater_share_never_has_a_smaller_latency(values, shares):
    counted = Latencies.of(values)
    read = [counted.quantile(share / 10_000) for share in sorted(shares)]

    assert all(a <= b for a, b in pairwise(read))


@given(st.lists(st.lists(milliseconds), max_size=8), st.integers(0, 2**32))
def test_parts_added_up_are_the_whole_whatever_their_order(parts, seed):
    shuffled = Random(seed).sample(parts, len(parts))
    whole = Latencies.of(value for part in parts for value in part)

    assert Latencies.together(map(Latencies.of, shuffled)) == whole
    assert whole.total == sum(map(len, parts))


@pytest.mark.parametrize("share", [0, 0.5, 1])
def test_where_there_is_no_latency_there_is_no_quantile(share):
    assert Latencies().quantile(share) is None


def test_few_milliseconds_are_told_apart():
    assert [bucket(value) for value in range(27)] == list(range(27))
