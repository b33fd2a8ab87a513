"""All SQL of the inbox, the feed and the exchange."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple, cast

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, not_, or_, select, update

from syncserver.database.base import among, among_words, this
from syncserver.database.bulk import Row, insert_rows, run, upsert_rows
from syncserver.database.records import record_body
from syncserver.database.walls import places_of
from syncserver.sync.tables import audit_checkpoint, bucket, feed, operation, server_state

_AT_ONCE = 10_000
"""Ids in one query: below SQLite's limit on variables, far above a batch of ordinary size."""


class StoredOperation(NamedTuple):
    """What is known of an operation that has its verdict."""

    id: bytes
    device: bytes
    seq: int
    hash: bytes
    verdict: bytes


class RecordRow(NamedTuple):
    """A record as it was last numbered."""

    version: int
    buckets: tuple[int, ...]


@dataclass(slots=True)
class BucketRow:
    """A bucket's counter and what it holds by count and digest, while they move."""

    id: int
    name: str
    number: int
    records: int
    digest: int
    forgotten: int


class FeedRow(NamedTuple):
    """One place in a bucket's feed; `body` is None for a record that was removed."""

    number: int
    kind: str
    id: bytes
    version: int
    removed: bool
    body: bytes | None


# ------------------------------------------------------------------------------------------ operations


_O = operation.c
_KNOWN = select(_O.id, _O.device, _O.seq, _O.hash, _O.verdict).where(
    or_(among(_O.id), and_(this(_O.device), _O.seq.between(bindparam("first"), bindparam("last"))))
)
_OUTCOMES = select(_O.id, _O.outcome).where(among(_O.id))


def known_operations(
    connection: Connection, ids: Sequence[bytes], device: bytes, seqs: tuple[int, int] | None
) -> list[StoredOperation]:
    """Return stored operations with one of these ids, or of this device within these sequences."""
    first, last = (0, -1) if seqs is None else seqs
    rows = connection.execute(_KNOWN, {"ids": ids, "which": device, "first": first, "last": last})
    return [StoredOperation(*row) for row in rows]


def outcomes(connection: Connection, ids: Iterable[bytes]) -> dict[bytes, str]:
    """Return the outcome of each operation that has one."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    return {row.id: row.outcome for row in connection.execute(_OUTCOMES, {"ids": wanted})}


_JUDGED_SINCE = (
    select(_O.verdict)
    .where(
        this(_O.device),
        _O.seq <= bindparam("last"),
        _O.batch
        > select(func.coalesce(func.min(audit_checkpoint.c.number), 0))
        .where(audit_checkpoint.c.epoch == bindparam("epoch"))
        .scalar_subquery(),
    )
    .order_by(_O.seq)
)


def judged_since(connection: Connection, device: bytes, last: int, epoch: bytes) -> list[bytes]:
    """Return the verdicts on a device's operations up to `last` that were given since an epoch began: each
    restore signs a checkpoint where that is.
    """
    values = {"which": device, "last": last, "epoch": epoch}
    return list(connection.scalars(_JUDGED_SINCE, values))


def add_operations(connection: Connection, rows: Sequence[Row]) -> None:
    """Store operations with their verdicts."""
    insert_rows(connection, operation, rows)


# ---------------------------------------------------------------------------------------- server state


def make_server_state(connection: Connection, epoch: bytes, audit_hash: bytes) -> None:
    """Write the one row that says what this server is."""
    connection.execute(insert(server_state).values(id=1, epoch=epoch, audit_number=0, audit_hash=audit_hash))


def epoch(connection: Connection) -> bytes | None:
    """Return the epoch this server's numbers belong to, or None before the server was made."""
    return connection.scalar(select(server_state.c.epoch))


_EPOCH_AND_CHECKPOINT = select(server_state.c.epoch, server_state.c.checkpoint)


def epoch_and_checkpoint(connection: Connection) -> tuple[bytes, bytes | None] | None:
    """Return the epoch, and the bytes of the newest checkpoint if there is one."""
    row = connection.execute(_EPOCH_AND_CHECKPOINT).one_or_none()
    return None if row is None else (row.epoch, row.checkpoint)


# ------------------------------------------------------------------------------------------------ feed


_BUCKETS_NAMED = select(bucket).where(among_words(bucket.c.name))
_NAMES_PRESENT = select(bucket.c.name).where(among_words(bucket.c.name))


_BUCKETS_HELD = (
    select(bucket)
    .where(or_(among_words(bucket.c.name), bucket.c.id.in_(bindparam("numbers", expanding=True))))
    .order_by(bucket.c.name)
    .with_for_update()
)


def buckets_named(connection: Connection, names: Sequence[str]) -> dict[str, BucketRow]:
    """Return those of these buckets that exist."""
    rows = connection.execute(_BUCKETS_NAMED, {"words": names})
    return {row.name: _bucket_row(tuple(row)) for row in rows}


def feed_after(
    connection: Connection, which: int, after: int, *, at_most: int, with_removed: bool
) -> Sequence[FeedRow]:
    """Return the next places of a bucket after a number, in order, with the bodies of those not removed."""
    wanted = select(feed).where(feed.c.bucket == which, feed.c.number > after)
    if not with_removed:
        wanted = wanted.where(not_(feed.c.removed))
    # Cut before the bodies are looked up, or PostgreSQL looks up those of the whole bucket.
    places = wanted.order_by(feed.c.number).limit(at_most).subquery()
    p, r = places.c, record_body.c
    query = (
        select(p.number, p.kind, p.id, p.version, p.removed, r.body)
        .select_from(places.outerjoin(record_body, and_(r.kind == p.kind, r.id == p.id, not_(p.removed))))
        .order_by(p.number)
    )
    return cast(Sequence[FeedRow], connection.execute(query).all())


def feed_of_many(connection: Connection, cursors: Mapping[int, int]) -> dict[int, list[FeedRow]]:
    """Return all places of these buckets after a number each, in order, in one query: for many buckets with
    little in each. From 0 on, what was removed is left out.
    """
    statement = _places_in(len(cursors), connection.dialect.name)
    rows = cast(
        "Iterable[tuple[int, int, str, bytes, int, bool, bytes | None]]",
        run(connection, statement, tuple(chain.from_iterable(cursors.items()))),
    )
    found: dict[int, list[FeedRow]] = {which: [] for which in cursors}
    for which, number, kind, identifier, version, removed, body in rows:
        found[which].append(FeedRow(number, kind, identifier, version, removed, body))
    return found


@lru_cache(maxsize=256)
def _places_in(buckets: int, dialect: str) -> str:
    """A statement that goes by the index for each bucket and each body, however large the feed is: left to
    itself, PostgreSQL would read all of it.
    """
    places = "feed" if dialect == "sqlite" else f"LATERAL ({_PLACES_OF_ONE})"
    return (
        f"WITH wanted (which, after) AS (VALUES {', '.join(['(?, ?)'] * buckets)})"
        f" SELECT f.bucket, f.number, f.kind, f.id, f.version, f.removed, ({_BODY})"
        f" FROM wanted CROSS JOIN {places} f WHERE f.bucket = which AND f.number > after"
        " AND NOT (after = 0 AND f.removed) ORDER BY f.bucket, f.number"
    )


_PLACES_OF_ONE = (
    f"SELECT * FROM feed WHERE bucket = which AND number > after ORDER BY number LIMIT {_AT_ONCE}"
)
_BODY = "SELECT body FROM record_body r WHERE r.kind = f.kind AND r.id = f.id AND NOT f.removed"


def forget_tombstones(connection: Connection, before_ms: int) -> int:
    """Delete tombstones older than an instant, noting in each bucket how far; return how many there were."""
    old = and_(feed.c.removed, feed.c.changed_at_ms < before_ms)
    highest = connection.execute(
        select(feed.c.bucket, func.max(feed.c.number)).where(old).group_by(feed.c.bucket)
    ).all()
    for which, number in sorted(highest):
        further = and_(bucket.c.id == which, bucket.c.forgotten < number)
        connection.execute(update(bucket).where(further).values(forgotten=number))
    return connection.execute(delete(feed).where(old)).rowcount if highest else 0


def lock_records(
    connection: Connection, keys: Iterable[tuple[str, bytes]]
) -> dict[tuple[str, bytes], RecordRow]:
    """Return version and buckets of records that were published before, held until the commit."""
    by_kind: dict[str, list[bytes]] = {}
    for kind, identifier in sorted(keys):
        by_kind.setdefault(kind, []).append(identifier)
    found = {}
    for kind, ids in by_kind.items():
        for some in _in_parts(ids):
            rows = connection.execute(_RECORDS_HELD, {"kind": kind, "ids": some})
            for identifier, version, places in rows:
                found[(kind, identifier)] = RecordRow(version, places_of(places))
    return found


_R = record_body.c
_RECORDS_HELD = (
    select(_R.id, _R.version, _R.places)
    .where(_R.kind == bindparam("kind"), among(_R.id))
    .order_by(_R.id)
    .with_for_update()
)


def lock_buckets(connection: Connection, names: Iterable[str], ids: Iterable[int]) -> dict[str, BucketRow]:
    """Return these buckets in the order of their names, made where missing, held until the commit."""
    wanted = sorted(names)
    present = set(connection.scalars(_NAMES_PRESENT, {"words": wanted}))
    missing = [name for name in wanted if name not in present]
    if missing:
        _make_buckets(connection, missing)
    rows = connection.execute(_BUCKETS_HELD, {"words": wanted, "numbers": sorted(ids)})
    return {row.name: _bucket_row(tuple(row)) for row in rows}


def save_feed(
    connection: Connection, records: Sequence[Row], entries: Sequence[Row], buckets: Sequence[BucketRow]
) -> None:
    """Write bodies, places and the buckets' counters."""
    upsert_rows(connection, record_body, records)
    upsert_rows(connection, feed, entries)
    upsert_rows(connection, bucket, [_bucket_columns(row) for row in buckets])


def _bucket_row(row: tuple[int, str, int, int, bytes, int]) -> BucketRow:
    identifier, name, number, records, digest, forgotten = row
    return BucketRow(identifier, name, number, records, int.from_bytes(digest, "big"), forgotten)


def _bucket_columns(row: BucketRow) -> Row:
    return {
        "id": row.id,
        "name": row.name,
        "number": row.number,
        "records": row.records,
        "digest": row.digest.to_bytes(8, "big"),
        "forgotten": row.forgotten,
    }


def _make_buckets(connection: Connection, names: Sequence[str]) -> None:
    for name in names:
        run(
            connection,
            "INSERT INTO bucket (name, number, records, digest, forgotten) VALUES (?, 0, 0, ?, 0)"
            " ON CONFLICT (name) DO NOTHING",
            (name, bytes(8)),
        )


def _in_parts(ids: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]


_BEYOND = (this(_O.device), _O.seq > bindparam("seq"))
_COUNT_BEYOND = select(func.count()).select_from(operation).where(*_BEYOND)
_MONEY_BEYOND = select(_O.data).where(*_BEYOND, among_words(_O.kind))


def count_beyond(connection: Connection, device: bytes, seq: int) -> int:
    """Return how many operations of a device are stored beyond a number of its chain."""
    return connection.scalars(_COUNT_BEYOND, {"which": device, "seq": seq}).one()


def money_beyond(connection: Connection, device: bytes, kinds: frozenset[str], seq: int) -> Iterator[bytes]:
    """Yield the signed operations of a device beyond a number of its chain that tell of money."""
    wanted = {"which": device, "seq": seq, "words": sorted(kinds)}
    return iter(connection.scalars(_MONEY_BEYOND, wanted))
