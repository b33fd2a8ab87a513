"""The filtered schedules as a file that any spreadsheet opens.

The rule kept here: amounts are plain numbers in the currency's main unit, days are ISO dates, and no cell can
be taken for a formula, whatever a member is called.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from fieldapp.everyone.schedules import ScheduleRow, Wanted, load_schedules
from fieldapp.store.author import Desk

_MOST = 1_000_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TITLES = (
    "Member", "Code", "Loan", "Union", "Instalment", "Of", "Due on", "Status", "Days late", "Due", "Paid",
    "Provisional", "Left",
)  # fmt: skip


def schedules_csv(desk: Desk, wanted: Wanted) -> bytes:
    """Return all rows that are filtered, in their order, as CSV in UTF-8 with its mark. Refusals: as
    `load_schedules`.
    """
    rows = load_schedules(desk, replace(wanted, offset=0, limit=_MOST)).rows
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_TITLES)
    writer.writerows(_cells(row) for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _cells(row: ScheduleRow) -> tuple[str, ...]:
    amounts = (row.due_minor, row.paid_minor, row.provisional_minor, row.left_minor)
    return (
        *map(_safe, (row.member_name, row.member_code, row.number, row.union_name)),
        str(row.sequence),
        str(row.items),
        row.due_on.isoformat(),
        row.status.value,
        str(row.days_late),
        *(f"{amount // 100}.{amount % 100:02d}" for amount in amounts),
    )


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
