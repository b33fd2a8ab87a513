"""When instalments fall due."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.calendar import BusinessCalendar
from shared.lending.schedule import build_schedule, due_dates
from shared.lending.terms import InterestMethod, LoanTerms, TermUnit

SUNDAYS_OFF = BusinessCalendar(days_off=frozenset({6}))
MONTHLY = LoanTerms(100_000, 4, TermUnit.MONTH, method=InterestMethod.ZERO, disbursed_on=date(2023, 1, 31))
WEEKLY = replace(MONTHLY, term_unit=TermUnit.WEEK, disbursed_on=date(2024, 1, 1))
DAILY = replace(MONTHLY, term_unit=TermUnit.DAY, disbursed_on=date(2024, 1, 4))


def test_months_do_not_drift():
    assert due_dates(MONTHLY) == (date(2023, 2, 28), date(2023, 3, 31), date(2023, 4, 30), date(2023, 5, 31))


def test_months_count_from_the_first_due_date_when_it_is_given():
    terms = replace(MONTHLY, first_due_on=date(2023, 3, 31))
    assert due_dates(terms) == (date(2023, 3, 31), date(2023, 4, 30), date(2023, 5, 31), date(2023, 6, 30))


def test_a_first_due_date_at_the_end_of_february_keeps_its_day():
    terms = replace(MONTHLY, first_due_on=date(2023, 2, 28), term_count=2)
    assert due_dates(terms) == (date(2023, 2, 28), date(2023, 3, 28))


def test_steps_of_two_weeks_and_three_months():
    fortnightly = replace(WEEKLY, term_step=2, term_count=2)
    assert due_dates(fortnightly) == (date(2024, 1, 15), date(2024, 1, 29))
    quarterly = replace(MONTHLY, term_step=3, term_count=3, disbursed_on=date(2023, 11, 30))
    assert due_dates(quarterly) == (date(2024, 2, 29), date(2024, 5, 30), date(2024, 8, 30))


def test_weeks_count_from_the_first_due_date_when_it_is_given():
    terms = replace(WEEKLY, first_due_on=date(2024, 1, 5), term_count=2)
    assert due_dates(terms) == (date(2024, 1, 5), date(2024, 1, 12))


def test_a_date_on_a_day_off_moves_alone():
    calendar = BusinessCalendar(
        days_off=frozenset({6}), holidays=frozenset({date(2024, 1, 15), date(2024, 1, 16)})
    )
    assert due_dates(WEEKLY, calendar) == (
        date(2024, 1, 8),
        date(2024, 1, 17),
        date(2024, 1, 22),
        date(2024, 1, 29),
    )


def test_a_first_due_date_on_a_day_off_moves_and_stays_the_anchor():
    terms = replace(MONTHLY, disbursed_on=date(2024, 6, 1), first_due_on=date(2024, 6, 30), term_count=2)
    assert due_dates(terms, SUNDAYS_OFF) == (date(2024, 7, 1), date(2024, 7, 30))


def test_a_month_end_on_a_day_off_moves_into_the_next_month():
    terms = replace(MONTHLY, disbursed_on=date(2024, 2, 29), first_due_on=date(2024, 3, 31), term_count=2)
    assert due_dates(terms, SUNDAYS_OFF) == (date(2024, 4, 1), date(2024, 4, 30))


def test_daily_loans_skip_days_off():
    # 4 January 2024 is a Thursday.
    assert due_dates(DAILY, SUNDAYS_OFF) == (
        date(2024, 1, 5),
        date(2024, 1, 6),
        date(2024, 1, 8),
        date(2024, 1, 9),
    )


def test_a_daily_step_counts_business_days():
    terms = replace(DAILY, term_step=2, term_count=2)
    assert due_dates(terms, SUNDAYS_OFF) == (date(2024, 1, 6), date(2024, 1, 9))
    assert due_dates(terms) == (date(2024, 1, 6), date(2024, 1, 8))


def test_a_daily_loan_begins_on_the_first_business_day_from_its_first_due_date():
    terms = replace(DAILY, first_due_on=date(2024, 1, 7), term_count=2)
    assert due_dates(terms, SUNDAYS_OFF) == (date(2024, 1, 8), date(2024, 1, 9))


def test_the_calendar_changes_dates_and_never_amounts():
    plain, moved = build_schedule(WEEKLY), build_schedule(WEEKLY, BusinessCalendar(days_off=frozenset({0})))
    assert [item.due_on + timedelta(days=1) for item in plain] == [item.due_on for item in moved]
    assert [item.total_minor for item in plain] == [item.total_minor for item in moved]


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.sampled_from(["DAY", "WEEK", "MONTH"]),
    st.frozensets(st.integers(0, 6), max_size=6),
    st.frozensets(st.dates(date(2020, 1, 1), date(2022, 1, 1)), max_size=30),
)
def test_due_dates_are_business_days_in_order(disbursed_on, unit, days_off, holidays):
    calendar = BusinessCalendar(days_off=days_off, holidays=holidays)
    terms = replace(MONTHLY, term_unit=unit, disbursed_on=disbursed_on, term_count=20)
    dates = due_dates(terms, calendar)
    assert all(calendar.is_business_day(day) for day in dates)
    assert list(dates) == sorted(dates)
    if unit == "DAY":
        assert len(set(dates)) == len(dates)
