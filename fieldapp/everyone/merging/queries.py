"""The queries about fields of which two values were given.

The rule kept here: members without any are not looked at.
"""

from __future__ import annotations

import msgspec

from fieldapp.store.transaction import Reading
from shared.contract.records import FieldConflict
from shared.ids import MemberId

_CONFLICTS = tuple[FieldConflict, ...]


def members_in_conflict(tx: Reading) -> tuple[tuple[MemberId, tuple[FieldConflict, ...]], ...]:
    """Return the members with such fields, and those."""
    sql = "SELECT id, conflicts FROM p_member WHERE conflicts IS NOT NULL ORDER BY id"
    return tuple(tx.rows(_stored, sql))


def conflicts_of(tx: Reading, member: MemberId) -> tuple[FieldConflict, ...]:
    """Return such fields of one member."""
    sql = "SELECT id, conflicts FROM p_member WHERE conflicts IS NOT NULL AND id = ?"
    found = tx.row(_stored, sql, (member,))
    return () if found is None else found[1]


def _stored(member: bytes, conflicts: bytes) -> tuple[MemberId, tuple[FieldConflict, ...]]:
    return MemberId(member), msgspec.msgpack.decode(conflicts, type=_CONFLICTS)
