"""The portfolio agrees with the rules that say what is outstanding, how late and at risk."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from fieldapp.desk import queries as facts
from fieldapp.desk.accounts import load_accounts
from fieldapp.officer.collect_repayment import collect_repayment
from fieldapp.officer.portfolio.loading import AT_RISK_DAYS, load_portfolio
from fieldapp.officer.unions import load_union, load_weeks, rate_of, together
from shared.lending.arrears import ageing, par
from shared.lending.lifecycle import LoanState
from tests.fieldapp.desk.branch import DUE, LOAN, MEMBER, NEXT_UNION, SECOND, TODAY, UNION, Branch, posted
from tests.fieldapp.desk.forms import due_form
from tests.fieldapp.store.world import a_loan, a_member

_OTHER = b"loan-00000000077"
_PRINCIPAL = 500_000


def test_principal_lateness_and_risk_are_those_of_the_unions_together(branch: Branch) -> None:
    found = load_portfolio(branch.desk, TODAY)
    rows = {row.union.union: row for row in found.unions}
    mine, other = rows[UNION], rows[NEXT_UNION]
    assert (mine.loans, mine.late_loans, mine.principal_minor, mine.overdue_minor) == (
        1,
        1,
        4 * _PRINCIPAL,
        DUE,
    )
    assert (other.loans, other.principal_minor, other.at_risk) == (0, 0, None)
    assert found.principal_minor == 4 * _PRINCIPAL
    assert found.ageing["1-30"] == 4 * _PRINCIPAL
    assert sum(found.ageing.values()) == found.principal_minor
    assert found.at_risk == 0


@pytest.mark.parametrize("days", [7, AT_RISK_DAYS, AT_RISK_DAYS + 1, 75, 200])
def test_it_is_what_the_rules_say_of_a_replay_of_every_loan(branch: Branch, days: int) -> None:
    branch.put("repayment", b"repay-0000000001", posted(_OTHER, DUE, TODAY, "K9-000001"))
    branch.put("loan", _OTHER, a_loan(SECOND, UNION, number="LN-000077", items=6, paid_minor=DUE))
    branch.sync()
    # The loan's first item fell due a week before the branch's day.
    on = TODAY + timedelta(days=days - 7)
    found = load_portfolio(branch.desk, on)
    with branch.desk.store.read() as tx:
        accounts = load_accounts(tx, facts.loans_in_state(tx, LoanState.ACTIVE))
        positions = [account.position(on) for account in accounts]
    assert len(positions) == 2
    assert found.ageing == ageing(positions, on)
    assert (found.at_risk or 0) == par(positions, AT_RISK_DAYS, on)


def test_money_taken_on_this_tablet_counts_at_once(branch: Branch) -> None:
    collect_repayment(branch.desk, due_form(branch.desk, LOAN))
    (mine,) = (row for row in load_portfolio(branch.desk, TODAY).unions if row.union.union == UNION)
    assert (mine.late_loans, mine.overdue_minor) == (0, 0)
    assert mine.principal_minor < 4 * _PRINCIPAL


def test_what_has_ended_or_was_written_off_is_outside(branch: Branch) -> None:
    branch.put("loan", LOAN, a_loan(MEMBER, UNION, number="LN-000001", items=4, state="WRITTEN_OFF"))
    branch.sync()
    found = load_portfolio(branch.desk, TODAY)
    assert (found.principal_minor, found.at_risk, sum(found.ageing.values())) == (0, None, 0)


def test_weeks_are_the_union_s_and_add_up(branch: Branch) -> None:
    branch.put("member", b"member-000000077", a_member(NEXT_UNION, "BT-000001"))
    branch.put("loan", _OTHER, a_loan(b"member-000000077", NEXT_UNION, number="LN-000077", items=4))
    branch.put("repayment", b"repay-0000000001", posted(LOAN, DUE, TODAY - timedelta(weeks=1), "K9-000001"))
    branch.put("loan", LOAN, a_loan(MEMBER, UNION, number="LN-000001", items=4, paid_minor=DUE))
    branch.sync()
    both = [load_weeks(branch.desk, union, TODAY) for union in (UNION, NEXT_UNION)]
    assert both[0] == load_union(branch.desk, UNION, TODAY).weeks
    whole = together(both)
    assert [week.demand_minor for week in whole[-2:]] == [2 * DUE, 2 * DUE]
    assert rate_of(whole) == Fraction(DUE, 4 * DUE)
