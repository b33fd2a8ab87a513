"""The money leaves the branch: the schedule is fixed from the real date, and the ledger told.

The rule kept here: this is the only place where instalments are written, once for each loan.
"""

from dataclasses import replace
from datetime import date

from shared.contract.bodies.lending import LoanDisbursed
from shared.contract.bodies.people import InstitutionSettings
from shared.contract.products import business_calendar, schedule_of
from shared.errors import RuleRefused
from shared.lending.lifecycle import LoanAct, move
from shared.lending.schedule import Instalment
from syncserver.database.ruling import APPLIED, Ruling
from syncserver.database.work import Work
from syncserver.ledger.accounts import BANK, BRANCH_CASH, FEE_INCOME, LOAN_PRINCIPAL, TAX_PAYABLE
from syncserver.ledger.journal import Entry, Line, credit, debit, post
from syncserver.lending import tables
from syncserver.lending.aggregates import Loan
from syncserver.lending.applications import loan_in_scope
from syncserver.lending.payments.days import earliest_open_day
from syncserver.lending.queries import APPROVALS, LOANS, settings_of
from syncserver.people.caller import Caller
from syncserver.people.queries import MEMBERS


def disburse_loan(work: Work, caller: Caller, body: LoanDisbursed) -> Ruling:
    """Pay an approved loan out and fix its schedule.

    Refuses any state but APPROVED (`loan.bad_move`), whoever drafted or submitted it (`loan.own`), a member
    who is not verified or not active, a date in the future, beyond the back-date limit or locked, and a first
    due date before the money (`terms.first_due_too_early`).
    """
    loan = loan_in_scope(work, caller, body.loan)
    state = move(loan.state, LoanAct.DISBURSE)
    approval = work.get(APPROVALS, loan.approval) if loan.approval else None
    if caller.staff == loan.drafted_by or (approval is not None and caller.staff == approval.asked_by):
        raise RuleRefused("loan.own", "Nobody pays out their own loan", "Somebody else pays this loan out.")
    _require_payable_member(work, loan)
    settings = settings_of(work)
    _require_open_day(work, body.disbursed_on, settings)
    items = _schedule(loan, body, settings)
    paid_out = replace(loan, state=state, disbursed_on=body.disbursed_on, items=items, reason="")
    work.put(LOANS, loan.id, paid_out)
    for item in items:
        work.append(tables.instalment, _instalment_row(loan.id, item))
    _post(work, caller, paid_out, body)
    work.publish("loan", loan.id)
    work.publish("member", loan.member)  # operations need the member's name no longer
    return APPLIED


def _require_payable_member(work: Work, loan: Loan) -> None:
    member = work.get(MEMBERS, loan.member)
    assert member is not None, "a loan's member is known since it was drafted"
    if not member.active:
        raise RuleRefused("member.inactive", "The member is not active", "Only active members are paid.")
    if member.verified_by is None:
        detail = "Somebody other than the enroller verifies the member first."
        raise RuleRefused("member.unverified", "The member is not verified", detail)


def _require_open_day(work: Work, disbursed_on: date, settings: InstitutionSettings) -> None:
    earliest = earliest_open_day(work.today, settings)
    if not earliest <= disbursed_on <= work.today:
        raise RuleRefused(
            "loan.bad_disbursement_date",
            "This date is not open",
            "Take a date from {first} to {last}.",
            first=earliest,
            last=work.today,
        )


def _schedule(loan: Loan, body: LoanDisbursed, settings: InstitutionSettings) -> tuple[Instalment, ...]:
    asked = loan.application
    return schedule_of(
        loan.terms,
        asked.principal_minor,
        asked.term_count,
        disbursed_on=body.disbursed_on,
        first_due_on=body.first_due_on or asked.first_due_on,
        calendar=business_calendar(settings),
    )


def _instalment_row(loan: bytes, item: Instalment) -> dict[str, object]:
    return {
        "loan": loan,
        "sequence": item.sequence,
        "due_on": item.due_on,
        "principal_minor": item.principal_minor,
        "interest_minor": item.interest_minor,
        "fee_minor": item.fee_minor,
    }


def _post(work: Work, caller: Caller, loan: Loan, body: LoanDisbursed) -> None:
    """The loan, net of the fees kept back; then the fees paid in cash on the spot, tax apart in both."""
    terms, taxes, principal_minor = loan.terms, loan.taxes, loan.application.principal_minor
    paid_from = BRANCH_CASH if body.method == "CASH" else BANK
    paid_out = (
        debit(LOAN_PRINCIPAL, principal_minor, loan=loan.id),
        credit(paid_from, principal_minor - terms.fee_deducted_minor),
        credit(FEE_INCOME, terms.fee_deducted_minor - taxes.deducted_minor, loan=loan.id),
        credit(TAX_PAYABLE, taxes.deducted_minor, loan=loan.id),
    )
    collected = (
        debit(BRANCH_CASH, terms.fee_collected_minor),
        credit(FEE_INCOME, terms.fee_collected_minor - taxes.collected_minor, loan=loan.id),
        credit(TAX_PAYABLE, taxes.collected_minor, loan=loan.id),
    )
    for kind, lines in (("disbursement", paid_out), ("fee_collected", collected)):
        _post_lines(work, caller, kind, body, lines)


def _post_lines(work: Work, caller: Caller, kind: str, body: LoanDisbursed, lines: tuple[Line, ...]) -> None:
    post(work, Entry(kind, body.disbursed_on, "loan", body.loan, caller.operation, lines))
