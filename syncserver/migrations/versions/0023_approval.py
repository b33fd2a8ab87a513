"""Devices that wait for approval, and what a device last said of itself."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step on; there is no way back but a backup."""
    for column in (
        sa.Column("pending", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("fingerprint", sa.String(length=40), nullable=False, server_default=""),
        sa.Column("exchanged_at_ms", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("report", sa.LargeBinary(), nullable=True),
    ):
        op.add_column("device", column)
    op.add_column(
        "enrolment_code",
        sa.Column("needs_approval", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
