"""Records: what a feature publishes when one changed, and their bodies as devices get them, written by the
feed, their versions read by whoever compares.

The rule kept here: a version is what a person saw on a device, so an approval is compared with this number.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, LargeBinary, String, Table, Text, bindparam, select

from shared.contract.codec import Message
from syncserver.database.base import Id, metadata, this
from syncserver.database.walls import walled
from syncserver.database.work import Work


@dataclass(frozen=True, slots=True)
class Published:
    """A record as it now is and the buckets it lives in; no buckets means it is gone from every device."""

    body: Message
    buckets: frozenset[str]


Publisher = Callable[[Work, Sequence[bytes]], Mapping[bytes, Published]]
"""Builds the records of one kind for many ids at once, from what the work has loaded or loads in bulk."""

record_body = walled(
    Table(
        "record_body",
        metadata,
        Column("kind", String(32), primary_key=True),
        Column("id", Id, primary_key=True),
        Column("version", BigInteger, nullable=False),
        Column("body", LargeBinary, nullable=False),
        # The ids of the buckets the record lives in, `{1,5}`: what a change has to number and to remove, and
        # what the wall asks for.
        Column("places", Text, nullable=False, server_default="{}"),
    )
)

_VERSION = select(record_body.c.version).where(
    record_body.c.kind == bindparam("kind"), this(record_body.c.id)
)


def record_version(work: Work, kind: str, identifier: bytes) -> int:
    """Return the version devices have, or will get once this batch ends; 0 for a record never published.

    A record that an earlier operation of the batch published is one version ahead of the stored one.
    """
    found = work.connection.scalar(_VERSION, {"kind": kind, "which": identifier})
    return (found or 0) + work.is_published(kind, identifier)
