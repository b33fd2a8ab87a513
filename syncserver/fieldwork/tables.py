"""Meetings and cash movements as tables.

The rules kept here: a union's meeting of a day is closed once by an officer and then never changes; nobody
counts cash they handed over themselves, and a handover is counted once.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from syncserver.database.append_only import append_only
from syncserver.database.base import Id, metadata


def _later(target: str) -> ForeignKey:
    """A reference checked at commit, because one batch may write both rows in either order."""
    return ForeignKey(target, deferrable=True, initially="DEFERRED")


meeting = append_only(
    Table(
        "meeting",
        metadata,
        Column("id", Id, primary_key=True),
        Column("operation", Id, nullable=False),
        Column("union_id", Id, _later("unions.id"), nullable=False),
        Column("held_on", Date, nullable=False),
        Column("closed_by", Id, nullable=False),
        Column("expected_cash_minor", BigInteger, nullable=False),
        Column("counted_cash_minor", BigInteger, nullable=False),
        Column("denominations", LargeBinary, nullable=False, comment="value and pieces, as MessagePack"),
        Column("variance_reason", String(4000), nullable=False),
        Column("opened_at_ms", BigInteger, nullable=False),
        Column("closed_at_ms", BigInteger, nullable=False),
        Column("note", String(4000), nullable=False),
        Column("signatures", LargeBinary, nullable=True, comment="who signed, as MessagePack; null: nobody"),
        Column("variance_code", String(300), nullable=True),
        UniqueConstraint("union_id", "held_on", "closed_by"),
        CheckConstraint("expected_cash_minor >= 0 AND counted_cash_minor >= 0", name="not_negative"),
        CheckConstraint(
            "expected_cash_minor = counted_cash_minor OR variance_reason <> ''", name="variance_is_explained"
        ),
    )
)

meeting_attendance = append_only(
    Table(
        "meeting_attendance",
        metadata,
        Column("meeting", Id, _later("meeting.id"), primary_key=True),
        Column("member", Id, primary_key=True),
        Column("attendance", String(8), nullable=False),
        CheckConstraint("attendance IN ('PRESENT', 'LATE', 'ABSENT', 'EXCUSED')", name="attendance"),
        Index("ix_meeting_attendance_member", "member"),
        sqlite_with_rowid=False,
    )
)

# The repayments are named as the sheet had them: one that was refused or never came is still on the sheet.
meeting_repayment = append_only(
    Table(
        "meeting_repayment",
        metadata,
        Column("meeting", Id, _later("meeting.id"), primary_key=True),
        Column("repayment", Id, primary_key=True),
        sqlite_with_rowid=False,
    )
)

# Whoever is named may be a stranger here: cash that changed hands is written down all the same.
cash_movement = Table(
    "cash_movement",
    metadata,
    Column("id", Id, primary_key=True),
    Column("operation", Id, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("state", String(8), nullable=False),
    Column("made_by", Id, nullable=False),
    Column("from_staff", Id, nullable=True),
    Column("to_staff", Id, nullable=True),
    Column("amount_minor", BigInteger, nullable=False),
    Column("on", Date, nullable=False),
    Column("denominations", LargeBinary, nullable=False, comment="value and pieces, as MessagePack"),
    Column("note", String(300), nullable=False),
    Column("counted_minor", BigInteger, nullable=True),
    Column("counted_by", Id, nullable=True),
    Column("counted_on", Date, nullable=True),
    Column("counted_denominations", LargeBinary, nullable=True),
    Column("counted_note", String(300), nullable=True),
    CheckConstraint("kind IN ('FLOAT', 'HANDOVER')", name="kind"),
    CheckConstraint("state IN ('OPEN', 'RECEIVED')", name="state"),
    CheckConstraint("amount_minor > 0", name="amount"),
    CheckConstraint("counted_minor IS NULL OR counted_minor >= 0", name="counted"),
    CheckConstraint("counted_by IS NULL OR counted_by <> from_staff", name="maker_is_not_checker"),
    CheckConstraint("kind <> 'HANDOVER' OR from_staff = made_by", name="handed_over_by_its_maker"),
    CheckConstraint("kind <> 'FLOAT' OR to_staff <> made_by", name="float_is_for_somebody_else"),
    CheckConstraint(
        "kind <> 'HANDOVER' OR (state = 'RECEIVED') = (counted_by IS NOT NULL AND counted_minor IS NOT NULL)",
        name="received_when_counted",
    ),
    Index("ix_cash_movement_from_staff", "from_staff", "state"),
    Index("ix_cash_movement_to_staff", "to_staff", "state"),
)
