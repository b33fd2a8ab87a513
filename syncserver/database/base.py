"""The one catalogue of tables; each feature adds its own in its `tables.py`."""

from sqlalchemy import LargeBinary, MetaData

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
