"""Passwords of staff, as Argon2id hashes, and the sealed secrets of their authenticator apps."""

from sqlalchemy import BigInteger, Column, ForeignKey, LargeBinary, String, Table

from syncserver.database.base import Id, metadata

staff_login = Table(
    "staff_login",
    metadata,
    Column("staff", Id, ForeignKey("staff.id"), primary_key=True),
    Column("password_hash", String(200), nullable=False, server_default=""),
    Column("totp_secret", LargeBinary, nullable=True),
    # The newest step of time whose digits were taken: none is taken twice.
    Column("totp_step", BigInteger, nullable=False, server_default="0"),
    Column("changed_at_ms", BigInteger, nullable=False),
)
