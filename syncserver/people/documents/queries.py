"""How documents are loaded and saved, many at once, and found by their file or their owner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import Connection, Row, exists, select

from shared.contract.bodies.documents import MediaType, OwnerKind
from syncserver.database.bulk import upsert_rows
from syncserver.database.work import Shelf
from syncserver.people.documents.tables import document
from syncserver.people.tables import member, task


@dataclass(frozen=True, slots=True)
class Document:
    """A document on record; `stored_at_ms` is None while its file is on its way."""

    id: bytes
    operation: bytes
    owner_kind: OwnerKind
    owner: bytes
    type: str
    file_name: str
    sha256: bytes
    size: int
    media_type: MediaType
    issuing_authority: str
    issued_on: date | None
    expires_on: date | None
    attached_by: bytes
    attached_at_ms: int
    stored_at_ms: int | None = None


def _documents(connection: Connection, ids: Sequence[bytes]) -> Mapping[bytes, Document]:
    found = select(document).where(document.c.id.in_(ids)).order_by(document.c.id).with_for_update()
    return {row.id: _document(row) for row in connection.execute(found)}


def _document(row: Row[tuple[object, ...]]) -> Document:
    return Document(
        row.id,
        row.operation,
        cast(OwnerKind, row.owner_kind),
        row.owner,
        row.type,
        row.file_name,
        row.sha256,
        row.size,
        cast(MediaType, row.media_type),
        row.issuing_authority,
        row.issued_on,
        row.expires_on,
        row.attached_by,
        row.attached_at_ms,
        row.stored_at_ms,
    )


def _save(connection: Connection, values: Sequence[tuple[bytes, Document]]) -> None:
    names = tuple(column.name for column in document.columns)
    upsert_rows(connection, document, [{name: getattr(one, name) for name in names} for _, one in values])


DOCUMENTS: Shelf[Document] = Shelf("documents", _documents, _save)


def documents_of(connection: Connection, owner: bytes) -> tuple[bytes, ...]:
    """Return the documents of one member."""
    d = document.c
    return tuple(connection.scalars(select(d.id).where(d.owner == owner).order_by(d.id)))


def with_file(connection: Connection, digest: bytes) -> tuple[Document, ...]:
    """Return the documents that name this file."""
    rows = connection.execute(select(document).where(document.c.sha256 == digest).order_by(document.c.id))
    return tuple(_document(row) for row in rows)


def unions_with_file(connection: Connection, digest: bytes) -> tuple[bytes, ...]:
    """Return the present unions of the members of whom this file is on record and has arrived."""
    d, m = document.c, member.c
    found = select(m.union_id).join(document, d.owner == m.id)
    return tuple(connection.scalars(found.where(d.sha256 == digest, d.stored_at_ms.is_not(None)).distinct()))


def awaited_since(
    connection: Connection, before_ms: int, told_by: str, at_most: int = 500
) -> tuple[Document, ...]:
    """Return documents put on record before a time whose file has not arrived, and of which no open task of
    the kind `told_by` tells.
    """
    d, t = document.c, task.c
    told = exists().where(t.kind == told_by, t.about == d.id, t.staff == d.attached_by, t.is_open)
    rows = connection.execute(
        select(document)
        .where(d.stored_at_ms.is_(None), d.attached_at_ms < before_ms, ~told)
        .order_by(d.attached_at_ms)
        .limit(at_most)
    )
    return tuple(_document(row) for row in rows)


def stored_files(connection: Connection) -> tuple[bytes, ...]:
    """Return the hash of every file that has arrived, each once."""
    d = document.c
    found = select(d.sha256).where(d.stored_at_ms.is_not(None)).distinct().order_by(d.sha256)
    return tuple(connection.scalars(found))
