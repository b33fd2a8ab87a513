"""What the sealed journal lacks of this store, and putting it in.

The rules kept here: the journal never holds what the store does not, as long as nobody put an old store back;
what it lacks is known and made up for, never forgotten.
"""

from __future__ import annotations

import logging

from fieldapp.store.transaction import Reading
from fieldapp.vault.journal import Kept, SealedJournal
from shared.contract.operations import SignedOperation

_log = logging.getLogger(__name__)
_AT_ONCE = 200


def fill_up(tx: Reading, journal: SealedJournal) -> int:
    """Put into the journal what it lacks and return how many operations it still lacks."""
    try:
        if not journal.readable:
            journal.load()
        lacking = lacking_in(tx, journal)
        seqs = [seq for seq, _ in lacking]
        for start in range(0, len(seqs), _AT_ONCE):
            journal.add(_signed_at(tx, seqs[start : start + _AT_ONCE]))
    except OSError as fault:
        lacking = lacking_in(tx, journal)
        _log.warning("journal_behind count=%d errno=%s", len(lacking), fault.errno)
        return len(lacking)
    return 0


def lacking_in(tx: Reading, journal: SealedJournal) -> tuple[Kept, ...]:
    """Return the operations of this store that the journal does not hold, oldest first."""
    last = tx.row(_kept, "SELECT seq, hash FROM outbox_operation ORDER BY seq DESC LIMIT 1")
    if last is None or (journal.holds([last]) and len(journal.kept) == last[0]):
        return ()
    found = tx.rows(_kept, "SELECT seq, hash FROM outbox_operation ORDER BY seq")
    return tuple(place for place in found if not journal.holds([place]))


def beyond(tx: Reading, journal: SealedJournal) -> tuple[Kept, ...]:
    """Return what the journal holds and this store does not: then an old copy of the store was put back."""
    count = tx.one(int, "SELECT count(*) FROM outbox_operation")
    if len(journal.kept) == count and not lacking_in(tx, journal):
        return ()
    return tuple(sorted(journal.kept.difference(tx.rows(_kept, "SELECT seq, hash FROM outbox_operation"))))


def _signed_at(tx: Reading, seqs: list[int]) -> list[tuple[int, SignedOperation]]:
    sql = "SELECT seq, data, signature FROM outbox_operation WHERE seq IN ({ids}) ORDER BY seq"
    return list(tx.rows_among(_signed, sql, seqs))


def _kept(seq: int, hashed: bytes) -> Kept:
    return seq, hashed


def _signed(seq: int, data: bytes, signature: bytes) -> tuple[int, SignedOperation]:
    return seq, SignedOperation(data, signature)
