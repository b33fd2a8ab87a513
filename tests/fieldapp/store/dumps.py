"""Everything the projection holds, as one comparable value."""

from __future__ import annotations

from fieldapp.store.projection.tables import TABLES
from fieldapp.store.transaction import Reading, Row, Transaction

Dump = dict[str, list[Row]]


def dump(tx: Reading) -> Dump:
    """Every row of every query table, and every word of the index with the row it leads to."""
    found = {table.name: tx.tuples(f"SELECT * FROM {table.name} ORDER BY 1, 2") for table in TABLES}
    tx.tuples("CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab(main, p_search, instance)")
    found["p_search"] = tx.tuples("SELECT term, doc FROM temp.words ORDER BY 1, 2")
    return found


def check_index(tx: Transaction) -> None:
    """Raise unless the index of words agrees with the texts it was made from."""
    tx.execute("INSERT INTO p_search (p_search, rank) VALUES ('integrity-check', 1)")
