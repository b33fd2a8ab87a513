"""All SQL about files on their way in.

The rule kept here: an upload's row is held by whoever adds to it, so its offset and its parts always agree.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from syncserver.database.bulk import run
from syncserver.files.tables import file_part, file_upload


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way from one device: `taken` of its `size` bytes are here."""

    device: bytes
    digest: bytes
    size: int
    taken: int


def hold_upload(connection: Connection, device: bytes, digest: bytes) -> Upload | None:
    """Return an upload, held until the commit."""
    u = file_upload.c
    row = connection.execute(
        select(u.size, u.taken).where(u.device == device, u.digest == digest).with_for_update()
    ).one_or_none()
    return None if row is None else Upload(device, digest, row.size, row.taken)


def begin_upload(connection: Connection, upload: Upload, now_ms: int) -> None:
    """Begin an upload that nothing was taken of; one that somebody began in this moment stays as it is."""
    run(
        connection,
        "INSERT INTO file_upload (device, digest, size, taken, begun_at_ms) VALUES (?, ?, ?, 0, ?)"
        " ON CONFLICT DO NOTHING",
        (upload.device, upload.digest, upload.size, now_ms),
    )


def add_part(connection: Connection, upload: Upload, data: bytes) -> None:
    """Add what follows what was taken."""
    connection.execute(
        insert(file_part).values(device=upload.device, digest=upload.digest, offset=upload.taken, data=data)
    )
    u = file_upload.c
    connection.execute(
        update(file_upload)
        .where(u.device == upload.device, u.digest == upload.digest)
        .values(taken=upload.taken + len(data))
    )


def content_of(connection: Connection, upload: Upload) -> bytes:
    """Return what was taken."""
    p = file_part.c
    parts = select(p.data).where(p.device == upload.device, p.digest == upload.digest).order_by(p.offset)
    return b"".join(connection.scalars(parts))


def drop_upload(connection: Connection, upload: Upload) -> None:
    """Let go of an upload and its parts."""
    p, u = file_part.c, file_upload.c
    connection.execute(delete(file_part).where(p.device == upload.device, p.digest == upload.digest))
    connection.execute(delete(file_upload).where(u.device == upload.device, u.digest == upload.digest))


def drop_older(connection: Connection, before_ms: int) -> None:
    """Let go of uploads begun before a time: whoever still sends one begins anew, after its part is in."""
    u, p = file_upload.c, file_part.c
    older = select(u.device, u.digest).where(u.begun_at_ms < before_ms).order_by(u.device, u.digest)
    for device, digest in connection.execute(older.with_for_update()).all():
        connection.execute(delete(file_part).where(p.device == device, p.digest == digest))
        connection.execute(delete(file_upload).where(u.device == device, u.digest == digest))
