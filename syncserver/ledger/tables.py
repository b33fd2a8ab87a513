"""The journal: entries and their lines, only ever added to.

The rule kept here: a line is a debit or a credit of more than nothing, never both, and no row changes once it
is written; the database's own triggers refuse it.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
)

from syncserver.database.append_only import append_only
from syncserver.database.base import Id, metadata

# An operation may post several entries, so an entry is known by its operation and its number in it: the key
# needs no randomness, and one operation can never post the same entry twice.
journal_entry = append_only(
    Table(
        "journal_entry",
        metadata,
        Column("operation", Id, primary_key=True),
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("kind", String(40), nullable=False),
        Column("value_on", Date, nullable=False),
        Column("posted_on", Date, nullable=False),
        Column("posted_at_ms", BigInteger, nullable=False),
        Column("about_kind", String(32), nullable=False),
        Column("about", Id, nullable=False, index=True),
        sqlite_with_rowid=False,
    )
)

journal_line = append_only(
    Table(
        "journal_line",
        metadata,
        Column("operation", Id, primary_key=True),
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("line", Integer, primary_key=True, autoincrement=False),
        Column("account", String(32), nullable=False),
        Column("debit_minor", BigInteger, nullable=False),
        Column("credit_minor", BigInteger, nullable=False),
        Column("staff", Id, nullable=True),
        Column("loan", Id, nullable=True),
        CheckConstraint(
            "debit_minor >= 0 AND credit_minor >= 0 AND (debit_minor = 0) <> (credit_minor = 0)",
            name="one_side",
        ),
        ForeignKeyConstraint(
            ["operation", "number"],
            ["journal_entry.operation", "journal_entry.number"],
            deferrable=True,
            initially="DEFERRED",
        ),
        sqlite_with_rowid=False,
    )
)
Index(
    "ix_journal_line_staff",
    journal_line.c.staff,
    journal_line.c.account,
    sqlite_where=journal_line.c.staff.is_not(None),
    postgresql_where=journal_line.c.staff.is_not(None),
)
Index(
    "ix_journal_line_loan",
    journal_line.c.loan,
    journal_line.c.account,
    sqlite_where=journal_line.c.loan.is_not(None),
    postgresql_where=journal_line.c.loan.is_not(None),
)
