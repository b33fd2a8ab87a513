"""A loan with its schedule and payments, and where it stands on a day.

The rule kept here: no figure of a loan is computed by a job; `shared.lending` replays its payments.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fieldapp.desk import queries
from fieldapp.desk.facts import InstalmentFacts, LoanFacts, RepaymentFacts
from fieldapp.store.transaction import Reading
from shared.contract.products import penalty_terms
from shared.errors import RuleRefused
from shared.ids import LoanId
from shared.lending.allocation import DEFAULT_ORDER, LoanPosition, Payment, replay
from shared.lending.lifecycle import TAKES_PAYMENTS
from shared.lending.schedule import Instalment


@dataclass(frozen=True, slots=True)
class LoanAccount:
    """A loan, its instalments and the payments that count.

    Where payments of the loan are out of this tablet's sight, `whole` is False: the instalments are then what
    the figures delivered leave unpaid, no earlier payment is listed, and penalty is not known.
    """

    loan: LoanFacts
    instalments: tuple[Instalment, ...]
    payments: tuple[Payment, ...]
    whole: bool = True

    @property
    def takes_payments(self) -> bool:
        """Whether money offered now goes to the loan rather than to suspense."""
        return self.loan.state in TAKES_PAYMENTS

    def position(self, on: date, added: Iterable[Payment] = ()) -> LoanPosition:
        """Where the loan stands at the end of that day, with payments that are not recorded yet."""
        terms = self.loan.terms
        order = terms.allocation_order if terms else DEFAULT_ORDER
        penalty = penalty_terms(terms.penalty) if terms and self.whole else None
        return replay(self.instalments, (*self.payments, *added), on, order, penalty)


def load_loan(tx: Reading, loan: LoanId) -> LoanFacts:
    """Return a loan that is known here. Refusals: `loan.unknown`."""
    found = queries.loan(tx, loan)
    if found is None:
        raise RuleRefused(
            "loan.unknown",
            "This loan is not on this tablet",
            "It may have moved to another officer's unions.",
        )
    return found


def load_account(tx: Reading, loan: LoanId) -> LoanAccount:
    """Return a loan that is known here, with its schedule and payments. Refusals: `loan.unknown`."""
    return load_accounts(tx, [load_loan(tx, loan)])[0]


def load_accounts(tx: Reading, loans: Iterable[LoanFacts]) -> tuple[LoanAccount, ...]:
    """Return the accounts of many loans, in their order, with two queries however many there are."""
    wanted = tuple(loans)
    ids = [loan.loan for loan in wanted]
    items, payments = queries.instalments(tx, ids), queries.payments(tx, ids)
    return tuple(_account(loan, items.get(loan.loan, []), payments.get(loan.loan, [])) for loan in wanted)


def _account(loan: LoanFacts, items: list[InstalmentFacts], received: list[RepaymentFacts]) -> LoanAccount:
    takes_payments = loan.state in TAKES_PAYMENTS
    counted = tuple(
        Payment(row.repayment.hex(), row.amount_minor, row.value_on)
        for row in received
        if takes_payments or row.version > 0
    )
    if sum(payment.amount_minor for payment in counted) == loan.taken_minor:
        return LoanAccount(loan, tuple(map(_whole, items)), counted)
    return LoanAccount(loan, tuple(map(_unpaid, items)), (), whole=False)


def _whole(item: InstalmentFacts) -> Instalment:
    return Instalment(item.sequence, item.due_on, item.principal_minor, item.interest_minor, item.fee_minor)


def _unpaid(item: InstalmentFacts) -> Instalment:
    return Instalment(
        item.sequence,
        item.due_on,
        item.principal_minor - item.principal_paid_minor,
        item.interest_minor - item.interest_paid_minor,
        item.fee_minor - item.fee_paid_minor,
    )
