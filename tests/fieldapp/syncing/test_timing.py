"""Rounds come back after failures at random and ever later, obey Retry-After, and never pile up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.syncing.timing import Pace, Turns, after_failure, after_success, ask, backoff_ms, done, wait_ms

FRACTIONS = st.floats(0, 1, exclude_max=True)


@pytest.mark.parametrize(
    ("failures", "ceiling_ms"),
    [(1, 1_000), (2, 2_000), (5, 16_000), (9, 256_000), (10, 300_000), (10_000, 300_000)],
)
def test_the_ceiling_doubles_from_a_second_to_five_minutes(failures: int, ceiling_ms: int) -> None:
    assert backoff_ms(failures, 0.0) == 0
    assert backoff_ms(failures, 0.5) == ceiling_ms // 2
    assert ceiling_ms - 1 <= backoff_ms(failures, 1 - 1e-12) <= ceiling_ms


@given(st.integers(1, 50), FRACTIONS)
def test_the_whole_of_a_backoff_is_jitter(failures: int, fraction: float) -> None:
    assert 0 <= backoff_ms(failures, fraction) < 300_000


def test_failures_are_counted_until_a_round_succeeds() -> None:
    pace = after_failure(after_failure(Pace(), 1_000, 0.5), 2_000, 0.5)
    assert (pace.failures, wait_ms(pace, 2_000, asked=False)) == (2, 1_000)
    assert after_success(3_000, 0.5) == Pace(0, 63_000, 0)


def test_asking_overrides_the_backoff() -> None:
    pace = after_failure(Pace(failures=8), 0, 0.9)
    assert wait_ms(pace, 0, asked=False) > 100_000
    assert wait_ms(pace, 0, asked=True) == 0


@given(st.integers(0, 10**6), FRACTIONS, st.integers(0, 20), st.booleans())
def test_nothing_starts_before_what_a_busy_server_asked_for(
    retry_after_s: int, fraction: float, failures: int, asked: bool
) -> None:
    pace = after_failure(Pace(failures), 500, fraction, retry_after_s)
    assert wait_ms(pace, 500, asked=asked) >= min(retry_after_s, 3_600) * 1_000


def test_a_time_that_is_over_waits_for_nothing() -> None:
    assert wait_ms(Pace(0, 100, 50), 200, asked=False) == 0


def test_at_most_one_round_runs_and_one_waits() -> None:
    turns, start = ask(Turns())
    assert start
    for _ in range(3):
        turns, start = ask(turns)
        assert (turns, start) == (Turns(running=True, waiting=True), False)
    turns, one_waits = done(turns)
    assert (turns, one_waits) == (Turns(), True)
    turns, _ = ask(turns)
    assert done(turns) == (Turns(), False)
