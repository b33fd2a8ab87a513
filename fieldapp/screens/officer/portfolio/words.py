"""What is said of a portfolio: how late principal is, and which part of it is at risk.

The rule kept here: risk is never rounded down to nothing.
"""

from __future__ import annotations

from fractions import Fraction

from fieldapp.screens.theme.tokens import Status
from fieldapp.screens.words import tr
from shared.lending.arrears import AGEING_BUCKETS, CURRENT, OVER_180

_TENTHS = 1000


def bucket_words(bucket: str) -> str:
    """Return an ageing bucket in words."""
    if bucket == CURRENT:
        return tr("Not late")
    if bucket == OVER_180:
        return tr("Over 180 days late")
    return tr("{days} days late").format(days=bucket.replace("-", "–"))


def bucket_status(bucket: str) -> Status:
    """Return how serious a bucket is."""
    place = AGEING_BUCKETS.index(bucket)
    return "paid" if place == 0 else "pending" if place == 1 else "overdue"


def share_words(part: Fraction | None) -> str:
    """Return a part of the whole in per cent with one decimal, half up; a dash where there is no whole."""
    if part is None:
        return "–"
    if 0 < part < Fraction(1, 2 * _TENTHS):
        return tr("under 0.1 %")
    tenths = (2 * part.numerator * _TENTHS + part.denominator) // (2 * part.denominator)
    return tr("{percent} %").format(percent=f"{tenths // 10}.{tenths % 10}")
