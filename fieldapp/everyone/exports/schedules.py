"""The filtered schedules as a file that any spreadsheet opens."""

from __future__ import annotations

from dataclasses import replace

from fieldapp.everyone.exports.tables import Column, FileKind, written
from fieldapp.everyone.schedules import ScheduleRow, Wanted, load_schedules
from fieldapp.store.author import Desk

_MOST = 1_000_000
_COLUMNS: tuple[Column[ScheduleRow], ...] = (
    Column("Member", lambda row: row.member_name),
    Column("Code", lambda row: row.member_code),
    Column("Loan", lambda row: row.number),
    Column("Union", lambda row: row.union_name),
    Column("Instalment", lambda row: row.sequence, "number"),
    Column("Of", lambda row: row.items, "number"),
    Column("Due on", lambda row: row.due_on, "day"),
    Column("Status", lambda row: row.status.value),
    Column("Days late", lambda row: row.days_late, "number"),
    Column("Due", lambda row: row.due_minor, "amount"),
    Column("Paid", lambda row: row.paid_minor, "amount"),
    Column("Provisional", lambda row: row.provisional_minor, "amount"),
    Column("Left", lambda row: row.left_minor, "amount"),
)


def schedules_file(desk: Desk, wanted: Wanted, kind: FileKind) -> bytes:
    """Return all rows that are filtered, in their order. Refusals: as `load_schedules`."""
    rows = load_schedules(desk, replace(wanted, offset=0, limit=_MOST)).rows
    return written("Schedules", _COLUMNS, rows, kind)
