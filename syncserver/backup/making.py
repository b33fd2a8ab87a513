"""Makes a backup: one state of the whole database and the server's keys, sealed to the recovery key.

The rule kept here: everything is read in one transaction that sees one state and holds nobody up, so a
server goes on answering while it is backed up.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from shared.contract.custody.sealed_file import sealed_writer
from syncserver.backup import queries
from syncserver.backup.contents import FORMAT, MAGIC, End, FrameWriter, Head, KeptFile, KeyFile, TableOf
from syncserver.database.engine import reading
from syncserver.database.migrating import newest_revision
from syncserver.migrations.catalogue import all_tables
from syncserver.people.devices.keys import KEY_FILES
from syncserver.people.documents.queries import stored_files
from syncserver.sync.audit.queries import audit_head
from syncserver.sync.queries import epoch
from syncserver.sync.server import NotInstalled, Server


class NoRecoveryKey(Exception):
    """The server has no recovery key yet, so there is nobody to seal to."""


@dataclass(frozen=True, slots=True)
class BackupMade:
    """What was written: so many rows and files in so many bytes, up to this row of the audit chain.

    `missing` files should be there by the database and are not on the disk.
    """

    rows: int
    bytes: int
    audit_number: int
    files: int = 0
    missing: int = 0


def make_backup(
    server: Server, keys_folder: Path, target: Path, random_bytes: Callable[[int], bytes]
) -> BackupMade:
    """Write a backup; `target` appears whole or not at all. `FileExistsError` rather than replacing one."""
    if not server.keys.recovery_key:
        raise NoRecoveryKey
    if target.exists():
        raise FileExistsError(target)
    draft = target.with_name(target.name + ".part")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        sealed = sealed_writer(file, MAGIC, server.keys.recovery_key, "backup", random_bytes)
        frames = FrameWriter(sealed)
        with reading(server.inbox.engine) as connection:
            head = _head(connection, server.inbox.clock_ms())
            frames.put(head)
            for name in KEY_FILES:
                frames.put(KeyFile(name, (keys_folder / name).read_bytes()))
            counts = _put_tables(connection, frames)
            wanted = stored_files(connection)
        files = _put_files(server, wanted, frames)
        frames.put(End(counts, files))
        frames.finish()
        sealed.finish()
        file.flush()
        os.fsync(file.fileno())
        size = file.tell()
    draft.rename(target)
    _sync_folder(target.parent)
    return BackupMade(sum(counts.values()), size, head.audit_number, files, len(wanted) - files)


def _put_tables(connection: Connection, frames: FrameWriter) -> dict[str, int]:
    """Write every table and return how many rows each has."""
    counts: dict[str, int] = {}
    for table in all_tables().sorted_tables:
        name = str(table.name)  # SQLAlchemy's names are strings of a kind of their own
        frames.put(TableOf(name, tuple(str(column.name) for column in table.columns)))
        counts[name] = 0
        for rows in queries.rows_of(connection, table):
            frames.put_rows(rows)
            counts[name] += len(rows)
    return counts


def _put_files(server: Server, wanted: Sequence[bytes], frames: FrameWriter) -> int:
    """Write every file that the rows say is here and return how many; a file never changes or goes."""
    folder = server.files
    if folder is None:
        return 0
    found = tuple(digest for digest in wanted if folder.has(digest))
    for digest in found:
        frames.put(KeptFile(digest, folder.as_kept(digest)))
    return len(found)


def _head(connection: Connection, now_ms: int) -> Head:
    number, hashed = audit_head(connection)
    own_epoch = epoch(connection)
    if own_epoch is None:
        raise NotInstalled
    return Head(FORMAT, newest_revision(), connection.dialect.name, now_ms, own_epoch, number, hashed)


def _sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
