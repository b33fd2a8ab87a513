"""A document is put on record for a member; its file follows by its own way.

The rule kept here: the record says what the file is by its hash and size, so what arrives later is the same
file or none; it is on record at once, and says whether the file has arrived.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from shared.contract.bodies.documents import DocumentAttached
from shared.contract.records import DocumentRecord, union_bucket
from shared.errors import RuleRefused
from syncserver.database.records import Published, Publisher
from syncserver.database.ruling import APPLIED, Ruling
from syncserver.database.work import Work
from syncserver.people.caller import Caller
from syncserver.people.documents.queries import DOCUMENTS, Document, documents_of
from syncserver.people.members.changes import known_member
from syncserver.people.publishing import loaded
from syncserver.people.queries import MEMBERS
from syncserver.people.scope import require_member


def prefetch_documents(work: Work, bodies: Sequence[DocumentAttached]) -> None:
    """Load what a batch of documents asks for in two queries."""
    work.prefetch(DOCUMENTS, (body.document for body in bodies))
    work.prefetch(MEMBERS, (body.owner for body in bodies if body.owner_kind == "member"))


def attach_document(work: Work, caller: Caller, body: DocumentAttached) -> Ruling:
    """Put a document on record.

    Refused: an id that is taken, an owner of a kind that takes none yet, a member unknown or out of scope,
    dates that contradict each other.
    """
    if work.get(DOCUMENTS, body.document) is not None:
        raise RuleRefused("document.exists", "Already on file", "This document is known here.")
    if body.owner_kind != "member":
        raise RuleRefused("document.owner", "No documents here", "Documents are kept of members.")
    require_member(work, caller, known_member(work, body.owner))
    if body.issued_on and body.expires_on and body.expires_on < body.issued_on:
        detail = "It would have expired before it was issued."
        raise RuleRefused("document.dates", "The dates do not fit", detail)
    work.put(
        DOCUMENTS,
        body.document,
        Document(
            body.document,
            caller.operation,
            body.owner_kind,
            body.owner,
            body.type,
            body.file_name,
            body.sha256,
            body.size,
            body.media_type,
            body.issuing_authority,
            body.issued_on,
            body.expires_on,
            caller.staff,
            work.now_ms,
        ),
    )
    work.publish("document", body.document)
    return APPLIED


def note_stored(work: Work, document: bytes) -> None:
    """Note that the file of a document has arrived."""
    known = work.get(DOCUMENTS, document)
    if known is not None and known.stored_at_ms is None:
        work.put(DOCUMENTS, document, replace(known, stored_at_ms=work.now_ms))
        work.publish("document", document)


def publish_documents(work: Work, ids: Sequence[bytes]) -> Mapping[bytes, Published]:
    """Build document records; they live with the present union of their member."""
    documents = list(loaded(work, DOCUMENTS, ids))
    work.prefetch(MEMBERS, (document.owner for _, document in documents))
    return {identifier: Published(_record(one), _buckets(work, one)) for identifier, one in documents}


def _buckets(work: Work, document: Document) -> frozenset[str]:
    member = work.get(MEMBERS, document.owner)
    return frozenset() if member is None else frozenset({union_bucket(member.union)})


def records_of_member(work: Work, member: bytes) -> Sequence[tuple[str, bytes]]:
    """Return what moves along when a member changes unions."""
    return tuple(("document", document) for document in documents_of(work.connection, member))


def _record(document: Document) -> DocumentRecord:
    return DocumentRecord(
        document.owner_kind,
        document.owner,
        document.type,
        document.file_name,
        document.sha256,
        document.size,
        document.media_type,
        document.attached_by,
        document.attached_at_ms,
        document.stored_at_ms is not None,
        document.issuing_authority,
        document.issued_on,
        document.expires_on,
    )


PUBLISHERS: Mapping[str, Publisher] = {"document": publish_documents}
