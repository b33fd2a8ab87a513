"""All SQL about devices, enrolment codes, nonces and blocks of numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from shared.contract.exchange import DeviceState
from syncserver.database.base import among, this
from syncserver.database.bulk import run, upsert_rows
from syncserver.database.work import Shelf
from syncserver.people.devices.tables import (
    device,
    device_contact,
    enrolment_code,
    enrolment_failure,
    number_block,
    request_nonce,
)


@dataclass(frozen=True, slots=True)
class Device:
    """One enrolment of one person on one tablet; `staff` is the institution itself for the server's own.

    `exchanged_at_ms` and `report` are of its last exchange, as far as they were noted; `taken` and
    `taken_minor` are what the server itself had counted of it then.
    """

    id: bytes
    staff: bytes
    public_key: bytes
    device_code: str
    label: str
    state: DeviceState
    reason: str
    enrolled_at_ms: int
    fingerprint: str = ""
    exchanged_at_ms: int = 0
    report: bytes | None = None
    taken: int = 0
    taken_minor: int = 0


@dataclass(frozen=True, slots=True)
class EnrolmentCode:
    """A one-time code, known by its hash alone; `used_by` is the device it enrolled."""

    code_hash: bytes
    staff: bytes
    issued_by: bytes
    expires_at_ms: int
    used_by: bytes | None
    needs_approval: bool = False


class Head(NamedTuple):
    """How far a device's chain is stored: nothing at `seq` 0.

    `seen_ms` is the newest server time that an operation of the chain said its device knew.
    """

    seq: int
    hash: bytes | None
    seen_ms: int


_C = device.c
_DEVICE: Select[tuple[object, ...]] = select(
    _C.id,
    _C.staff,
    _C.public_key,
    _C.device_code,
    _C.label,
    _C.state,
    _C.reason,
    _C.enrolled_at_ms,
    _C.fingerprint,
    _C.exchanged_at_ms,
    _C.report,
    _C.taken,
    _C.taken_minor,
    _C.pending,
)
_THIS_DEVICE = _DEVICE.where(this(_C.id))
_DEVICE_AND_HEAD = _DEVICE.add_columns(_C.last_seq, _C.last_hash, _C.seen_ms).where(this(_C.id))
_DEVICES_HELD = _DEVICE.where(among(_C.id)).order_by(_C.id).with_for_update(key_share=True)
_HEAD_HELD = select(_C.last_seq, _C.last_hash, _C.seen_ms).where(this(_C.id)).with_for_update(key_share=True)
_MOVE_HEAD = update(device).where(this(_C.id))


def _load_devices(connection: Connection, ids: Sequence[bytes]) -> Mapping[bytes, Device]:
    return {row.id: _device(row) for row in connection.execute(_DEVICES_HELD, {"ids": ids})}


def _save_devices(connection: Connection, devices: Sequence[tuple[bytes, Device]]) -> None:
    upsert_rows(connection, device, [_device_columns(value) for _, value in devices])


def _load_codes(connection: Connection, hashes: Sequence[bytes]) -> Mapping[bytes, EnrolmentCode]:
    c = enrolment_code.c
    rows = connection.execute(
        select(c.code_hash, c.staff, c.issued_by, c.expires_at_ms, c.used_by, c.needs_approval)
        .where(c.code_hash.in_(hashes))
        .order_by(c.code_hash)
        .with_for_update()
    )
    return {row.code_hash: EnrolmentCode(*row) for row in rows}


def _save_codes(connection: Connection, codes: Sequence[tuple[bytes, EnrolmentCode]]) -> None:
    upsert_rows(connection, enrolment_code, [_columns(value) for _, value in codes])


DEVICES = Shelf("device", _load_devices, _save_devices)
ENROLMENT_CODES = Shelf("enrolment_code", _load_codes, _save_codes)


def find_device(connection: Connection, identifier: bytes) -> Device | None:
    """Return a device without holding it."""
    row = connection.execute(_THIS_DEVICE, {"which": identifier}).one_or_none()
    return None if row is None else _device(row)


def find_device_and_head(connection: Connection, identifier: bytes) -> tuple[Device, Head] | None:
    """Return a device and how far its chain goes, without holding it."""
    row = connection.execute(_DEVICE_AND_HEAD, {"which": identifier}).one_or_none()
    return None if row is None else (_device(row), Head(row.last_seq, row.last_hash, row.seen_ms))


def device_with_key(connection: Connection, public_key: bytes) -> Device | None:
    """Return the device that has ever been enrolled with a public key."""
    row = connection.execute(_DEVICE.where(device.c.public_key == public_key)).one_or_none()
    return None if row is None else _device(row)


def device_with_contact_key(connection: Connection, key: bytes) -> bytes | None:
    """Return the device that signs with a key, as its contact key or its own."""
    c = device_contact.c
    found: bytes | None = connection.scalars(select(c.device).where(c.contact_key == key)).one_or_none()
    if found is None:
        found = connection.scalars(select(device.c.id).where(device.c.public_key == key)).one_or_none()
    return found


def device_with_code(connection: Connection, code: str) -> Device | None:
    """Return the device whose code this is, as receipts print it."""
    row = connection.execute(_DEVICE.where(device.c.device_code == code)).one_or_none()
    return None if row is None else _device(row)


def device_codes(connection: Connection) -> frozenset[str]:
    """Return every device code given out."""
    return frozenset(connection.scalars(select(device.c.device_code)))


def devices_of(connection: Connection, staff: bytes) -> Sequence[bytes]:
    """Return the devices of one person."""
    return connection.scalars(select(device.c.id).where(device.c.staff == staff)).all()


def waiting_devices(connection: Connection) -> tuple[Device, ...]:
    """Return the devices that wait for their approval, oldest first."""
    wanted = _DEVICE.where(device.c.pending, device.c.state == "ACTIVE").order_by(device.c.enrolled_at_ms)
    return tuple(_device(row) for row in connection.execute(wanted))


def find_code(connection: Connection, code_hash: bytes) -> EnrolmentCode | None:
    """Return an enrolment code without holding it."""
    c = enrolment_code.c
    row = connection.execute(
        select(c.code_hash, c.staff, c.issued_by, c.expires_at_ms, c.used_by, c.needs_approval).where(
            c.code_hash == code_hash
        )
    ).one_or_none()
    return None if row is None else EnrolmentCode(*row)


# ---------------------------------------------------------------------------------------------- chains


def lock_head(connection: Connection, identifier: bytes) -> Head | None:
    """Hold a device's row until the commit and return how far its chain goes; None for no such device."""
    row = connection.execute(_HEAD_HELD, {"which": identifier}).one_or_none()
    return None if row is None else Head(row.last_seq, row.last_hash, row.seen_ms)


def save_head(connection: Connection, identifier: bytes, head: Head) -> None:
    """Write how far a device's chain goes now."""
    moved = {"last_seq": head.seq, "last_hash": head.hash, "seen_ms": head.seen_ms}
    connection.execute(_MOVE_HEAD, {"which": identifier, **moved})


# -------------------------------------------------------------------------------------- requests, guesses


def use_nonce(connection: Connection, identifier: bytes, nonce: bytes, created_s: int) -> bool:
    """Note that a device used a nonce; False if it has used it before."""
    statement = "INSERT INTO request_nonce (device, nonce, created_s) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
    return run(connection, statement, (identifier, nonce, created_s)).rowcount == 1


def forget_nonces(connection: Connection, before_s: int) -> int:
    """Delete the nonces of requests signed before an instant."""
    return connection.execute(delete(request_nonce).where(request_nonce.c.created_s < before_s)).rowcount


def failures_since(connection: Connection, source: bytes, minute: int) -> int:
    """Return how many enrolments from one source failed since a minute."""
    f = enrolment_failure.c
    counted = select(func.coalesce(func.sum(f.failures), 0)).where(f.source == source, f.minute >= minute)
    return int(connection.scalars(counted).one())


def add_failure(connection: Connection, source: bytes, minute: int) -> None:
    """Count one failed enrolment."""
    run(
        connection,
        "INSERT INTO enrolment_failure (source, minute, failures) VALUES (?, ?, 1)"
        " ON CONFLICT (source, minute) DO UPDATE SET failures = enrolment_failure.failures + 1",
        (source, minute),
    )


def forget_failures(connection: Connection, before_minute: int) -> int:
    """Delete the counts of minutes long gone."""
    old = enrolment_failure.c.minute < before_minute
    return connection.execute(delete(enrolment_failure).where(old)).rowcount


# --------------------------------------------------------------------------------------------- numbers


def take_numbers(connection: Connection, kind: str, size: int) -> int:
    """Return the first of `size` numbers of a series that nobody else gets."""
    after = run(
        connection,
        "INSERT INTO number_series (kind, next) VALUES (?, ?)"
        " ON CONFLICT (kind) DO UPDATE SET next = number_series.next + ? RETURNING next",
        (kind, 1 + size, size),
    ).scalar_one()
    return cast(int, after) - size


def add_block(
    connection: Connection, kind: str, first: int, last: int, identifier: bytes, given_at_ms: int
) -> None:
    """Note who was given a block of numbers."""
    connection.execute(
        insert(number_block).values(
            kind=kind, first=first, last=last, device=identifier, given_at_ms=given_at_ms
        )
    )


def _device(row: Row[tuple[object, ...]]) -> Device:
    return Device(
        row.id,
        row.staff,
        row.public_key,
        row.device_code,
        row.label,
        "PENDING" if row.pending and row.state == "ACTIVE" else row.state,
        row.reason,
        row.enrolled_at_ms,
        row.fingerprint,
        row.exchanged_at_ms,
        row.report,
        row.taken,
        row.taken_minor,
    )


def _device_columns(value: Device) -> dict[str, object]:
    """Waiting is a mark beside the state, which is the one it will have."""
    pending = value.state == "PENDING"
    return {**_columns(value), "state": "ACTIVE" if pending else value.state, "pending": pending}


def _columns(value: Device | EnrolmentCode) -> dict[str, object]:
    return {name: getattr(value, name) for name in value.__slots__}
