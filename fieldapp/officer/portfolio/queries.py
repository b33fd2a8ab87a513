"""Loans that owe, each in one row: what is left of its principal, what is overdue and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fieldapp.store.transaction import Reading
from shared.ids import UnionId
from shared.lending.lifecycle import OWING_STATES

_OWING = ", ".join(f"'{state}'" for state in sorted(OWING_STATES))


@dataclass(frozen=True, slots=True)
class OwingLoan:
    """One loan in minor units; `late_since` is the due date of its oldest unpaid item, None before that."""

    union: UnionId
    principal_minor: int
    overdue_minor: int
    late_since: date | None


def owing_loans(tx: Reading, on: date) -> list[OwingLoan]:
    """Return every active or defaulted loan as of a day."""
    return tx.rows(
        _owing_loan,
        "SELECT l.union_id, coalesce(sum(i.principal_minor - i.principal_paid_minor), 0),"
        "  coalesce(sum(i.owed_minor * (i.due_on < ?1)), 0), min(CASE WHEN i.due_on < ?1 THEN i.due_on END)"
        " FROM p_loan l LEFT JOIN p_instalment i ON i.loan_id = l.id AND i.owed_minor > 0"
        f" WHERE l.state IN ({_OWING}) GROUP BY l.id",
        (on.isoformat(),),
    )


def _owing_loan(union: bytes, principal: int, overdue: int, since: str | None) -> OwingLoan:
    return OwingLoan(UnionId(union), principal, overdue, date.fromisoformat(since) if since else None)
