"""A loan before anybody decided on it: drafted, changed, submitted, taken back, canceled.

The rule kept here: an application changes only as a draft, and what goes to approval is named by the hash of
the stored application, so nobody approves something that changed.
"""

from collections.abc import Sequence
from dataclasses import replace

from shared.contract.bodies.lending import (
    LoanApplication,
    LoanCanceled,
    LoanChanged,
    LoanCured,
    LoanDefaulted,
    LoanDisbursed,
    LoanDrafted,
    LoanSubmitted,
    LoanWithdrawn,
)
from shared.contract.products import product_rules
from shared.contract.signing import content_hash
from shared.errors import RuleRefused
from shared.lending.lifecycle import OPEN_STATES, LoanAct, LoanState, move
from shared.permissions import Role
from syncserver.database.ruling import APPLIED, Ruling
from syncserver.database.work import Work
from syncserver.lending.aggregates import Approval, Loan
from syncserver.lending.products import freeze_terms
from syncserver.lending.queries import (
    APPROVALS,
    LOAN_NUMBERS,
    LOANS,
    MEMBER_LOANS,
    PRODUCTS,
    loans_of_member,
    settings_of,
)
from syncserver.lending.submissions import last_submission, resubmission
from syncserver.people.caller import Caller
from syncserver.people.queries import MEMBERS, STAFF, UNIONS, writing_of
from syncserver.people.scope import member_in_scope_now, member_not_theirs

_ActOnLoan = LoanSubmitted | LoanWithdrawn | LoanCanceled | LoanDisbursed | LoanDefaulted | LoanCured


def draft_loan(work: Work, caller: Caller, body: LoanDrafted) -> Ruling:
    """Begin a loan as a draft with the terms its product has now.

    Refuses an id or number that is taken, a member or product that is unknown, inactive or out of scope, an
    amount or term outside the product, and a member with as many open loans as the product allows.
    """
    asked = body.application
    if work.get(LOANS, asked.loan) is not None:
        raise RuleRefused("loan.exists", "This loan was already drafted", "Change the draft instead.")
    officer = _officer_of_borrower(work, caller, asked.member)
    number = asked.number.encode()
    if work.get(LOAN_NUMBERS, number) is not None:
        detail = f"Another loan has the number {asked.number}; draft this one under a new number."
        raise RuleRefused("loan.number_taken", "This loan number is taken", detail)
    work.put(LOANS, asked.loan, _drafted(work, asked, officer=officer, drafted_by=caller.staff))
    work.put(LOAN_NUMBERS, number, asked.loan)
    work.put(MEMBER_LOANS, asked.member, (*(work.get(MEMBER_LOANS, asked.member) or ()), asked.loan))
    work.publish("loan", asked.loan)
    return APPLIED


def change_loan(work: Work, caller: Caller, body: LoanChanged) -> Ruling:
    """Replace a draft's application and freeze its product's terms anew.

    An administrator who changes it counts as its maker, so as not to approve what they wrote. Refuses any
    state but DRAFT (`loan.not_a_draft`), another number or member, a draft of another administrator
    (`loan.other_maker`), and whatever a draft refuses.
    """
    asked = body.application
    loan = loan_in_scope(work, caller, asked.loan)
    _require_draft(loan)
    if (asked.number, asked.member) != (loan.application.number, loan.member):
        detail = "A draft keeps its number and its member; cancel it and draft another loan."
        raise RuleRefused("loan.other_loan", "This is another loan", detail)
    officer = _officer_of_borrower(work, caller, asked.member)
    changed = _drafted(work, asked, officer=officer, drafted_by=_maker_after_change(work, caller, loan))
    work.put(LOANS, loan.id, replace(changed, approval=loan.approval, reason=loan.reason))
    work.publish("loan", loan.id)
    return APPLIED


def submit_loan(work: Work, caller: Caller, body: LoanSubmitted) -> Ruling:
    """Send a draft to approval, in one stage or, from the institution's amount, in two.

    Refuses a hash that is not of the stored application (`changed_since_seen`), any state but DRAFT, an
    inactive member and one with as many open loans as the product allows.
    """
    loan = loan_in_scope(work, caller, body.loan)
    state = move(loan.state, LoanAct.SUBMIT)
    if body.content_hash != loan.content_hash:
        detail = "The draft stored here is not the one submitted; look at it and submit it again."
        raise RuleRefused("changed_since_seen", "The draft changed meanwhile", detail)
    officer = _officer_of_borrower(work, caller, loan.member)
    _require_room(work, loan.application)
    approval = _approval(work, caller, loan, officer)
    work.put(LOANS, loan.id, replace(loan, state=state, officer=officer, approval=approval.id, reason=""))
    work.put(APPROVALS, approval.id, approval)
    work.publish("loan", loan.id)
    work.publish("approval", approval.id)
    return Ruling("waiting", "approval.asked", "Waiting for approval", "")


def withdraw_loan(work: Work, caller: Caller, body: LoanWithdrawn) -> Ruling:
    """Take a submitted loan back to draft; refuses any state but PENDING_APPROVAL (`loan.bad_move`)."""
    loan = loan_in_scope(work, caller, body.loan)
    work.put(LOANS, loan.id, replace(loan, state=move(loan.state, LoanAct.SEND_BACK), reason=body.reason))
    work.publish("loan", loan.id)
    _close_approval(work, loan)
    return APPLIED


def cancel_loan(work: Work, caller: Caller, body: LoanCanceled) -> Ruling:
    """End a loan that was never paid out; refuses any later state (`loan.bad_move`)."""
    loan = loan_in_scope(work, caller, body.loan)
    work.put(LOANS, loan.id, replace(loan, state=move(loan.state, LoanAct.CANCEL), reason=body.reason))
    work.publish("loan", loan.id)
    if loan.state is LoanState.APPROVED:
        work.publish("member", loan.member)
    _close_approval(work, loan)
    return APPLIED


def loan_in_scope(work: Work, caller: Caller, loan_id: bytes) -> Loan:
    """The loan, if it is of a member within the caller's scope.

    Refuses an unknown loan and one out of scope in the same words (`out_of_scope`).
    """
    loan = work.get(LOANS, loan_id)
    member = None if loan is None else work.get(MEMBERS, loan.member)
    if loan is None or member is None or not member_in_scope_now(work, caller, member):
        detail = "The loan is not known or of a member of somebody else."
        raise RuleRefused("out_of_scope", "This loan is not yours", detail)
    return loan


def prefetch_applications(work: Work, bodies: Sequence[LoanDrafted | LoanChanged]) -> None:
    """Load what drafting these applications needs, in a handful of queries; members are locked first."""
    asked = [body.application for body in bodies]
    work.prefetch(LOAN_NUMBERS, (application.number.encode() for application in asked))
    _prefetch_members(work, [application.member for application in asked])
    work.prefetch(LOANS, (application.loan for application in asked))


def prefetch_loans(work: Work, bodies: Sequence[_ActOnLoan]) -> None:
    """Load what acts on these loans need: their members with all their loans, and their approvals."""
    loans = [body.loan for body in bodies]
    work.prefetch(LOANS, loans)
    found = [loan for loan in (work.get(LOANS, identifier) for identifier in loans) if loan is not None]
    _prefetch_members(work, [loan.member for loan in found])
    work.prefetch(APPROVALS, (loan.approval for loan in found if loan.approval is not None))


def _prefetch_members(work: Work, members: Sequence[bytes]) -> None:
    work.prefetch(MEMBERS, members)
    work.prefetch(MEMBER_LOANS, members)
    work.prefetch(LOANS, (loan for member in members for loan in work.get(MEMBER_LOANS, member) or ()))
    known = (work.get(MEMBERS, member) for member in members)
    work.prefetch(UNIONS, (member.union for member in known if member is not None))


def _officer_of_borrower(work: Work, caller: Caller, member_id: bytes) -> bytes:
    """The credit officer of a member's union, if one may lend to the member."""
    member = work.get(MEMBERS, member_id)
    if member is None or not member_in_scope_now(work, caller, member):
        raise member_not_theirs()
    if not member.active:
        raise RuleRefused("member.inactive", "The member is not active", "Only active members borrow.")
    union = work.get(UNIONS, member.union)
    assert union is not None, "a member's union is known since the member was enrolled"
    return union.officer


def _drafted(work: Work, asked: LoanApplication, *, officer: bytes, drafted_by: bytes) -> Loan:
    product = work.get(PRODUCTS, asked.product)
    if product is None or not product.definition.active:
        raise RuleRefused("product.unavailable", "This product is not offered", "Choose another product.")
    product_rules(product.definition).terms_for(
        asked.principal_minor, asked.term_count, asked.expected_on, asked.first_due_on
    )
    _require_room(work, asked)
    terms, taxes = freeze_terms(product.definition, asked.principal_minor, settings_of(work))
    return Loan(asked, content_hash(asked), terms, taxes, officer, drafted_by)


def _require_draft(loan: Loan) -> None:
    if loan.state is not LoanState.DRAFT:
        detail = f"The loan is {loan.state}; only a draft may be changed."
        raise RuleRefused("loan.not_a_draft", "The loan is no longer a draft", detail)


def _maker_after_change(work: Work, caller: Caller, loan: Loan) -> bytes:
    """Whoever made a draft and may approve others stays its maker, whoever of the officers changes it."""
    if caller.role is not Role.ADMIN or caller.staff == loan.drafted_by:
        return loan.drafted_by
    maker = work.get(STAFF, loan.drafted_by)
    if maker is None or maker.role is Role.ADMIN:
        detail = "Another administrator wrote this draft; cancel it and draft another loan."
        raise RuleRefused("loan.other_maker", "A draft has one maker", detail)
    return caller.staff


def _require_room(work: Work, asked: LoanApplication) -> None:
    """Refuse (`loan.too_many_open`) when the member has as many open loans as the product allows."""
    product = work.get(PRODUCTS, asked.product)
    assert product is not None, "a draft's product is known"
    others = [loan for loan in loans_of_member(work, asked.member) if loan.id != asked.loan]
    open_loans = [loan.application.number for loan in others if loan.state in OPEN_STATES]
    if len(open_loans) >= product.definition.max_open_loans:
        detail = f"Open: {', '.join(open_loans)}; the product allows {product.definition.max_open_loans}."
        raise RuleRefused("loan.too_many_open", "The member has an open loan", detail)


def _approval(work: Work, caller: Caller, loan: Loan, officer: bytes) -> Approval:
    """The request, named by the operation that makes it, so that a retry makes the same one.

    It keeps the application, and says what changed where it was submitted before.
    """
    amount_minor, second_from = loan.application.principal_minor, settings_of(work).second_stage_from_minor
    last = last_submission(work, loan)
    return Approval(
        id=caller.operation,
        kind="loan",
        subject=loan.id,
        title=f"Loan {loan.application.number}, {writing_of(work).signed(amount_minor)}",
        amount_minor=amount_minor,
        asked_by=caller.staff,
        officer=officer,
        asked_on=work.today,
        stages=1 if second_from is None or amount_minor < second_from else 2,
        content_hash=loan.content_hash,
        version_no=1 if last is None else last.version_no + 1,
        submitted=loan.application,
        since_last=None if last is None else resubmission(work, loan, last),
    )


def _close_approval(work: Work, loan: Loan) -> None:
    approval = work.get(APPROVALS, loan.approval) if loan.approval else None
    if approval is not None and approval.state == "OPEN":
        work.put(APPROVALS, approval.id, replace(approval, state="WITHDRAWN"))
        work.publish("approval", approval.id)
