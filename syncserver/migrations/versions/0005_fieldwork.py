"""Meetings and the custody of cash."""

import sqlalchemy as sa
from alembic import op

from syncserver.database.append_only import guard

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step on; there is no way back but a backup."""
    _create_cash_movement()
    _create_meeting()
    _create_meeting_attendance()
    _create_meeting_repayment()
    for table in ("meeting", "meeting_attendance", "meeting_repayment"):
        guard(op.get_bind(), table)


def _create_cash_movement() -> None:
    op.create_table(
        "cash_movement",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("operation", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("made_by", sa.LargeBinary(length=16), nullable=False),
        sa.Column("from_staff", sa.LargeBinary(length=16), nullable=True),
        sa.Column("to_staff", sa.LargeBinary(length=16), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column(
            "denominations", sa.LargeBinary(), nullable=False, comment="value and pieces, as MessagePack"
        ),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("counted_minor", sa.BigInteger(), nullable=True),
        sa.Column("counted_by", sa.LargeBinary(length=16), nullable=True),
        sa.Column("counted_on", sa.Date(), nullable=True),
        sa.Column("counted_denominations", sa.LargeBinary(), nullable=True),
        sa.Column("counted_note", sa.String(length=300), nullable=True),
        sa.CheckConstraint(
            "kind <> 'FLOAT' OR to_staff <> made_by", name=op.f("ck_cash_movement_float_is_for_somebody_else")
        ),
        sa.CheckConstraint(
            (
                "kind <> 'HANDOVER' OR (state = 'RECEIVED') = (counted_by IS NOT NULL AND "
                "counted_minor IS NOT NULL)"
            ),
            name=op.f("ck_cash_movement_received_when_counted"),
        ),
        sa.CheckConstraint(
            "kind <> 'HANDOVER' OR from_staff = made_by",
            name=op.f("ck_cash_movement_handed_over_by_its_maker"),
        ),
        sa.CheckConstraint("kind IN ('FLOAT', 'HANDOVER')", name=op.f("ck_cash_movement_kind")),
        sa.CheckConstraint("state IN ('OPEN', 'RECEIVED')", name=op.f("ck_cash_movement_state")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_cash_movement_amount")),
        sa.CheckConstraint(
            "counted_by IS NULL OR counted_by <> from_staff",
            name=op.f("ck_cash_movement_maker_is_not_checker"),
        ),
        sa.CheckConstraint(
            "counted_minor IS NULL OR counted_minor >= 0", name=op.f("ck_cash_movement_counted")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_movement")),
    )
    op.create_index("ix_cash_movement_from_staff", "cash_movement", ["from_staff", "state"], unique=False)
    op.create_index("ix_cash_movement_to_staff", "cash_movement", ["to_staff", "state"], unique=False)


def _create_meeting() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("operation", sa.LargeBinary(length=16), nullable=False),
        sa.Column("union_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("closed_by", sa.LargeBinary(length=16), nullable=False),
        sa.Column("expected_cash_minor", sa.BigInteger(), nullable=False),
        sa.Column("counted_cash_minor", sa.BigInteger(), nullable=False),
        sa.Column(
            "denominations", sa.LargeBinary(), nullable=False, comment="value and pieces, as MessagePack"
        ),
        sa.Column("variance_reason", sa.String(length=4000), nullable=False),
        sa.Column("opened_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("closed_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=4000), nullable=False),
        sa.CheckConstraint(
            "expected_cash_minor = counted_cash_minor OR variance_reason <> ''",
            name=op.f("ck_meeting_variance_is_explained"),
        ),
        sa.CheckConstraint(
            "expected_cash_minor >= 0 AND counted_cash_minor >= 0", name=op.f("ck_meeting_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["unions.id"],
            name=op.f("fk_meeting_union_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint(
            "union_id", "held_on", "closed_by", name=op.f("uq_meeting_union_id_held_on_closed_by")
        ),
    )


def _create_meeting_attendance() -> None:
    op.create_table(
        "meeting_attendance",
        sa.Column("meeting", sa.LargeBinary(length=16), nullable=False),
        sa.Column("member", sa.LargeBinary(length=16), nullable=False),
        sa.Column("attendance", sa.String(length=8), nullable=False),
        sa.CheckConstraint(
            "attendance IN ('PRESENT', 'LATE', 'ABSENT', 'EXCUSED')",
            name=op.f("ck_meeting_attendance_attendance"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting"],
            ["meeting.id"],
            name=op.f("fk_meeting_attendance_meeting"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("meeting", "member", name=op.f("pk_meeting_attendance")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_meeting_attendance_member", "meeting_attendance", ["member"], unique=False)


def _create_meeting_repayment() -> None:
    op.create_table(
        "meeting_repayment",
        sa.Column("meeting", sa.LargeBinary(length=16), nullable=False),
        sa.Column("repayment", sa.LargeBinary(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting"],
            ["meeting.id"],
            name=op.f("fk_meeting_repayment_meeting"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("meeting", "repayment", name=op.f("pk_meeting_repayment")),
        sqlite_with_rowid=False,
    )
