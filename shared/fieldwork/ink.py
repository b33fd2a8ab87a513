"""A signature drawn on a screen: strokes of points in a grid of its own, packed small.

The rules kept here: whatever the screen's size, a signature lies in a grid of 1000 by 400, origin upper
left; what is packed fits `MOST_BYTES`, thinned out evenly where a hand drew more; what cannot be unpacked
exactly is refused, never guessed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence

from shared.errors import RuleRefused

WIDTH, HEIGHT = 1000, 400
MOST_BYTES = 8 * 1024
_MOST_STROKES = 64
_MOST_POINTS = (MOST_BYTES - 2 * _MOST_STROKES) // 4
_NEAR = 3
"""Points nearer to the last one than this, in both directions, add nothing that an eye could see."""

Point = tuple[int, int]
Stroke = tuple[Point, ...]


def pack(strokes: Iterable[Sequence[Point]]) -> bytes:
    """Return strokes as bytes: for each its number of points, then x and y, unsigned 16 bits, big end first.

    Points beyond the grid are moved to its edge. Nothing drawn packs to nothing.
    """
    drawn = [thinned for stroke in strokes if (thinned := _thin(stroke))][:_MOST_STROKES]
    points = sum(len(stroke) for stroke in drawn)
    step = -(-points // _MOST_POINTS) if points else 1
    return b"".join(_packed(_every(stroke, step)) for stroke in drawn)


def unpack(ink: bytes) -> tuple[Stroke, ...]:
    """Return the strokes of packed ink. Refusals: `signature.bad_ink` for anything `pack` did not make."""
    strokes, at = [], 0
    if len(ink) > MOST_BYTES:
        raise _bad_ink()
    while at < len(ink):
        if at + 2 > len(ink):
            raise _bad_ink()
        (count,) = struct.unpack_from(">H", ink, at)
        at += 2
        if count == 0 or at + 4 * count > len(ink):
            raise _bad_ink()
        values = struct.unpack_from(f">{2 * count}H", ink, at)
        at += 4 * count
        stroke = tuple(zip(values[::2], values[1::2], strict=True))
        if any(x > WIDTH or y > HEIGHT for x, y in stroke):
            raise _bad_ink()
        strokes.append(stroke)
    return tuple(strokes)


def _thin(stroke: Sequence[Point]) -> Stroke:
    kept: list[Point] = []
    for x, y in stroke:
        point = min(max(x, 0), WIDTH), min(max(y, 0), HEIGHT)
        if not kept or max(abs(point[0] - kept[-1][0]), abs(point[1] - kept[-1][1])) >= _NEAR:
            kept.append(point)
    return tuple(kept)


def _every(stroke: Stroke, step: int) -> Stroke:
    return stroke[::step]


def _packed(stroke: Stroke) -> bytes:
    flat = [value for point in stroke for value in point]
    return struct.pack(f">H{len(flat)}H", len(stroke), *flat)


def _bad_ink() -> RuleRefused:
    return RuleRefused("signature.bad_ink", "This signature cannot be read", "Let the person sign again.")
