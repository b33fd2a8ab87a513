"""The filtered repayments as a file that any spreadsheet opens."""

from __future__ import annotations

from dataclasses import replace

from fieldapp.everyone.exports.tables import Column, FileKind, written
from fieldapp.everyone.repayments.history import RepaymentRow, Wanted, load_repayments
from fieldapp.store.author import Desk

_MOST = 1_000_000
_COLUMNS: tuple[Column[RepaymentRow], ...] = (
    Column("Received on", lambda row: row.value_on, "day"),
    Column("Posted on", lambda row: row.posted_on, "day"),
    Column("Receipt", lambda row: row.receipt_number),
    Column("Loan", lambda row: row.loan_number),
    Column("Member", lambda row: row.member_name),
    Column("Code", lambda row: row.member_code),
    Column("Union", lambda row: row.union_name),
    Column("Amount", lambda row: row.amount_minor, "amount"),
    Column("Method", lambda row: row.method),
    Column("Reference", lambda row: row.reference),
    Column("Received by", lambda row: row.received_by_name),
    Column("Standing", lambda row: row.standing.upper()),
)


def repayments_file(desk: Desk, wanted: Wanted, kind: FileKind) -> bytes:
    """Return all repayments that are filtered, in their order, what was taken back among them."""
    rows = load_repayments(desk, replace(wanted, offset=0, limit=_MOST)).rows
    return written("Repayments", _COLUMNS, rows, kind)
