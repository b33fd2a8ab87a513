"""Operations and verdicts, the feed, the bodies of records, and the audit chain."""

import sqlalchemy as sa
from alembic import op

from syncserver.database.append_only import guard

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step on; there is no way back but a backup."""
    _create_audit_batch()
    _create_bucket()
    _create_record_body()
    _create_server_state()
    _create_feed()
    _create_operation()
    for table in ("audit_batch", "operation"):
        guard(op.get_bind(), table)


def _create_audit_batch() -> None:
    op.create_table(
        "audit_batch",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("operations", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_batch")),
    )


def _create_bucket() -> None:
    op.create_table(
        "bucket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("records", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=8), nullable=False),
        sa.Column("forgotten", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("records >= 0", name=op.f("ck_bucket_records")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bucket")),
        sa.UniqueConstraint("name", name=op.f("uq_bucket_name")),
    )


def _create_record_body() -> None:
    op.create_table(
        "record_body",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("buckets", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name=op.f("pk_record_body")),
    )


def _create_server_state() -> None:
    op.create_table(
        "server_state",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.LargeBinary(length=16), nullable=False),
        sa.Column("audit_number", sa.BigInteger(), nullable=False),
        sa.Column("audit_hash", sa.LargeBinary(length=32), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_server_state_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_server_state")),
    )


def _create_feed() -> None:
    op.create_table(
        "feed",
        sa.Column("bucket", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("changed_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["bucket"], ["bucket.id"], name=op.f("fk_feed_bucket")),
        sa.PrimaryKeyConstraint("bucket", "kind", "id", name=op.f("pk_feed")),
        sa.UniqueConstraint("bucket", "number", name=op.f("uq_feed_bucket_number")),
    )
    op.create_index(
        "ix_feed_removed",
        "feed",
        ["changed_at_ms"],
        unique=False,
        sqlite_where=sa.text("removed"),
        postgresql_where=sa.text("removed"),
    )


def _create_operation() -> None:
    op.create_table(
        "operation",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("verdict", sa.LargeBinary(), nullable=False),
        sa.Column("batch", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            ("outcome IN ('applied', 'applied_changed', 'suspended', 'waiting', 'superseded', 'refused')"),
            name=op.f("ck_operation_outcome"),
        ),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_operation_seq")),
        sa.ForeignKeyConstraint(["device"], ["device.id"], name=op.f("fk_operation_device")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation")),
        sa.UniqueConstraint("device", "seq", name=op.f("uq_operation_device_seq")),
    )
    op.create_index("ix_operation_batch", "operation", ["batch", "seq"], unique=False)
