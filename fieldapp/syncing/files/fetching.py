"""Opens the file of a document: from this tablet, or fetched from the office and kept for the next time.

The rule kept here: what is shown is the file the document names, by its hash; the copies that are kept take
no more room than they may.
"""

from __future__ import annotations

from functools import partial
from hashlib import sha256

from fieldapp.desk.filing.keeping import folder_of, make_room
from fieldapp.store.author import Desk
from fieldapp.store.carried.files import note_copy
from fieldapp.syncing.faults import AnswerDamaged
from fieldapp.syncing.files.way import FilesWay
from fieldapp.syncing.round import AtStore, directly


def fetch_file(desk: Desk, way: FilesWay, digest: bytes, size: int, at_store: AtStore = directly) -> bytes:
    """Return a file, fetched where it is not here.

    Faults: `SyncFault`, `Refused` where it is nobody's here; those of the store and the disk.
    """
    content = bytearray()
    while len(content) < size:
        part = way.fetch_part(digest, len(content))
        if not part or len(content) + len(part) > size:
            raise AnswerDamaged("a file of another size")
        content += part
    if sha256(content).digest() != digest:
        raise AnswerDamaged("another file")
    at_store(partial(_keep, desk, digest, bytes(content)))
    return bytes(content)


def _keep(desk: Desk, digest: bytes, content: bytes) -> None:
    folder_of(desk).put(digest, content)
    with desk.store.transaction() as tx:
        note_copy(tx, digest, len(content), desk.author.clock.now_ms())
    make_room(desk)
