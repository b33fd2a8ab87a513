"""Numbers what a batch changed: each record's bytes once, and its place in every bucket it lives in.

The rule kept here: bucket counters are taken last, in the order of the buckets' names, so that a number is
never seen before a smaller one of its bucket; a record that leaves a bucket leaves a tombstone there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shared.contract.codec import encode
from shared.contract.exchange import BucketNumber
from shared.contract.records import record_digest
from syncserver.database.bulk import Row
from syncserver.database.records import Publisher
from syncserver.database.walls import as_places
from syncserver.database.work import Work
from syncserver.sync import queries
from syncserver.sync.queries import BucketRow, RecordRow

Key = tuple[str, bytes]
Effects = Mapping[Key, tuple[BucketNumber, ...]]


@dataclass(frozen=True, slots=True)
class _Body:
    data: bytes
    buckets: frozenset[str]


def number_records(work: Work, publishers: Mapping[str, Publisher]) -> Effects:
    """Write and number every record the batch published; return the places that carry each of them.

    Called once, after the work was flushed and before anything else is written: from here to the commit the
    counters of the buckets are locked.
    """
    bodies = _build(work, publishers)
    if not bodies:
        return {}
    stored = queries.lock_records(work.connection, bodies)
    names = set().union(*(body.buckets for body in bodies.values()))
    buckets = queries.lock_buckets(work.connection, names, _bucket_ids(stored.values()))
    pages = _Pages(work.now_ms, buckets)
    effects = {key: pages.change(key, body, stored.get(key)) for key, body in bodies.items()}
    queries.save_feed(work.connection, pages.records, pages.entries, list(buckets.values()))
    return effects


def effects_of(keys: Iterable[Key], effects: Effects) -> tuple[BucketNumber, ...]:
    """Return, for the records one operation published, the last number in each bucket."""
    last: dict[str, int] = {}
    for key in keys:
        for place in effects[key]:
            last[place.bucket] = max(place.number, last.get(place.bucket, 0))
    return tuple(BucketNumber(name, last[name]) for name in sorted(last))


def _build(work: Work, publishers: Mapping[str, Publisher]) -> dict[Key, _Body]:
    by_kind: dict[str, list[bytes]] = {}
    for kind, identifier in work.published():
        by_kind.setdefault(kind, []).append(identifier)
    bodies: dict[Key, _Body] = {}
    for kind in sorted(by_kind):
        ids = sorted(by_kind[kind])
        published = publishers[kind](work, ids)
        for identifier in ids:
            record = published[identifier]
            bodies[(kind, identifier)] = _Body(encode(record.body), record.buckets)
    return bodies


def _bucket_ids(stored: Iterable[RecordRow]) -> set[int]:
    return {identifier for row in stored for identifier in row.buckets}


class _Pages:
    """The rows of one batch, and the buckets' counters, sizes and digests as they move."""

    def __init__(self, now_ms: int, buckets: Mapping[str, BucketRow]) -> None:
        self._now_ms = now_ms
        self._by_name = buckets
        self._by_id = {row.id: row for row in buckets.values()}
        self.records: list[Row] = []
        self.entries: list[Row] = []

    def change(self, key: Key, body: _Body, before: RecordRow | None) -> tuple[BucketNumber, ...]:
        kind, identifier = key
        version = 1 if before is None else before.version + 1
        digest = record_digest(kind, identifier, version)
        old_digest = record_digest(kind, identifier, version - 1)
        old = frozenset() if before is None else frozenset(before.buckets)
        new = {self._by_name[name].id for name in body.buckets}
        places = []
        for bucket in sorted(old | new):
            row = self._by_id[bucket]
            if bucket in old:
                row.records, row.digest = row.records - 1, row.digest ^ old_digest
            if bucket in new:
                row.records, row.digest = row.records + 1, row.digest ^ digest
            row.number += 1
            self.entries.append(self._entry(row, key, version, removed=bucket not in new))
            places.append(BucketNumber(row.name, row.number))
        self.records.append(_record(key, version, body.data, sorted(new)))
        return tuple(places)

    def _entry(self, row: BucketRow, key: Key, version: int, *, removed: bool) -> Row:
        return {
            "bucket": row.id,
            "kind": key[0],
            "id": key[1],
            "number": row.number,
            "version": version,
            "removed": removed,
            "changed_at_ms": self._now_ms,
        }


def _record(key: Key, version: int, data: bytes, buckets: Sequence[int]) -> Row:
    return {
        "kind": key[0],
        "id": key[1],
        "version": version,
        "body": data,
        "places": as_places(buckets),
    }
