"""One-time codes for the tablets of the people below: for whom, made here, and opened by the office.

The rules kept here: the code is made on this tablet and only its hash is recorded, so nobody else ever has
it; nobody gets one for themselves; it opens nothing before the office has said so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fieldapp.desk import queries as facts
from fieldapp.desk.facts import Person
from fieldapp.desk.standing import checked, may_record, read_standing
from fieldapp.store.author import Desk
from fieldapp.store.outbox import append, listing
from fieldapp.store.transaction import Reading
from fieldapp.supervisor import queries
from shared.contract.bodies.people import DeviceCodeIssued
from shared.contract.entering.codes import CODE_LIFE_MS, hash_code, make_code
from shared.errors import RuleRefused
from shared.ids import DeviceId, StaffId
from shared.permissions import Role


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be given a tablet; `waiting` is one of theirs that asks to be let in."""

    staff: StaffId
    name: str
    role: Role
    tablets: int
    waiting: DeviceId | None


@dataclass(frozen=True, slots=True)
class Issued:
    """A code as it was made; `until_ms` is by this tablet's clock. The code is in no text of it."""

    staff: StaffId
    seq: int
    until_ms: int
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answered:
    """What the office said of a code: it opens, or why it does not."""

    opens: bool
    title: str = ""
    detail: str = ""


def load_candidates(desk: Desk) -> tuple[Candidate, ...]:
    """Return the people whom this person may have enrolled, by name. Refusals: `desk.not_ready`."""
    with desk.store.read() as tx:
        me = read_standing(tx, desk).me
        tablets: dict[bytes, int] = {}
        waiting: dict[bytes, DeviceId] = {}
        for stored in queries.devices(tx):
            staff = stored.record.staff
            tablets[staff] = tablets.get(staff, 0) + (stored.record.state == "ACTIVE")
            if stored.record.state == "PENDING":
                waiting[staff] = stored.device
        return tuple(
            Candidate(one.staff, one.name, one.role, tablets.get(one.staff, 0), waiting.get(one.staff))
            for one in _below(tx, me)
        )


def issue_code(
    desk: Desk, staff: StaffId, server_now_ms: int, random_bytes: Callable[[int], bytes]
) -> Issued:
    """Make a code for one tablet of a person and record its hash, durably.

    `server_now_ms` is the office's own time a moment ago: a tablet's clock may be off. Refusals: those of
    `may_record`, `code.not_below`.
    """
    code = make_code(random_bytes)
    with desk.store.transaction() as tx:
        me = may_record(tx, desk, "device.code_issued").me
        if all(one.staff != staff for one in _below(tx, me)):
            detail = "Somebody above them does this, or an administrator."
            raise RuleRefused("code.not_below", "Not somebody of your team", detail)
        body = DeviceCodeIssued(hash_code(code), staff, server_now_ms + CODE_LIFE_MS, needs_approval=True)
        operation = append(tx, desk.author, checked(body))
    return Issued(staff, operation.seq, desk.author.clock.now_ms() + CODE_LIFE_MS, code)


def answer_to(desk: Desk, issued: Issued) -> Answered | None:
    """Return what the office said of a code; None as long as it has said nothing."""
    with desk.store.read() as tx:
        found = next(iter(listing(tx, before_seq=issued.seq + 1, limit=1)), None)
    if found is None or found.seq != issued.seq or found.outcome is None:
        return None
    return Answered(found.outcome == "applied", found.title, found.detail)


def _below(tx: Reading, me: Person) -> tuple[Person, ...]:
    """Everybody at work whom somebody may act about, but themselves: all for an administrator."""
    people = {one.staff: one for one in facts.people(tx)}
    return tuple(
        one
        for one in people.values()
        if one.staff != me.staff
        and one.status == "ACTIVE"
        and (me.role is Role.ADMIN or _is_below(people, one, me.staff))
    )


def _is_below(people: Mapping[StaffId, Person], one: Person, supervisor: StaffId) -> bool:
    passed: set[StaffId] = set()
    person: Person | None = one
    while person is not None and person.supervisor is not None and person.supervisor not in passed:
        if person.supervisor == supervisor:
            return True
        passed.add(person.supervisor)
        person = people.get(person.supervisor)
    return False
