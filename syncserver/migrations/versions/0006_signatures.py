"""Signatures under closed meetings."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step on; there is no way back but a backup."""
    op.add_column(
        "meeting",
        sa.Column(
            "signatures",
            sa.LargeBinary(),
            nullable=True,
            comment="who signed, as MessagePack; null: nobody",
        ),
    )
