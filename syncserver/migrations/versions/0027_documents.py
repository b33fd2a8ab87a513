"""Documents, and files on their way in."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step on; there is no way back but a backup."""
    _create_document()
    _create_file_upload()
    _create_file_part()


def _create_document() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("operation", sa.LargeBinary(length=16), nullable=False),
        sa.Column("owner_kind", sa.String(length=16), nullable=False),
        sa.Column("owner", sa.LargeBinary(length=16), nullable=False),
        sa.Column("type", sa.String(length=300), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=32), nullable=False),
        sa.Column("issuing_authority", sa.String(length=300), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("attached_by", sa.LargeBinary(length=16), nullable=False),
        sa.Column("attached_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("stored_at_ms", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("size > 0", name=op.f("ck_document_size")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    op.create_index("ix_document_owner", "document", ["owner"])
    op.create_index("ix_document_sha256", "document", ["sha256"])


def _create_file_upload() -> None:
    op.create_table(
        "file_upload",
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("taken", sa.BigInteger(), nullable=False),
        sa.Column("begun_at_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("taken <= size", name=op.f("ck_file_upload_taken")),
        sa.PrimaryKeyConstraint("device", "digest", name=op.f("pk_file_upload")),
    )


def _create_file_part() -> None:
    op.create_table(
        "file_part",
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("offset", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device", "digest"],
            ["file_upload.device", "file_upload.digest"],
            name=op.f("fk_file_part_device"),
        ),
        sa.PrimaryKeyConstraint("device", "digest", "offset", name=op.f("pk_file_part")),
    )
