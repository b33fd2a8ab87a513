"""Why a repayment went where it went, part by part.

The rule kept here: nothing is computed a second time; the steps are those of the replay that the receipt
shows.
"""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.desk.accounts import LoanAccount, load_account
from fieldapp.desk.receipts import Receipt, earlier_payments, position_with, receipt_of
from fieldapp.store.author import Desk
from shared.ids import RepaymentId
from shared.lending.allocation import DEFAULT_ORDER, Part, Payment, allocation_order
from shared.lending.explaining.steps import Rule, Step, explain


@dataclass(frozen=True, slots=True)
class Explained:
    """The steps of a repayment, together its amount; none where it moves nothing, or is not known why.

    `order` is that of the parts inside an instalment; `earlier` payments of the loan counted before this one,
    `same_day` of them on the same day. Without `whole`, older payments are out of this tablet's sight.
    """

    receipt: Receipt
    steps: tuple[Step, ...]
    order: tuple[Part, ...]
    earlier: int = 0
    same_day: int = 0
    whole: bool = True


def load_explanation(desk: Desk, repayment: RepaymentId) -> Explained:
    """Return why a repayment went where it went. Refusals: `repayment.unknown`."""
    with desk.store.read() as tx:
        receipt = receipt_of(tx, repayment)
        known = receipt.loan is not None and bool(receipt.loan_number)
        account = load_account(tx, receipt.loan) if receipt.loan is not None and known else None
    return _explained(receipt, account)


def _explained(receipt: Receipt, account: LoanAccount | None) -> Explained:
    if receipt.reversed:
        return Explained(receipt, (), ())
    name = receipt.repayment.hex()
    counted = next((entry for entry in account.payments if entry.id == name), None) if account else None
    if account is None or counted is None:
        if receipt.suspense or receipt.loan is None:
            return Explained(receipt, (Step(Rule.SUSPENSE, receipt.amount_minor),), ())
        return Explained(receipt, (), (), whole=False)
    return _counted(receipt, account, counted)


def _counted(receipt: Receipt, account: LoanAccount, payment: Payment) -> Explained:
    terms = account.loan.terms
    order = terms.allocation_order if terms else DEFAULT_ORDER
    steps = explain(payment, position_with(account, payment), order, suspended=bool(receipt.suspense))
    earlier = earlier_payments(account, payment)
    same_day = sum(entry.value_on == payment.value_on for entry in earlier)
    return Explained(receipt, steps, allocation_order(order), len(earlier), same_day)
