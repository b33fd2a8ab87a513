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
"""In one query, which reads many buckets as long as little has changed in them."""
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
class _Wanted:
    """A bucket as it stands, and from which number on it is read; `in_pass` when from the beginning or on
    from such a read.
    """

    row: BucketRow
    number: int
    in_pass: bool
    reread: bool


def read_page(connection: Connection, scope: Sequence[str], request: ExchangeRequest, epoch: bytes) -> Page:
    """Return as much of what changed in these buckets since the request's cursors as one answer holds."""
    cursors = {cursor.bucket: cursor.number for cursor in request.cursors}
    known_epoch = request.epoch in {epoch, b""}
    rows = queries.buckets_named(connection, scope)
    wanted = [
        _wanted(
            rows.get(name) or BucketRow(0, name, 0, 0, 0, 0), cursors.get(name, 0), known_epoch=known_epoch
        )
        for name in scope
    ]
    reader = _Reader(connection, wanted)
    states = tuple(reader.read(place) for place in range(len(wanted)))
    return Page(states, tuple(reader.changes), more=not all(state.level for state in states))


def _wanted(row: BucketRow, cursor: int, *, known_epoch: bool) -> _Wanted:
    in_pass, number = divmod(cursor, _IN_PASS)
    stale = number < row.forgotten and not in_pass
    if number == 0:
        return _Wanted(row, 0, in_pass=True, reread=False)
    if not known_epoch or stale or number > row.number:
        return _Wanted(row, 0, in_pass=True, reread=True)
    return _Wanted(row, number, in_pass=bool(in_pass), reread=False)


class _Reader:
    """Fills one page, bucket after bucket, until its budget is used up."""

    def __init__(self, connection: Connection, wanted: Sequence[_Wanted]) -> None:
        self._connection = connection
        self._wanted = wanted
        self._near: dict[int, list[queries.FeedRow]] = {}
        self._encoder = msgspec.msgpack.Encoder()
        # The fastest level on each part by itself: a little more than the whole will take.
        self._compressor = zstandard.ZstdCompressor(level=1)
        self._raw_left, self._packed_left = _MOST_RAW_BYTES, MAX_RESPONSE_BYTES
        self._full = False
        self._sent: set[tuple[str, bytes]] = set()
        self.changes: list[Change] = []

    def read(self, place: int) -> BucketState:
        """Add what the page still holds of a bucket and say where that leaves it."""
        wanted = self._wanted[place]
        row, reached = wanted.row, wanted.number
        while reached < row.number and not self._full:
            found = self._next(place, reached)
            taken = self._take(place, found)
            if taken == len(found) < _ROWS_AT_ONCE:
                reached = row.number
            elif taken:
                reached = found[taken - 1].number
        if reached == row.number:
            digest = row.digest.to_bytes(8, "big")
            return BucketState(row.name, reached, True, row.records, digest, wanted.reread)
        marked = reached + _IN_PASS if wanted.in_pass and 0 < reached < row.forgotten else reached
        return BucketState(row.name, marked, False, 0, bytes(8), wanted.reread)

    def _next(self, place: int, reached: int) -> Sequence[queries.FeedRow]:
        """The next rows of a bucket: all that are left, unless they are as many as one query reads."""
        wanted = self._wanted[place]
        if reached > wanted.number or wanted.row.number - reached >= _ROWS_AT_ONCE:
            return queries.feed_after(
                self._connection,
                wanted.row.id,
                reached,
                at_most=_ROWS_AT_ONCE,
                with_removed=wanted.number > 0,
            )
        if wanted.row.id not in self._near:
            self._near = queries.feed_of_many(self._connection, self._together(place))
        return self._near.get(wanted.row.id, ())

    def _together(self, place: int) -> dict[int, int]:
        """This bucket and those after it that fit into the same query, with the number each is read from."""
        cursors: dict[int, int] = {}
        left = _ROWS_AT_ONCE
        for wanted in self._wanted[place:]:
            left -= wanted.row.number - wanted.number
            if left < 0:
                break
            if wanted.row.number > wanted.number:
                cursors[wanted.row.id] = wanted.number
        return cursors

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
