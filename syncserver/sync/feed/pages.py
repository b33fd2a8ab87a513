"""Reads the next page of changes of a device's buckets: a range scan and a copy.

The rules kept here: bodies are sent as they were encoded when they changed; a page is cut by its size after
compression; a cursor older than the tombstones that are still kept reads its bucket again from the beginning.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import zstandard
from sqlalchemy import Connection

from shared.contract.exchange import BucketState, Change, ExchangeRequest
from shared.contract.version import MAX_BODY_BYTES, MAX_RESPONSE_BYTES
from syncserver.sync import queries
from syncserver.sync.queries import BucketRow

_ROWS_AT_ONCE = 10_000
_MOST_RAW_BYTES = MAX_BODY_BYTES - 1024 * 1024
"""What changes may take before compression, leaving room for verdicts in the same message."""
_IN_PASS = 1 << 52
"""Marks a cursor handed out in the middle of a pass from the beginning, below the tombstones forgotten: such
a device never had what they removed, so it goes on instead of beginning again."""


@dataclass(frozen=True, slots=True)
class Page:
    """Where each bucket stands after this answer, and what changed."""

    buckets: tuple[BucketState, ...]
    changes: tuple[Change, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class _Start:
    """From which number a bucket is read; `in_pass` when from the beginning or on from such a read."""

    number: int
    in_pass: bool
    reread: bool


def read_page(connection: Connection, scope: Sequence[str], request: ExchangeRequest, epoch: bytes) -> Page:
    """Return as much of what changed in these buckets since the request's cursors as one answer holds."""
    cursors = {cursor.bucket: cursor.number for cursor in request.cursors}
    known_epoch = request.epoch in {epoch, b""}
    rows = queries.buckets_named(connection, scope)
    reader = _Reader(connection)
    states = []
    for place, name in enumerate(scope):
        row = rows.get(name) or BucketRow(0, name, 0, 0, 0, 0)
        start = _start(row, cursors.get(name, 0), known_epoch=known_epoch)
        states.append(reader.read(place, row, start))
    return Page(tuple(states), tuple(reader.changes), more=not all(state.level for state in states))


def _start(row: BucketRow, cursor: int, *, known_epoch: bool) -> _Start:
    in_pass, number = divmod(cursor, _IN_PASS)
    stale = number < row.forgotten and not in_pass
    if number == 0:
        return _Start(0, in_pass=True, reread=False)
    if not known_epoch or stale or number > row.number:
        return _Start(0, in_pass=True, reread=True)
    return _Start(number, in_pass=bool(in_pass), reread=False)


class _Reader:
    """Fills one page, bucket after bucket, until its budget is used up."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._encoder = msgspec.msgpack.Encoder()
        # The fastest level on each part by itself: a little more than the whole will take.
        self._compressor = zstandard.ZstdCompressor(level=1)
        self._raw_left, self._packed_left = _MOST_RAW_BYTES, MAX_RESPONSE_BYTES
        self._full = False
        self._sent: set[tuple[str, bytes]] = set()
        self.changes: list[Change] = []

    def read(self, place: int, row: BucketRow, start: _Start) -> BucketState:
        """Add what the page still holds of a bucket and say where that leaves it."""
        reached = start.number
        while reached < row.number and not self._full:
            found = queries.feed_after(
                self._connection, row.id, reached, at_most=_ROWS_AT_ONCE, with_removed=start.number > 0
            )
            taken = self._take(place, found)
            if taken == len(found) < _ROWS_AT_ONCE:
                reached = row.number
            elif taken:
                reached = found[taken - 1][0]
        if reached == row.number:
            digest = row.digest.to_bytes(8, "big")
            return BucketState(row.name, reached, True, row.records, digest, start.reread)
        marked = reached + _IN_PASS if start.in_pass and 0 < reached < row.forgotten else reached
        return BucketState(row.name, marked, False, 0, bytes(8), start.reread)

    def _take(self, place: int, rows: Sequence[queries.FeedRow]) -> int:
        """Add as many rows as fit and return how many; the first of a page always fits."""
        changes = [
            Change(
                place,
                kind,
                identifier,
                version,
                bool(removed),
                b"" if body is None or (kind, identifier) in self._sent else body,
            )
            for _, kind, identifier, version, removed, body in rows
        ]
        while changes and not self._fits(changes):
            self._full = True
            changes = changes[: len(changes) // 2]
        self.changes += changes
        self._sent.update((change.kind, change.id) for change in changes if change.body)
        return len(changes)

    def _fits(self, changes: Sequence[Change]) -> bool:
        raw = self._encoder.encode(changes)
        packed = len(self._compressor.compress(raw))
        alone = not self.changes and len(changes) == 1
        if not alone and (len(raw) > self._raw_left or packed > self._packed_left):
            return False
        self._raw_left, self._packed_left = self._raw_left - len(raw), self._packed_left - packed
        return True
