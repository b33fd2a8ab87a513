"""What somebody sees who is about to take money for a loan: who it is, what is owed, which days are open.

The rule kept here: a draft that was recorded already is never offered again; its receipt is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fieldapp.desk import queries
from fieldapp.desk.accounts import LoanAccount, load_account
from fieldapp.desk.receipts import Receipt, receipt_of
from fieldapp.desk.repayment_rules import first_open_day, suspense_reason
from fieldapp.desk.standing import Standing, read_standing
from fieldapp.store.author import Desk
from fieldapp.store.sync_state import next_receipt
from shared.ids import LoanId, MemberId, RepaymentId


@dataclass(frozen=True, slots=True)
class Opening:
    """A form before anything is typed, amounts in minor units.

    `repayment` is the id to record under; `recorded` is the receipt of the draft's, if it was recorded
    before. `first_day` to `today` are the days money may have been received on. `suspense` says why the loan
    takes no money, empty where it does. `next_receipt` is the number the receipt will have.
    """

    loan: LoanId
    member: MemberId
    repayment: RepaymentId
    recorded: Receipt | None
    member_name: str
    member_code: str
    union_name: str
    loan_number: str
    product_name: str
    owed_minor: int
    due_minor: int
    overdue_minor: int
    first_day: date
    today: date
    suspense: str
    next_receipt: str

    @property
    def usual_minor(self) -> int:
        """The amount the form begins with: what is due, or all that is owed when nothing is due yet."""
        return self.due_minor or self.owed_minor


def open_repayment(desk: Desk, loan: LoanId, drafted: RepaymentId | None = None) -> Opening:
    """Return the form for a loan; `drafted` is the id of a draft that is gone on with.

    Refusals: `loan.unknown`, `desk.not_ready`.
    """
    with desk.store.read() as tx:
        standing = read_standing(tx, desk)
        account = load_account(tx, loan)
        facts = account.loan
        recorded = queries.repayment(tx, drafted) is not None if drafted else False
        member, union = queries.member(tx, facts.member), queries.union(tx, facts.union)
        product = queries.product(tx, facts.product)
        position = account.position(standing.today)
        return Opening(
            loan=loan,
            member=facts.member,
            repayment=RepaymentId(desk.author.ids.make()) if recorded or drafted is None else drafted,
            recorded=receipt_of(tx, drafted) if drafted and recorded else None,
            member_name=member.name if member else "",
            member_code=member.code if member else "",
            union_name=union.name if union else "",
            loan_number=facts.number,
            product_name=product.definition.name if product else "",
            owed_minor=position.outstanding_minor,
            due_minor=position.due_minor(standing.today),
            overdue_minor=position.overdue_minor(standing.today),
            first_day=_first_day(standing, account),
            today=standing.today,
            suspense=suspense_reason(account),
            next_receipt=next_receipt(tx, desk.author),
        )


def _first_day(standing: Standing, account: LoanAccount) -> date:
    """The first day that is neither too far back, nor closed, nor before the loan began."""
    first, began = first_open_day(standing.settings, standing.today), account.loan.disbursed_on
    return first if began is None else min(max(first, began), standing.today)
