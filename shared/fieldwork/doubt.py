"""What speaks against the place that a device tells of a visit.

The rule kept here: doubt is scored and shown, and refuses nothing. A device that was set up to lie well is
not found out by what it says itself; what is scored here is what careless lies have in common.
"""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Literal

DoubtCode = Literal[
    "made_up", "frozen", "too_exact", "no_satellites", "other_time", "too_fast", "far_away", "old", "unknown"
]

WEIGHTS: dict[DoubtCode, int] = {
    "made_up": 60,
    "frozen": 40,
    "too_exact": 20,
    "no_satellites": 30,
    "other_time": 40,
    "too_fast": 60,
    "far_away": 40,
    "old": 20,
    "unknown": 10,
}
DOUBTFUL = 40
"""From this score on somebody is told."""

_EARTH_M = 6_371_008.8
"""Mean radius of the earth, IUGG."""
_FASTEST_M_S = 150 / 3.6
_FAR_M = 2_000
_OLD_MS = 30 * 60_000
_CLOCKS_APART_MS = 10 * 60_000
_WANDERS_AFTER_MS = 60_000
"""A real receiver never tells the same place to the last digit, a minute later."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place and how it was known: degrees × 10⁷ (WGS 84), metres, milliseconds since 1970 in UTC."""

    latitude_e7: int
    longitude_e7: int
    accuracy_m: int
    from_satellites: bool
    at_ms: int
    mocked: bool = False
    satellites: int | None = None
    satellite_at_ms: int | None = None


def doubts(
    place: Place | None,
    arrived_at_ms: int,
    before: Place | None = None,
    known: Place | None = None,
    *,
    left_at_ms: int = 0,
) -> tuple[DoubtCode, ...]:
    """Return what speaks against a place, in the order of `WEIGHTS`.

    `before` is where the same person was the last time, `known` where the one who was visited is found.
    Without `left_at_ms` nobody stayed.
    """
    if place is None:
        return ("unknown",)
    speaks: dict[DoubtCode, bool] = {
        "made_up": place.mocked,
        "frozen": before is not None and _frozen(place, before),
        "too_exact": place.from_satellites and place.accuracy_m == 0,
        "no_satellites": place.from_satellites and place.satellites == 0,
        "other_time": _apart(place.satellite_at_ms, place.at_ms) > _CLOCKS_APART_MS,
        "too_fast": before is not None and _too_fast(place, before),
        "far_away": known is not None and _surely_apart_m(place, known) > _FAR_M,
        "old": arrived_at_ms - place.at_ms > _OLD_MS
        or place.at_ms - max(arrived_at_ms, left_at_ms) > _OLD_MS,
    }
    return tuple(code for code, does in speaks.items() if does)


def score(codes: tuple[DoubtCode, ...]) -> int:
    """Return how doubtful a place is, 0 to 100."""
    return min(100, sum(WEIGHTS[code] for code in codes))


def distance_m(one: Place, other: Place) -> float:
    """Return the way between two places over a round earth, in metres (haversine formula)."""
    (up, along), (up_too, along_too) = _radians(one), _radians(other)
    half = sin((up_too - up) / 2) ** 2 + cos(up) * cos(up_too) * sin((along_too - along) / 2) ** 2
    return 2 * _EARTH_M * asin(sqrt(min(1.0, half)))


def _radians(place: Place) -> tuple[float, float]:
    return radians(place.latitude_e7 / 1e7), radians(place.longitude_e7 / 1e7)


def _frozen(place: Place, before: Place) -> bool:
    same = (place.latitude_e7, place.longitude_e7) == (before.latitude_e7, before.longitude_e7)
    real = place.from_satellites and before.from_satellites
    return same and real and abs(place.at_ms - before.at_ms) > _WANDERS_AFTER_MS


def _too_fast(place: Place, before: Place) -> bool:
    seconds = abs(place.at_ms - before.at_ms) / 1000
    return _surely_apart_m(place, before) > _FASTEST_M_S * seconds


def _surely_apart_m(one: Place, other: Place) -> float:
    """How far apart they are at least, if both are off by as much as they say."""
    return max(0.0, distance_m(one, other) - one.accuracy_m - other.accuracy_m)


def _apart(one_ms: int | None, other_ms: int) -> int:
    return 0 if one_ms is None else abs(one_ms - other_ms)
