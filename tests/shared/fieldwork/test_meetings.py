"""The next meeting follows the rhythm."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from shared.fieldwork.meetings import meets_on, next_meeting

MONDAY = date(2026, 1, 19)


@pytest.mark.parametrize(
    ("frequency", "weekday", "last_held_on", "expected"),
    [
        ("WEEKLY", 0, None, MONDAY),
        ("WEEKLY", 0, MONDAY, MONDAY + timedelta(days=7)),
        ("WEEKLY", 3, MONDAY - timedelta(days=4), MONDAY + timedelta(days=3)),
        ("FORTNIGHTLY", 0, MONDAY - timedelta(days=7), MONDAY + timedelta(days=7)),
        ("MONTHLY", 0, MONDAY, MONDAY + timedelta(days=28)),
        ("DAILY", None, MONDAY, MONDAY + timedelta(days=1)),
        ("WEEKLY", None, None, None),
        ("WEEKLY", 0, MONDAY + timedelta(days=30), MONDAY),
    ],
)
def test_the_next_meeting_is_the_first_expected_and_not_held(frequency, weekday, last_held_on, expected):
    assert next_meeting(frequency, weekday, MONDAY, last_held_on) == expected


def test_a_day_that_was_held_is_a_meeting_day_whatever_the_weekday():
    assert meets_on("WEEKLY", 4, MONDAY, MONDAY)
