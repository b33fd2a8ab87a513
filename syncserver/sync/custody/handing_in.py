"""A courier's file handed in by somebody of the office at their own device, and the answer for the way back.

The rules kept here: only staff that counts cash or decides hands in, on a device in good standing; the file
goes through the same inbox as one that is taken in at the server; one is taken in at a time.
"""

from collections.abc import Callable
from threading import BoundedSemaphore

from shared.contract.codec import Malformed
from shared.contract.custody.courier import read_carried
from shared.contract.custody.handing_in import MAX_RETURNED_BYTES, CourierPart
from shared.errors import RuleRefused
from shared.permissions import may_sign
from syncserver.database.engine import Unavailable, reading
from syncserver.files.spool import Spool
from syncserver.people.devices.queries import Device, find_device
from syncserver.people.queries import STAFF
from syncserver.sync.custody.carrying import take_in
from syncserver.sync.files.receiving import folder_of
from syncserver.sync.server import Server

_AT_ONCE = BoundedSemaphore(1)
"""Each is held whole while it is opened."""
_WAIT_S = 5.0
_FOLDER = "handed-in"
KEPT_MS = 2 * 24 * 60 * 60 * 1000
"""How long a file waits for its next part."""


def take_courier_part(server: Server, asker: Device, part: CourierPart) -> int:
    """Take a part; return where the next one begins.

    Refusals: `courier.not_yours` for whoever may not, `courier.too_long`, `courier.unreadable` where the file
    begins like none, `courier.device` where it is of a tablet not known here.
    """
    _require(server, asker)
    if part.offset + len(part.data) > part.size:
        raise RuleRefused("courier.too_long", "More than the file has", f"It has {part.size} bytes.")
    if part.offset == 0:
        _require_known(server, part.data)
    return _spool(server).append(asker.id, part.digest, part.offset, part.data)


def take_handed_in(
    server: Server, asker: Device, digest: bytes, random_bytes: Callable[[int], bytes]
) -> bytes:
    """Take in a file of which all parts came; return its answer. `Unavailable` while another one is taken.

    Refusals: `courier.not_yours`, `courier.not_whole`, `courier.answer_too_large`, those of `take_in`.
    """
    _require(server, asker)
    if not _AT_ONCE.acquire(timeout=_WAIT_S):
        raise Unavailable
    try:
        spool = _spool(server)
        data = spool.whole(asker.id, digest)
        if data is None:
            detail = "Parts of it are missing, or it changed on the way. Choose it again."
            raise RuleRefused("courier.not_whole", "The file did not come whole", detail)
        try:
            answer = take_in(server, data, random_bytes).answer
        except RuleRefused:
            spool.forget(asker.id, digest)
            raise
        spool.forget(asker.id, digest)
    finally:
        _AT_ONCE.release()
    if len(answer) > MAX_RETURNED_BYTES:
        detail = "Everything in it was taken in. Have the answer made at the server: courier take."
        raise RuleRefused("courier.answer_too_large", "The answer is too large for this way", detail)
    return answer


def forget_left(server: Server) -> None:
    """Let go of files that were begun and never handed in whole."""
    _spool(server).forget_older((server.inbox.clock_ms() - KEPT_MS) / 1000)


def _require(server: Server, asker: Device) -> None:
    with reading(server.inbox.engine) as connection:
        person = STAFF.load(connection, [asker.staff]).get(asker.staff)
    allowed = person is not None and person.is_active and may_sign(person.role, "cash.received")
    if not allowed or asker.state != "ACTIVE":
        detail = "A supervisor, operations or an administrator does this, on a tablet in good standing."
        raise RuleRefused("courier.not_yours", "You may not hand this in", detail)


def _require_known(server: Server, head: bytes) -> None:
    """What is not from a tablet of this institution is refused before the rest of it is sent."""
    try:
        carried = read_carried(head)
    except Malformed as fault:
        detail = "It is another file, or its beginning was changed."
        raise RuleRefused("courier.unreadable", "This is no file of a courier", detail) from fault
    with reading(server.inbox.engine) as connection:
        device = find_device(connection, carried.device)
    if carried.kind != "bundle" or device is None or device.state == "PENDING":
        detail = "No tablet that is enrolled here saved this file."
        raise RuleRefused("courier.device", "The tablet is not known here", detail)


def _spool(server: Server) -> Spool:
    return Spool(folder_of(server).path / _FOLDER)
