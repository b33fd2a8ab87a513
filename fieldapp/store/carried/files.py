"""What is known of the files on this tablet: which are to be sent, how far each has come, which are copies.

The rules kept here: a file recorded here is let go only once the office of this epoch has signed that it has
it; a file follows the operations that name it and never goes before them: it is sent once the office has
answered all of them and taken one.
"""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.store.transaction import Reading, Transaction

CACHE_BYTES = 200 * 1024 * 1024
"""Files that the office has as well take no more room than this."""

_SENT = "receipt IS NOT NULL AND receipt_epoch = (SELECT epoch FROM sync_state)"
_NAMED_BY = (
    "(SELECT 1 FROM kept_file_name n JOIN outbox_operation o ON o.seq = n.seq WHERE n.digest = f.digest"
)
_TAKEN = (
    f"EXISTS {_NAMED_BY} AND o.outcome IN ('applied', 'applied_changed'))"
    f" AND NOT EXISTS {_NAMED_BY} AND o.outcome IS NULL)"
)
_DENIED = f"NOT EXISTS {_NAMED_BY} AND coalesce(o.outcome, '') <> 'refused')"


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file that was recorded here: its size in bytes, and the operation that names it."""

    digest: bytes
    size: int
    document: bytes
    seq: int


@dataclass(frozen=True, slots=True)
class FileToSend:
    """A file the office does not have yet: `taken` of its bytes are there; `fault` says why it stays."""

    digest: bytes
    size: int
    document: bytes
    taken: int
    fault: str
    type: str = ""
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class FilesLeft:
    """How many files the office does not have yet, and how many bytes of them."""

    count: int = 0
    bytes_left: int = 0


def note_own(tx: Transaction, file: OwnFile, at_ms: int) -> None:
    """Note a file that is recorded in this transaction. Recorded again, it is offered to the office again."""
    tx.execute(
        "INSERT INTO kept_file (digest, size, document, seq, mine, used_at_ms) VALUES (?, ?, ?, ?, 1, ?)"
        " ON CONFLICT (digest) DO UPDATE SET document = excluded.document, seq = excluded.seq, mine = 1,"
        " taken = 0, receipt = NULL, receipt_epoch = NULL, fault = ''",
        (file.digest, file.size, file.document, file.seq, at_ms),
    )
    tx.execute("INSERT OR IGNORE INTO kept_file_name VALUES (?, ?)", (file.digest, file.seq))


def files_to_send(tx: Reading) -> tuple[FileToSend, ...]:
    """Return the files of documents that the office has on record, oldest first, but those with a fault."""
    return tuple(
        tx.rows(
            FileToSend,
            "SELECT digest, size, document, taken, fault FROM kept_file f"
            f" WHERE mine = 1 AND NOT ({_SENT}) AND fault = '' AND {_TAKEN} ORDER BY seq",
        )
    )


def files_not_sent(tx: Reading) -> tuple[FileToSend, ...]:
    """Return every file the office does not have, whatever it waits for."""
    return tuple(
        tx.rows(
            FileToSend,
            "SELECT digest, f.size, document, taken, fault, coalesce(d.type, ''), coalesce(d.file_name, '')"
            " FROM kept_file f LEFT JOIN p_document d ON d.id = f.document"
            f" WHERE mine = 1 AND NOT ({_SENT}) AND NOT ({_DENIED}) ORDER BY seq",
        )
    )


def files_left(tx: Reading) -> FilesLeft:
    """Return how much is left to be sent."""
    return tx.one(
        FilesLeft,
        "SELECT count(*), coalesce(sum(size - taken), 0) FROM kept_file f"
        f" WHERE mine = 1 AND NOT ({_SENT}) AND NOT ({_DENIED})",
    )


def note_taken(tx: Transaction, digest: bytes, taken: int) -> None:
    """Note how many bytes the office has acknowledged."""
    tx.execute("UPDATE kept_file SET taken = ? WHERE digest = ?", (taken, digest))


def note_receipt(tx: Transaction, digest: bytes, receipt: bytes, epoch: bytes) -> None:
    """Keep the receipt of an office's epoch; the caller has verified it."""
    tx.execute(
        "UPDATE kept_file SET taken = size, receipt = ?, receipt_epoch = ?, fault = '' WHERE digest = ?",
        (receipt, epoch, digest),
    )


def note_fault(tx: Transaction, digest: bytes, fault: str) -> None:
    """Note why a file is not sent; it stays here."""
    tx.execute("UPDATE kept_file SET fault = ?, taken = 0 WHERE digest = ?", (fault[:300], digest))


def note_copy(tx: Transaction, digest: bytes, size: int, at_ms: int) -> None:
    """Note a file that was fetched from the office, or looked at again."""
    tx.execute(
        "INSERT INTO kept_file (digest, size, document, mine, used_at_ms) VALUES (?, ?, x'', 0, ?)"
        " ON CONFLICT (digest) DO UPDATE SET used_at_ms = excluded.used_at_ms",
        (digest, size, at_ms),
    )


def over_budget(tx: Reading, budget: int = CACHE_BYTES) -> tuple[bytes, ...]:
    """Return the files that the office has as well and that no longer fit, the longest unused first."""
    sql = f"SELECT digest, size FROM kept_file f WHERE mine = 0 OR ({_SENT})"
    rows = tx.rows(_sized, f"{sql} ORDER BY used_at_ms, digest")
    total, going = sum(size for _, size in rows), []
    for digest, size in rows:
        if total <= budget:
            break
        going.append(digest)
        total -= size
    return tuple(going)


def forget_files(tx: Transaction, digests: tuple[bytes, ...]) -> None:
    """Forget files that were let go."""
    for table in ("kept_file_name", "kept_file"):
        tx.executemany(f"DELETE FROM {table} WHERE digest = ?", [(digest,) for digest in digests])


def known_files(tx: Reading) -> frozenset[bytes]:
    """Return every file that is said to be here."""
    return frozenset(tx.rows(bytes, "SELECT digest FROM kept_file"))


def _sized(digest: bytes, size: int) -> tuple[bytes, int]:
    return digest, size
