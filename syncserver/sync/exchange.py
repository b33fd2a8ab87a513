"""One exchange: take what the device sends, then answer from one consistent state of the database.

The rules kept here: the answer is read after the commit of what was taken, in one snapshot; a bucket's size
and digest are given only where the answer brings it level.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from shared.contract.audit.checkpoints import SignedCheckpoint
from shared.contract.codec import decode
from shared.contract.exchange import (
    AcknowledgedHead,
    BucketState,
    ExchangeRequest,
    ExchangeResponse,
    NumberBlock,
    Verdict,
)
from shared.contract.operations import GENESIS
from shared.contract.signing import public_key, sign_head
from shared.contract.version import OLDEST_PROTOCOL, PROTOCOL
from shared.ids import INSTITUTION_ID
from syncserver.database.engine import reading, writing
from syncserver.database.walls import stand_behind_wall
from syncserver.people.devices.numbers import give_blocks
from syncserver.people.devices.queries import Device, find_device_and_head
from syncserver.people.queries import INSTITUTION, STAFF
from syncserver.sync import queries
from syncserver.sync.feed.pages import Page, read_page
from syncserver.sync.inbox.batch import UnknownDevice
from syncserver.sync.inbox.taking import take_sent
from syncserver.sync.scope import is_trusted, lease_until_ms, scope_of
from syncserver.sync.server import Server
from syncserver.sync.telling.seen import note_seen


@dataclass(frozen=True, slots=True)
class _Given:
    """What was committed for this exchange before the answer is read."""

    verdicts: tuple[Verdict, ...]
    blocks: tuple[NumberBlock, ...]


def exchange(server: Server, device: Device, request: ExchangeRequest) -> ExchangeResponse:
    """Answer a request whose signature has been checked; `Unavailable` when nothing could be taken."""
    verdicts = take_sent(server.inbox, device.id, public_key(device.public_key), request.operations)
    given = _Given(verdicts, _blocks(server, device, request))
    if request.report is not None:
        note_seen(server, device, request.report)
    # Before the snapshot: what the device then knows is at least as new as the time it is told.
    now_ms = server.inbox.clock_ms()
    with reading(server.inbox.engine) as connection:
        return _answer(server, connection, device.id, request, given, now_ms)


def _blocks(server: Server, device: Device, request: ExchangeRequest) -> tuple[NumberBlock, ...]:
    if not request.wanted_blocks or device.state != "ACTIVE":
        return ()
    with writing(server.inbox.engine) as connection:
        return give_blocks(connection, device.id, request.wanted_blocks, server.inbox.clock_ms())


def _answer(
    server: Server,
    connection: Connection,
    identifier: bytes,
    request: ExchangeRequest,
    given: _Given,
    now_ms: int,
) -> ExchangeResponse:
    found = find_device_and_head(connection, identifier)
    state = queries.epoch_and_checkpoint(connection)
    institution = INSTITUTION.load(connection, [INSTITUTION_ID]).get(INSTITUTION_ID)
    if found is None or state is None or institution is None:
        raise UnknownDevice(identifier.hex())
    (device, head), (epoch, checkpoint) = found, state
    person = STAFF.load(connection, [device.staff]).get(device.staff)
    anew = _judged_anew(connection, identifier, request, epoch)
    speaks_as_we_do = OLDEST_PROTOCOL <= request.protocol <= PROTOCOL
    if speaks_as_we_do and is_trusted(device, person) and person is not None:
        scope = scope_of(connection, person)
        stand_behind_wall(connection, scope.buckets)  # nothing else is read for this answer but its page
        page, scope_version = read_page(connection, scope.buckets, request, epoch), scope.version
    else:
        page, scope_version = _nothing_new(request), request.scope_version
    acknowledged = AcknowledgedHead(identifier, head.seq, head.hash or GENESIS, epoch, now_ms)
    return ExchangeResponse(
        protocol=PROTOCOL,
        oldest_protocol=OLDEST_PROTOCOL,
        epoch=epoch,
        server_time_ms=now_ms,
        device_state=device.state,
        device_reason=device.reason,
        verdicts=(*anew, *given.verdicts),
        head=acknowledged,
        head_signature=sign_head(acknowledged, server.keys.institution),
        expected_seq=head.seq + 1,
        scope_version=scope_version,
        buckets=page.buckets,
        changes=page.changes,
        more=page.more,
        lease_until_ms=lease_until_ms(institution, device, person, now_ms),
        blocks=given.blocks,
        checkpoints=() if checkpoint is None else (decode(SignedCheckpoint, checkpoint),),
        courier_key=server.courier_key,
    )


def _judged_anew(
    connection: Connection, device: bytes, request: ExchangeRequest, epoch: bytes
) -> tuple[Verdict, ...]:
    """What the device has a verdict on from before a restore, and was judged again since: what was on its way
    or with a courier may have come before the device itself.
    """
    if request.epoch in (b"", epoch):
        return ()
    given = queries.judged_since(connection, device, request.acknowledged_seq, epoch)
    return tuple(decode(Verdict, verdict) for verdict in given)


def _nothing_new(request: ExchangeRequest) -> Page:
    """Leave every bucket where the device has it: nothing is sent, and nothing has left its scope."""
    buckets = tuple(
        BucketState(cursor.bucket, cursor.number, level=False, count=0, digest=bytes(8))
        for cursor in request.cursors
    )
    return Page(buckets, (), more=False)
