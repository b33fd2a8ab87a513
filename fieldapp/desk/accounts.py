"""A loan with its schedule and payments, and where it stands on a day.

The rule kept here: no figure of a loan is computed by a job; `shared.lending` replays its payments.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fieldapp.desk import queries
from fieldapp.desk.facts import LoanFacts, RepaymentFacts
from fieldapp.store.transaction import Reading
from shared.contract.records import LoanTermsFrozen
from shared.errors import RuleRefused
from shared.ids import LoanId
from shared.lending.allocation import LoanPosition, Payment, replay
from shared.lending.lifecycle import TAKES_PAYMENTS
from shared.lending.penalties import PenaltyTerms
from shared.lending.schedule import Instalment


@dataclass(frozen=True, slots=True)
class LoanAccount:
    """A loan, its instalments and the payments that count."""

    loan: LoanFacts
    instalments: tuple[Instalment, ...]
    payments: tuple[Payment, ...]

    @property
    def takes_payments(self) -> bool:
        """Whether money offered now goes to the loan rather than to suspense."""
        return self.loan.state in TAKES_PAYMENTS

    def position(self, on: date, added: Iterable[Payment] = ()) -> LoanPosition:
        """Where the loan stands at the end of that day, with payments that are not recorded yet."""
        terms = self.loan.terms
        payments = (*self.payments, *added)
        return replay(self.instalments, payments, on, terms.allocation_order, penalty_terms(terms))


def penalty_terms(terms: LoanTermsFrozen) -> PenaltyTerms | None:
    """The penalty a loan keeps, as the rules take it."""
    if terms.penalty is None:
        return None
    return PenaltyTerms(terms.penalty.per_day_minor, terms.penalty.grace_days, terms.penalty.cap_minor)


def load_account(tx: Reading, loan: LoanId) -> LoanAccount:
    """Return a loan that is known here. Refusals: `loan.unknown`."""
    facts = queries.loan(tx, loan)
    if facts is None:
        raise RuleRefused(
            "loan.unknown", "This loan is not on this tablet", "It may have moved to another officer's unions."
        )
    payments = queries.repayments_of_loan(tx, loan)
    return LoanAccount(facts, queries.instalments(tx, loan), counting(payments))


def counting(repayments: Iterable[RepaymentFacts]) -> tuple[Payment, ...]:
    """The repayments that stand on their loan; what is suspended or reversed does not."""
    return tuple(
        Payment(row.repayment.hex(), row.amount_minor, row.value_on)
        for row in repayments
        if row.state == "POSTED"
    )
