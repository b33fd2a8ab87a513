"""Signed checkpoints of the audit chain: hourly, in a table, in a file outside the database, on tablets.

The rule kept here: the file only grows and is never read back into the database, so whoever rewrites the
database has to find every witness as well.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection

from shared.contract.audit.checkpoints import (
    Checkpoint,
    SignedCheckpoint,
    as_line,
    from_line,
    sign_checkpoint,
)
from shared.contract.codec import Malformed, encode
from syncserver.people.devices.keys import ServerKeys
from syncserver.sync.audit import queries


def record_checkpoint(connection: Connection, keys: ServerKeys, now_ms: int) -> SignedCheckpoint | None:
    """Sign where the chain is now, and keep it; None where nothing was added since the last one."""
    epoch, number, hashed = queries.lock_place(connection)
    if number == 0 or queries.has_checkpoint(connection, epoch, number):
        return None
    signed = sign_checkpoint(Checkpoint(epoch, number, hashed, now_ms), keys.institution)
    queries.add_checkpoint(connection, signed, encode(signed))
    return signed


def write_witness(connection: Connection, file: Path) -> int:
    """Append to the file what it lacks of the table, durably, and return how many lines that were."""
    kept = read_witness(file) if file.exists() else ()
    known = frozenset(kept)
    newest_ms = max((signed.checkpoint.at_ms for signed in kept), default=0)
    missing = [one for one in queries.checkpoints_since(connection, newest_ms) if one not in known]
    if missing:
        _append(file, (as_line(signed) for signed in missing))
    return len(missing)


def read_witness(file: Path) -> tuple[SignedCheckpoint, ...]:
    """Return the checkpoints in a file: one a line, anything else beside them passed over.

    So what a tablet shows may be pasted as it is. A line that was cut while it was written is no checkpoint.
    """
    found = []
    for line in file.read_text("utf-8", errors="replace").splitlines():
        try:
            found.append(from_line(line))
        except Malformed:
            continue
    return tuple(found)


def _append(file: Path, lines: Iterable[str]) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as appended:
        # A line of its own even behind one that a power cut left unfinished.
        appended.write(("\n" + "\n".join(lines) + "\n").encode())
        appended.flush()
        os.fsync(appended.fileno())
