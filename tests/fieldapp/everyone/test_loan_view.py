"""A loan in full: figures that agree with the replay, payments that say where they went, and history."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import msgspec

from fieldapp.everyone.loan_view import load_loan_view
from fieldapp.officer.collect_repayment import collect_repayment
from fieldapp.officer.request_loan import LoanForm, draft_loan, submit_loan
from shared.contract.records import team_bucket
from shared.ids import LoanId
from shared.lending.position import ItemStatus
from tests.fieldapp.desk.branch import (
    BOSS,
    BRANCH,
    DUE,
    LOAN,
    ME,
    MEMBER,
    NOBODY,
    PAID_OUT,
    SECOND,
    THE_PRODUCT,
    TODAY,
    UNION,
    WAITING_LOAN,
    Branch,
    an_approval,
    posted,
    refused,
    undecided_loan,
    with_penalty,
)
from tests.fieldapp.desk.forms import due_form
from tests.fieldapp.store.world import TERMS, a_loan

WEEK = timedelta(days=7)


def paid_first(branch: Branch, **changes: object) -> None:
    """The office has posted the first instalment on its day."""
    loan = a_loan(MEMBER, UNION, number="LN-000001", items=4, paid_minor=DUE)
    branch.put("loan", LOAN, msgspec.structs.replace(loan, **changes))
    branch.put("repayment", b"repay-0000000001", posted(LOAN, DUE, PAID_OUT + WEEK, "K9-000001", by=BOSS))
    branch.sync()


def test_a_loan_with_nothing_paid(branch: Branch) -> None:
    view = load_loan_view(branch.desk, LOAN)
    assert (view.on, view.product_name, view.officer_name, view.whole) == (
        TODAY,
        "Weekly 20",
        "Bisi Ade",
        True,
    )
    assert view.member is not None
    assert view.member.name == "Adaeze Okafor"
    assert view.union is not None
    figures = view.figures
    assert (figures.outstanding_minor, figures.overdue_minor, figures.due_minor) == (4 * DUE, DUE, DUE)
    assert (figures.to_pay_minor, figures.paid_minor, figures.total_minor) == (2 * DUE, 0, 4 * DUE)
    assert (figures.days_late, figures.next_due_on, figures.next_due_minor) == (7, TODAY, DUE)
    assert [line.status for line in view.schedule] == [
        ItemStatus.OVERDUE, ItemStatus.PENDING, ItemStatus.PENDING, ItemStatus.PENDING,
    ]  # fmt: skip
    assert [line.days_late for line in view.schedule] == [7, 0, 0, 0]
    assert view.payments == ()
    assert not view.preview


def test_posted_and_provisional_money_stand_apart(branch: Branch) -> None:
    paid_first(branch)
    collect_repayment(branch.desk, replace(due_form(branch.desk, LOAN), amount_minor=DUE + 100_000))
    view = load_loan_view(branch.desk, LOAN)
    figures = view.figures
    assert (figures.paid_minor, figures.posted_minor, figures.provisional_minor) == (
        2 * DUE + 100_000, DUE, DUE + 100_000,
    )  # fmt: skip
    first, second, third, _ = view.schedule
    assert (first.status, first.provisional_minor) == (ItemStatus.PAID, 0)
    assert (second.status, second.provisional_minor) == (ItemStatus.PAID, DUE)
    assert (third.status, third.paid_minor, third.provisional_minor) == (ItemStatus.PARTIAL, 100_000, 100_000)
    newest, oldest = view.payments
    assert (newest.stands, newest.received_by_name, newest.at_ms is not None) == (
        "provisional",
        "Bisi Ade",
        True,
    )
    assert [(part.sequence, part.pays_minor, part.left_minor, part.closes) for part in newest.parts] == [
        (2, DUE, 0, True),
        (3, 100_000, DUE - 100_000, False),
    ]
    part = newest.parts[1]
    assert (part.interest_minor, part.principal_minor, part.fee_minor) == (50_000, 50_000, 0)
    assert (oldest.stands, oldest.received_by_name, oldest.at_ms) == ("posted", "Musa Bello", None)


def test_the_totals_are_the_sums_of_the_schedule_and_agree_with_the_figures(branch: Branch) -> None:
    loan = a_loan(MEMBER, UNION, number="LN-000001", items=4)
    terms = msgspec.structs.replace(TERMS, penalty=with_penalty(1_000, grace_days=2).penalty)
    branch.put("loan", LOAN, msgspec.structs.replace(loan, terms=terms))
    branch.sync()
    view = load_loan_view(branch.desk, LOAN)
    assert view.totals.penalty_minor == view.figures.penalty_minor == 5_000
    assert view.totals.due_minor == view.figures.total_minor == 4 * DUE + 5_000
    assert view.totals.left_minor == view.figures.outstanding_minor
    assert view.totals.due_minor == view.totals.paid_minor + view.totals.left_minor
    assert view.schedule[0].penalty_minor == 5_000


def test_where_payments_are_out_of_sight_the_delivered_figures_stand(branch: Branch) -> None:
    branch.put("loan", LOAN, a_loan(MEMBER, UNION, number="LN-000001", items=4, paid_minor=DUE + 200_000))
    branch.sync()
    view = load_loan_view(branch.desk, LOAN)
    assert not view.whole
    assert (view.figures.paid_minor, view.figures.outstanding_minor) == (DUE + 200_000, 3 * DUE - 200_000)
    assert [line.status for line in view.schedule][:2] == [ItemStatus.PAID, ItemStatus.PARTIAL]
    assert view.schedule[1].paid_minor == 200_000


def test_money_more_than_owed_is_credit(branch: Branch) -> None:
    collect_repayment(branch.desk, replace(due_form(branch.desk, LOAN), amount_minor=4 * DUE + 7_000))
    view = load_loan_view(branch.desk, LOAN)
    assert (view.figures.credit_minor, view.figures.outstanding_minor) == (7_000, 0)
    assert view.payments[0].credit_minor == 7_000


def test_what_was_suspended_or_taken_back_says_so(branch: Branch) -> None:
    taken_back = msgspec.structs.replace(posted(LOAN, 500, TODAY, "K9-1"), state="REVERSED", reason="Twice")
    branch.put("repayment", b"repay-0000000001", taken_back)
    suspended = msgspec.structs.replace(posted(LOAN, 700, TODAY, "K9-2"), state="SUSPENDED", reason="Closed")
    branch.put("repayment", b"repay-0000000002", suspended)
    branch.sync()
    view = load_loan_view(branch.desk, LOAN)
    assert [(line.stands, line.reason, line.parts) for line in view.payments] == [
        ("suspended", "Closed", ()),
        ("reversed", "Twice", ()),
    ]
    assert {event.kind for event in view.history} >= {"suspended", "reversed"}


def test_a_loan_not_paid_out_shows_the_schedule_it_would_get(branch: Branch) -> None:
    view = load_loan_view(branch.desk, WAITING_LOAN)
    assert view.preview
    assert [line.due_on for line in view.schedule] == [TODAY + number * WEEK for number in (1, 2, 3, 4)]
    assert view.totals.due_minor == view.totals.left_minor == 2_200_000
    assert view.figures.outstanding_minor == 0
    assert {line.status for line in view.schedule} == {ItemStatus.PENDING}


def test_a_loan_nobody_knows_is_refused(branch: Branch) -> None:
    with refused("loan.unknown"):
        load_loan_view(branch.desk, LoanId(NOBODY))


# ---------------------------------------------------------------- history


def test_the_history_of_a_running_loan_newest_first(branch: Branch) -> None:
    paid_first(branch)
    late = replace(due_form(branch.desk, LOAN), amount_minor=DUE)
    branch.clock.day = TODAY + timedelta(days=3)
    collect_repayment(branch.desk, replace(late, value_on=branch.clock.day))
    events = load_loan_view(branch.desk, LOAN).history
    assert [(event.kind, event.on) for event in events] == [
        ("paid", TODAY + timedelta(days=3)),
        ("missed", TODAY),
        ("paid", PAID_OUT + WEEK),
        ("disbursed", PAID_OUT),
        ("drafted", None),
    ]
    assert (events[0].provisional, events[0].who, events[0].amount_minor) == (True, "Bisi Ade", DUE)
    assert (events[1].sequence, events[1].items) == (2, 1)


def test_the_history_of_a_loan_that_was_sent_back_and_then_approved(branch: Branch) -> None:
    sent_back = an_approval(
        state="SENT_BACK", decided_by=(BOSS,), comment="Less, please", asked_on=TODAY - WEEK
    )
    approved = an_approval(state="APPROVED", decided_by=(BRANCH, BOSS))
    branch.put("approval", b"approval-0000001", sent_back, team_bucket(BOSS))
    branch.put("approval", b"approval-0000002", approved, team_bucket(BOSS))
    branch.put("loan", WAITING_LOAN, undecided_loan(SECOND, "APPROVED"))
    branch.sync()
    events = load_loan_view(branch.desk, WAITING_LOAN).history
    assert [(event.kind, event.who, event.detail) for event in reversed(events)] == [
        ("drafted", "Zainab Garba", ""),
        ("submitted", "Zainab Garba", ""),
        ("sent_back", "Musa Bello", "Less, please"),
        ("submitted", "Zainab Garba", ""),
        ("approved", "Rose Ekanem", ""),
        ("approved", "Musa Bello", ""),
    ]


def test_what_only_this_tablet_knows_is_provisional_and_has_a_time(branch: Branch) -> None:
    branch.put("loan", WAITING_LOAN, undecided_loan(MEMBER, "CANCELED"))
    branch.sync()
    asked = LoanForm(LoanId(branch.new_id()), SECOND, THE_PRODUCT, 2_000_000, 4, TODAY, purpose="A kiosk")
    draft_loan(branch.desk, asked)
    submit_loan(branch.desk, asked.loan)
    events = load_loan_view(branch.desk, asked.loan).history
    assert [(event.kind, event.provisional, event.who) for event in events] == [
        ("submitted", True, "Bisi Ade"),
        ("drafted", True, "Bisi Ade"),
    ]
    assert all(event.at_ms for event in events)
    assert load_loan_view(branch.desk, WAITING_LOAN).history[0].kind == "canceled"


def test_every_run_of_missed_instalments_is_told_once(branch: Branch) -> None:
    branch.clock.day = TODAY + 2 * WEEK
    events = [event for event in load_loan_view(branch.desk, LOAN).history if event.kind == "missed"]
    assert [(event.sequence, event.items, event.on) for event in events] == [(1, 3, PAID_OUT + WEEK)]
    assert ME != BOSS
