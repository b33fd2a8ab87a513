"""The queries of the jobs of operations.

The rule kept here: every query is covered by an index, and what is only counted is not read.
"""

from __future__ import annotations

from fieldapp.store.transaction import Reading
from shared.ids import StaffId
from shared.lending.lifecycle import LoanState


def count_approved(tx: Reading) -> int:
    """Return how many approved loans wait for their money."""
    return tx.one(int, "SELECT count(*) FROM p_loan WHERE state = ?", (LoanState.APPROVED.value,))


def count_handed_to(tx: Reading, staff: StaffId) -> int:
    """Return how many handovers wait to be counted by somebody."""
    sql = "SELECT count(*) FROM p_cash WHERE state = 'OPEN' AND kind = 'HANDOVER' AND to_staff = ?"
    return tx.one(int, sql, (staff,))
