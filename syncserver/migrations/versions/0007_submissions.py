"""What was submitted with each approval, and what changed since the time before."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step on; there is no way back but a backup."""
    op.add_column("approval", sa.Column("version_no", sa.Integer(), nullable=False, server_default="1"))
    for name, comment in (
        ("submitted", "LoanApplication, as MessagePack; null: not kept"),
        ("since_last", "Resubmission, as MessagePack; null: the first"),
    ):
        op.add_column("approval", sa.Column(name, sa.LargeBinary(), nullable=True, comment=comment))
