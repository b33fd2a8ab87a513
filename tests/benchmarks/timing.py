"""Stop-watches: all times in seconds unless a name says otherwise."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

_T = TypeVar("_T")


@dataclass(slots=True)
class Watch:
    """How long a block took; `elapsed_s` is filled when it ends."""

    elapsed_s: float = 0.0


@contextmanager
def timed() -> Iterator[Watch]:
    """Time a block, after what was left over before it has been collected."""
    gc.collect()
    watch = Watch()
    started = time.perf_counter()
    try:
        yield watch
    finally:
        watch.elapsed_s = time.perf_counter() - started


def median_s(acts: Sequence[Callable[[], object]]) -> float:
    """Run each act once and return the median time."""
    return median(each_s(acts))


def each_s(acts: Sequence[Callable[[], object]]) -> list[float]:
    """Run each act once and return how long each took."""
    taken = []
    for act in acts:
        started = time.perf_counter()
        act()
        taken.append(time.perf_counter() - started)
    return taken


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share (0 to 1) of them does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * round(share * 1000) // 1000) - 1)]
