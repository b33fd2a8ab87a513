"""Profile fields that two people changed without knowing of each other."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step on; there is no way back but a backup."""
    op.add_column("member", sa.Column("conflicts", sa.LargeBinary(), nullable=True))
