"""What is said to devices and taken from them where nobody has typed a PIN."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step on; there is no way back but a backup."""
    _create_device_contact()
    _create_device_order()
    _create_device_journal()
    _create_device_journal_part()


def _create_device_contact() -> None:
    op.create_table(
        "device_contact",
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("contact_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("contacted_at_ms", sa.BigInteger(), nullable=False, server_default="0"),
        sa.ForeignKeyConstraint(["device"], ["device.id"], name=op.f("fk_device_contact_device")),
        sa.PrimaryKeyConstraint("device", name=op.f("pk_device_contact")),
        sa.UniqueConstraint("contact_key", name=op.f("uq_device_contact_contact_key")),
    )


def _create_device_order() -> None:
    op.create_table(
        "device_order",
        sa.Column("nonce", sa.LargeBinary(length=16), nullable=False),
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("done_at_ms", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind IN ('unlock', 'wipe')", name=op.f("ck_device_order_kind")),
        sa.ForeignKeyConstraint(["device"], ["device.id"], name=op.f("fk_device_order_device")),
        sa.PrimaryKeyConstraint("nonce", name=op.f("pk_device_order")),
        sa.UniqueConstraint("device", "at_ms", name=op.f("uq_device_order_device_at_ms")),
    )


def _create_device_journal() -> None:
    op.create_table(
        "device_journal",
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("taken", sa.BigInteger(), nullable=False),
        sa.Column("begun_at_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("taken <= size", name=op.f("ck_device_journal_taken")),
        sa.ForeignKeyConstraint(["device"], ["device.id"], name=op.f("fk_device_journal_device")),
        sa.PrimaryKeyConstraint("device", "digest", name=op.f("pk_device_journal")),
    )


def _create_device_journal_part() -> None:
    op.create_table(
        "device_journal_part",
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("offset", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device", "digest"],
            ["device_journal.device", "device_journal.digest"],
            name=op.f("fk_device_journal_part_device"),
        ),
        sa.PrimaryKeyConstraint("device", "digest", "offset", name=op.f("pk_device_journal_part")),
    )
