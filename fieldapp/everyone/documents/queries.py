"""Reading documents from the query tables, with what is known of their files here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from fieldapp.store.transaction import Reading
from shared.ids import DocumentId, StaffId

FileStands = Literal["on_tablet", "on_its_way", "not_sent", "at_office"]
"""on_tablet: its document waits here; on_its_way: parts of it are sent; not_sent: there is a reason why not;
at_office: the office has it."""


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """A document on file; `here` is whether its file is on this tablet, `taken` how many of its bytes are at
    the office, `fault` why it is not sent.
    """

    document: DocumentId
    owner: bytes
    type: str
    file_name: str
    sha256: bytes
    size: int
    media_type: str
    attached_by: StaffId
    attached_at_ms: int
    stored: bool
    issued_on: date | None
    expires_on: date | None
    provisional: bool
    here: bool
    taken: int
    fault: str

    @property
    def stands(self) -> FileStands:
        """Where its file is."""
        if self.stored:
            return "at_office"
        if self.fault:
            return "not_sent"
        return "on_tablet" if self.provisional else "on_its_way"


_DOCUMENT = (
    "SELECT d.id, d.owner_id, d.type, d.file_name, d.sha256, d.size, d.media_type, d.attached_by,"
    " d.attached_at_ms, d.stored, d.issued_on, d.expires_on, d.provisional, f.digest, coalesce(f.taken, 0),"
    " coalesce(f.fault, '') FROM p_document d LEFT JOIN kept_file f ON f.digest = d.sha256"
)


def document_at(tx: Reading, document: DocumentId) -> DocumentFacts | None:
    """Return one document."""
    return tx.row(_facts, f"{_DOCUMENT} WHERE d.id = ?", (document,))


def documents_of(tx: Reading, owner: bytes) -> tuple[DocumentFacts, ...]:
    """Return what is on file of somebody, newest first."""
    order = "ORDER BY d.attached_at_ms DESC, d.id DESC"
    return tuple(tx.rows(_facts, f"{_DOCUMENT} WHERE d.owner_id = ? {order}", (owner,)))


def _facts(
    document: bytes,
    owner: bytes,
    type_: str,
    file_name: str,
    sha256: bytes,
    size: int,
    media_type: str,
    attached_by: bytes,
    attached_at_ms: int,
    stored: int,
    issued_on: str | None,
    expires_on: str | None,
    provisional: int,
    kept: bytes | None,
    taken: int,
    fault: str,
) -> DocumentFacts:
    return DocumentFacts(
        DocumentId(document),
        owner,
        type_,
        file_name,
        sha256,
        size,
        media_type,
        StaffId(attached_by),
        attached_at_ms,
        bool(stored),
        None if issued_on is None else date.fromisoformat(issued_on),
        None if expires_on is None else date.fromisoformat(expires_on),
        bool(provisional),
        kept is not None,
        taken,
        fault,
    )
