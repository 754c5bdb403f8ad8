"""Laws of the token bucket."""

from hypothesis import given
from hypothesis import strategies as st

from dangol.server.limits import Buckets

STEPS = st.lists(st.tuples(st.floats(0, 5), st.integers(1, 500)), min_size=1, max_size=60)


@given(STEPS, st.integers(1, 1000))
def test_no_more_than_the_rate_and_one_body_is_let_in(
    steps: list[tuple[float, int]], rate: int
) -> None:
    buckets, now_s, let_in, largest = Buckets(rate), 0.0, 0, 0
    for passed_s, events in steps:
        now_s += passed_s
        bucket = buckets.of("w", now_s)
        if bucket.wait_s(now_s) == 0:
            bucket.take(events)
            let_in += events
            largest = max(largest, events)
    assert let_in <= rate * (now_s + 1) + largest + 1e-6


@given(STEPS, st.integers(1, 1000))
def test_who_waits_as_long_as_told_is_let_in(steps: list[tuple[float, int]], rate: int) -> None:
    buckets, now_s = Buckets(rate), 0.0
    for passed_s, events in steps:
        now_s += passed_s
        bucket = buckets.of("w", now_s)
        now_s += bucket.wait_s(now_s)
        assert bucket.wait_s(now_s) == 0
        bucket.take(events)


def test_workspaces_do_not_slow_each_other_down() -> None:
    buckets = Buckets(10)
    buckets.of("one", 0).take(1000)
    assert buckets.of("one", 0).wait_s(0) > 0
    assert buckets.of("other", 0).wait_s(0) == 0
