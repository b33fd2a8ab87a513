"""Takes a file in, part after part, and gives it out again.

The rules kept here: a file is taken only where a document names it that this person put on record, and given
out only where such a document is in the asker's scope: to everybody else there is none. Offset and bytes are
one commit, so a part that comes twice, too early or after a restart changes nothing. What is not the file the
document names is let go whole.
"""

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Connection

from shared.contract.files.receipts import FileReceipt, SignedReceipt, sign_receipt
from shared.contract.records import union_bucket
from shared.errors import RuleRefused
from shared.fieldwork.documents import HEAD_BYTES, media_type_of
from shared.permissions import Role
from syncserver.database.engine import reading, writing
from syncserver.files import queries
from syncserver.files.folder import FileFolder
from syncserver.files.queries import Upload
from syncserver.people.devices.queries import Device
from syncserver.people.documents.attaching import note_stored
from syncserver.people.documents.queries import DOCUMENTS, Document, unions_with_file, with_file
from syncserver.people.queries import STAFF
from syncserver.people.tasks import close_task
from syncserver.sync.feed.numbering import number_records
from syncserver.sync.inbox.batch import begin_work
from syncserver.sync.queries import epoch
from syncserver.sync.scope import is_trusted, scope_of
from syncserver.sync.server import NotInstalled, Server

PENDING_TASK = "file_pending"


class NoSuchFile(Exception):
    """There is no such file, or none of the asker's."""


class OtherOffset(Exception):
    """A part begins elsewhere than where the last one ended; `taken` is where the next one has to."""

    def __init__(self, taken: int) -> None:
        super().__init__(str(taken))
        self.taken = taken


class OtherContent(Exception):
    """All bytes came, and they are not the file that was named; nothing of it was kept."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of a file is here, and the receipt once all of it is."""

    size: int
    taken: int
    receipt: SignedReceipt | None = None


def begin(server: Server, device: Device, digest: bytes, size: int) -> Progress:
    """Begin an upload, or say how far one has come. Raises `NoSuchFile`; refusal `file.other_size`."""
    with writing(server.inbox.engine) as connection:
        named = _named(connection, device, digest)
        if size != named[0].size:
            detail = f"The document says {named[0].size} bytes."
            raise RuleRefused("file.other_size", "The size differs", detail)
        if _is_stored(server, connection, named):
            return _whole(server, connection, device, named[0])
        upload = queries.hold_upload(connection, device.id, digest)
        if upload is None:
            begun = Upload(device.id, digest, size, 0)
            queries.begin_upload(connection, begun, server.inbox.clock_ms())
            upload = queries.hold_upload(connection, device.id, digest) or begun
    return Progress(upload.size, upload.taken)


def progress_of(server: Server, device: Device, digest: bytes) -> Progress:
    """Say how far an upload has come. Raises `NoSuchFile`."""
    with writing(server.inbox.engine) as connection:
        named = _named(connection, device, digest)
        if _is_stored(server, connection, named):
            return _whole(server, connection, device, named[0])
        upload = queries.hold_upload(connection, device.id, digest)
    if upload is None:
        raise NoSuchFile
    return Progress(upload.size, upload.taken)


def take_part(server: Server, device: Device, digest: bytes, offset: int, data: bytes) -> Progress:
    """Take the part that follows; with the last one the file is looked at and kept.

    Raises `NoSuchFile`, `OtherOffset`, `OtherContent`; refusals `file.kind`, `file.too_long`. OSError where
    the disk takes no more: the part then was not taken, and is sent again.
    """
    with writing(server.inbox.engine) as connection:
        named = _named(connection, device, digest)
        upload = queries.hold_upload(connection, device.id, digest)
        if upload is None:
            if _is_stored(server, connection, named):
                return _whole(server, connection, device, named[0])
            raise NoSuchFile
        if offset != upload.taken:
            raise OtherOffset(upload.taken)
        if len(data) > upload.size - upload.taken:
            detail = f"The document says {upload.size} bytes."
            raise RuleRefused("file.too_long", "More than the file has", detail)
        if upload.taken < HEAD_BYTES and data:
            _require_kind(named, queries.content_of(connection, upload) + data)
            queries.add_part(connection, upload, data)
        elif data:
            queries.add_part(connection, upload, data)
        upload = Upload(upload.device, upload.digest, upload.size, upload.taken + len(data))
        if upload.taken < upload.size:
            return Progress(upload.size, upload.taken)
        content = queries.content_of(connection, upload)
        queries.drop_upload(connection, upload)
        if sha256(content).digest() == digest:
            _keep(server, connection, named, content)
            return _whole(server, connection, device, named[0])
    raise OtherContent


def give(server: Server, asker: Device, digest: bytes) -> bytes:
    """Return a whole file to somebody whom a document with it concerns. Raises `NoSuchFile`."""
    with reading(server.inbox.engine) as connection:
        person = STAFF.load(connection, [asker.staff]).get(asker.staff)
        if person is None or not is_trusted(asker, person):
            raise NoSuchFile
        scope = frozenset(scope_of(connection, person).buckets)
        unions = unions_with_file(connection, digest)
        if not any(person.role is Role.ADMIN or union_bucket(union) in scope for union in unions):
            raise NoSuchFile
    try:
        return folder_of(server).read(digest)
    except FileNotFoundError as fault:
        raise NoSuchFile from fault


def folder_of(server: Server) -> FileFolder:
    """Return where this server keeps files."""
    if server.files is None:
        raise NotInstalled("this server keeps no files")
    return server.files


def _named(connection: Connection, device: Device, digest: bytes) -> tuple[Document, ...]:
    """The documents with this file that the person of this device put on record."""
    found = tuple(one for one in with_file(connection, digest) if one.attached_by == device.staff)
    if not found or device.state != "ACTIVE":
        raise NoSuchFile
    return found


def _require_kind(named: tuple[Document, ...], head: bytes) -> None:
    """As soon as enough of the file is here to tell, however short the parts are."""
    kinds = sorted({document.media_type for document in named})
    if len(head) >= min(HEAD_BYTES, named[0].size) and media_type_of(head) not in kinds:
        detail = f"It does not begin like {' or '.join(kinds)}, whatever it is called."
        raise RuleRefused("file.kind", "Another kind of file", detail)


def _keep(server: Server, connection: Connection, named: tuple[Document, ...], content: bytes) -> None:
    """The file is on the disk before the database says so; the other way round it could be lost. A document
    that calls it another kind than it is does not have it.
    """
    folder_of(server).put(named[0].sha256, (content,))
    kind = media_type_of(content[:HEAD_BYTES])
    _note(server, connection, tuple(document for document in named if document.media_type == kind))


def _is_stored(server: Server, connection: Connection, named: tuple[Document, ...]) -> bool:
    """Whether this person has sent the file before and it is here still: then what they named with it since
    has it too. One that the disk lost is taken again.
    """
    kinds = {document.media_type for document in named if document.stored_at_ms is not None}
    if not kinds or not folder_of(server).has(named[0].sha256):
        return False
    waiting = tuple(one for one in named if one.stored_at_ms is None and one.media_type in kinds)
    if waiting:
        _note(server, connection, waiting)
    return True


def _note(server: Server, connection: Connection, named: tuple[Document, ...]) -> None:
    """The documents of a file that is here say so, and whoever was reminded of it has nothing left to do."""
    work = begin_work(connection, server.inbox.clock_ms())
    work.prefetch(DOCUMENTS, (document.id for document in named))
    for document in named:
        note_stored(work, document.id)
        close_task(
            work, kind=PENDING_TASK, about_kind="document", about=document.id, staff=document.attached_by
        )
    work.keep()
    work.flush()
    number_records(work, server.inbox.handlers.publishers)


def _whole(server: Server, connection: Connection, device: Device, document: Document) -> Progress:
    own_epoch = epoch(connection)
    if own_epoch is None:
        raise NotInstalled("this database has no server in it")
    receipt = FileReceipt(document.sha256, document.size, device.id, own_epoch, server.inbox.clock_ms())
    return Progress(document.size, document.size, sign_receipt(receipt, server.keys.institution))
