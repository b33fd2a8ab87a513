"""A device speaks without a PIN: its lease is renewed, it gets its orders, its sealed journal is taken.

The rules kept here: the escrowed lease key goes to a device in use, of a person at work, alone, and after ten
wrong PINs only together with an order to unlock; the journal is taken from every device, whatever became of
it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from shared.contract.custody.contact import (
    ContactAnswer,
    ContactRequest,
    ContactResponse,
    JournalPart,
    JournalTaken,
    sign_answer,
)
from shared.contract.custody.orders import Order, sign_order
from shared.contract.version import LOCKED_AT
from shared.errors import RuleRefused
from shared.ids import INSTITUTION_ID
from syncserver.database.engine import reading, writing
from syncserver.people.devices.contact import queries
from syncserver.people.devices.contact.queries import Contact, Journal
from syncserver.people.devices.queries import Device, find_device
from syncserver.people.queries import INSTITUTION, STAFF
from syncserver.people.tasks import is_told, open_task
from syncserver.sync.feed.numbering import number_records
from syncserver.sync.inbox.batch import UnknownDevice, begin_work
from syncserver.sync.queries import epoch
from syncserver.sync.scope import is_trusted, lease_until_ms
from syncserver.sync.server import Server

News = Literal["device_locked", "device_held"]
_WORDS: dict[News, tuple[str, str]] = {
    "device_locked": (
        "Device {code} was locked by wrong PINs",
        "Ten in a row. Ask the person who they are, then unlock it.",
    ),
    "device_held": (
        "Device {code} holds an old or changed copy of its data",
        "It takes nothing new. What it lost is in its sealed journal, which it sends by itself.",
    ),
}
_MOST_JOURNALS = 8
"""So many whole states of one device's journal are kept; more would be somebody filling the disk."""
_TOLD_EVERY_MS = 15 * 60 * 1000
"""How often those who answer for a device are told that it was here, where nothing else is new."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """What is known of a device once its request was noted."""

    orders: tuple[Order, ...]
    attempts: int
    journal_bytes: int
    news: tuple[News, ...]
    told: bool


def contact(server: Server, device: Device, request: ContactRequest) -> ContactResponse:
    """Answer a contact whose signature has been checked."""
    now_ms = server.inbox.clock_ms()
    with writing(server.inbox.engine) as connection:
        heard = _hear(connection, device.id, request, now_ms)
        if heard.told:
            _tell(server, connection, device, heard.news, now_ms)
    with reading(server.inbox.engine) as connection:
        return _answer(server, connection, device.id, request, heard, now_ms)


def take_part(server: Server, device: Device, part: JournalPart) -> JournalTaken:
    """Take a part of a journal where it follows what was taken before; else say where to go on.

    Refusals: `journal.too_many` whole ones from one device.
    """
    with writing(server.inbox.engine) as connection:
        queries.lock_contact(connection, device.id)
        journal = _begun(connection, device.id, part, server.inbox.clock_ms())
        room = journal.size - journal.taken
        if part.offset == journal.taken and part.size == journal.size and len(part.data) <= room:
            queries.add_part(connection, journal, part.data)
            journal = Journal(journal.device, journal.digest, journal.size, journal.taken + len(part.data))
            if journal.is_whole and not _is_as_named(connection, journal):
                queries.drop_journal(connection, journal)
                return JournalTaken(0)
    return JournalTaken(journal.taken)


def _hear(connection: Connection, identifier: bytes, request: ContactRequest, now_ms: int) -> _Heard:
    """Note what a device says of itself. Ten wrong PINs stand until an order to unlock was carried out: a
    tablet set back to before them says less than it knew.
    """
    known = queries.lock_contact(connection, identifier)
    done = queries.close_orders(connection, identifier, request.orders_done_ms, now_ms)
    stands = known.attempts >= LOCKED_AT and "unlock" not in done
    attempts = max(known.attempts, request.attempts) if stands else request.attempts
    queries.save_contact(connection, identifier, Contact(attempts, now_ms))
    journal = queries.find_journal(connection, identifier, request.journal_digest)
    orders = queries.open_orders(connection, identifier)
    news: list[News] = ["device_locked"] if attempts >= LOCKED_AT > known.attempts else []
    if request.held:
        news.append("device_held")
    locks = (attempts >= LOCKED_AT) is not (known.attempts >= LOCKED_AT)
    since = now_ms // _TOLD_EVERY_MS != known.contacted_at_ms // _TOLD_EVERY_MS
    told = bool(news or done or locks or since)
    return _Heard(orders, attempts, 0 if journal is None else journal.taken, tuple(news), told)


def _tell(
    server: Server, connection: Connection, device: Device, news: tuple[News, ...], now_ms: int
) -> None:
    """Tell those who answer for the device, as the inbox would: it numbers the record and the tasks."""
    work = begin_work(connection, now_ms)
    work.publish("device", device.id)
    for kind in news:
        if is_told(work, kind=kind, about_kind="device", about=device.id, staff=device.staff):
            continue
        title, detail = _WORDS[kind]
        open_task(
            work,
            kind=kind,
            title=title.format(code=device.device_code),
            detail=detail,
            about_kind="device",
            about=device.id,
            staff=device.staff,
        )
    work.keep()
    work.flush()
    number_records(work, server.inbox.handlers.publishers)


def _begun(connection: Connection, identifier: bytes, part: JournalPart, now_ms: int) -> Journal:
    known = queries.find_journal(connection, identifier, part.digest)
    if known is not None:
        return known
    whole = [one for one in queries.journals_of(connection, identifier) if one.is_whole]
    if len(whole) >= _MOST_JOURNALS:
        whole = _without_beginnings(connection, whole)
    if len(whole) >= _MOST_JOURNALS:
        raise RuleRefused("journal.too_many", "Too many journals", "The institution has to look at them.")
    journal = Journal(identifier, part.digest, part.size, 0)
    queries.begin_journal(connection, journal, now_ms)
    return journal


def _is_as_named(connection: Connection, journal: Journal) -> bool:
    return queries.digests_of(connection, journal, [journal.size]).get(journal.size) == journal.digest


def _without_beginnings(connection: Connection, whole: Sequence[Journal]) -> list[Journal]:
    """Let go of journals that another one goes on from: it holds all that was in them."""
    sizes, kept = [one.size for one in whole], []
    begun: set[bytes] = set()
    for journal in sorted(whole, key=lambda one: one.size, reverse=True):
        if journal.digest in begun:
            queries.drop_journal(connection, journal)
        else:
            kept.append(journal)
            begun.update(queries.digests_of(connection, journal, sizes).values())
    return kept


def _answer(
    server: Server,
    connection: Connection,
    identifier: bytes,
    request: ContactRequest,
    heard: _Heard,
    now_ms: int,
) -> ContactResponse:
    device, own_epoch = find_device(connection, identifier), epoch(connection)
    institution = INSTITUTION.load(connection, [INSTITUTION_ID]).get(INSTITUTION_ID)
    if device is None or own_epoch is None or institution is None:
        raise UnknownDevice(identifier.hex())
    person = STAFF.load(connection, [device.staff]).get(device.staff)
    trusted = is_trusted(device, person)
    orders = tuple(order for order in heard.orders if trusted or order.kind == "wipe")
    renewed = trusted and (heard.attempts < LOCKED_AT or any(order.kind == "unlock" for order in orders))
    answer = ContactAnswer(
        device=identifier,
        nonce=request.nonce,
        epoch=own_epoch,
        server_time_ms=now_ms,
        device_state=device.state,
        device_reason=device.reason,
        lease_until_ms=lease_until_ms(institution, device, person, now_ms) if renewed else 0,
        lease_key=server.keys.lease_key(identifier) if renewed else b"",
        journal_bytes=heard.journal_bytes,
        orders=tuple(sign_order(order, server.keys.institution) for order in orders),
    )
    return sign_answer(answer, server.keys.institution)
