"""What the server has counted of what each device sent."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step on; there is no way back but a backup."""
    for name in ("taken", "taken_minor"):
        op.add_column("device", sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))
