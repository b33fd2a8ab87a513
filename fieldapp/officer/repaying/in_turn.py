"""Who pays next, when somebody takes one repayment after another from a list.

The rule kept here: who owes nothing any more by today is passed over, so nobody is asked twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fieldapp.desk import queries
from fieldapp.desk.accounts import load_account
from fieldapp.desk.standing import read_standing
from fieldapp.store.author import Desk
from shared.ids import LoanId


@dataclass(frozen=True, slots=True)
class NextPayer:
    """A loan with something due by today, in minor units, and those that come after it."""

    loan: LoanId
    member_name: str
    due_minor: int
    after: tuple[LoanId, ...]


def next_payer(desk: Desk, loans: Sequence[LoanId]) -> NextPayer | None:
    """Return the first of these loans that something is due on, None where nothing is left to take."""
    with desk.store.read() as tx:
        today = read_standing(tx, desk).today
        for place, loan in enumerate(loans):
            facts = queries.loan(tx, loan)
            if facts is None:
                continue
            account = load_account(tx, loan)
            due_minor = account.position(today).due_minor(today) if account.takes_payments else 0
            if due_minor > 0:
                member = queries.member(tx, facts.member)
                return NextPayer(loan, member.name if member else "", due_minor, tuple(loans[place + 1 :]))
    return None
