"""Visits as a table. One is written once and never changed."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, Integer, String, Table, Text

from syncserver.database.base import Id, metadata

visit = Table(
    "visit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("operation", Id, nullable=False),
    Column("member", Id, nullable=False),
    Column("visited_by", Id, nullable=False),
    Column("purpose", String(300), nullable=False),
    Column("note", Text, nullable=False),
    Column("arrived_at_ms", BigInteger, nullable=False),
    Column("left_at_ms", BigInteger, nullable=False),
    Column("latitude_e7", Integer, nullable=True),
    Column("longitude_e7", Integer, nullable=True),
    Column("accuracy_m", Integer, nullable=True),
    Column("source", String(16), nullable=True),
    Column("fix_at_ms", BigInteger, nullable=True),
    Column("mocked", Boolean, nullable=False),
    Column("satellites", Integer, nullable=True),
    Column("satellite_at_ms", BigInteger, nullable=True),
    Column("doubts", String(300), nullable=False),
    Column("doubt", Integer, nullable=False),
    CheckConstraint("doubt BETWEEN 0 AND 100", name="doubt"),
    CheckConstraint("left_at_ms >= arrived_at_ms", name="stay"),
    Index("ix_visit_person", "visited_by", "arrived_at_ms"),
    Index("ix_visit_member", "member", "arrived_at_ms"),
)
