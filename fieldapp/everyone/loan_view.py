"""One loan in full: where it stands, its schedule, its payments and where each went, and what happened.

The rule kept here: every figure is of one replay of the loan's payments; what the server has posted and what
only this tablet knows are told apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from fieldapp.desk import queries as facts
from fieldapp.desk.accounts import LoanAccount, load_account
from fieldapp.desk.facts import InstalmentFacts, LoanFacts, MemberFacts, RepaymentFacts, UnionFacts
from fieldapp.desk.products import schedule_if_paid_out
from fieldapp.desk.receipts import PaidItem, effect_of
from fieldapp.desk.standing import Standing, read_standing
from fieldapp.everyone.loan_history import Event, history_of
from fieldapp.store.author import Desk
from fieldapp.store.transaction import Reading
from shared.contract.bodies.lending import PaymentMethod
from shared.errors import RuleRefused
from shared.ids import LoanId, RepaymentId
from shared.lending.allocation import Payment
from shared.lending.arrears import days_past_due
from shared.lending.lifecycle import OWING_STATES
from shared.lending.position import ItemPosition, ItemStatus, LoanPosition, item_status
from shared.lending.schedule import Instalment

PaymentStands = Literal["posted", "provisional", "suspended", "reversed"]


@dataclass(frozen=True, slots=True)
class LoanFigures:
    """Where the loan stands on a day, in minor units.

    `outstanding_minor` is all that is owed, penalty included; `overdue_minor` is of the schedule; `due_minor`
    falls due on the day; `to_pay_minor` brings the loan up to date. `paid_minor` is posted and provisional
    together, of `total_minor` that the schedule asks for and the penalty charged.
    """

    outstanding_minor: int
    overdue_minor: int
    due_minor: int
    to_pay_minor: int
    paid_minor: int
    posted_minor: int
    provisional_minor: int
    total_minor: int
    penalty_minor: int
    credit_minor: int
    days_late: int
    next_due_on: date | None
    next_due_minor: int


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """One instalment, in minor units; `due_minor` is all four parts, penalty charged so far included.

    `provisional_minor` is the part of `paid_minor` the server has not posted.
    """

    sequence: int
    due_on: date
    status: ItemStatus
    days_late: int
    principal_minor: int
    interest_minor: int
    fee_minor: int
    penalty_minor: int
    due_minor: int
    paid_minor: int
    provisional_minor: int
    left_minor: int


@dataclass(frozen=True, slots=True)
class ScheduleTotals:
    """The whole schedule, in minor units."""

    principal_minor: int
    interest_minor: int
    fee_minor: int
    penalty_minor: int
    due_minor: int
    paid_minor: int
    left_minor: int


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One receipt and what it paid, in minor units; `at_ms` is when it was recorded, None if elsewhere.

    `credit_minor` went to no instalment. `reason` says why it is suspended or was taken back.
    """

    repayment: RepaymentId
    receipt_number: str
    amount_minor: int
    method: PaymentMethod
    value_on: date
    at_ms: int | None
    reference: str
    received_by_name: str
    stands: PaymentStands
    reason: str
    parts: tuple[PaidItem, ...]
    credit_minor: int
    at_meeting: bool


@dataclass(frozen=True, slots=True)
class LoanView:
    """A loan in full, payments and history newest first.

    `whole` is False where payments are out of this tablet's sight: penalty and where older payments went are
    then not known. `preview` is True while the schedule is what it would be if the money came as expected.
    """

    on: date
    loan: LoanFacts
    member: MemberFacts | None
    union: UnionFacts | None
    product_name: str
    officer_name: str
    figures: LoanFigures
    schedule: tuple[ScheduleLine, ...]
    totals: ScheduleTotals
    payments: tuple[PaymentLine, ...]
    history: tuple[Event, ...]
    whole: bool
    preview: bool


def load_loan_view(desk: Desk, loan: LoanId, on: date | None = None) -> LoanView:
    """Return a loan as of a day, today when none is named. Refusals: `loan.unknown`, `desk.not_ready`."""
    with desk.store.read() as tx:
        standing = read_standing(tx, desk)
        day = on or standing.today
        account = load_account(tx, loan)
        received = facts.repayments_of_loan(tx, loan)
        position = account.position(day)
        preview = _preview(account, standing)
        schedule = _schedule(tx, account, position, received) if not preview else _lines_ahead(preview, day)
        product, officer = facts.product(tx, account.loan.product), facts.person(tx, account.loan.officer)
        return LoanView(
            on=day,
            loan=account.loan,
            member=facts.member(tx, account.loan.member),
            union=facts.union(tx, account.loan.union),
            product_name=product.definition.name if product else "",
            officer_name=officer.name if officer else "",
            figures=_figures(account, position, schedule, owing=account.loan.state in OWING_STATES),
            schedule=schedule,
            totals=_totals(schedule),
            payments=_payments(tx, account, received),
            history=history_of(tx, standing, account.loan, position, received),
            whole=account.whole,
            preview=bool(preview),
        )


def _preview(account: LoanAccount, standing: Standing) -> tuple[Instalment, ...]:
    """The schedule a loan without one would get; none where its terms make no sense any more."""
    loan = account.loan
    if account.instalments or loan.disbursed_on is not None:
        return ()
    try:
        return schedule_if_paid_out(loan, loan.expected_on, loan.first_due_on, standing.calendar)
    except RuleRefused:
        return ()


def _lines_ahead(items: tuple[Instalment, ...], on: date) -> tuple[ScheduleLine, ...]:
    return tuple(
        ScheduleLine(
            item.sequence,
            item.due_on,
            ItemStatus.PENDING,
            0,
            item.principal_minor,
            item.interest_minor,
            item.fee_minor,
            0,
            item.total_minor,
            0,
            0,
            item.total_minor,
        )
        for item in items
    )


def _schedule(
    tx: Reading, account: LoanAccount, position: LoanPosition, received: tuple[RepaymentFacts, ...]
) -> tuple[ScheduleLine, ...]:
    items = facts.instalments(tx, [account.loan.loan]).get(account.loan.loan, [])
    replayed = {item.sequence: item for item in position.items}
    unposted = {row.repayment.hex() for row in received if row.provisional}
    provisional: dict[int, int] = {}
    for part in position.allocations:
        if part.payment_id in unposted:
            provisional[part.sequence] = provisional.get(part.sequence, 0) + part.total_minor
    return tuple(
        _line(item, replayed[item.sequence], account, position.as_of, provisional.get(item.sequence, 0))
        for item in items
    )


def _line(
    item: InstalmentFacts, stands: ItemPosition, account: LoanAccount, on: date, provisional_minor: int
) -> ScheduleLine:
    """Where older payments are out of sight, the replay is of what the figures delivered leave unpaid."""
    scheduled = item.principal_minor + item.interest_minor + item.fee_minor
    paid = scheduled - stands.owed_minor - stands.waived_minor
    status = item_status(stands.owed_minor, paid, item.due_on, on)
    penalty = stands.penalty_charged_minor - stands.penalty_waived_minor
    return ScheduleLine(
        sequence=item.sequence,
        due_on=item.due_on,
        status=status,
        days_late=(on - item.due_on).days if status is ItemStatus.OVERDUE else 0,
        principal_minor=item.principal_minor,
        interest_minor=item.interest_minor,
        fee_minor=item.fee_minor,
        penalty_minor=penalty,
        due_minor=scheduled + penalty,
        paid_minor=paid + stands.penalty_paid_minor,
        provisional_minor=provisional_minor,
        left_minor=stands.owed_minor + stands.penalty_owed_minor,
    )


def _figures(
    account: LoanAccount, position: LoanPosition, schedule: tuple[ScheduleLine, ...], *, owing: bool
) -> LoanFigures:
    on = position.as_of
    next_due = position.next_due(on) if owing else None
    paid = sum(line.paid_minor for line in schedule)
    provisional = sum(line.provisional_minor for line in schedule)
    return LoanFigures(
        outstanding_minor=position.outstanding_minor,
        overdue_minor=position.overdue_minor(on) if owing else 0,
        due_minor=sum(item.owed_minor for item in position.items if item.due_on == on) if owing else 0,
        to_pay_minor=position.due_minor(on) if owing else 0,
        paid_minor=paid,
        posted_minor=paid - provisional,
        provisional_minor=provisional,
        total_minor=sum(line.due_minor for line in schedule),
        penalty_minor=position.penalty_outstanding_minor,
        credit_minor=position.credit_minor if account.whole else account.loan.credit_minor,
        days_late=days_past_due(position, on) if owing else 0,
        next_due_on=next_due.due_on if next_due else None,
        next_due_minor=next_due.owed_minor if next_due else 0,
    )


def _totals(schedule: tuple[ScheduleLine, ...]) -> ScheduleTotals:
    return ScheduleTotals(
        principal_minor=sum(line.principal_minor for line in schedule),
        interest_minor=sum(line.interest_minor for line in schedule),
        fee_minor=sum(line.fee_minor for line in schedule),
        penalty_minor=sum(line.penalty_minor for line in schedule),
        due_minor=sum(line.due_minor for line in schedule),
        paid_minor=sum(line.paid_minor for line in schedule),
        left_minor=sum(line.left_minor for line in schedule),
    )


def _payments(
    tx: Reading, account: LoanAccount, received: tuple[RepaymentFacts, ...]
) -> tuple[PaymentLine, ...]:
    at_ms = facts.recorded_at(tx, [row.repayment for row in received])
    names = {person.staff: person.name for person in facts.people(tx)} if received else {}
    counted = {payment.id: payment for payment in account.payments}
    return tuple(
        _payment(
            row,
            account,
            counted.get(row.repayment.hex()),
            names.get(row.received_by, ""),
            at_ms.get(row.repayment),
        )
        for row in received
    )


def _payment(
    row: RepaymentFacts, account: LoanAccount, counted: Payment | None, name: str, at_ms: int | None
) -> PaymentLine:
    effect = effect_of(account, counted) if counted else None
    return PaymentLine(
        repayment=row.repayment,
        receipt_number=row.receipt_number,
        amount_minor=row.amount_minor,
        method=row.method,
        value_on=row.value_on,
        at_ms=at_ms,
        reference=row.reference,
        received_by_name=name,
        stands=stands_of(row),
        reason=row.reason,
        parts=effect.items if effect else (),
        credit_minor=effect.excess_minor if effect else 0,
        at_meeting=row.meeting is not None,
    )


def stands_of(row: RepaymentFacts) -> PaymentStands:
    """Say where a receipt stands."""
    if row.state == "REVERSED":
        return "reversed"
    if row.state == "SUSPENDED":
        return "suspended"
    return "provisional" if row.provisional else "posted"
