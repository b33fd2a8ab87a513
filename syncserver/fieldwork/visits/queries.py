"""How visits are loaded and saved, and where somebody was before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import ColumnElement, Connection, Row, and_, select

from shared.contract.bodies.visits import Fix, FixSource
from shared.fieldwork.doubt import DOUBTFUL, DoubtCode
from syncserver.database.bulk import insert_rows
from syncserver.database.work import Shelf, Work
from syncserver.fieldwork.visits.tables import visit


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit as it was recorded; `doubt` is 0 to 100."""

    id: bytes
    operation: bytes
    member: bytes
    visited_by: bytes
    purpose: str
    note: str
    arrived_at_ms: int
    left_at_ms: int
    fix: Fix | None
    doubts: tuple[DoubtCode, ...]
    doubt: int


def _visits(connection: Connection, ids: Sequence[bytes]) -> Mapping[bytes, Visit]:
    found = select(visit).where(visit.c.id.in_(ids)).order_by(visit.c.id)
    return {row.id: _visit(row) for row in connection.execute(found)}


def _visit(row: Row[tuple[object, ...]]) -> Visit:
    codes = tuple(cast(DoubtCode, code) for code in row.doubts.split())
    return Visit(
        row.id,
        row.operation,
        row.member,
        row.visited_by,
        row.purpose,
        row.note,
        row.arrived_at_ms,
        row.left_at_ms,
        _fix(row),
        codes,
        row.doubt,
    )


def _fix(row: Row[tuple[object, ...]]) -> Fix | None:
    if row.source is None:
        return None
    return Fix(
        row.latitude_e7,
        row.longitude_e7,
        row.accuracy_m,
        cast(FixSource, row.source),
        row.fix_at_ms,
        row.mocked,
        row.satellites,
        row.satellite_at_ms,
    )


def _save(connection: Connection, values: Sequence[tuple[bytes, Visit]]) -> None:
    insert_rows(connection, visit, [_row(one) for _, one in values])


def _row(one: Visit) -> dict[str, object]:
    fix = one.fix
    return {
        "id": one.id,
        "operation": one.operation,
        "member": one.member,
        "visited_by": one.visited_by,
        "purpose": one.purpose,
        "note": one.note,
        "arrived_at_ms": one.arrived_at_ms,
        "left_at_ms": one.left_at_ms,
        "latitude_e7": fix.latitude_e7 if fix else None,
        "longitude_e7": fix.longitude_e7 if fix else None,
        "accuracy_m": fix.accuracy_m if fix else None,
        "source": fix.source if fix else None,
        "fix_at_ms": fix.at_ms if fix else None,
        "mocked": fix.mocked if fix else False,
        "satellites": fix.satellites if fix else None,
        "satellite_at_ms": fix.satellite_at_ms if fix else None,
        "doubts": " ".join(one.doubts),
        "doubt": one.doubt,
    }


VISITS: Shelf[Visit] = Shelf("visits", _visits, _save)

OF_THIS_BATCH: Shelf[tuple[Visit, ...]] = Shelf("visits of this batch", lambda _, __: {}, lambda _, __: None)
"""What a batch has put on record so far, by person and by member: no query finds it before it is written."""


def last_fix_of(work: Work, person: bytes, before_ms: int) -> Fix | None:
    """Return where somebody was the last time before a moment that they knew it."""
    v = visit.c
    return _last_fix(work, person, before_ms, v.visited_by == person)


def last_fix_at(work: Work, member: bytes, before_ms: int) -> Fix | None:
    """Return where a member was found the last time before a moment, by a visit that is not doubted."""
    v = visit.c
    return _last_fix(work, member, before_ms, and_(v.member == member, v.doubt < DOUBTFUL), DOUBTFUL)


def _last_fix(
    work: Work, of: bytes, before_ms: int, those: ColumnElement[bool], below: int = 101
) -> Fix | None:
    v = visit.c
    found = select(visit).where(those, v.arrived_at_ms < before_ms, v.source.is_not(None))
    newest = found.order_by(v.arrived_at_ms.desc(), v.id).limit(1)
    known = [_visit(row) for row in work.connection.execute(newest)]
    known += [
        one
        for one in work.get(OF_THIS_BATCH, of) or ()
        if one.fix is not None and one.arrived_at_ms < before_ms and one.doubt < below
    ]
    last = max(known, key=lambda one: one.arrived_at_ms, default=None)
    return None if last is None else last.fix


def visits_of(connection: Connection, member: bytes) -> tuple[bytes, ...]:
    """Return the visits to one member."""
    return tuple(connection.scalars(select(visit.c.id).where(visit.c.member == member).order_by(visit.c.id)))
