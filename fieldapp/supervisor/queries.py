"""The queries of the supervisor's jobs.

The rule kept here: every query is covered by an index, and none grows with what is not asked for.
"""

from __future__ import annotations

from fieldapp.store.transaction import Reading
from shared.ids import StaffId
from shared.lending.lifecycle import OWING_STATES


def portfolio_of(tx: Reading, officer: StaffId) -> tuple[int, int]:
    """What an officer's running loans owe together, in minor units, and how many they are."""
    states = ", ".join(f"'{state}'" for state in sorted(OWING_STATES))
    return tx.one(
        _sum_and_count,
        "SELECT coalesce(sum(outstanding_minor), 0), count(*) FROM p_loan"
        f" WHERE state IN ({states}) AND officer_id = ?",
        (officer,),
    )


def count_undecided(tx: Reading) -> int:
    """Return how many open requests nobody on this tablet has decided."""
    sql = "SELECT count(*) FROM p_approval WHERE state = 'OPEN' AND coalesce(sent_decision, '') = ''"
    return tx.one(int, sql)


def _sum_and_count(outstanding_minor: int, loans: int) -> tuple[int, int]:
    return outstanding_minor, loans
