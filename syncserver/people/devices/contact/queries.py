"""All SQL about contacts without a PIN: keys, orders and journals."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import cast

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from shared.contract.custody.orders import Order, OrderKind
from shared.contract.records import DeviceOrder
from syncserver.database.base import this
from syncserver.people.devices.tables import (
    device_contact,
    device_journal,
    device_journal_part,
    device_order,
)

_PARTS_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Contact:
    """What a device last said without a PIN: wrong PINs in a row, and when that was."""

    attempts: int
    contacted_at_ms: int


@dataclass(frozen=True, slots=True)
class Journal:
    """One state of a device's journal, named by its SHA-256, and how much of it was taken."""

    device: bytes
    digest: bytes
    size: int
    taken: int

    @property
    def is_whole(self) -> bool:
        """Whether all of it is here."""
        return self.taken == self.size


# ---------------------------------------------------------------------------------------------- contacts


def contact_key(connection: Connection, identifier: bytes) -> bytes | None:
    """Return the key that a device's contacts are signed with."""
    c = device_contact.c
    key: bytes | None = connection.scalars(select(c.contact_key).where(c.device == identifier)).one_or_none()
    return key


def lock_contact(connection: Connection, identifier: bytes) -> Contact:
    """Return what a device last said, held until the commit."""
    c = device_contact.c
    row = connection.execute(
        select(c.attempts, c.contacted_at_ms).where(c.device == identifier).with_for_update()
    ).one()
    return Contact(row.attempts, row.contacted_at_ms)


_CONTACT = select(device_contact.c.attempts, device_contact.c.contacted_at_ms).where(
    this(device_contact.c.device)
)


def find_contact(connection: Connection, identifier: bytes) -> Contact | None:
    """Return what a device last said, without holding it; None where it has no contact key."""
    row = connection.execute(_CONTACT, {"which": identifier}).one_or_none()
    return None if row is None else Contact(row.attempts, row.contacted_at_ms)


def save_contact(connection: Connection, identifier: bytes, contact: Contact) -> None:
    """Keep what a device said now."""
    values = {"attempts": contact.attempts, "contacted_at_ms": contact.contacted_at_ms}
    connection.execute(update(device_contact).where(device_contact.c.device == identifier).values(values))


# ------------------------------------------------------------------------------------------------ orders


def last_order_ms(connection: Connection, identifier: bytes) -> int:
    """Return the time of the newest order to a device; 0 where there was none."""
    o = device_order.c
    newest = select(func.coalesce(func.max(o.at_ms), 0)).where(o.device == identifier)
    return int(connection.scalars(newest).one())


def is_ordered(connection: Connection, identifier: bytes, kind: OrderKind) -> bool:
    """Whether a device was ever given an order of this kind."""
    o = device_order.c
    found = connection.execute(select(o.nonce).where(o.device == identifier, o.kind == kind).limit(1))
    return found.one_or_none() is not None


def open_orders(connection: Connection, identifier: bytes, at_most: int = 16) -> tuple[Order, ...]:
    """Return the orders that a device has not carried out yet, oldest first."""
    o = device_order.c
    rows = connection.execute(
        select(o.kind, o.nonce, o.at_ms)
        .where(o.device == identifier, o.done_at_ms.is_(None))
        .order_by(o.at_ms)
        .limit(at_most)
    )
    return tuple(Order(cast(OrderKind, row.kind), identifier, row.nonce, row.at_ms) for row in rows)


_ORDERS = (
    select(device_order.c.kind, device_order.c.done_at_ms)
    .where(this(device_order.c.device))
    .order_by(device_order.c.at_ms)
)


def order_of(connection: Connection, identifier: bytes) -> DeviceOrder:
    """Return the order that counts: to wipe before any other, and that for good once it was carried out."""
    order: DeviceOrder = ""
    for row in connection.execute(_ORDERS, {"which": identifier}):
        if row.kind == "wipe":
            return "wipe" if row.done_at_ms is None else "wiped"
        if row.done_at_ms is None:
            order = "unlock"
    return order


def close_orders(connection: Connection, identifier: bytes, until_ms: int, now_ms: int) -> frozenset[str]:
    """Note that a device has carried out its orders up to a time; return the kinds that were open."""
    o = device_order.c
    those = and_(o.device == identifier, o.at_ms <= until_ms, o.done_at_ms.is_(None))
    kinds = frozenset(connection.scalars(select(o.kind).where(those)))
    connection.execute(update(device_order).where(those).values(done_at_ms=now_ms))
    return kinds


# ---------------------------------------------------------------------------------------------- journals


def find_journal(connection: Connection, identifier: bytes, digest: bytes) -> Journal | None:
    """Return one state of a device's journal; who changes it holds the device's contact."""
    j = device_journal.c
    row = connection.execute(
        select(j.size, j.taken).where(j.device == identifier, j.digest == digest)
    ).one_or_none()
    return None if row is None else Journal(identifier, digest, row.size, row.taken)


def begin_journal(connection: Connection, journal: Journal, now_ms: int) -> None:
    """Begin to take a journal; what was begun of earlier states and is not whole is let go."""
    j, p = device_journal.c, device_journal_part.c
    unfinished = select(j.digest).where(j.device == journal.device, j.taken < j.size)
    connection.execute(
        delete(device_journal_part).where(p.device == journal.device, p.digest.in_(unfinished))
    )
    connection.execute(delete(device_journal).where(j.device == journal.device, j.taken < j.size))
    connection.execute(
        insert(device_journal).values(
            device=journal.device, digest=journal.digest, size=journal.size, taken=0, begun_at_ms=now_ms
        )
    )


def add_part(connection: Connection, journal: Journal, data: bytes) -> None:
    """Add what follows what was taken."""
    connection.execute(
        insert(device_journal_part).values(
            device=journal.device, digest=journal.digest, offset=journal.taken, data=data
        )
    )
    j = device_journal.c
    connection.execute(
        update(device_journal)
        .where(j.device == journal.device, j.digest == journal.digest)
        .values(taken=journal.taken + len(data))
    )


def drop_journal(connection: Connection, journal: Journal) -> None:
    """Let go of a journal that did not come as it was named."""
    j, p = device_journal.c, device_journal_part.c
    connection.execute(
        delete(device_journal_part).where(p.device == journal.device, p.digest == journal.digest)
    )
    connection.execute(delete(device_journal).where(j.device == journal.device, j.digest == journal.digest))


def journals_of(connection: Connection, identifier: bytes) -> tuple[Journal, ...]:
    """Return the journals taken from a device, oldest first."""
    j = device_journal.c
    rows = connection.execute(
        select(j.digest, j.size, j.taken).where(j.device == identifier).order_by(j.begun_at_ms)
    )
    return tuple(Journal(identifier, row.digest, row.size, row.taken) for row in rows)


def content_of(connection: Connection, journal: Journal) -> bytes:
    """Return what was taken of a journal."""
    return b"".join(_parts_of(connection, journal))


def digests_of(connection: Connection, journal: Journal, sizes: Iterable[int]) -> Mapping[int, bytes]:
    """Return the SHA-256 of the beginnings of a journal that are so long, some parts of it in memory at a
    time: a device decides how large its journal is.
    """
    wanted = sorted({size for size in sizes if size <= journal.taken})
    found, hashed, length = {}, sha256(), 0
    for part in _parts_of(connection, journal):
        start = 0
        while wanted and wanted[0] <= length + len(part):
            cut = wanted.pop(0) - length
            hashed.update(part[start:cut])
            found[length + cut] = hashed.digest()
            start = cut
        hashed.update(part[start:])
        length += len(part)
    return found


def _parts_of(connection: Connection, journal: Journal) -> Iterator[bytes]:
    p = device_journal_part.c
    parts = select(p.data).where(p.device == journal.device, p.digest == journal.digest).order_by(p.offset)
    return iter(connection.scalars(parts.execution_options(yield_per=_PARTS_AT_ONCE)))
