"""Brings a server back from a backup into an empty database, as a server of a new epoch.

The rules kept here: it is all there or nothing is, schema included; the epoch is new in the same commit, so
no device can take the restored server for the one it knew: each sends again what lies above the restored
head. Numbers go on where none of the lost ones can come twice.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Connection, Engine, Table

from shared.ids import IdMaker
from syncserver.backup import queries
from syncserver.backup.contents import (
    FORMATS,
    BackupRefused,
    End,
    Frame,
    Head,
    KeptFile,
    KeyFile,
    Rows,
    TableOf,
    Value,
    backup_reader,
    frames_of,
    values_in,
)
from syncserver.database.engine import writing
from syncserver.database.migrating import bring_to, newest_revision, require_known
from syncserver.files.folder import FileFolder
from syncserver.people.devices.keys import KEY_FILES, load_keys, write_key
from syncserver.sync.audit.checkpoints import record_checkpoint
from syncserver.sync.audit.queries import audit_head
from syncserver.sync.queries import epoch


class NotEmpty(Exception):
    """What is there would be overwritten; the message names it."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: the backup's own head, its rows and files, and the epoch that began."""

    head: Head
    rows: int
    epoch: bytes
    files: int = 0


@dataclass(frozen=True, slots=True)
class Folders:
    """Where what does not go into the database is restored to."""

    keys: Path
    files: Path


def restore(
    engine: Engine, folders: Folders, source: Path, key: X25519PrivateKey, ids: IdMaker, now_ms: int
) -> Restored:
    """Restore database, files and keys, and sign where the new epoch begins.

    Raises `SealBroken` (`BackupRefused` among it), `NotEmpty`, or `WrongSchema` for one of a newer server.
    """
    with source.open("rb") as file, writing(engine) as connection:
        if not queries.is_empty(connection):
            raise NotEmpty("The database is not empty. Restore into a new one.")
        frames = frames_of(backup_reader(file, key))
        head = next(frames, None)
        if not isinstance(head, Head) or head.format not in FORMATS:
            raise BackupRefused("It is of a form this server does not know.")
        require_known(head.revision)
        bring_to(connection, head.revision)
        files = FileFolder(folders.files, b"", secrets.token_bytes)
        coming = _Coming(connection, files, queries.tables_found(connection))
        for frame in frames:
            coming.take(frame)
        coming.finish(head)
        own_epoch = ids.make()
        queries.begin_epoch(connection, own_epoch)
        queries.skip_numbers(connection)
        queries.check_constraints(connection)
        bring_to(connection, newest_revision())
        _write_keys(folders.keys, coming.keys)
        record_checkpoint(connection, load_keys(folders.keys), now_ms)
    return Restored(head, sum(coming.counts.values()), own_epoch, coming.files)


@dataclass(slots=True)
class _Coming:
    """A backup on its way in: the rows are written as they come, and counted."""

    connection: Connection
    folder: FileFolder
    tables: dict[str, Table]
    files: int = 0
    keys: dict[str, bytes] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    _table: TableOf | None = None
    _together: list[Sequence[Value]] = field(default_factory=list)
    _end: End | None = None

    def take(self, frame: Frame) -> None:
        """Take the next frame."""
        if self._end is not None:
            raise BackupRefused("Something stands behind its end.")
        if isinstance(frame, KeyFile):
            self.keys[frame.name] = frame.data
        elif isinstance(frame, TableOf):
            self._close_table()
            self._open_table(frame)
        elif isinstance(frame, Rows):
            self._take_rows(frame)
        elif isinstance(frame, KeptFile):
            self.folder.put_as_kept(frame.sha256, frame.data)
            self.files += 1
        elif isinstance(frame, End):
            self._close_table()
            self._end = frame
        else:
            raise BackupRefused("It begins twice.")

    def finish(self, head: Head) -> None:
        """Raise `BackupRefused` unless everything came that was said to be there."""
        if self._end is None or (self._end.counts, self._end.files) != (self.counts, self.files):
            raise BackupRefused("It is not complete.")
        if set(self.keys) != set(KEY_FILES):
            raise BackupRefused("The server's keys are not all in it.")
        if audit_head(self.connection) != (head.audit_number, head.audit_hash):
            raise BackupRefused("Its audit chain ends elsewhere than it says.")
        if epoch(self.connection) != head.epoch:
            raise BackupRefused("It is of another epoch than it says.")
        queries.set_sequences(self.connection, list(self.tables.values()))

    def _open_table(self, frame: TableOf) -> None:
        table = self.tables.get(frame.name)
        if table is None or not set(frame.columns) <= set(table.columns.keys()) or frame.name in self.counts:
            raise BackupRefused(f"It holds a table that does not fit its schema: {frame.name}.")
        self.counts[frame.name] = 0
        self._table = frame

    def _take_rows(self, frame: Rows) -> None:
        if self._table is None:
            raise BackupRefused("Rows stand in no table.")
        rows = values_in(frame)
        self.counts[self._table.name] += len(rows)
        if queries.is_self_referring(self.tables[self._table.name]):
            self._together.extend(rows)
        else:
            self._put(self._table, rows)

    def _close_table(self) -> None:
        if self._table is not None and self._together:
            self._put(self._table, self._together)
            self._together = []

    def _put(self, table: TableOf, rows: Sequence[Sequence[Value]]) -> None:
        queries.put_rows(self.connection, self.tables[table.name], table.columns, rows)


def _write_keys(folder: Path, keys: dict[str, bytes]) -> None:
    """Keys that are there already have to be the same."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, data in keys.items():
        path = folder / name
        if not path.exists():
            write_key(path, data)
        elif path.read_bytes() != data:
            raise NotEmpty(f"{path} is another key than the backup's. Restore into a new keys folder.")
