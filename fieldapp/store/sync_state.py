"""What the store knows of the server, how far it has read, and the numbers this device may give out.

The rules kept here: a number is taken in the transaction that writes it down, so receipt numbers have no gap;
while pages of an unfinished read are staged, the next request goes on from them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from fieldapp.store.author import Author
from fieldapp.store.transaction import Reading, Transaction
from shared.contract.codec import Message, decode, encode
from shared.contract.exchange import (
    BucketNumber,
    BucketState,
    Change,
    DeviceState,
    EnrolmentResponse,
    ExchangeResponse,
    NumberBlock,
)
from shared.contract.packing import pack, unpack
from shared.contract.version import MAX_BODY_BYTES

NumberKind = Literal["member", "loan", "receipt"]

BLOCK_LOW = 50
"""With fewer numbers left than this, another block is asked for."""

_MOST_STAGED_BYTES = 2 * MAX_BODY_BYTES
"""An answer is bounded when it arrives; this leaves room for how it is kept."""

_LETTERS: dict[NumberKind, str] = {"member": "M", "loan": "L", "receipt": ""}


@dataclass(frozen=True, slots=True)
class SyncState:
    """What the last answers of the server said.

    `server_offset_ms` is server time minus device time; `epoch` is empty before the first answer;
    `acknowledged_seq` is how far the server's signed head has taken this device's operations. A store whose
    own chain does not hold is frozen here, whatever the server says of the device. `courier_key` is empty
    until the server has named what is sealed to it by courier.
    """

    epoch: bytes
    scope_version: str
    acknowledged_seq: int
    acknowledged_hash: bytes
    last_contact_ms: int
    server_offset_ms: int
    lease_until_ms: int
    device_state: DeviceState
    device_reason: str
    rereading: bool
    courier_key: bytes = b""

    @property
    def server_time_seen_ms(self) -> int:
        """The server's time in its last answer; 0 before the first."""
        return self.last_contact_ms + self.server_offset_ms


def read_state(tx: Reading) -> SyncState:
    """Return what is known of the server."""
    return tx.one(
        _state,
        "SELECT epoch, scope_version, acknowledged_seq, acknowledged_hash, last_contact_ms, server_offset_ms,"
        " lease_until_ms, device_state, device_reason, rereading, courier_key,"
        " (SELECT title FROM chain_broken) FROM sync_state",
    )


def write_state(tx: Transaction, state: SyncState) -> None:
    """Keep what is known of the server."""
    tx.execute(
        "UPDATE sync_state SET epoch = ?, scope_version = ?, acknowledged_seq = ?, acknowledged_hash = ?,"
        " last_contact_ms = ?, server_offset_ms = ?, lease_until_ms = ?, device_state = ?, device_reason = ?,"
        " rereading = ?, courier_key = ?",
        (
            state.epoch,
            state.scope_version,
            state.acknowledged_seq,
            state.acknowledged_hash,
            state.last_contact_ms,
            state.server_offset_ms,
            state.lease_until_ms,
            state.device_state,
            state.device_reason,
            int(state.rereading),
            state.courier_key,
        ),
    )


def begin(tx: Transaction, enrolment: EnrolmentResponse, now_ms: int) -> None:
    """Keep what enrolment said, so that work may begin before the first exchange; `now_ms` is device time."""
    state = replace(
        read_state(tx),
        epoch=enrolment.epoch,
        last_contact_ms=now_ms,
        server_offset_ms=enrolment.server_time_ms - now_ms,
        lease_until_ms=enrolment.lease_until_ms,
    )
    write_state(tx, state)


def cursors(tx: Reading) -> tuple[BucketNumber, ...]:
    """Return the cursors to send next: those of the staged pages while there are any, else those stored."""
    staged = tx.rows(BucketNumber, "SELECT name, cursor FROM staged_bucket ORDER BY name")
    return tuple(staged) or stored_cursors(tx)


def stored_cursors(tx: Reading) -> tuple[BucketNumber, ...]:
    """Return the cursors of what is stored, whatever is staged."""
    return tuple(tx.rows(BucketNumber, "SELECT name, cursor FROM base_bucket ORDER BY name"))


def take_number(tx: Transaction, author: Author, kind: NumberKind) -> str:
    """Return the next member, loan or receipt number, final from now on.

    Members and loans come from the server's blocks: prefix and six digits. With no block left, and always for
    receipts, the device code and a counter without gaps: `K7-L000001`, `K7-000001`.
    """
    block = tx.row(
        _place_in_block,
        "SELECT prefix, first, next FROM number_block WHERE kind = ? AND next <= last ORDER BY first LIMIT 1",
        (kind,),
    )
    if block is not None:
        prefix, first, number = block
        tx.execute(
            "UPDATE number_block SET next = next + 1 WHERE kind = ? AND prefix = ? AND first = ?",
            (kind, prefix, first),
        )
        return f"{prefix}{number:06d}"
    number = _next_of_own(tx, kind)
    tx.execute("INSERT OR REPLACE INTO number_counter VALUES (?, ?)", (kind, number + 1))
    return f"{author.device_code}-{_LETTERS[kind]}{number:06d}"


def next_receipt(tx: Reading, author: Author) -> str:
    """Return the number the next receipt of this tablet will have, without taking it."""
    return f"{author.device_code}-{_LETTERS['receipt']}{_next_of_own(tx, 'receipt'):06d}"


def _next_of_own(tx: Reading, kind: NumberKind) -> int:
    return tx.row(int, "SELECT next FROM number_counter WHERE kind = ?", (kind,)) or 1


def wanted_blocks(tx: Reading) -> tuple[str, ...]:
    """Return the kinds of number that are running out, for the next request."""
    left = numbers_left(tx)
    return tuple(kind for kind in ("member", "loan") if left.get(kind, 0) < BLOCK_LOW)


def numbers_left(tx: Reading) -> dict[str, int]:
    """Return how many numbers of each kind are left of the blocks the server gave."""
    return dict(tx.rows(_kind_and_count, "SELECT kind, sum(last + 1 - next) FROM number_block GROUP BY kind"))


def keep_blocks(tx: Transaction, blocks: tuple[NumberBlock, ...]) -> None:
    """Add blocks the server handed out; one that is already here stays where it was."""
    tx.executemany(
        "INSERT OR IGNORE INTO number_block VALUES (?, ?, ?, ?, ?)",
        [(block.kind, block.prefix, block.first, block.last, block.first) for block in blocks],
    )


class Page(Message, frozen=True):
    """The changes of one answer, kept until every bucket is level.

    `restarted` says, per bucket, that this page begins to read it anew from its first record.
    """

    buckets: tuple[BucketState, ...]
    restarted: tuple[bool, ...]
    changes: tuple[Change, ...]


def page_of(tx: Reading, response: ExchangeResponse, asked: tuple[BucketNumber, ...] | None = None) -> Page:
    """Return the page of an answer to a request that carried these cursors, else those that stand now."""
    sent = {cursor.bucket: cursor.number for cursor in (cursors(tx) if asked is None else asked)}
    restarted = tuple(bucket.reread or sent.get(bucket.bucket, 0) == 0 for bucket in response.buckets)
    return Page(response.buckets, restarted, response.changes)


def stage(tx: Transaction, page: Page) -> None:
    """Keep a page until the read it belongs to is complete, and go on from where it ends."""
    tx.execute("INSERT INTO staged_page (page) VALUES (?)", (pack(encode(page), level=1),))
    tx.execute("DELETE FROM staged_bucket")
    tx.executemany(
        "INSERT INTO staged_bucket VALUES (?, ?)", [(state.bucket, state.cursor) for state in page.buckets]
    )


def staged_pages(tx: Reading) -> list[Page]:
    """Return the pages of an unfinished read, oldest first."""
    packed = tx.rows(bytes, "SELECT page FROM staged_page ORDER BY number")
    return [decode(Page, unpack(data, at_most=_MOST_STAGED_BYTES)) for data in packed]


def drop_staged(tx: Transaction) -> None:
    """Forget the unfinished read; the next request begins at what is stored."""
    tx.execute("DELETE FROM staged_page")
    tx.execute("DELETE FROM staged_bucket")


def _state(
    epoch: bytes,
    scope_version: str,
    acknowledged_seq: int,
    acknowledged_hash: bytes,
    last_contact_ms: int,
    server_offset_ms: int,
    lease_until_ms: int,
    device_state: DeviceState,
    device_reason: str,
    rereading: int,
    courier_key: bytes,
    broken: str | None,
) -> SyncState:
    if broken is not None and device_state == "ACTIVE":
        device_state, device_reason = "FROZEN", broken
    return SyncState(
        epoch,
        scope_version,
        acknowledged_seq,
        acknowledged_hash,
        last_contact_ms,
        server_offset_ms,
        lease_until_ms,
        device_state,
        device_reason,
        bool(rereading),
        courier_key,
    )


def _place_in_block(prefix: str, first: int, number: int) -> tuple[str, int, int]:
    return prefix, first, number


def _kind_and_count(kind: str, count: int) -> tuple[str, int]:
    return kind, count
