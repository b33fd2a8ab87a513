"""Business days, and months that do not drift."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.calendar import BusinessCalendar, add_months
from shared.errors import RuleRefused

SUNDAYS = BusinessCalendar(days_off=frozenset({6}))


def test_without_arguments_every_day_is_worked():
    assert all(BusinessCalendar().is_business_day(date(2024, 1, day)) for day in range(1, 32))


def test_a_day_off_moves_over_a_following_holiday():
    calendar = BusinessCalendar(days_off=frozenset({5, 6}), holidays=frozenset({date(2024, 4, 1)}))
    assert calendar.next_business_day(date(2024, 3, 30)) == date(2024, 4, 2)
    assert calendar.next_business_day(date(2024, 3, 29)) == date(2024, 3, 29)


def test_business_days_are_counted_without_the_day_itself():
    assert SUNDAYS.add_business_days(date(2024, 1, 6), 1) == date(2024, 1, 8)
    assert SUNDAYS.add_business_days(date(2024, 1, 5), 3) == date(2024, 1, 9)
    assert SUNDAYS.add_business_days(date(2024, 1, 7), 0) == date(2024, 1, 7)


@pytest.mark.parametrize("days_off", [range(7), {7}, {-1}])
def test_days_off_that_cannot_be_used(days_off):
    with pytest.raises(RuleRefused) as refused:
        BusinessCalendar(days_off=frozenset(days_off))
    assert refused.value.code == "calendar.bad_days_off"


@pytest.mark.parametrize(
    ("day", "months", "moved"),
    [
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 2, date(2023, 3, 31)),
        (date(2023, 1, 31), 3, date(2023, 4, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 12, 15), 1, date(2025, 1, 15)),
        (date(2024, 1, 15), 0, date(2024, 1, 15)),
    ],
)
def test_months_are_clamped_to_their_end(day, months, moved):
    assert add_months(day, months) == moved


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 400))
def test_a_month_later_is_in_that_month(day, months):
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)
