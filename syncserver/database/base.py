"""The one catalogue of tables; each feature adds its own in its `tables.py`.

The rule kept here: a question that every exchange asks is put together once, when its module is read, and
only its values change: putting it together costs several times what asking it does.
"""

from sqlalchemy import Column, ColumnElement, LargeBinary, MetaData, bindparam

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = LargeBinary(16)
"""A 16-byte id: BLOB on SQLite, bytea on PostgreSQL."""


def among(column: Column[bytes]) -> ColumnElement[bool]:
    """The column is one of the `ids` that the question is asked with."""
    return column.in_(bindparam("ids", expanding=True))


def among_words(column: Column[str]) -> ColumnElement[bool]:
    """The column is one of the `words` that the question is asked with."""
    return column.in_(bindparam("words", expanding=True))


def this(column: Column[bytes]) -> ColumnElement[bool]:
    """The column is the one id, `which`, that the question is asked with."""
    return column == bindparam("which")
