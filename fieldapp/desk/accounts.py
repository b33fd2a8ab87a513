"""A loan with its schedule and payments, and where it stands on a day.

The rule kept here: no figure of a loan is computed by a job; `shared.lending` replays its payments.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fieldapp.desk import queries
from fieldapp.desk.facts import LoanFacts
from fieldapp.store.transaction import Reading
from shared.contract.records import LoanTermsFrozen
from shared.errors import RuleRefused
from shared.ids import LoanId
from shared.lending.allocation import DEFAULT_ORDER, LoanPosition, Payment, replay
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
        order = terms.allocation_order if terms else DEFAULT_ORDER
        penalty = penalty_terms(terms) if terms else None
        return replay(self.instalments, (*self.payments, *added), on, order, penalty)


def penalty_terms(terms: LoanTermsFrozen) -> PenaltyTerms | None:
    """The penalty a loan keeps, as the rules take it."""
    if terms.penalty is None:
        return None
    return PenaltyTerms(terms.penalty.per_day_minor, terms.penalty.grace_days, terms.penalty.cap_minor)


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
    instalments, payments = queries.instalments(tx, ids), queries.payments(tx, ids)
    return tuple(
        LoanAccount(loan, tuple(instalments.get(loan.loan, ())), tuple(payments.get(loan.loan, ())))
        for loan in wanted
    )
