"""Devices, the codes that enrol them, the numbers they may give out, the nonces they have used, and what is
said to them and taken from them where nobody has typed a PIN.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    false,
)

from syncserver.database.base import Id, metadata

Hash = LargeBinary(32)

device = Table(
    "device",
    metadata,
    Column("id", Id, primary_key=True),
    Column("staff", Id, nullable=False, index=True),
    Column("public_key", Hash, nullable=False, unique=True),
    Column("device_code", String(16), nullable=False, unique=True),
    Column("label", String(300), nullable=False),
    Column("state", String(8), nullable=False),
    Column("reason", String(300), nullable=False),
    Column("enrolled_at_ms", BigInteger, nullable=False),
    # Enrolled, but not approved: no certificate was given and nothing is taken from it.
    Column("pending", Boolean, nullable=False, server_default=false()),
    Column("fingerprint", String(40), nullable=False, server_default=""),
    # Its last exchange and what it said it still holds, as noted at most once a minute.
    Column("exchanged_at_ms", BigInteger, nullable=False, server_default="0"),
    Column("report", LargeBinary, nullable=True),
    # What the server had counted of its operations then, and of the money in them: never counted twice.
    Column("taken", BigInteger, nullable=False, server_default="0"),
    Column("taken_minor", BigInteger, nullable=False, server_default="0"),
    # The head of its chain; written by the inbox alone, which holds the row for the whole batch.
    Column("last_seq", BigInteger, nullable=False, server_default="0"),
    Column("last_hash", Hash, nullable=True),
    # The newest server time that any operation of the device said it knew.
    Column("seen_ms", BigInteger, nullable=False, server_default="0"),
    CheckConstraint("state IN ('ACTIVE', 'FROZEN', 'REVOKED')", name="state"),
)

enrolment_code = Table(
    "enrolment_code",
    metadata,
    Column("code_hash", Hash, primary_key=True),
    Column("staff", Id, nullable=False),
    Column("issued_by", Id, nullable=False),
    Column("expires_at_ms", BigInteger, nullable=False),
    Column("used_by", Id, ForeignKey("device.id"), nullable=True),
    Column("needs_approval", Boolean, nullable=False, server_default=false()),
)

enrolment_failure = Table(
    "enrolment_failure",
    metadata,
    Column("source", Hash, primary_key=True),
    Column("minute", BigInteger, primary_key=True),
    Column("failures", Integer, nullable=False),
)

request_nonce = Table(
    "request_nonce",
    metadata,
    Column("device", Id, ForeignKey("device.id"), primary_key=True),
    Column("nonce", LargeBinary(16), primary_key=True),
    Column("created_s", BigInteger, nullable=False),
    Index("ix_request_nonce_created_s", "created_s"),
)

number_series = Table(
    "number_series",
    metadata,
    Column("kind", String(8), primary_key=True),
    Column("next", BigInteger, nullable=False),
)

number_block = Table(
    "number_block",
    metadata,
    Column("kind", String(8), primary_key=True),
    Column("first", BigInteger, primary_key=True),
    Column("last", BigInteger, nullable=False),
    Column("device", Id, ForeignKey("device.id"), nullable=False),
    Column("given_at_ms", BigInteger, nullable=False),
)

device_contact = Table(
    "device_contact",
    metadata,
    Column("device", Id, ForeignKey("device.id"), primary_key=True),
    Column("contact_key", Hash, nullable=False, unique=True),
    # As the device last said it; ten or more stand until an order to unlock was carried out.
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("contacted_at_ms", BigInteger, nullable=False, server_default="0"),
)

device_order = Table(
    "device_order",
    metadata,
    Column("nonce", Id, primary_key=True),
    Column("device", Id, ForeignKey("device.id"), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("done_at_ms", BigInteger, nullable=True),
    UniqueConstraint("device", "at_ms"),
    CheckConstraint("kind IN ('unlock', 'wipe')", name="kind"),
)

device_journal = Table(
    "device_journal",
    metadata,
    Column("device", Id, ForeignKey("device.id"), primary_key=True),
    # Of the whole file: what a device sends of another state of its journal is another journal.
    Column("digest", Hash, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("taken", BigInteger, nullable=False),
    Column("begun_at_ms", BigInteger, nullable=False),
    CheckConstraint("taken <= size", name="taken"),
)

device_journal_part = Table(
    "device_journal_part",
    metadata,
    Column("device", Id, primary_key=True),
    Column("digest", Hash, primary_key=True),
    Column("offset", BigInteger, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
    ForeignKeyConstraint(["device", "digest"], ["device_journal.device", "device_journal.digest"]),
)
