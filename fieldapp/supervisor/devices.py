"""Devices of the people below: how each stands, what it holds, and what is decided about it.

The rules kept here: a decision is an operation with its reason; nobody approves their own device, and nobody
takes away the one they work on; a device is approved by the digits on its own screen alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from fieldapp.desk import queries as facts
from fieldapp.desk.facts import Person
from fieldapp.desk.standing import checked, may_record, read_standing
from fieldapp.store.author import Desk
from fieldapp.store.outbox import Tally, append
from fieldapp.store.transaction import Reading, Transaction
from fieldapp.supervisor import queries
from fieldapp.supervisor.queries import StoredDevice
from shared.contract.bodies.people import DeviceApproved, DeviceRevoked, DeviceUnlocked, DeviceWiped
from shared.contract.codec import Message
from shared.contract.operations import KIND_OF, SeenVersion
from shared.contract.records import DeviceRecord
from shared.errors import RuleRefused
from shared.ids import DeviceId, StaffId

Stands = Literal[
    "asks",
    "locked",
    "frozen",
    "held",
    "missing",
    "lease_over",
    "unlocking",
    "in_use",
    "wiping",
    "revoked",
    "wiped",
]
"""How a device stands, what needs somebody most first.

asks: it waits for its approval; locked: by wrong PINs; frozen: its chain does not hold; held: an old or
changed copy of its data; missing: what it recorded does not add up; lease_over: it may record nothing until
it has been in contact; unlocking, wiping: that order is on its way.
"""
NEEDS: frozenset[Stands] = frozenset(("asks", "locked", "frozen", "held", "missing", "lease_over"))
ENDED: frozenset[Stands] = frozenset(("wiping", "revoked", "wiped"))


@dataclass(frozen=True, slots=True)
class Account:
    """Where everything stands that a device recorded, as it said at `at_ms` and as the office counted then.

    `office`: with the office and nothing to look at; `money`: the device says the money in all it recorded.
    """

    recorded: Tally
    office: Tally
    waiting: Tally
    attention: Tally
    at_ms: int
    money: bool

    @property
    def missing(self) -> Tally:
        """What was recorded and stands nowhere: nothing, or something is wrong."""
        known = (self.office, self.waiting, self.attention)
        count = self.recorded.count - sum(part.count for part in known)
        value = self.recorded.value_minor - sum(part.value_minor for part in known)
        return Tally(count, value if self.money else 0)


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A device; `mine` when it is this person's own, `here` when it is this very tablet.

    `account` is None where it has never said what it holds. `sent` is the kind of a decision that the office
    has not answered.
    """

    device: DeviceId
    owner: StaffId
    owner_name: str
    owner_role: str
    record: DeviceRecord
    stands: Stands
    account: Account | None
    mine: bool
    here: bool
    sent: str
    version: int
    provisional: bool


def load_devices(desk: Desk) -> tuple[DeviceRow, ...]:
    """Return the devices on this tablet, what needs somebody first. Refusals: `desk.not_ready`."""
    with desk.store.read() as tx:
        read_standing(tx, desk)
        people = {person.staff: person for person in facts.people(tx)}
        rows = (_row(desk, people, stored) for stored in queries.devices(tx))
        urgent = get_args(Stands)
        return tuple(sorted(rows, key=lambda row: (urgent.index(row.stands), row.owner_name, row.device)))


def count_needing(desk: Desk) -> int:
    """Return how many devices need somebody here."""
    return sum(row.stands in NEEDS and not row.mine for row in load_devices(desk))


def approve_device(desk: Desk, device: DeviceId, digits: str) -> DeviceRow:
    """Record that the device's screen shows these digits, durably; again it records nothing.

    Refusals: those of `may_record`, `device.unknown`, `device.own`, `device.not_waiting`,
    `device.fingerprint`.
    """
    with desk.store.transaction() as tx:
        found = _known(tx, desk, device)
        if found.sent == "device.approved":
            return found
        if found.mine:
            raise RuleRefused("device.own", "Not by yourself", "Somebody else approves your device.")
        if found.record.state != "PENDING":
            detail = "It was approved or declined meanwhile."
            raise RuleRefused("device.not_waiting", "This device does not wait any more", detail)
        if digits != found.record.fingerprint:
            detail = "They have to be the same on both screens. Decline it, and ask who has it."
            raise RuleRefused("device.fingerprint", "These are other digits", detail)
        return _decide(tx, desk, found, DeviceApproved(device, digits))


def revoke_device(desk: Desk, device: DeviceId, reason: str) -> DeviceRow:
    """Take a device's rights away, or decline one that waits, durably; again it records nothing.

    Refusals: those of `may_record`, `device.unknown`, `device.here`, `device.no_reason`, `form.not_accepted`.
    """
    with desk.store.transaction() as tx:
        found = _known(tx, desk, device)
        if found.record.state == "REVOKED":
            return found
        _check(found, reason)
        return _decide(tx, desk, found, DeviceRevoked(device, reason.strip()))


def wipe_device(desk: Desk, device: DeviceId, reason: str) -> DeviceRow:
    """Order a device to send its sealed journal and destroy everything else, durably; once.

    Refusals: those of `may_record`, `device.unknown`, `device.here`, `device.no_reason`, `form.not_accepted`.
    """
    with desk.store.transaction() as tx:
        found = _known(tx, desk, device)
        if found.record.order in ("wipe", "wiped"):
            return found
        _check(found, reason)
        return _decide(tx, desk, found, DeviceWiped(device, reason.strip()))


def unlock_device(desk: Desk, device: DeviceId, reason: str) -> DeviceRow:
    """Let the person at a device that wrong PINs have locked try again, durably; again it records nothing.

    Refusals: those of `may_record`, `device.unknown`, `device.not_active`, `device.no_reason`,
    `form.not_accepted`.
    """
    with desk.store.transaction() as tx:
        found = _known(tx, desk, device)
        if found.record.order == "unlock":
            return found
        if found.record.state != "ACTIVE":
            detail = "It is frozen or revoked. The person enrols anew."
            raise RuleRefused("device.not_active", "This device is not in use", detail)
        if not reason.strip():
            raise _no_reason()
        return _decide(tx, desk, found, DeviceUnlocked(device, reason.strip()))


def _check(found: DeviceRow, reason: str) -> None:
    if found.here:
        detail = "Somebody else takes away the tablet you work on."
        raise RuleRefused("device.here", "Not this tablet", detail)
    if not reason.strip():
        raise _no_reason()


def _no_reason() -> RuleRefused:
    return RuleRefused("device.no_reason", "The reason is missing", "Say why, in a few words.")


def _decide(tx: Transaction, desk: Desk, found: DeviceRow, body: Message) -> DeviceRow:
    may_record(tx, desk, KIND_OF[type(body)][0])
    append(tx, desk.author, checked(body), seen=(SeenVersion("device", found.device, found.version),))
    return _known(tx, desk, found.device)


def _known(tx: Reading, desk: Desk, device: DeviceId) -> DeviceRow:
    stored = queries.device(tx, device)
    if stored is None:
        raise RuleRefused("device.unknown", "This device is not on this tablet", "Look at the list again.")
    return _row(desk, {person.staff: person for person in facts.people(tx)}, stored)


def _row(desk: Desk, people: Mapping[StaffId, Person], stored: StoredDevice) -> DeviceRow:
    record, owner = stored.record, StaffId(stored.record.staff)
    person = people.get(owner)
    account = _account(record)
    return DeviceRow(
        device=stored.device,
        owner=owner,
        owner_name=person.name if person else "",
        owner_role=person.role if person else "",
        record=record,
        stands=_stands(record, account, desk.author.clock.now_ms()),
        account=account,
        mine=owner == desk.author.staff,
        here=stored.device == desk.author.device,
        sent=stored.sent,
        version=stored.version,
        provisional=stored.provisional,
    )


def _account(record: DeviceRecord) -> Account | None:
    if not record.reported_ms:
        return None
    attention = Tally(record.attention, record.attention_minor)
    return Account(
        recorded=Tally(record.recorded, record.recorded_minor or 0),
        office=Tally(record.taken - attention.count, record.taken_minor - attention.value_minor),
        waiting=Tally(record.waiting, record.waiting_minor),
        attention=attention,
        at_ms=record.reported_ms,
        money=record.recorded_minor is not None,
    )


def _stands(record: DeviceRecord, account: Account | None, now_ms: int) -> Stands:
    ended: dict[str, Stands] = {"wipe": "wiping", "wiped": "wiped"}
    if record.state == "REVOKED":
        return ended.get(record.order, "revoked")
    if record.state != "ACTIVE":
        return "asks" if record.state == "PENDING" else "frozen"
    if record.order == "unlock":
        return "unlocking"
    if record.locked:
        return "locked"
    if record.held:
        return "held"
    if account is not None and account.missing != Tally():
        return "missing"
    return "lease_over" if record.lease_until_ms < now_ms else "in_use"
