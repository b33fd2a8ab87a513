"""Sends the files whose documents the office has on record, one after another, from where each had come.

The rules kept here: a part is sent again until the server acknowledged it; a file counts as sent only with a
receipt that the institution signed, for this device and this very content. What the office will not take
stays here, with its reason, and keeps no other file waiting.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from fieldapp.store.author import Desk
from fieldapp.store.carried.files import (
    FilesLeft,
    FileToSend,
    files_left,
    files_to_send,
    note_fault,
    note_receipt,
    note_taken,
)
from fieldapp.store.transaction import StoreDamaged, StoreFault
from fieldapp.syncing.faults import Refused as OfficeRefused
from fieldapp.syncing.faults import RoundStalled, SyncFault, UntrustedAnswer
from fieldapp.syncing.files.way import PART_BYTES, FileProgress, FilesWay, OtherOffset
from fieldapp.syncing.round import AtStore, directly
from shared.contract.codec import Malformed, encode
from shared.contract.files.receipts import FileReceipt, open_receipt
from shared.contract.signing import BadSignature

_MOST_BEGINNINGS = 3
"""A file that has to be begun more often in one go is left for the next."""
_NOT_YET = 404
_FOR_GOOD = frozenset({"file.kind", "file.other_size", "file.too_long", "file.too_large"})

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FileMoved:
    """How far a file is: so many of its bytes are at the office."""

    digest: bytes
    taken: int
    size: int


@dataclass(frozen=True, slots=True)
class FilesSent:
    """What came of it: files sent, what is left, and the fault that ended it early."""

    sent: int = 0
    left: FilesLeft = field(default_factory=FilesLeft)
    fault: SyncFault | StoreFault | None = None


Tell = Callable[[FileMoved], bool]
"""Is told after each part, and says whether to go on."""


class _CutShort(Exception):
    """Somebody does not want to go on just now."""


def send_files(
    desk: Desk,
    way: FilesWay,
    server_key: Ed25519PublicKey,
    at_store: AtStore = directly,
    tell: Tell = lambda _: True,
) -> FilesSent:
    """Send what there is to send. Faults of the way and the store are returned, never raised."""
    result = FilesSent()
    try:
        for file in at_store(partial(_to_send, desk)):
            if _send(desk, way, file, server_key, at_store, tell):
                result = replace(result, sent=result.sent + 1)
    except _CutShort:
        _log.info("files_cut_short")
    except (SyncFault, StoreFault) as fault:
        result = replace(result, fault=fault)
    return replace(result, left=at_store(partial(_left, desk)))


def _to_send(desk: Desk) -> tuple[FileToSend, ...]:
    if desk.files is None:
        return ()
    with desk.store.read() as tx:
        return files_to_send(tx)


def _left(desk: Desk) -> FilesLeft:
    with desk.store.read() as tx:
        return files_left(tx)


def _send(
    desk: Desk,
    way: FilesWay,
    file: FileToSend,
    server_key: Ed25519PublicKey,
    at_store: AtStore,
    tell: Tell,
) -> bool:
    """Send one file; whether the office has it now."""
    try:
        content = at_store(partial(_content, desk, file.digest))
        progress = _send_parts(way, file, content, partial(_moved, desk, file, at_store, tell))
    except StoreDamaged as fault:
        at_store(partial(_fault, desk, file.digest, fault.title))
        return False
    except OfficeRefused as refused:
        if refused.status == _NOT_YET:
            return False
        if refused.code not in _FOR_GOOD:
            raise
        at_store(partial(_fault, desk, file.digest, f"{refused.problem_title}. {refused.detail}"))
        return False
    receipt = _checked(desk, file, progress, server_key)
    at_store(partial(_sent, desk, file, progress, receipt))
    tell(FileMoved(file.digest, file.size, file.size))
    return True


def _send_parts(
    way: FilesWay, file: FileToSend, content: bytes, moved: Callable[[int], None]
) -> FileProgress:
    """Send part after part from where the server is, beginning anew where it lost the thread."""
    for _ in range(_MOST_BEGINNINGS):
        progress = way.begin(file.digest, file.size)
        try:
            while progress.receipt is None and progress.taken < file.size:
                moved(progress.taken)
                data = content[progress.taken : progress.taken + PART_BYTES]
                now = way.send_part(file.digest, progress.taken, data)
                if now.receipt is None and now.taken <= progress.taken:
                    break
                progress = now
            if progress.receipt is not None:
                return progress
        except OtherOffset:
            continue
        except OfficeRefused as refused:
            if refused.code != "checksum":
                raise
    raise RoundStalled("a file does not get on")


def _checked(
    desk: Desk, file: FileToSend, progress: FileProgress, server_key: Ed25519PublicKey
) -> FileReceipt:
    """Return the receipt. `UntrustedAnswer` unless the institution signed it, for this content from here."""
    try:
        if progress.receipt is None:
            raise Malformed("no receipt")
        receipt = open_receipt(progress.receipt, server_key)
    except (BadSignature, Malformed) as fault:
        raise UntrustedAnswer("a receipt") from fault
    if (receipt.sha256, receipt.size, receipt.device) != (file.digest, file.size, desk.author.device):
        raise UntrustedAnswer("a receipt for something else")
    return receipt


def _content(desk: Desk, digest: bytes) -> bytes:
    if desk.files is None:
        raise StoreDamaged("This tablet keeps no files", "")
    return desk.files.read(digest)


def _moved(desk: Desk, file: FileToSend, at_store: AtStore, tell: Tell, taken: int) -> None:
    at_store(partial(_taken, desk, file.digest, taken))
    if not tell(FileMoved(file.digest, taken, file.size)):
        raise _CutShort


def _taken(desk: Desk, digest: bytes, taken: int) -> None:
    with desk.store.transaction() as tx:
        note_taken(tx, digest, taken)


def _fault(desk: Desk, digest: bytes, why: str) -> None:
    _log.warning("file_not_sent file=%s", digest.hex()[:16])
    with desk.store.transaction() as tx:
        note_fault(tx, digest, why)


def _sent(desk: Desk, file: FileToSend, progress: FileProgress, receipt: FileReceipt) -> None:
    kept = b"" if progress.receipt is None else encode(progress.receipt)
    with desk.store.transaction() as tx:
        note_receipt(tx, file.digest, kept, receipt.epoch)
