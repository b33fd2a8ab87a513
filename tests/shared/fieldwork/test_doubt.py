"""Doubt about places: honest days give none, careless lies are found, and nothing is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

import pytest

from shared.fieldwork.doubt import DOUBTFUL, Place, distance_m, doubts, score

_HOME = Place(64_550_000, 33_840_000, 8, from_satellites=True, at_ms=1_790_000_000_000, satellites=9)
_M_E7 = 90
"""About a metre to the north, in degrees × 10⁷."""
_DAYS = 300


def moved(place: Place, north_m: float, minutes: float, rng: Random) -> Place:
    """A receiver further on: it is never quite still."""
    wander = rng.uniform(3, 12) * rng.choice((-1, 1))
    return replace(
        place,
        latitude_e7=place.latitude_e7 + round((north_m + wander) * _M_E7),
        longitude_e7=place.longitude_e7 + round(rng.uniform(-8, 8) * _M_E7),
        accuracy_m=rng.randint(4, 25),
        at_ms=place.at_ms + round(minutes * 60_000),
    )


def test_a_degree_of_latitude_is_as_long_as_it_is() -> None:
    there = replace(_HOME, latitude_e7=_HOME.latitude_e7 + 10_000_000)
    assert distance_m(_HOME, there) == pytest.approx(111_195, abs=1)
    assert distance_m(_HOME, _HOME) == 0


def test_places_on_both_sides_of_the_date_line_are_near() -> None:
    west, east = replace(_HOME, longitude_e7=-1_799_999_000), replace(_HOME, longitude_e7=1_799_999_000)
    assert distance_m(west, east) < 30


def honest_days(rng: Random) -> Iterator[tuple[Place, Place, Place]]:
    """A visit, the one before, and where the member is: on foot, by bike, by bus, under a roof."""
    for _ in range(_DAYS):
        metres, minutes = rng.choice(((300, 8), (4_000, 14), (30_000, 40), (0, 25)))
        visit = moved(_HOME, metres, minutes, rng)
        if rng.random() < 0.2:
            visit = replace(visit, from_satellites=False, accuracy_m=rng.randint(200, 1_500), satellites=None)
        yield visit, _HOME, moved(visit, 0, 0, rng)


def test_honest_days_are_not_doubted() -> None:
    doubted = [
        score(doubts(visit, visit.at_ms, before, known)) >= DOUBTFUL
        for visit, before, known in honest_days(Random(1))
    ]
    assert sum(doubted) == 0


LIES: dict[str, Callable[[Place, Random], tuple[Place, Place, Place | None]]] = {
    "a program that makes places up": lambda real, rng: (replace(real, mocked=True), _HOME, None),
    "the same place all day": lambda real, rng: (replace(_HOME, at_ms=real.at_ms), _HOME, None),
    "at home on the sofa": lambda real, rng: (moved(_HOME, 10, 30, rng), _HOME, moved(_HOME, 9_000, 0, rng)),
    "two villages in a minute": lambda real, rng: (moved(_HOME, 15_000, 1, rng), _HOME, None),
    "a clock set back": lambda real, rng: (
        replace(real, satellite_at_ms=real.at_ms + 3 * 3_600_000),
        _HOME,
        None,
    ),
    "exact, and from no satellite": lambda real, rng: (
        replace(real, satellites=0, accuracy_m=0),
        _HOME,
        None,
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_careless_lies_are_doubted(lie: str) -> None:
    rng = Random(2)
    for real, _, _ in honest_days(rng):
        visit, before, known = LIES[lie](replace(real, from_satellites=True, satellites=7), rng)
        assert score(doubts(visit, visit.at_ms, before, known)) >= DOUBTFUL


def test_no_place_at_all_is_said_and_is_no_reason_for_doubt() -> None:
    assert doubts(None, 0) == ("unknown",)
    assert score(("unknown",)) < DOUBTFUL


def test_a_place_of_an_hour_ago_is_told() -> None:
    assert doubts(_HOME, _HOME.at_ms + 3_600_000) == ("old",)


def test_a_place_from_the_evening_is_none_of_a_visit_in_the_morning() -> None:
    arrived_ms = _HOME.at_ms - 8 * 3_600_000
    assert doubts(_HOME, arrived_ms, left_at_ms=arrived_ms + 600_000) == ("old",)
    assert doubts(_HOME, arrived_ms, left_at_ms=_HOME.at_ms) == ()
