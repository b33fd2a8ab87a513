"""A repayment is recorded once, for the right loan, on a day that is open, and never for nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from fieldapp.officer.collect_repayment import (
    RepaymentForm,
    amount_typed,
    collect_repayment,
    load_receipt,
    preview,
)
from fieldapp.officer.hand_over_cash import load_cash
from shared.contract.bodies.lending import PenaltyDefinition, RepaymentRecorded
from shared.contract.records import union_bucket
from shared.ids import LoanId, MeetingId, MemberId, RepaymentId
from tests.fieldapp.desk.branch import (
    BOSS,
    DUE,
    INACTIVE,
    LOAN,
    ME,
    MEMBER,
    NOBODY,
    PAID_OUT,
    SECOND,
    SIGNED,
    TODAY,
    UNION,
    WAITING_LOAN,
    Branch,
    posted,
    refused,
    with_penalty,
)
from tests.fieldapp.desk.forms import due_form
from tests.fieldapp.store.world import TERMS, a_loan


def a_form(branch: Branch, **changes: object) -> RepaymentForm:
    form = RepaymentForm(RepaymentId(branch.new_id()), MEMBER, LOAN, DUE, TODAY)
    return replace(form, **changes)  # type: ignore[arg-type]  # as each test names it


def test_a_repayment_is_recorded_and_its_receipt_says_what_it_did(branch: Branch) -> None:
    receipt = collect_repayment(branch.desk, a_form(branch, amount_minor=1_200_000))
    assert receipt.receipt_number == "K7-000001"
    assert (receipt.member_name, receipt.member_code) == ("Adaeze Okafor", "OJ-000001")
    assert (receipt.union_name, receipt.loan_number) == ("Oja-Oba Traders", "LN-000001")
    assert (receipt.received_by, receipt.received_by_name) == (ME, "Bisi Ade")
    shown = [(item.sequence, item.pays_minor, item.left_minor, item.closes) for item in receipt.items]
    assert shown == [(1, DUE, 0, True), (2, DUE, 0, True), (3, 100_000, 450_000, False)]
    assert [item.days_late for item in receipt.items] == [7, 0, 0]
    assert (receipt.left_minor, receipt.excess_minor, receipt.suspense) == (1_000_000, 0, "")
    assert receipt.provisional


def test_what_is_signed_is_what_was_typed(branch: Branch) -> None:
    form = a_form(branch, method="TRANSFER", reference=" FT-88 ", note=" for two weeks ")
    collect_repayment(branch.desk, form)
    assert branch.recorded() == [
        RepaymentRecorded(
            form.repayment, LOAN, MEMBER, DUE, "TRANSFER", TODAY, "K7-000001", "FT-88", note="for two weeks"
        )
    ]


def test_the_same_form_twice_is_one_receipt(branch: Branch) -> None:
    form = a_form(branch)
    first = collect_repayment(branch.desk, form)
    assert collect_repayment(branch.desk, form) == first
    assert len(branch.recorded()) == 1


def test_the_same_form_after_it_was_sent_is_still_one_receipt(branch: Branch) -> None:
    form = a_form(branch)
    first = collect_repayment(branch.desk, form)
    branch.send()
    again = collect_repayment(branch.desk, form)
    assert again.receipt_number == first.receipt_number
    assert len(branch.recorded()) == 1


def test_the_same_form_with_another_amount_is_refused(branch: Branch) -> None:
    form = a_form(branch)
    collect_repayment(branch.desk, form)
    with refused("repayment.already_recorded"):
        collect_repayment(branch.desk, replace(form, amount_minor=1))
    assert len(branch.recorded()) == 1


def test_the_same_form_for_another_loan_is_refused(branch: Branch) -> None:
    other = LoanId(b"loan-00000000009")
    branch.put("loan", other, a_loan(MEMBER, UNION, number="LN-000009", items=4))
    branch.sync()
    form = due_form(branch.desk, LOAN)
    collect_repayment(branch.desk, form)
    with refused("repayment.already_recorded"):
        collect_repayment(branch.desk, replace(form, loan=other))


def test_the_receipt_stays_the_same_after_later_payments(branch: Branch) -> None:
    first = collect_repayment(branch.desk, a_form(branch))
    collect_repayment(branch.desk, a_form(branch, amount_minor=100_000))
    assert load_receipt(branch.desk, first.repayment) == first


def test_receipt_numbers_have_no_gap_where_one_was_refused(branch: Branch) -> None:
    collect_repayment(branch.desk, a_form(branch))
    with refused("amount.zero"):
        collect_repayment(branch.desk, a_form(branch, amount_minor=0))
    assert collect_repayment(branch.desk, a_form(branch, amount_minor=1)).receipt_number == "K7-000002"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount_minor": 0}, "amount.zero"),
        ({"amount_minor": -1}, "amount.negative"),
        ({"amount_minor": 10**14 + 1}, "amount.too_large"),
        ({"amount_minor": 5500.5}, "amount.not_whole"),
        ({"value_on": TODAY + timedelta(days=1)}, "repayment.future_date"),
        ({"value_on": TODAY - timedelta(days=8)}, "repayment.too_old"),
        ({"member": MemberId(NOBODY)}, "member.unknown"),
        ({"loan": LoanId(NOBODY)}, "loan.unknown"),
        ({"member": SECOND}, "loan.other_member"),
        ({"method": "BARTER"}, "repayment.bad_method"),
        ({"method": "TRANSFER"}, "repayment.reference_missing"),
        ({"method": "POS", "reference": "  "}, "repayment.reference_missing"),
        ({"note": "x" * 4001}, "form.not_accepted"),
        ({"note": "bell\x07"}, "form.not_accepted"),
        ({"reference": "r" * 301}, "form.not_accepted"),
        ({"note": "\ud800"}, "form.not_accepted"),
    ],
)
def test_what_may_not_be_recorded_is_refused_and_leaves_nothing(
    branch: Branch, changes: dict[str, object], code: str
) -> None:
    with refused(code):
        collect_repayment(branch.desk, a_form(branch, **changes))
    assert branch.recorded() == []


def test_the_last_day_of_the_back_date_limit_is_open(branch: Branch) -> None:
    branch.clock.day = TODAY + timedelta(days=7)
    late = a_form(branch, value_on=TODAY, note="the tablet was flat")
    assert collect_repayment(branch.desk, late).value_on == TODAY


def test_a_locked_period_is_closed(branch: Branch) -> None:
    branch.change_settings(locked_until=TODAY - timedelta(days=1))
    with refused("repayment.locked_period"):
        collect_repayment(branch.desk, a_form(branch, value_on=TODAY - timedelta(days=1)))
    collect_repayment(branch.desk, a_form(branch))


def test_money_is_not_received_before_the_loan_was_paid_out(branch: Branch) -> None:
    branch.change_settings(backdate_days=30)
    with refused("repayment.before_disbursement"):
        collect_repayment(branch.desk, a_form(branch, value_on=PAID_OUT - timedelta(days=1)))
    collect_repayment(branch.desk, a_form(branch, value_on=PAID_OUT, note="a paper receipt"))


def test_the_cap_bounds_cash_and_nothing_else(branch: Branch) -> None:
    branch.change_settings(receipt_cap_minor=DUE - 1)
    with refused("repayment.above_cap"):
        collect_repayment(branch.desk, a_form(branch))
    collect_repayment(branch.desk, a_form(branch, method="TRANSFER", reference="FT-1"))
    collect_repayment(branch.desk, a_form(branch, amount_minor=DUE - 1))


def test_the_same_amount_again_wants_a_reason(branch: Branch) -> None:
    collect_repayment(branch.desk, a_form(branch))
    with refused("repayment.repeated"):
        collect_repayment(branch.desk, a_form(branch))
    with refused("repayment.repeated"):
        collect_repayment(branch.desk, a_form(branch, repeat_reason="  "))
    collect_repayment(branch.desk, a_form(branch, repeat_reason="paid for the sister too"))
    collect_repayment(branch.desk, a_form(branch, amount_minor=DUE + 1))
    assert len(branch.recorded()) == 3


def test_the_same_amount_after_a_reversal_wants_none(branch: Branch) -> None:
    taken_back = msgspec.structs.replace(posted(LOAN, DUE, TODAY, "K9-000001"), state="REVERSED")
    branch.put("repayment", b"repayment-000001", taken_back)
    branch.sync()
    collect_repayment(branch.desk, a_form(branch))


def test_the_same_amount_on_another_day_wants_none(branch: Branch) -> None:
    collect_repayment(branch.desk, a_form(branch, value_on=TODAY - timedelta(days=1), note="on paper"))
    collect_repayment(branch.desk, a_form(branch))


def test_a_receipt_of_the_server_is_repeated_too(branch: Branch) -> None:
    branch.put("repayment", b"repayment-000001", posted(LOAN, DUE, TODAY, "K9-000001", by=BOSS))
    branch.sync()
    with refused("repayment.repeated"):
        collect_repayment(branch.desk, a_form(branch))


@pytest.mark.parametrize("state", ["PENDING_APPROVAL", "DRAFT", "CANCELED"])
def test_a_loan_that_takes_no_payments_is_recorded_and_says_so(branch: Branch, state: str) -> None:
    loan = msgspec.structs.replace(a_loan(SECOND, UNION, items=4), state=state, items=(), disbursed_on=None)
    branch.put("loan", WAITING_LOAN, loan)
    branch.sync()
    form = a_form(branch, loan=WAITING_LOAN, member=SECOND)
    assert "suspense" in preview(branch.desk, form).suspense
    receipt = collect_repayment(branch.desk, form)
    assert "suspense" in receipt.suspense
    assert (receipt.items, receipt.left_minor, receipt.excess_minor) == ((), None, 0)
    assert load_cash(branch.desk).cash.in_hand_minor == DUE


def test_money_after_the_end_leaves_the_receipts_of_the_loan_as_they_were(branch: Branch) -> None:
    first = RepaymentId(b"repayment-000001")
    branch.put("repayment", first, posted(LOAN, 4 * DUE, TODAY, "K9-000001"))
    ended = a_loan(MEMBER, UNION, number="LN-000001", items=4, paid_minor=4 * DUE, state="COMPLETED")
    branch.put("loan", LOAN, ended)
    branch.sync()
    before = load_receipt(branch.desk, first)
    assert len(before.items) == 4
    assert "suspense" in collect_repayment(branch.desk, a_form(branch)).suspense
    assert load_receipt(branch.desk, first) == before


def test_money_after_a_waiting_receipt_paid_the_loan_off_says_it_stands_in_suspense(branch: Branch) -> None:
    last = collect_repayment(branch.desk, a_form(branch, amount_minor=4 * DUE + 5_000))
    assert (last.left_minor, last.excess_minor, last.suspense) == (0, 5_000, "")

    more = a_form(branch, amount_minor=7_000)
    assert "pay this loan off" in preview(branch.desk, more).suspense
    assert "pay this loan off" in collect_repayment(branch.desk, more).suspense
    assert load_receipt(branch.desk, last.repayment).suspense == ""


def test_money_for_no_loan_is_recorded_and_says_so(branch: Branch) -> None:
    form = a_form(branch, loan=None)
    assert "suspense" in preview(branch.desk, form).suspense
    receipt = collect_repayment(branch.desk, form)
    assert "suspense" in receipt.suspense
    assert (receipt.loan, receipt.member, receipt.member_name) == (None, MEMBER, "Adaeze Okafor")


def test_an_inactive_member_still_pays(branch: Branch) -> None:
    assert collect_repayment(branch.desk, a_form(branch, loan=None, member=INACTIVE)).suspense


def test_a_receipt_already_recorded_is_shown_on_an_expired_lease(branch: Branch) -> None:
    form = a_form(branch)
    first = collect_repayment(branch.desk, form)
    branch.change_state(lease_until_ms=1)
    assert collect_repayment(branch.desk, form) == first


def test_the_worked_example(branch: Branch) -> None:
    """5 000 owed on the first item and 10 000 on the second: 12 000 closes the first and leaves 3 000."""
    loan = a_loan(MEMBER, UNION, number="LN-000001", items=2)
    items = tuple(
        msgspec.structs.replace(item, principal_minor=1_000_000, interest_minor=0) for item in loan.items
    )
    paid = msgspec.structs.replace(items[0], principal_paid_minor=500_000)
    branch.put("loan", LOAN, msgspec.structs.replace(loan, items=(paid, items[1])))
    branch.put("repayment", b"repayment-000001", posted(LOAN, 500_000, PAID_OUT, "K9-000001"))
    branch.sync()
    shown = preview(branch.desk, a_form(branch, amount_minor=1_200_000))
    assert [(item.pays_minor, item.left_minor, item.closes) for item in shown.items] == [
        (500_000, 0, True),
        (700_000, 300_000, False),
    ]
    assert (shown.owed_minor, shown.left_minor, shown.completes) == (1_500_000, 300_000, False)


def test_the_preview_says_what_saving_then_does(branch: Branch) -> None:
    form = a_form(branch, amount_minor=4 * DUE + 100_000)
    shown = preview(branch.desk, form)
    assert (shown.due_minor, shown.overdue_minor, shown.owed_minor) == (2 * DUE, DUE, 4 * DUE)
    assert (shown.left_minor, shown.excess_minor, shown.completes, shown.refusal) == (0, 100_000, True, None)
    assert shown.cash_after_minor == form.amount_minor
    receipt = collect_repayment(branch.desk, form)
    assert (receipt.items, receipt.left_minor, receipt.excess_minor) == (shown.items, 0, 100_000)


def test_the_preview_of_nothing_typed_shows_the_loan_as_it_is(branch: Branch) -> None:
    shown = preview(branch.desk, a_form(branch, amount_minor=0))
    assert (shown.items, shown.left_minor, shown.owed_minor, shown.completes) == ((), 4 * DUE, 4 * DUE, False)
    assert shown.refusal is not None and shown.refusal.code == "amount.zero"


def test_a_cap_on_cash_in_hand_warns_and_refuses_nothing(branch: Branch) -> None:
    branch.change_settings(cash_cap_minor=100)
    form = a_form(branch)
    shown = preview(branch.desk, form)
    assert (shown.cash_cap_minor, shown.cash_after_minor, shown.refusal) == (100, DUE, None)
    collect_repayment(branch.desk, form)


def test_a_penalty_is_paid_after_its_item_and_before_the_next(branch: Branch) -> None:
    loan = a_loan(MEMBER, UNION, number="LN-000001", items=4)
    terms = msgspec.structs.replace(TERMS, penalty=with_penalty(1_000).penalty)
    branch.put("loan", LOAN, msgspec.structs.replace(loan, terms=terms))
    branch.sync()
    form = due_form(branch.desk, LOAN)
    assert form.amount_minor == 2 * DUE + 7_000
    shown = preview(branch.desk, replace(form, amount_minor=DUE + 7_000))
    assert [(item.sequence, item.pays_minor, item.penalty_minor) for item in shown.items] == [
        (1, DUE + 7_000, 7_000)
    ]


def test_new_money_is_laid_on_the_delivered_figures_where_payments_are_out_of_sight(branch: Branch) -> None:
    branch.put("loan", LOAN, a_loan(MEMBER, UNION, number="LN-000001", items=4, paid_minor=DUE + 50_000))
    branch.sync()
    form = due_form(branch.desk, LOAN)
    assert form.amount_minor == 500_000
    receipt = collect_repayment(branch.desk, form)
    assert (receipt.items, receipt.left_minor, receipt.suspense) == ((), None, "")
    assert due_form(branch.desk, LOAN).amount_minor == 2 * DUE


def test_no_penalty_is_shown_where_payments_are_out_of_sight(branch: Branch) -> None:
    """What was charged and paid of it before is not known then, so the preview agrees with what is due."""
    loan = a_loan(MEMBER, UNION, number="LN-000001", items=4, paid_minor=100_000)
    terms = msgspec.structs.replace(loan.terms, penalty=PenaltyDefinition(10_000, 0))
    branch.put("loan", LOAN, msgspec.structs.replace(loan, terms=terms))
    branch.sync()
    form = due_form(branch.desk, LOAN)
    shown = preview(branch.desk, form)
    assert form.amount_minor == 2 * DUE - 100_000
    assert shown.left_minor == shown.owed_minor - form.amount_minor
    assert [(item.penalty_minor, item.closes) for item in shown.items] == [(0, True), (0, True)]


def test_money_at_a_closed_meeting_is_recorded_outside_it(branch: Branch) -> None:
    from fieldapp.officer.close_meeting import MeetingForm, close_meeting

    meeting = MeetingId(branch.new_id())
    attendance = ((MEMBER, "PRESENT"), (SECOND, "ABSENT"), (MemberId(b"member-000000003"), "LATE"))
    form = MeetingForm(meeting, UNION, TODAY, attendance, signatures=SIGNED)  # type: ignore[arg-type]  # the marks are plain words
    close_meeting(branch.desk, form)
    with refused("meeting.closed"):
        collect_repayment(branch.desk, a_form(branch, meeting=meeting))
    collect_repayment(branch.desk, a_form(branch))


def test_cash_stays_in_hand_when_its_loan_leaves_the_tablet(branch: Branch) -> None:
    form = a_form(branch)
    receipt = collect_repayment(branch.desk, form)
    branch.send()
    branch.server.scope.remove(union_bucket(UNION))
    branch.server.scope_version = "scope-2"
    branch.sync()
    assert load_cash(branch.desk).cash.in_hand_minor == DUE
    again = collect_repayment(branch.desk, form)
    assert (again.receipt_number, again.amount_minor) == (receipt.receipt_number, DUE)
    assert len(branch.recorded()) == 1


def test_reversed_cash_is_not_in_hand(branch: Branch) -> None:
    taken_back = msgspec.structs.replace(posted(LOAN, DUE, TODAY, "K7-000009"), state="REVERSED")
    branch.put("repayment", b"repayment-000001", taken_back)
    branch.sync()
    assert load_cash(branch.desk).cash.in_hand_minor == 0


@pytest.mark.parametrize(
    ("text", "minor"), [("", 0), ("  ", 0), ("12,000", 1_200_000), ("₦ 5.5", 550), ("٥٠٠", 50_000)]
)
def test_amounts_as_they_are_typed(text: str, minor: int) -> None:
    assert amount_typed(text) == minor


@pytest.mark.parametrize(
    ("text", "code"),
    [("1.005", "amount.too_many_decimals"), ("-5", "amount.negative"), ("abc", "amount.not_a_number"),
     ("0", "amount.zero"), ("9" * 20, "amount.too_large")],
)  # fmt: skip
def test_amounts_that_are_none(text: str, code: str) -> None:
    with refused(code):
        amount_typed(text)
