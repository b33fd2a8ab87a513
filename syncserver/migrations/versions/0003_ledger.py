"""The journal."""

import sqlalchemy as sa
from alembic import op

from syncserver.database.append_only import guard

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step on; there is no way back but a backup."""
    _create_journal_entry()
    _create_journal_line()
    for table in ("journal_entry", "journal_line"):
        guard(op.get_bind(), table)


def _create_journal_entry() -> None:
    op.create_table(
        "journal_entry",
        sa.Column("operation", sa.LargeBinary(length=16), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("value_on", sa.Date(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("posted_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("about_kind", sa.String(length=32), nullable=False),
        sa.Column("about", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("operation", "number", name=op.f("pk_journal_entry")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_journal_entry_about"), "journal_entry", ["about"], unique=False)


def _create_journal_line() -> None:
    op.create_table(
        "journal_line",
        sa.Column("operation", sa.LargeBinary(length=16), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("debit_minor", sa.BigInteger(), nullable=False),
        sa.Column("credit_minor", sa.BigInteger(), nullable=False),
        sa.Column("staff", sa.LargeBinary(length=16), nullable=True),
        sa.Column("loan", sa.LargeBinary(length=16), nullable=True),
        sa.CheckConstraint(
            "debit_minor >= 0 AND credit_minor >= 0 AND (debit_minor = 0) <> (credit_minor = 0)",
            name=op.f("ck_journal_line_one_side"),
        ),
        sa.ForeignKeyConstraint(
            ["operation", "number"],
            ["journal_entry.operation", "journal_entry.number"],
            name=op.f("fk_journal_line_operation"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("operation", "number", "line", name=op.f("pk_journal_line")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_journal_line_loan",
        "journal_line",
        ["loan", "account"],
        unique=False,
        sqlite_where=sa.text("loan IS NOT NULL"),
        postgresql_where=sa.text("loan IS NOT NULL"),
    )
    op.create_index(
        "ix_journal_line_staff",
        "journal_line",
        ["staff", "account"],
        unique=False,
        sqlite_where=sa.text("staff IS NOT NULL"),
        postgresql_where=sa.text("staff IS NOT NULL"),
    )
