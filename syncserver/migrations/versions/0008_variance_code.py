"""The code of a difference between a meeting's count and its sheet."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step on; there is no way back but a backup."""
    op.add_column("meeting", sa.Column("variance_code", sa.String(length=300), nullable=True))
