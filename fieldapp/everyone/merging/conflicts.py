"""Two values for one field of a member, side by side, and the choice of one of them.

The rule kept here: a choice names both values that were on the screen; what changed since is looked at again.
"""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.desk import queries as facts
from fieldapp.desk.standing import checked, may_record, read_standing
from fieldapp.everyone.merging import queries
from fieldapp.store.author import Desk
from fieldapp.store.outbox import append
from fieldapp.store.transaction import Reading
from shared.contract.bodies.people import MemberSettled
from shared.contract.operations import SeenVersion
from shared.contract.records import FieldConflict
from shared.errors import RuleRefused
from shared.ids import MemberId, StaffId


@dataclass(frozen=True, slots=True)
class Given:
    """A value, who gave it, and when."""

    value: str
    by_name: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """A field of a member with the value that stands and the one that does not."""

    member: MemberId
    member_name: str
    number: str
    union_name: str
    field: str
    stands: Given
    other: Given


def load_conflicts(desk: Desk, member: bytes = b"") -> tuple[ConflictRow, ...]:
    """Return every conflict on this tablet, those of `member` first. Refusals: `desk.not_ready`."""
    with desk.store.read() as tx:
        read_standing(tx, desk)
        names = {person.staff: person.name for person in facts.people(tx)}
        rows = [
            row
            for identifier, conflicts in queries.members_in_conflict(tx)
            for row in _rows(tx, names, identifier, conflicts)
        ]
    return tuple(sorted(rows, key=lambda row: (row.member != member, row.member_name, row.field)))


def settle(desk: Desk, row: ConflictRow, value: str) -> None:
    """Record which value is right, durably; where it was chosen before nothing is recorded.

    Refusals: those of `may_record`, `conflict.changed`, `form.not_accepted`.
    """
    with desk.store.transaction() as tx:
        known = next((one for one in queries.conflicts_of(tx, row.member) if one.field == row.field), None)
        if known is None:
            return
        if (known.stands, known.other) != (row.stands.value, row.other.value):
            detail = "Another value came in. Look at both again."
            raise RuleRefused("conflict.changed", "The values changed meanwhile", detail)
        may_record(tx, desk, "member.settled")
        body = MemberSettled(row.member, row.field, known.stands, known.other, value)
        seen = facts.member(tx, row.member)
        versions = (SeenVersion("member", row.member, seen.version),) if seen else ()
        append(tx, desk.author, checked(body), seen=versions)


def _rows(
    tx: Reading, names: dict[StaffId, str], member: MemberId, conflicts: tuple[FieldConflict, ...]
) -> list[ConflictRow]:
    found = facts.member(tx, member)
    if found is None:
        return []
    union = facts.union(tx, found.union)
    return [
        ConflictRow(
            member,
            found.name,
            found.code,
            union.name if union else "",
            one.field,
            Given(one.stands, names.get(StaffId(one.stands_by), ""), one.stands_at_ms),
            Given(one.other, names.get(StaffId(one.other_by), ""), one.other_at_ms),
        )
        for one in conflicts
    ]
