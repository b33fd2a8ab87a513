"""The institution, its people, unions, members, devices and tasks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

from syncserver.database.append_only import guard

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step on; there is no way back but a backup."""
    _create_device()
    _create_enrolment_failure()
    _create_institution()
    _create_number_series()
    _create_staff()
    _create_task()
    _create_enrolment_code()
    _create_number_block()
    _create_request_nonce()
    _create_unions()
    _create_member()
    _create_union_assignment()
    _create_member_change()
    _create_member_move()
    _create_member_verification()
    for table in ("union_assignment", "member_change", "member_move", "member_verification"):
        guard(op.get_bind(), table)


def _create_device() -> None:
    op.create_table(
        "device",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("staff", sa.LargeBinary(length=16), nullable=False),
        sa.Column("public_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("device_code", sa.String(length=16), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("enrolled_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("last_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("seen_ms", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("state IN ('ACTIVE', 'FROZEN', 'REVOKED')", name=op.f("ck_device_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("device_code", name=op.f("uq_device_device_code")),
        sa.UniqueConstraint("public_key", name=op.f("uq_device_public_key")),
    )
    op.create_index(op.f("ix_device_staff"), "device", ["staff"], unique=False)


def _create_enrolment_failure() -> None:
    op.create_table(
        "enrolment_failure",
        sa.Column("source", sa.LargeBinary(length=32), nullable=False),
        sa.Column("minute", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source", "minute", name=op.f("pk_enrolment_failure")),
    )


def _create_institution() -> None:
    op.create_table(
        "institution",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column(
            "settings", sa.LargeBinary(), nullable=False, comment="the contract's InstitutionSettings, whole"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution")),
    )


def _create_number_series() -> None:
    op.create_table(
        "number_series",
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("next", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_number_series")),
    )


def _create_staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("email", sa.String(length=300), nullable=False, comment="folded to small letters"),
        sa.Column("supervisor", sa.LargeBinary(length=16), nullable=True),
        sa.Column("phone", sa.String(length=300), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("approval_limit_minor", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            ("role IN ('CREDIT_OFFICER', 'COLLECTIONS_OFFICER', 'SUPERVISOR', 'OPERATIONS', 'ADMIN')"),
            name=op.f("ck_staff_role"),
        ),
        sa.CheckConstraint("status IN ('ACTIVE', 'SUSPENDED', 'ON_LEAVE')", name=op.f("ck_staff_status")),
        sa.CheckConstraint(
            "supervisor IS NOT NULL OR role NOT IN ('CREDIT_OFFICER', 'COLLECTIONS_OFFICER')",
            name=op.f("ck_staff_officers_are_supervised"),
        ),
        sa.CheckConstraint(
            "approval_limit_minor IS NULL OR approval_limit_minor >= 0", name=op.f("ck_staff_limit")
        ),
        sa.CheckConstraint(
            "supervisor IS NULL OR supervisor <> id", name=op.f("ck_staff_not_own_supervisor")
        ),
        sa.ForeignKeyConstraint(
            ["supervisor"],
            ["staff.id"],
            name=op.f("fk_staff_supervisor"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_email")),
    )
    op.create_index(op.f("ix_staff_supervisor"), "staff", ["supervisor"], unique=False)


def _create_task() -> None:
    op.create_table(
        "task",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("detail", sa.String(length=4000), nullable=False),
        sa.Column("about_kind", sa.String(length=32), nullable=False),
        sa.Column("about", sa.LargeBinary(length=16), nullable=False),
        sa.Column("staff", sa.LargeBinary(length=16), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    op.create_index(op.f("ix_task_staff"), "task", ["staff"], unique=False)


def _create_enrolment_code() -> None:
    op.create_table(
        "enrolment_code",
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("staff", sa.LargeBinary(length=16), nullable=False),
        sa.Column("issued_by", sa.LargeBinary(length=16), nullable=False),
        sa.Column("expires_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("used_by", sa.LargeBinary(length=16), nullable=True),
        sa.ForeignKeyConstraint(["used_by"], ["device.id"], name=op.f("fk_enrolment_code_used_by")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_enrolment_code")),
    )


def _create_number_block() -> None:
    op.create_table(
        "number_block",
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("given_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["device"], ["device.id"], name=op.f("fk_number_block_device")),
        sa.PrimaryKeyConstraint("kind", "first", name=op.f("pk_number_block")),
    )


def _create_request_nonce() -> None:
    op.create_table(
        "request_nonce",
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("nonce", sa.LargeBinary(length=16), nullable=False),
        sa.Column("created_s", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["device"], ["device.id"], name=op.f("fk_request_nonce_device")),
        sa.PrimaryKeyConstraint("device", "nonce", name=op.f("pk_request_nonce")),
    )
    op.create_index("ix_request_nonce_created_s", "request_nonce", ["created_s"], unique=False)


def _create_unions() -> None:
    op.create_table(
        "unions",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("officer", sa.LargeBinary(length=16), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("location", sa.String(length=300), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("meeting_weekday", sa.Integer(), nullable=True),
        sa.Column("meeting_time", sa.String(length=5), nullable=True),
        sa.Column("meeting_frequency", sa.String(length=12), nullable=False),
        sa.Column("meeting_place", sa.String(length=300), nullable=False),
        sa.Column("latitude_e7", sa.BigInteger(), nullable=True),
        sa.Column("longitude_e7", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "meeting_frequency IN ('DAILY', 'WEEKLY', 'FORTNIGHTLY', 'MONTHLY')",
            name=op.f("ck_unions_meeting_frequency"),
        ),
        sa.ForeignKeyConstraint(
            ["officer"], ["staff.id"], name=op.f("fk_unions_officer"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unions")),
    )
    op.create_index(op.f("ix_unions_officer"), "unions", ["officer"], unique=False)


def _create_member() -> None:
    op.create_table("member", *_columns_of_member(), *_rules_of_member())
    op.create_index(op.f("ix_member_union_id"), "member", ["union_id"], unique=False)


def _columns_of_member() -> list[SchemaItem]:
    return [
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("union_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("first_name", sa.String(length=300), nullable=False),
        sa.Column("last_name", sa.String(length=300), nullable=False),
        sa.Column("phone", sa.String(length=300), nullable=False),
        sa.Column("email", sa.String(length=300), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("city", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=300), nullable=False),
        sa.Column("country", sa.String(length=300), nullable=False),
        sa.Column("zip_code", sa.String(length=300), nullable=False),
        sa.Column("date_of_birth", sa.Date(), nullable=True),
        sa.Column("gender", sa.String(length=300), nullable=False),
        sa.Column("marital_status", sa.String(length=300), nullable=False),
        sa.Column("profession", sa.String(length=300), nullable=False),
        sa.Column("company", sa.String(length=300), nullable=False),
        sa.Column("note", sa.String(length=4000), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("enrolled_by", sa.LargeBinary(length=16), nullable=False),
        sa.Column("enrolled_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("verified_by", sa.LargeBinary(length=16), nullable=True),
        sa.Column("verified_at_ms", sa.BigInteger(), nullable=True),
    ]


def _rules_of_member() -> list[SchemaItem]:
    return [
        sa.CheckConstraint(
            "verified_by IS NULL OR verified_by <> enrolled_by", name=op.f("ck_member_maker_is_not_checker")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["unions.id"],
            name=op.f("fk_member_union_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("code", name=op.f("uq_member_code")),
    ]


def _create_union_assignment() -> None:
    op.create_table(
        "union_assignment",
        sa.Column("operation", sa.LargeBinary(length=16), nullable=False),
        sa.Column("union_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column(
            "old_officer", sa.LargeBinary(length=16), nullable=True, comment="nobody before the union began"
        ),
        sa.Column("new_officer", sa.LargeBinary(length=16), nullable=False),
        sa.Column("by", sa.LargeBinary(length=16), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "old_officer IS NULL OR old_officer <> new_officer",
            name=op.f("ck_union_assignment_changes_officer"),
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["unions.id"],
            name=op.f("fk_union_assignment_union_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("operation", name=op.f("pk_union_assignment")),
    )
    op.create_index("ix_union_assignment_union_id", "union_assignment", ["union_id", "at_ms"], unique=False)


def _create_member_change() -> None:
    op.create_table(
        "member_change",
        sa.Column("operation", sa.LargeBinary(length=16), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("member", sa.LargeBinary(length=16), nullable=False),
        sa.Column("earlier", sa.String(length=4000), nullable=False),
        sa.Column("value", sa.String(length=4000), nullable=False),
        sa.Column("by", sa.LargeBinary(length=16), nullable=False),
        sa.Column(
            "made_at_ms", sa.BigInteger(), nullable=False, comment="when it was typed, by the tablet's clock"
        ),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member"],
            ["member.id"],
            name=op.f("fk_member_change_member"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("operation", "field", name=op.f("pk_member_change")),
    )
    op.create_index(op.f("ix_member_change_member"), "member_change", ["member"], unique=False)


def _create_member_move() -> None:
    op.create_table(
        "member_move",
        sa.Column("operation", sa.LargeBinary(length=16), nullable=False),
        sa.Column("member", sa.LargeBinary(length=16), nullable=False),
        sa.Column("from_union_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("to_union_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("from_officer", sa.LargeBinary(length=16), nullable=False),
        sa.Column("to_officer", sa.LargeBinary(length=16), nullable=False),
        sa.Column("by", sa.LargeBinary(length=16), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("from_union_id <> to_union_id", name=op.f("ck_member_move_changes_union")),
        sa.ForeignKeyConstraint(
            ["member"],
            ["member.id"],
            name=op.f("fk_member_move_member"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("operation", name=op.f("pk_member_move")),
    )
    op.create_index("ix_member_move_member", "member_move", ["member", "at_ms"], unique=False)


def _create_member_verification() -> None:
    op.create_table(
        "member_verification",
        sa.Column("operation", sa.LargeBinary(length=16), nullable=False),
        sa.Column("member", sa.LargeBinary(length=16), nullable=False),
        sa.Column("enrolled_by", sa.LargeBinary(length=16), nullable=False),
        sa.Column("verified_by", sa.LargeBinary(length=16), nullable=False),
        sa.Column(
            "checklist", sa.LargeBinary(), nullable=False, comment="the points checked, as MessagePack"
        ),
        sa.Column("note", sa.String(length=4000), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "verified_by <> enrolled_by", name=op.f("ck_member_verification_maker_is_not_checker")
        ),
        sa.ForeignKeyConstraint(
            ["member"],
            ["member.id"],
            name=op.f("fk_member_verification_member"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("operation", name=op.f("pk_member_verification")),
    )
    op.create_index(op.f("ix_member_verification_member"), "member_verification", ["member"], unique=False)
