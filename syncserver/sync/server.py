"""The server as somebody who acts: its keys, and the device it holds itself.

The rule kept here: what the command line and the server decide is an operation like any other, signed,
chained, judged and kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from shared.contract.codec import Message, encode
from shared.contract.exchange import Verdict
from shared.contract.operations import GENESIS, KIND_OF, Operation
from shared.contract.signing import public_bytes, sign_operation
from shared.ids import ID_BYTES, INSTITUTION_ID, IdMaker
from syncserver.files.folder import FileFolder
from syncserver.people.devices.keys import ServerKeys
from syncserver.people.devices.queries import DEVICES, Device, Head, device_with_key
from syncserver.sync import queries
from syncserver.sync.audit.chain import GENESIS as AUDIT_GENESIS
from syncserver.sync.inbox.envelopes import Envelope, open_envelope
from syncserver.sync.inbox.taking import Inbox, take

_OWN_CODE = "SERVER"
_NO_BOOT = bytes(ID_BYTES)


class NotInstalled(Exception):
    """The database has no server in it that these keys belong to."""


@dataclass(frozen=True, slots=True)
class Server:
    """Everything an exchange or a command needs; `own` is the id of the server's own device.

    `files` is where files are kept; `witness` is the file outside the database to which every checkpoint of
    the audit chain is appended.
    """

    inbox: Inbox
    keys: ServerKeys
    ids: IdMaker
    own: bytes
    witness: Path | None = None
    files: FileFolder | None = None

    @property
    def courier_key(self) -> bytes:
        """The public half of the key that opens what comes by courier."""
        return self.keys.courier_key().public_key().public_bytes_raw()


def install(connection: Connection, keys: ServerKeys, ids: IdMaker, now_ms: int) -> bytes:
    """Make a database a server's own, once: its epoch, audit chain and device, whose id is returned."""
    if queries.epoch(connection) is None:
        queries.make_server_state(connection, ids.make(), AUDIT_GENESIS)
        key = public_bytes(keys.device)
        own = Device(ids.make(), INSTITUTION_ID, key, _OWN_CODE, "", "ACTIVE", "", now_ms)
        DEVICES.save(connection, [(own.id, own)])
    return own_device(connection, keys)


def own_device(connection: Connection, keys: ServerKeys) -> bytes:
    """Return the id of the device the server holds; `NotInstalled` if these keys are not this database's."""
    own = device_with_key(connection, public_bytes(keys.device))
    if own is None:
        raise NotInstalled("these keys do not belong to this database")
    return own.id


def act(server: Server, bodies: Sequence[Message]) -> tuple[Verdict, ...]:
    """Sign bodies as the institution, in order, and take them through the inbox."""
    return take(server.inbox, server.own, bodies, lambda head, items: _signed(server, head, items))


def _signed(server: Server, head: Head, bodies: Sequence[Message]) -> list[Envelope]:
    now_ms, key = server.inbox.clock_ms(), server.keys.device
    seq, prev = head.seq, head.hash or GENESIS
    envelopes = []
    for body in bodies:
        seq += 1
        kind, kind_version = KIND_OF[type(body)]
        operation = Operation(
            id=server.ids.make(),
            device=server.own,
            seq=seq,
            prev=prev,
            staff=INSTITUTION_ID,
            kind=kind,
            kind_version=kind_version,
            body=encode(body),
            depends_on=(),
            seen=(),
            at_ms=now_ms,
            mono_ms=0,
            boot=_NO_BOOT,
            server_time_seen_ms=now_ms,
        )
        envelope = open_envelope(sign_operation(operation, key), key.public_key())
        envelopes.append(envelope)
        prev = envelope.hash
    return envelopes
