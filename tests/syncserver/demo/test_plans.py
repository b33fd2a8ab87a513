"""Plans for any day: also on Sundays, holidays and at a larger scale."""

from datetime import date, timedelta

import pytest

from shared.contract.products import business_calendar, product_rules
from syncserver.demo.branch import day_off, settings_for
from syncserver.demo.catalogue.products import OFFERS
from syncserver.demo.plans import Planner

_SUNDAY, _CHRISTMAS = date(2026, 3, 8), date(2026, 12, 25)
_DAYS = [date(2026, 3, 2) + timedelta(days=offset) for offset in range(7)]


@pytest.mark.parametrize("today", [*_DAYS, _CHRISTMAS, date(2028, 2, 29)])
def test_the_first_union_meets_today_and_fifteen_owe(today: date) -> None:
    first = Planner(today, 1, day_off(today)).unions()[0]
    assert first.weekday == today.weekday()
    assert business_calendar(settings_for(today)).is_business_day(today)
    weekly = [plan for member in first.members for plan in member.loans if plan.draft_on < today]
    running = [plan for plan in weekly if plan.draft_on + timedelta(weeks=plan.term_count + 1) > today]
    assert len(running) >= 15


def test_sunday_is_off_unless_the_demo_is_wanted_on_one() -> None:
    assert [day_off(day) for day in _DAYS] == [6, 6, 6, 6, 6, 6, 4]


def test_the_same_day_gives_the_same_plans_and_another_day_others() -> None:
    monday, tuesday = _DAYS[:2]
    assert Planner(monday, 1, 6).unions() == Planner(monday, 1, 6).unions()
    assert Planner(monday, 1, 6).unions() != Planner(tuesday, 1, 6).unions()


def test_scale_multiplies_unions_under_names_of_their_own() -> None:
    unions = Planner(_DAYS[0], 3, 6).unions()
    assert len({union.name for union in unions}) == len(unions) == 48


@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: offer.definition.code)
def test_what_people_take_is_within_the_product(offer: object) -> None:
    (found,) = [each for each in OFFERS if each is offer]
    rules = product_rules(found.definition)
    for principal in found.principals:
        for count in found.counts:
            rules.check(principal, count)
