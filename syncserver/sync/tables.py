"""Operations with their verdicts, the feed of each bucket, the audit chain and what this server is."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    text,
)

from syncserver.database.append_only import append_only
from syncserver.database.base import Id, metadata
from syncserver.database.walls import walled

Hash = LargeBinary(32)

server_state = Table(
    "server_state",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    # Drawn anew when a server is made or restored: numbers of the feed mean something only within one epoch.
    Column("epoch", Id, nullable=False),
    Column("audit_number", BigInteger, nullable=False),
    Column("audit_hash", Hash, nullable=False),
    # The newest signed checkpoint of this epoch, as devices are given it.
    Column("checkpoint", LargeBinary, nullable=True),
    CheckConstraint("id = 1", name="only_one"),
)

operation = append_only(
    Table(
        "operation",
        metadata,
        Column("id", Id, primary_key=True),
        Column("device", Id, ForeignKey("device.id"), nullable=False),
        Column("seq", BigInteger, nullable=False),
        Column("kind", String(64), nullable=False),
        Column("hash", Hash, nullable=False),
        Column("data", LargeBinary, nullable=False),
        Column("signature", LargeBinary(64), nullable=False),
        Column("received_at_ms", BigInteger, nullable=False),
        Column("outcome", String(16), nullable=False),
        Column("verdict", LargeBinary, nullable=False),
        Column("batch", BigInteger, nullable=False),
        UniqueConstraint("device", "seq"),
        Index("ix_operation_batch", "batch", "seq"),
        CheckConstraint(
            "outcome IN ('applied', 'applied_changed', 'suspended', 'waiting', 'superseded', 'refused')",
            name="outcome",
        ),
        CheckConstraint("seq >= 1", name="seq"),
    )
)

audit_batch = append_only(
    Table(
        "audit_batch",
        metadata,
        Column("number", BigInteger, primary_key=True, autoincrement=False),
        Column("at_ms", BigInteger, nullable=False),
        Column("device", Id, nullable=False),
        Column("operations", Integer, nullable=False),
        Column("digest", Hash, nullable=False),
        Column("previous", Hash, nullable=False),
        Column("hash", Hash, nullable=False),
    )
)

audit_checkpoint = append_only(
    Table(
        "audit_checkpoint",
        metadata,
        Column("epoch", Id, primary_key=True),
        Column("number", BigInteger, primary_key=True, autoincrement=False),
        Column("hash", Hash, nullable=False),
        Column("at_ms", BigInteger, nullable=False, index=True),
        Column("signature", LargeBinary(64), nullable=False),
    )
)

bucket = walled(
    Table(
        "bucket",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("name", String(64), nullable=False, unique=True),
        Column("number", BigInteger, nullable=False),
        Column("records", BigInteger, nullable=False),
        Column("digest", LargeBinary(8), nullable=False),
        # The highest number of a tombstone that has been forgotten: an older cursor has to read again.
        Column("forgotten", BigInteger, nullable=False),
        CheckConstraint("records >= 0", name="records"),
    )
)

feed = walled(
    Table(
        "feed",
        metadata,
        Column("bucket", Integer, ForeignKey("bucket.id"), primary_key=True, autoincrement=False),
        Column("kind", String(32), primary_key=True),
        Column("id", Id, primary_key=True),
        Column("number", BigInteger, nullable=False),
        Column("version", BigInteger, nullable=False),
        Column("removed", Boolean, nullable=False),
        Column("changed_at_ms", BigInteger, nullable=False),
        UniqueConstraint("bucket", "number"),
    )
)
Index(
    "ix_feed_removed",
    feed.c.changed_at_ms,
    sqlite_where=text("removed"),
    postgresql_where=text("removed"),
)
