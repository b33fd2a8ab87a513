"""Axes: round figures to measure by, and where a figure stands between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, isfinite, log10

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """From `low` to `high`, with the round figures between them."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def part(self, value: float) -> float:
        """Return where a figure stands, 0 at the low end and 1 at the high one, never beyond."""
        span = self.high - self.low
        return min(1.0, max(0.0, (value - self.low) / span)) if span else 0.0


def scale_of(values: Sequence[float], most_ticks: int = 5) -> Scale:
    """Return a scale that begins at nothing and has room for all values; figures below nothing extend it."""
    found = [value for value in values if isfinite(value)]
    low, high = min(0.0, *found, 0.0), max(0.0, *found, 0.0)
    if low == high:
        high = 1.0
    step = _round_step((high - low) / max(1, most_ticks - 1))
    first, last = floor(low / step), -floor(-high / step)
    ticks = tuple(number * step for number in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], ticks)


def figure(value: float) -> str:
    """Return a figure of an axis, without a fraction where it has none."""
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"


def _round_step(rough: float) -> float:
    """The round figure that is not smaller: 1, 2, 2.5, 5, or one of these with noughts."""
    size = 10.0 ** floor(log10(rough))
    return next(step * size for step in _STEPS if step * size >= rough * 0.999)
