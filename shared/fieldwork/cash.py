"""The custody of cash: what somebody should hold, what was counted, and the difference.

Every amount is in minor units. The formulas are the lender's glossary's.
"""

from __future__ import annotations

from collections.abc import Iterable

from shared.errors import RuleRefused

MAX_PIECES = 1_000_000
"""More notes of one value than anybody hands over at once."""

OLDEST_CASH_DAYS = 1
"""Cash received longer ago than this many days should have been handed over."""

OTHER_REASON = "OTHER"
"""The reason that wants words of its own."""
VARIANCE_CODES = ("CHANGE_NOT_AVAILABLE", "TORN_NOTE", "MISCOUNT", OTHER_REASON)
"""Why a count differs from its sheet, to choose from."""


def counted_minor(denominations: Iterable[tuple[int, int]]) -> int:
    """Return what was counted: the sum of value × pieces over pairs of (value in minor units, pieces).

    Refusals: `cash.bad_denomination` for a value that is not above zero, pieces below zero or above a
    million, or a value named twice.
    """
    seen: set[int] = set()
    total = 0
    for value, pieces in denominations:
        if type(value) is not int or type(pieces) is not int or value < 1 or not 0 <= pieces <= MAX_PIECES:
            raise _refused("A note has a value above zero, and its pieces are a whole number, zero or more.")
        if value in seen:
            raise _refused("Each note or coin is counted once.")
        seen.add(value)
        total += value * pieces
    return total


def expected_minor(
    *, float_minor: int, received_minor: int, paid_out_minor: int = 0, handed_minor: int
) -> int:
    """Return the cash somebody should hold: float + cash receipts − paid out − handed over.

    Negative when more was handed over than is known to have been received.
    """
    return float_minor + received_minor - paid_out_minor - handed_minor


def variance_minor(counted: int, expected: int) -> int:
    """Return counted − expected: negative is short, positive is over."""
    return counted - expected


def _refused(detail: str) -> RuleRefused:
    return RuleRefused("cash.bad_denomination", "This count cannot be used", detail)
