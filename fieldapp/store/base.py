"""Records as the server delivered them, and which buckets hold them.

The rules kept here: a record lives here as long as a bucket in scope holds it; each bucket's count and digest
follow every change, and can be counted again from the rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fieldapp.store.projection.overlay import Subject
from fieldapp.store.projection.refresh import Delivered
from fieldapp.store.sync_state import Page, drop_staged
from fieldapp.store.transaction import Reading, Transaction
from shared.contract.codec import Malformed
from shared.contract.exchange import BucketState
from shared.contract.records import record_digest


@dataclass(frozen=True, slots=True)
class BucketSum:
    """How many records a bucket holds and the XOR of their digests."""

    bucket: str
    count: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Delivery:
    """Pages of one complete read, in order, folded into what each bucket now says of each record.

    `said` is True where the bucket holds the record, False where it holds it no longer; of a restarted
    bucket, what is not said is not held either.
    """

    scope: tuple[BucketState, ...]
    said: dict[str, dict[Subject, bool]]
    restarted: frozenset[str]
    bodies: dict[Subject, Delivered]


@dataclass(slots=True)
class Taken:
    """What storing a delivery came to: the records put, those dropped, and the buckets that do not agree.

    `held_before` counts all records before it, where any was dropped.
    """

    put: dict[Subject, Delivered]
    dropped: set[Subject]
    held_before: int = 0
    mismatched: tuple[str, ...] = ()


def kept_sums(tx: Reading) -> tuple[BucketSum, ...]:
    """Return count and digest of every bucket as they were kept along the way."""
    return tuple(tx.rows(BucketSum, "SELECT name, count, digest FROM base_bucket ORDER BY name"))


def counted_sums(tx: Reading) -> tuple[BucketSum, ...]:
    """Return count and digest of every bucket, counted again from the rows."""
    totals = dict.fromkeys(tx.rows(str, "SELECT name FROM base_bucket ORDER BY name"), (0, 0))
    for bucket, digest in tx.rows(
        _member_digest,
        "SELECT b.name, m.kind, m.id, r.version FROM base_membership m"
        " JOIN base_bucket b ON b.number = m.bucket JOIN base_record r ON r.kind = m.kind AND r.id = m.id",
    ):
        count, total = totals[bucket]
        totals[bucket] = (count + 1, total ^ digest)
    return tuple(BucketSum(name, count, _as_bytes(total)) for name, (count, total) in totals.items())


def read_again(tx: Transaction, buckets: Iterable[str]) -> None:
    """Read these buckets from their first record with the next request; what they hold stays until then."""
    drop_staged(tx)
    wanted = tuple(buckets)
    sql = "UPDATE base_bucket SET cursor = 0, level = 0 WHERE name = ?"
    tx.executemany(sql, [(bucket,) for bucket in wanted])
    _recount(tx, wanted)


def _recount(tx: Transaction, buckets: Collection[str]) -> None:
    """Keep what the rows say from now on: sums that once went astray would else never agree again."""
    sums = counted_sums(tx) if buckets else ()
    tx.executemany(
        "UPDATE base_bucket SET count = ?, digest = ? WHERE name = ?",
        [(row.count, row.digest, row.bucket) for row in sums if row.bucket in buckets],
    )


def fold(pages: Sequence[Page]) -> Delivery:
    """Fold the pages of one complete read; a bucket missing from a page had left the scope by then.

    Raises `Malformed` for a record that is named without its content, bucket or version.
    """
    said: dict[str, dict[Subject, bool]] = {}
    restarted: set[str] = set()
    bodies: dict[Subject, Delivered] = {}
    for page in pages:
        names = [state.bucket for state in page.buckets]
        said = {name: said.get(name, {}) for name in names}
        for name, anew in zip(names, page.restarted, strict=True):
            if anew:
                said[name] = {}
                restarted.add(name)
        _fold_changes(page, [said[name] for name in names], bodies)
    return Delivery(pages[-1].buckets, said, frozenset(restarted), bodies)


def _fold_changes(page: Page, said: list[dict[Subject, bool]], bodies: dict[Subject, Delivered]) -> None:
    sent: set[Subject] = set()
    for change in page.changes:
        if change.bucket >= len(said) or change.version < 0:
            raise Malformed(f"a {change.kind} is placed nowhere, or has no version")
        subject = (change.kind, change.id)
        said[change.bucket][subject] = not change.removed
        if change.removed:
            continue
        if change.body:
            bodies[subject] = (change.version, change.body)
            sent.add(subject)
        elif subject not in sent:
            raise Malformed(f"a {change.kind} is named without its content")


class _Books:
    """The buckets' numbers, counts and digests while a delivery is stored."""

    def __init__(self, tx: Reading, scope: Sequence[BucketState]) -> None:
        rows = tx.rows(_numbered, "SELECT name, number, count, digest FROM base_bucket")
        self.stored = {name: number for name, number, _, _ in rows}
        self.counts = {number: count for _, number, count, _ in rows}
        self.digests = {number: digest for _, number, _, digest in rows}
        free = max(self.stored.values(), default=0) + 1
        new = [state.bucket for state in scope if state.bucket not in self.stored]
        self.numbers = self.stored | dict(zip(new, range(free, free + len(new)), strict=True))
        for name in new:
            self.counts[self.numbers[name]] = self.digests[self.numbers[name]] = 0

    def count_again(
        self,
        restarted: Collection[str],
        held: Mapping[Subject, frozenset[int]],
        versions: Mapping[Subject, int],
    ) -> None:
        """Begin from the rows, not from the sums kept, for buckets read anew, perhaps for their sums."""
        numbers = frozenset(self.stored[name] for name in restarted if name in self.stored)
        for number in numbers:
            self.counts[number] = self.digests[number] = 0
        for subject, buckets in held.items():
            here = buckets & numbers
            if here:
                self.move((), 0, here, _digest(subject, versions.get(subject)))

    def move(self, before: Collection[int], digest_before: int, after: Collection[int], digest: int) -> None:
        """Take a record out of the buckets that held it and into those that hold it now."""
        for number in before:
            self.counts[number] -= 1
            self.digests[number] ^= digest_before
        for number in after:
            self.counts[number] += 1
            self.digests[number] ^= digest

    def agrees(self, state: BucketState) -> bool:
        """Whether the server counts what is counted here."""
        number = self.numbers[state.bucket]
        return (self.counts[number], _as_bytes(self.digests[number])) == (state.count, state.digest)


@dataclass(slots=True)
class _Moves:
    """Rows of `base_membership` to write and to delete."""

    added: list[tuple[str, bytes, int]] = field(default_factory=list)
    gone: list[tuple[str, bytes, int]] = field(default_factory=list)


_NOWHERE: frozenset[int] = frozenset()


def take(tx: Transaction, delivery: Delivery) -> Taken:
    """Store a complete read: what its buckets hold now, without what no bucket holds any more.

    A bucket whose count or digest does not agree is named, and read again from its first record next time.
    """
    books = _Books(tx, delivery.scope)
    subjects = _subjects(tx, delivery, books)
    filled = tx.tuples("SELECT 1 FROM base_record LIMIT 1")
    before, versions = _held(tx, subjects) if filled else ({}, {})
    books.count_again(delivery.restarted, before, versions)
    after = _held_after(delivery, books, before)
    taken, moves = Taken({}, set()), _Moves()
    for subject in subjects:
        old, new = before.get(subject, _NOWHERE), after.get(subject, _NOWHERE)
        _note(subject, old, new, delivery, versions.get(subject), books, taken, moves)
    if taken.dropped:
        taken.held_before = tx.one(int, "SELECT count(*) FROM base_record")
    _write_records(tx, taken)
    _write_buckets(tx, delivery, books, taken)
    _write_moves(tx, moves)
    left = [(name,) for name in books.stored if name not in delivery.said]
    tx.executemany("DELETE FROM base_bucket WHERE name = ?", left)
    _recount(tx, taken.mismatched)
    return taken


def _subjects(tx: Reading, delivery: Delivery, books: _Books) -> set[Subject]:
    """Every record the delivery may change: named in it, or held by a bucket that left or is read anew."""
    subjects: set[Subject] = set()
    for said in delivery.said.values():
        subjects.update(said)
    for name, number in books.stored.items():
        if name not in delivery.said or name in delivery.restarted:
            sql = "SELECT kind, id FROM base_membership WHERE bucket = ?"
            subjects.update(tx.rows(_subject, sql, (number,)))
    return subjects


_Held = dict[Subject, frozenset[int]]


def _held(tx: Reading, subjects: set[Subject]) -> tuple[_Held, dict[Subject, int]]:
    """The buckets that hold these records, and their versions."""
    by_kind: dict[str, list[bytes]] = {}
    for kind, identifier in subjects:
        by_kind.setdefault(kind, []).append(identifier)
    held: dict[Subject, set[int]] = {}
    versions: dict[Subject, int] = {}
    for kind, ids in by_kind.items():
        sql = "SELECT id, bucket FROM base_membership WHERE kind = ? AND id IN ({ids})"
        for identifier, bucket in tx.rows_among(_place, sql, ids, (kind,)):
            held.setdefault((kind, identifier), set()).add(bucket)
        sql = "SELECT id, version FROM base_record WHERE kind = ? AND id IN ({ids})"
        for identifier, version in tx.rows_among(_place, sql, ids, (kind,)):
            versions[kind, identifier] = version
    return {subject: frozenset(buckets) for subject, buckets in held.items()}, versions


def _held_after(delivery: Delivery, books: _Books, before: _Held) -> _Held:
    emptied = {
        number
        for name, number in books.stored.items()
        if name not in delivery.said or name in delivery.restarted
    }
    after = {subject: buckets - emptied for subject, buckets in before.items()}
    for name, said in delivery.said.items():
        only = frozenset((books.numbers[name],))
        for subject, holds in said.items():
            buckets = after.get(subject)
            if buckets is None:
                after[subject] = only if holds else _NOWHERE
            else:
                after[subject] = buckets | only if holds else buckets - only
    return after


def _note(
    subject: Subject,
    old: frozenset[int],
    new: frozenset[int],
    delivery: Delivery,
    version: int | None,
    books: _Books,
    taken: Taken,
    moves: _Moves,
) -> None:
    """Book one record's way from the buckets that held it to those that hold it."""
    delivered = delivery.bodies.get(subject)
    if new and delivered is not None:
        taken.put[subject] = delivered
    elif old and not new:
        taken.dropped.add(subject)
    if old == new and (delivered is None or delivered[0] == version):
        return
    now = version if delivered is None else delivered[0]
    books.move(old, _digest(subject, version), new, _digest(subject, now))
    if old != new:
        kind, identifier = subject
        moves.added.extend((kind, identifier, number) for number in new - old)
        moves.gone.extend((kind, identifier, number) for number in old - new)


def _write_records(tx: Transaction, taken: Taken) -> None:
    tx.executemany("DELETE FROM base_record WHERE kind = ? AND id = ?", sorted(taken.dropped))
    tx.executemany(
        "INSERT OR REPLACE INTO base_record VALUES (?, ?, ?, ?)",
        [(*subject, *taken.put[subject]) for subject in sorted(taken.put)],
    )


def _write_moves(tx: Transaction, moves: _Moves) -> None:
    tx.executemany("DELETE FROM base_membership WHERE kind = ? AND id = ? AND bucket = ?", moves.gone)
    tx.executemany("INSERT INTO base_membership VALUES (?, ?, ?)", sorted(moves.added))


def _write_buckets(tx: Transaction, delivery: Delivery, books: _Books, taken: Taken) -> None:
    taken.mismatched = tuple(state.bucket for state in delivery.scope if not books.agrees(state))
    rows = []
    for state in delivery.scope:
        number = books.numbers[state.bucket]
        agrees = state.bucket not in taken.mismatched
        reached = (state.cursor, 1) if agrees else (0, 0)
        rows.append((number, state.bucket, *reached, books.counts[number], _as_bytes(books.digests[number])))
    tx.executemany("INSERT OR REPLACE INTO base_bucket VALUES (?, ?, ?, ?, ?, ?)", rows)


def _digest(subject: Subject, version: int | None) -> int:
    """The digest of one record; nothing where its content is missing."""
    return 0 if version is None else record_digest(*subject, version)


def _as_bytes(digest: int) -> bytes:
    return digest.to_bytes(8, "big")


def _member_digest(bucket: str, kind: str, identifier: bytes, version: int) -> tuple[str, int]:
    return bucket, record_digest(kind, identifier, version)


def _numbered(name: str, number: int, count: int, digest: bytes) -> tuple[str, int, int, int]:
    return name, number, count, int.from_bytes(digest, "big")


def _subject(kind: str, identifier: bytes) -> Subject:
    return kind, identifier


def _place(identifier: bytes, number: int) -> tuple[bytes, int]:
    return identifier, number
