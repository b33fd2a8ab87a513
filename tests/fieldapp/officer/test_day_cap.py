"""A cap on the cash of a day that the office has not heard of: it warns, and refuses nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from fieldapp.desk.cash import CashAlone, cash_alone
from fieldapp.officer.collect_repayment import RepaymentForm, collect_repayment, preview
from shared.ids import RepaymentId
from tests.fieldapp.desk.branch import DUE, LOAN, MEMBER, TODAY, Branch


def a_form(branch: Branch, **changes: object) -> RepaymentForm:
    form = RepaymentForm(RepaymentId(branch.new_id()), MEMBER, LOAN, DUE, TODAY)
    return replace(form, **changes)  # type: ignore[arg-type]  # as each test names it


def test_a_cap_on_a_day_counts_cash_that_the_office_has_not_heard_of_and_refuses_nothing(
    branch: Branch,
) -> None:
    branch.change_settings(day_cap_minor=DUE)
    collect_repayment(branch.desk, a_form(branch))
    collect_repayment(branch.desk, a_form(branch, amount_minor=2, method="TRANSFER", reference="FT-1"))
    again = a_form(branch, amount_minor=DUE - 1)
    shown = preview(branch.desk, again)
    assert (shown.alone, shown.alone.stands, shown.refusal) == (CashAlone(2 * DUE - 1, DUE), "over", None)
    by_transfer = replace(again, method="TRANSFER", reference="FT-2")
    assert preview(branch.desk, by_transfer).alone.stands == ""
    collect_repayment(branch.desk, again)
    branch.send()
    assert preview(branch.desk, a_form(branch, amount_minor=1)).alone == CashAlone(1, DUE)


def test_cash_of_another_day_is_not_counted_to_the_cap_on_a_day(branch: Branch) -> None:
    branch.change_settings(day_cap_minor=DUE)
    collect_repayment(branch.desk, a_form(branch))
    branch.clock.day, branch.clock.at_ms = date(2026, 3, 1), 1_772_330_400_000
    branch.change_settings(day_cap_minor=DUE, backdate_days=90)
    with branch.desk.store.read() as tx:
        assert cash_alone(tx, branch.desk).minor == 0


@pytest.mark.parametrize(
    ("minor", "cap", "stands"),
    [(79, 100, ""), (80, 100, "near"), (100, 100, "near"), (101, 100, "over"), (0, 0, ""), (5, None, "")],
)
def test_it_is_said_from_four_fifths_of_the_cap_on(minor: int, cap: int | None, stands: str) -> None:
    assert CashAlone(minor, cap).stands == stands
