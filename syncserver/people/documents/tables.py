"""Documents as a table. One is written once; only whether its file has arrived is added to it."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, Index, LargeBinary, String, Table

from syncserver.database.base import Id, metadata

document = Table(
    "document",
    metadata,
    Column("id", Id, primary_key=True),
    Column("operation", Id, nullable=False),
    Column("owner_kind", String(16), nullable=False),
    Column("owner", Id, nullable=False),
    Column("type", String(300), nullable=False),
    Column("file_name", String(300), nullable=False),
    Column("sha256", LargeBinary(32), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("media_type", String(32), nullable=False),
    Column("issuing_authority", String(300), nullable=False),
    Column("issued_on", Date, nullable=True),
    Column("expires_on", Date, nullable=True),
    Column("attached_by", Id, nullable=False),
    Column("attached_at_ms", BigInteger, nullable=False),
    Column("stored_at_ms", BigInteger, nullable=True),
    CheckConstraint("size > 0", name="size"),
    Index("ix_document_owner", "owner"),
    Index("ix_document_sha256", "sha256"),
)
