"""Put a document on record for a member, with its file.

The rules kept here: the file is on the disk, encrypted, before anything is recorded; recorded, it is sent by
itself until the office has signed that it has it. What will not be taken is refused here, with the limit
named.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import cast

from fieldapp.desk import queries as facts
from fieldapp.desk.filing.keeping import folder_of, make_room
from fieldapp.desk.standing import checked, may_record
from fieldapp.everyone.documents.queries import document_at
from fieldapp.store.author import Desk
from fieldapp.store.carried.files import OwnFile, note_own
from fieldapp.store.outbox import append
from shared.contract.bodies.documents import DocumentAttached, MediaType
from shared.errors import RuleRefused
from shared.fieldwork.documents import HEAD_BYTES, checked_media_type
from shared.ids import DocumentId, MemberId


@dataclass(frozen=True, slots=True)
class DocumentForm:
    """A document as it is being added; `document` is made when the form opens."""

    document: DocumentId
    member: MemberId
    type: str
    file_name: str
    content: bytes


def attach_document(desk: Desk, form: DocumentForm) -> bytes:
    """Record a document, durably, and return the hash of its file; the same form again is the same document.

    Refusals: those of `may_record`, `member.unknown`, `document.type_missing`, `file.empty`,
    `file.too_large`, `file.kind`, `form.not_accepted`. Faults: those of the store and the disk; then nothing
    was recorded.
    """
    kind = " ".join(form.type.split())
    if not kind:
        raise RuleRefused("document.type_missing", "Say what it is", "Choose what kind of document this is.")
    media_type = checked_media_type(form.content[:HEAD_BYTES], len(form.content))
    digest, folder = sha256(form.content).digest(), folder_of(desk)
    with desk.store.read() as tx:
        if document_at(tx, form.document) is not None:
            return digest
        may_record(tx, desk, "document.attached")
        if facts.member(tx, form.member) is None:
            raise RuleRefused(
                "member.unknown", "This member is not on this tablet", "Look the member up again."
            )
    folder.put(digest, form.content)
    body = DocumentAttached(
        form.document,
        "member",
        form.member,
        kind,
        _tidied(form.file_name),
        digest,
        len(form.content),
        cast(MediaType, media_type),
    )
    with desk.store.transaction() as tx:
        operation = append(tx, desk.author, checked(body))
        own = OwnFile(digest, len(form.content), form.document, operation.seq)
        note_own(tx, own, desk.author.clock.now_ms())
    make_room(desk)
    return digest


def _tidied(name: str) -> str:
    """A name for people: what stands behind the last slash, without signs that cannot be shown."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(char for char in last if char.isprintable()).strip()
    return shown[-200:] or "file"
