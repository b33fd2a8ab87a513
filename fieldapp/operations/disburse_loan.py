"""Pay out approved loans: the queue, what paying out does, and the act itself.

The rule kept here: the real day fixes the schedule, so it is shown for that day before the money leaves; a
loan is paid out once, by somebody who did not draft it, to a verified member.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import get_args

from fieldapp.desk import queries as facts
from fieldapp.desk.accounts import load_loan
from fieldapp.desk.facts import LoanFacts, MemberFacts
from fieldapp.desk.products import schedule_if_paid_out
from fieldapp.desk.standing import Standing, checked, may_record, read_standing
from fieldapp.operations import queries
from fieldapp.operations.payout_checks import Check, checks_of
from fieldapp.store.author import Desk
from fieldapp.store.outbox import append
from fieldapp.store.transaction import Reading
from shared.contract.bodies.lending import LoanDisbursed, PaymentMethod
from shared.contract.operations import SeenVersion
from shared.errors import RuleRefused
from shared.ids import LoanId
from shared.lending.lifecycle import LoanAct, LoanState, move
from shared.lending.schedule import Instalment


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A loan to be paid out; `barred` says why it cannot be today, None when it can. Amounts in minor
    units.
    """

    loan: LoanFacts
    member: MemberFacts | None
    officer_name: str
    product_name: str
    net_minor: int
    collected_minor: int
    barred: RuleRefused | None


@dataclass(frozen=True, slots=True)
class DisbursementForm:
    """Money about to leave the branch; everything but cash wants a reference."""

    loan: LoanId
    disbursed_on: date
    method: PaymentMethod = "CASH"
    reference: str = ""
    first_due_on: date | None = None


@dataclass(frozen=True, slots=True)
class DisbursementPreview:
    """What paying out would fix, in minor units, what was looked at before it, and what it would meet.

    Days from `first_day` to `last_day` are open for it.
    """

    row: QueueRow
    schedule: tuple[Instalment, ...]
    owed_minor: int
    checks: tuple[Check, ...]
    first_day: date
    last_day: date
    refusal: RuleRefused | None


def load_queue(desk: Desk) -> tuple[QueueRow, ...]:
    """Return the approved loans on this tablet, by the day the money is expected."""
    with desk.store.read() as tx:
        standing = read_standing(tx, desk)
        loans = facts.loans_in_state(tx, LoanState.APPROVED)
        members = facts.members_among(tx, {loan.member for loan in loans})
        names = {person.staff: person.name for person in facts.people(tx)}
        products = {product.product: product.definition.name for product in facts.products(tx)}
        return tuple(
            _row(
                standing,
                loan,
                members.get(loan.member),
                officer_name=names.get(loan.officer, ""),
                product_name=products.get(loan.product, ""),
            )
            for loan in loans
        )


def count_queue(desk: Desk) -> int:
    """Return how many approved loans wait for their money."""
    with desk.store.read() as tx:
        return queries.count_approved(tx)


def preview_disbursement(desk: Desk, form: DisbursementForm) -> DisbursementPreview:
    """Say what paying out would do. Refusals: `loan.unknown`."""
    with desk.store.read() as tx:
        standing = read_standing(tx, desk)
        loan = load_loan(tx, form.loan)
        row, looked_at = _row_alone(tx, standing, loan), checks_of(tx, standing, loan)
        first_day, refusal = _earliest(standing), None
        try:
            _check(tx, may_record(tx, desk, "loan.disbursed"), loan, form)
        except RuleRefused as refused:
            refusal = refused
        schedule = _schedule(standing, loan, form)
    owed_minor = sum(item.total_minor for item in schedule)
    return DisbursementPreview(row, schedule, owed_minor, looked_at, first_day, standing.today, refusal)


def disburse_loan(desk: Desk, form: DisbursementForm) -> LoanFacts:
    """Record that the money left, durably; the same form again records nothing.

    Refusals: those of `may_record`, `loan.unknown`, `loan.bad_move`, `loan.own`, `member.unknown`,
    `member.inactive`, `member.unverified`, `loan.bad_disbursement_date`, `loan.bad_method`,
    `loan.reference_missing`, `terms.*`, `loan.already_disbursed`, `form.not_accepted`.
    """
    with desk.store.transaction() as tx:
        loan = load_loan(tx, form.loan)
        if loan.disbursed_on is not None:
            if loan.disbursed_on != form.disbursed_on:
                raise RuleRefused(
                    "loan.already_disbursed",
                    "This loan was paid out before",
                    "It was paid out on {disbursed_on}.",
                    disbursed_on=loan.disbursed_on,
                )
            return loan
        standing = may_record(tx, desk, "loan.disbursed")
        _check(tx, standing, loan, form)
        body = LoanDisbursed(
            form.loan, form.disbursed_on, form.method, form.reference.strip(), form.first_due_on
        )
        append(tx, desk.author, checked(body), seen=(SeenVersion("loan", loan.loan, loan.version),))
        return load_loan(tx, form.loan)


def _row_alone(tx: Reading, standing: Standing, loan: LoanFacts) -> QueueRow:
    officer, product = facts.person(tx, loan.officer), facts.product(tx, loan.product)
    return _row(
        standing,
        loan,
        facts.member(tx, loan.member),
        officer_name=officer.name if officer else "",
        product_name=product.definition.name if product else "",
    )


def _row(
    standing: Standing, loan: LoanFacts, member: MemberFacts | None, *, officer_name: str, product_name: str
) -> QueueRow:
    deducted = loan.terms.fee_deducted_minor if loan.terms else 0
    return QueueRow(
        loan=loan,
        member=member,
        officer_name=officer_name,
        product_name=product_name,
        net_minor=loan.principal_minor - deducted,
        collected_minor=loan.terms.fee_collected_minor if loan.terms else 0,
        barred=_barred(standing, loan, member),
    )


def _barred(standing: Standing, loan: LoanFacts, member: MemberFacts | None) -> RuleRefused | None:
    if standing.me.staff == loan.drafted_by:
        return RuleRefused("loan.own", "Nobody pays out their own loan", "Somebody else pays this loan out.")
    if member is None:
        return RuleRefused("member.unknown", "This member is not on this tablet", "Connect and look again.")
    if not member.active:
        return RuleRefused("member.inactive", "The member is not active", "Only active members are paid.")
    if member.verified_by is None:
        detail = "The office verifies the member before this is paid out."
        return RuleRefused("member.unverified", "The member is not verified", detail)
    return None


def _check(
    tx: Reading, standing: Standing, loan: LoanFacts, form: DisbursementForm
) -> tuple[Instalment, ...]:
    move(loan.state, LoanAct.DISBURSE)
    barred = _barred(standing, loan, facts.member(tx, loan.member))
    if barred is not None:
        raise barred
    _check_day(standing, form.disbursed_on)
    if form.method not in get_args(PaymentMethod):
        raise RuleRefused("loan.bad_method", "This way of paying is not known", "Choose one of the list.")
    if form.method != "CASH" and not form.reference.strip():
        detail = "Enter the reference of the payment: everything but cash needs one."
        raise RuleRefused("loan.reference_missing", "The reference is missing", detail)
    first_due_on = form.first_due_on or loan.first_due_on
    return schedule_if_paid_out(loan, form.disbursed_on, first_due_on, standing.calendar)


def _schedule(standing: Standing, loan: LoanFacts, form: DisbursementForm) -> tuple[Instalment, ...]:
    """Return what the day chosen would fix; nothing for a day that makes no sense."""
    try:
        return schedule_if_paid_out(
            loan, form.disbursed_on, form.first_due_on or loan.first_due_on, standing.calendar
        )
    except RuleRefused:
        return ()


def _earliest(standing: Standing) -> date:
    """Return the first day that is open."""
    earliest = standing.today - timedelta(days=standing.settings.backdate_days)
    if standing.settings.locked_until is not None:
        earliest = max(earliest, standing.settings.locked_until + timedelta(days=1))
    return earliest


def _check_day(standing: Standing, disbursed_on: date) -> None:
    earliest = _earliest(standing)
    if not earliest <= disbursed_on <= standing.today:
        raise RuleRefused(
            "loan.bad_disbursement_date",
            "This day is not open",
            "Take a day from {first} to {last}.",
            first=earliest,
            last=standing.today,
        )
