"""Signed checkpoints of the audit chain."""

import sqlalchemy as sa
from alembic import op

from syncserver.database.append_only import append_only_statements

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step on; there is no way back but a backup."""
    op.add_column("server_state", sa.Column("checkpoint", sa.LargeBinary(), nullable=True))
    op.create_table(
        "audit_checkpoint",
        sa.Column("epoch", sa.LargeBinary(16), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("signature", sa.LargeBinary(64), nullable=False),
        sa.PrimaryKeyConstraint("epoch", "number", name=op.f("pk_audit_checkpoint")),
    )
    op.create_index(op.f("ix_audit_checkpoint_at_ms"), "audit_checkpoint", ["at_ms"])
    for statement in append_only_statements("audit_checkpoint", op.get_context().dialect.name):
        op.execute(statement)
