"""Members by what tells who they are.

The rule kept here: as in every `queries.py`, only the query tables are asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fieldapp.store.transaction import Reading


def emails_of(tx: Reading, members: Iterable[bytes]) -> list[tuple[bytes, str]]:
    """Return the emails of these members."""
    return list(tx.rows_among(_id_and_text, "SELECT id, email FROM p_member WHERE id IN ({ids})", members))


def born_on(tx: Reading, day: date) -> list[tuple[bytes, str]]:
    """Return the members born on a day, each with their name."""
    sql = "SELECT id, first_name || ' ' || last_name FROM p_member WHERE born_on = ?"
    return list(tx.rows(_id_and_text, sql, (day.isoformat(),)))


def _id_and_text(identifier: bytes, text: str) -> tuple[bytes, str]:
    return identifier, text
