"""Rows of visits."""

from __future__ import annotations

from fieldapp.store.projection.overlay import LaidOver
from fieldapp.store.projection.rows import Sheet
from fieldapp.store.projection.sight import Aggregate, Sight
from fieldapp.store.projection.tables import VISIT
from shared.contract.bodies.visits import VisitRecorded
from shared.contract.codec import decode
from shared.contract.records import VisitRecord


def project_visit(aggregate: Aggregate, _: Sight, sheet: Sheet) -> None:
    """Put a visit; what speaks against its place is not known before the office has said it."""
    record = None if aggregate.body is None else decode(VisitRecord, aggregate.body)
    for laid in aggregate.operations:
        if record is None and isinstance(laid.body, VisitRecorded):
            record = _recorded(laid.body, laid)
    if record is None:
        return
    fix = record.fix
    place = (fix.latitude_e7, fix.longitude_e7, fix.accuracy_m, fix.source) if fix else (None,) * 4
    times = record.arrived_at_ms, record.left_at_ms
    who = record.member, record.visited_by, record.purpose, record.note
    tail = " ".join(record.doubts), record.doubt, aggregate.version, aggregate.provisional
    sheet.put(VISIT, (aggregate.id, *who, *times, *place, *tail))


def _recorded(body: VisitRecorded, laid: LaidOver) -> VisitRecord:
    return VisitRecord(
        body.member,
        laid.staff,
        body.purpose,
        body.note,
        body.arrived_at_ms,
        body.left_at_ms,
        body.fix,
        (),
        0,
    )
