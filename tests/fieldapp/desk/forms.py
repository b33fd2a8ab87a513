"""Forms for tests: what an officer would save who changes nothing."""

from __future__ import annotations

from fieldapp.desk import queries
from fieldapp.desk.accounts import load_account
from fieldapp.desk.standing import read_standing
from fieldapp.officer.collect_repayment import RepaymentForm
from fieldapp.officer.request_loan import LoanForm
from fieldapp.store.author import Desk
from shared.ids import LoanId, MeetingId, MemberId, ProductId, RepaymentId


def due_form(desk: Desk, loan: LoanId, meeting: MeetingId | None = None) -> RepaymentForm:
    """A form for today with the exact amount due, or with all that is owed when nothing is due yet."""
    with desk.store.read() as tx:
        today = read_standing(tx, desk).today
        account = load_account(tx, loan)
    position = account.position(today)
    amount = position.due_minor(today) or position.outstanding_minor
    repayment = RepaymentId(desk.author.ids.make())
    return RepaymentForm(repayment, account.loan.member, loan, amount, today, meeting=meeting)


def least_loan_form(desk: Desk, member: MemberId, product: ProductId) -> LoanForm:
    """A form for the least a product lends, for the shortest time, expected today."""
    with desk.store.read() as tx:
        today = read_standing(tx, desk).today
        given = queries.product(tx, product)
    if given is None:
        raise LookupError("there is no such product")
    least, term = given.definition.minimum_principal_minor, given.definition.minimum_term_count
    return LoanForm(LoanId(desk.author.ids.make()), member, product, least, term, today)
