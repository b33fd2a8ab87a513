"""Rows on their way into the query tables: collected per table, and written where they differ.

The rule kept here: writing the same rows again changes nothing, so a refresh costs what changed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence

from fieldapp.store.projection.overlay import Subject
from fieldapp.store.projection.tables import SEARCHABLE, Table
from fieldapp.store.transaction import Row, Transaction

SEARCHED_KINDS = ("union", "member", "loan", "repayment")
"""In the order in which hits are shown."""
_TAIL_BITS = 56


_HOOKED = str.maketrans("ɓɗƙƴ", "bdky")
"""Letters of Hausa that no decomposition takes apart."""
_PADDED = re.compile("0+([1-9][0-9]*)$")
_ASCII_SEPARATORS = re.compile("[^a-z0-9]+")


def folded(text: str) -> str:
    """Return a text as it is indexed and searched: small letters and digits without accents, else spaces."""
    if text.isascii():
        return _ASCII_SEPARATORS.sub(" ", text.lower())
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_HOOKED)
    bare = (char for char in plain if not unicodedata.category(char).startswith("M"))
    return "".join(char if char.isalnum() else " " for char in bare)


def searched(text: str) -> str:
    """Return a text as it is found: folded, then each picture in it, as of a flower, as a word of its own."""
    words = folded(text)
    if text.isascii():
        return words
    return " ".join((words, *(sign for sign in text if unicodedata.category(sign) == "So")))


def number_words(number: str) -> str:
    """Return a human number, and its digits bare of zeros as people say them: `K7-000042` is also `42`."""
    match = _PADDED.search(number)
    return number if match is None else f"{number} {match[1]}"


def search_number(kind: str, identifier: bytes) -> int:
    """Return the row number of a searchable record: its kind first, then the random tail of its id."""
    return SEARCHED_KINDS.index(kind) << _TAIL_BITS | int.from_bytes(identifier[-7:], "big")


class Sheet:
    """The rows that some records come to, by table."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Row]] = {}

    def put(self, table: Table, row: Row) -> None:
        """Add one row, its values in the order of the table's columns."""
        self._rows.setdefault(table.name, []).append(row)

    def put_all(self, table: Table, rows: Sequence[Row]) -> None:
        """Add many rows of one table."""
        self._rows.setdefault(table.name, []).extend(rows)

    def find_by(self, kind: str, identifier: bytes, words: str, sounds: Iterable[str] = ()) -> None:
        """Let a record be found by these words, and by names that sound like these keys."""
        found_by = " ".join((searched(words), *sounds))
        self.put(SEARCHABLE, (search_number(kind, identifier), kind, identifier, found_by))

    def rows(self, table: Table) -> list[Row]:
        """Return what was put for a table."""
        return self._rows.get(table.name, [])


def write(tx: Transaction, table: Table, owners: Collection[bytes], sheet: Sheet) -> None:
    """Make the rows of these owners exactly what the sheet holds."""
    rows = sheet.rows(table)
    if _is_empty(tx, table):
        tx.executemany(table.insert, sorted(rows))
        return
    sql = f"SELECT * FROM {table.name} WHERE {table.owner} IN ({{ids}})"
    before, after = set(tx.tuples_among(sql, owners)), set(rows)
    width = len(table.key)
    kept = {row[:width] for row in after}
    gone = [row[:width] for row in before - after if row[:width] not in kept]
    where = " AND ".join(f"{column} = ?" for column in table.key)
    tx.executemany(f"DELETE FROM {table.name} WHERE {where}", gone)
    tx.executemany(table.insert, sorted(after - before))


def write_words(tx: Transaction, owners: Collection[Subject], sheet: Sheet) -> None:
    """Make these records findable by exactly the words the sheet holds for them."""
    rows = sheet.rows(SEARCHABLE)
    if _is_empty(tx, SEARCHABLE):
        tx.executemany(SEARCHABLE.insert, sorted(rows))
        tx.execute(
            "INSERT INTO p_search (rowid, words) SELECT number, words FROM p_searchable ORDER BY number"
        )
        return
    numbers = sorted(search_number(*owner) for owner in owners)
    sql = "SELECT * FROM p_searchable WHERE number IN ({ids})"
    before = set(tx.tuples_among(sql, numbers))
    gone, added = sorted(before - set(rows)), sorted(set(rows) - before)
    tx.executemany(
        "INSERT INTO p_search (p_search, rowid, words) VALUES ('delete', ?, ?)",
        [(number, words) for number, _, _, words in gone],
    )
    tx.executemany("DELETE FROM p_searchable WHERE number = ?", [row[:1] for row in gone])
    tx.executemany(SEARCHABLE.insert, added)
    tx.executemany(
        "INSERT INTO p_search (rowid, words) VALUES (?, ?)",
        [(number, words) for number, _, _, words in added],
    )


def _is_empty(tx: Transaction, table: Table) -> bool:
    return not tx.tuples(f"SELECT 1 FROM {table.name} LIMIT 1")
