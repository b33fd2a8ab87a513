"""Files on their way in, part by part; a whole one lies in the folder and leaves nothing here."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKeyConstraint, LargeBinary, Table

from syncserver.database.base import Id, metadata

file_upload = Table(
    "file_upload",
    metadata,
    Column("device", Id, primary_key=True),
    Column("digest", LargeBinary(32), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("taken", BigInteger, nullable=False),
    Column("begun_at_ms", BigInteger, nullable=False),
    CheckConstraint("taken <= size", name="taken"),
)

file_part = Table(
    "file_part",
    metadata,
    Column("device", Id, primary_key=True),
    Column("digest", LargeBinary(32), primary_key=True),
    Column("offset", BigInteger, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
    ForeignKeyConstraint(["device", "digest"], ["file_upload.device", "file_upload.digest"]),
)
