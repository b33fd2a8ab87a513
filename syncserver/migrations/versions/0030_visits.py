"""Visits, with what speaks against the places they were at."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step on; there is no way back but a backup."""
    op.create_table(
        "visit",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("operation", sa.LargeBinary(length=16), nullable=False),
        sa.Column("member", sa.LargeBinary(length=16), nullable=False),
        sa.Column("visited_by", sa.LargeBinary(length=16), nullable=False),
        sa.Column("purpose", sa.String(length=300), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("arrived_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("left_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("latitude_e7", sa.Integer(), nullable=True),
        sa.Column("longitude_e7", sa.Integer(), nullable=True),
        sa.Column("accuracy_m", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=16), nullable=True),
        sa.Column("fix_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("mocked", sa.Boolean(), nullable=False),
        sa.Column("satellites", sa.Integer(), nullable=True),
        sa.Column("satellite_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("doubts", sa.String(length=300), nullable=False),
        sa.Column("doubt", sa.Integer(), nullable=False),
        sa.CheckConstraint("doubt BETWEEN 0 AND 100", name=op.f("ck_visit_doubt")),
        sa.CheckConstraint("left_at_ms >= arrived_at_ms", name=op.f("ck_visit_stay")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    op.create_index("ix_visit_member", "visit", ["member", "arrived_at_ms"])
    op.create_index("ix_visit_person", "visit", ["visited_by", "arrived_at_ms"])
