"""First half of the story: a loan travels from the officer's draft to the money and back to the tablet."""

from __future__ import annotations

from dataclasses import replace

from stage.cores import Core
from stage.telling import StoryWrong, naira

from fieldapp.desk import queries
from fieldapp.desk.accounts import load_account
from fieldapp.desk.facts import LoanFacts, MemberFacts, UnionFacts
from fieldapp.officer.lending.opening import open_application
from fieldapp.officer.request_loan import draft_loan, preview_loan, submit_loan
from fieldapp.operations.disburse_loan import (
    DisbursementForm,
    disburse_loan,
    load_queue,
    preview_disbursement,
)
from fieldapp.store.transaction import Reading
from fieldapp.supervisor.approvals import DecisionForm, decide, load_approval, load_inbox
from shared.ids import LoanId
from shared.lending.lifecycle import OPEN_STATES, LoanState
from story.people import Cast

_PRINCIPAL_MINOR = 10_000_000
_TERMS = 20


def union_today(core: Core) -> UnionFacts:
    """The officer's union that meets today."""
    weekday = core.today.weekday()
    found = [union for union in core.read(queries.unions) if union.meeting_weekday == weekday]
    if not found:
        raise StoryWrong("no union of the officer meets today")
    return found[0]


def lend(cast: Cast) -> None:
    """Draft and submit without a network, approve, pay out, and receive the schedule."""
    loan = _draft(cast)
    _approve(cast, loan)
    owed_minor = _pay_out(cast, loan)
    _receive_schedule(cast, loan, owed_minor)


def _draft(cast: Cast) -> LoanId:
    tell, officer = cast.tell, cast.officer
    tell.chapter(f"{officer.name}, offline, drafts a loan and submits it")
    member = _without_open_loan(officer, union_today(officer))
    opening = open_application(officer.desk, member.member)
    product = next(row.product for row in opening.products if row.definition.code == "WKG")
    if opening.form is None:
        raise StoryWrong("no product is on offer")
    typed = replace(opening.form, product=product, principal_minor=_PRINCIPAL_MINOR, term_count=_TERMS)
    form = replace(typed, purpose="Restock of shop")
    preview = preview_loan(officer.desk, form)
    tell.check("nothing speaks against it", preview.refusal, None)
    tell.line(f"{member.name} asks for {naira(_PRINCIPAL_MINOR)} in {_TERMS} weekly instalments")
    tell.line(f"preview: interest {naira(preview.interest_minor)}, paid out {naira(preview.net_minor)}")
    drafted = draft_loan(officer.desk, form)
    submitted = submit_loan(officer.desk, drafted.loan)
    tell.line(f"loan {submitted.number} has its final number before any server knows of it")
    tell.check("operations waiting on the tablet", officer.waiting, 2)
    tell.check("sync without a fault", officer.sync().fault, None)
    tell.check("operations waiting after the sync", officer.waiting, 0)
    tell.check("state on the tablet", _loan(officer, drafted.loan).state.value, "PENDING_APPROVAL")
    return drafted.loan


def _approve(cast: Cast, loan: LoanId) -> None:
    tell, supervisor = cast.tell, cast.supervisor
    tell.chapter(f"{supervisor.name} approves it")
    tell.check("sync without a fault", supervisor.sync().fault, None)
    row = next(row for row in load_inbox(supervisor.desk) if row.approval.subject == loan)
    tell.line(f"in the inbox: {row.member_name}, {row.union_name}, {naira(row.approval.amount_minor)}")
    page = load_approval(supervisor.desk, row.approval.approval)
    form = DecisionForm(row.approval.approval, "APPROVE", page.row.approval.version, page.loan.content_hash)
    decide(supervisor.desk, form)
    tell.check("sync without a fault", supervisor.sync().fault, None)
    tell.check("state at the supervisor's", _loan(supervisor, loan).state.value, "APPROVED")


def _pay_out(cast: Cast, loan: LoanId) -> int:
    tell, operations = cast.tell, cast.operations
    tell.chapter(f"{operations.name} pays it out")
    tell.check("sync without a fault", operations.sync().fault, None)
    row = next(row for row in load_queue(operations.desk) if row.loan.loan == loan)
    tell.check("nothing speaks against it", row.barred, None)
    form = DisbursementForm(loan, operations.today, "TRANSFER", "NIP000123456")
    preview = preview_disbursement(operations.desk, form)
    disburse_loan(operations.desk, form)
    tell.check("sync without a fault", operations.sync().fault, None)
    tell.line(f"{naira(row.net_minor)} leave the bank, {naira(row.collected_minor)} fee is paid in cash")
    return preview.owed_minor


def _receive_schedule(cast: Cast, loan: LoanId, owed_minor: int) -> None:
    tell, officer = cast.tell, cast.officer
    tell.chapter(f"The schedule comes back to {officer.name}")
    tell.check("sync without a fault", officer.sync().fault, None)
    account = officer.read(lambda tx: load_account(tx, loan))
    tell.check("state on the tablet", account.loan.state.value, "ACTIVE")
    tell.check("instalments on the tablet", len(account.instalments), _TERMS)
    tell.check(
        "owed by the schedule",
        naira(sum(item.total_minor for item in account.instalments)),
        naira(owed_minor),
    )
    figures = cast.books.loan(loan, officer.today)
    tell.check("principal in the ledger", naira(figures.ledger_minor), naira(_PRINCIPAL_MINOR))


def _without_open_loan(core: Core, union: UnionFacts) -> MemberFacts:
    """A verified member of the union who owes nothing."""

    def look(tx: Reading) -> MemberFacts:
        for member in queries.members_of(tx, union.union):
            states = {loan.state for loan in queries.loans_of_member(tx, member.member)}
            if member.verified_by is not None and states.isdisjoint({*OPEN_STATES, LoanState.DRAFT}):
                return member
        raise StoryWrong("every member of the union owes something")

    return core.read(look)


def _loan(core: Core, loan: LoanId) -> LoanFacts:
    found = core.read(lambda tx: queries.loan(tx, loan))
    if found is None:
        raise StoryWrong("the loan is not on the tablet")
    return found
