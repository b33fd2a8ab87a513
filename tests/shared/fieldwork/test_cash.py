"""Cash is counted note by note, and what should be there is float and receipts less what was given away."""

from __future__ import annotations

import pytest

from shared.errors import RuleRefused
from shared.fieldwork.cash import MAX_PIECES, counted_minor, expected_minor, variance_minor


def test_a_count_is_the_sum_of_value_and_pieces() -> None:
    assert counted_minor([(100_000, 96), (50_000, 77), (2_000, 10), (500, 0)]) == 13_470_000
    assert counted_minor([]) == 0


@pytest.mark.parametrize(
    "notes",
    [
        [(0, 1)],
        [(-100, 1)],
        [(100, -1)],
        [(100, MAX_PIECES + 1)],
        [(100, 1), (100, 2)],
        [(100, True)],
        [(100, 1.5)],
    ],
)
def test_a_count_that_cannot_be_is_refused(notes: list[tuple[int, int]]) -> None:
    with pytest.raises(RuleRefused) as caught:
        counted_minor(notes)
    assert caught.value.code == "cash.bad_denomination"


def test_expected_cash_follows_the_glossary() -> None:
    assert expected_minor(float_minor=100, received_minor=550, paid_out_minor=30, handed_minor=500) == 120
    assert expected_minor(float_minor=0, received_minor=0, handed_minor=5) == -5


def test_short_is_negative_and_over_is_positive() -> None:
    assert variance_minor(158_000, 158_300) == -300
    assert variance_minor(158_300, 158_000) == 300
