"""Passwords and second factors of staff."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step on; there is no way back but a backup."""
    op.create_table(
        "staff_login",
        sa.Column("staff", sa.LargeBinary(length=16), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False, server_default=""),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=True),
        sa.Column("totp_step", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("changed_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name=op.f("fk_staff_login_staff")),
        sa.PrimaryKeyConstraint("staff", name=op.f("pk_staff_login")),
    )
