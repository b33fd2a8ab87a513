"""The server's answer, stored: everything one response says, in one transaction.

The rules kept here: an operation stays on the screen until its effect has arrived; pages are shown together
when every bucket is level, never one by one; no answer ever removes or rewrites what was signed here.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

import msgspec

from fieldapp.store import base, sync_state
from fieldapp.store.chain.witness import keep_checkpoints
from fieldapp.store.database import Store
from fieldapp.store.projection.overlay import Subject
from fieldapp.store.projection.refresh import refresh
from fieldapp.store.sync_state import SyncState
from fieldapp.store.transaction import StoreFault, Transaction
from shared.contract.exchange import BucketNumber, ExchangeResponse, Outcome, Verdict

_FEW_RECORDS = 50
_MANY_PER_CENT = 20
_ATTENTION: frozenset[Outcome] = frozenset({"applied_changed", "suspended", "superseded", "refused"})
"""Outcomes that the person who recorded the operation must see."""

_log = logging.getLogger(__name__)


class SuspiciousRemoval(StoreFault):
    """An answer would empty much of the store though the scope is the same; nothing of it was stored."""


class ChainBroken(StoreFault):
    """The server holds operations of this device that this store never signed; nothing was stored."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What an answer changed here.

    `mismatched` buckets did not agree in count or digest and are read again from their first record;
    `unreadable` records are stored but not shown, being newer than this program; `finished` is False while
    the server has more to send for this read.
    """

    changed: frozenset[Subject]
    mismatched: tuple[str, ...]
    unreadable: frozenset[Subject]
    finished: bool


def settle(
    store: Store,
    response: ExchangeResponse,
    *,
    now_ms: int,
    asked: tuple[BucketNumber, ...] | None = None,
) -> Settled:
    """Store everything a response says, or nothing of it; `now_ms` is device time when it came.

    `asked` are the cursors of a request made a while ago; what has been staged since is left and read again.

    The caller has verified the signatures of the head and of the checkpoints. Faults: `ChainBroken` (stop the
    work with `freeze`), `SuspiciousRemoval` (ask for a full read with `start_over`), those of
    `Store.transaction`. Raises `Malformed` for pages that contradict themselves.
    """
    with store.transaction() as tx:
        state = sync_state.read_state(tx)
        _check_head(tx, response)
        if asked is not None:
            sync_state.drop_staged(tx)
        restored = _is_restored(state, response)
        reopened = _forget_epoch(tx, response) if restored else set()
        _acknowledge(tx, response.verdicts, again=restored)
        _keep_contact(tx, response, now_ms)
        keep_checkpoints(tx, response.checkpoints)
        pulled = _Pulled(set(), {}, ()) if restored else _pull(tx, response, asked)
        arrived = _leave_overlay(tx)
        touched = reopened | arrived | pulled.dropped | pulled.put.keys()
        unreadable = refresh(tx, touched, pulled.put)
        finished = not restored and not response.more
        return Settled(frozenset(touched), pulled.mismatched, unreadable, finished)


def start_over(store: Store) -> None:
    """Read everything again from the beginning, and then believe what the server says is gone."""
    with store.transaction() as tx:
        _reread_everything(tx)


def freeze(store: Store, broken: ChainBroken) -> None:
    """Take nothing new on a chain the server does not know: it could never be posted. What was recorded
    stays, and the next answer that fits this chain says anew how the device stands.
    """
    with store.transaction() as tx:
        state = sync_state.read_state(tx)
        sync_state.write_state(tx, replace(state, device_state="FROZEN", device_reason=broken.title))


def _check_head(tx: Transaction, response: ExchangeResponse) -> None:
    head = response.head
    if head.seq == 0:
        return
    ours = tx.row(bytes, "SELECT hash FROM outbox_operation WHERE seq = ?", (head.seq,))
    if ours != head.hash:
        raise ChainBroken(
            "The server knows more of this tablet than it does",
            "The data may have been restored or copied. Stop recording and call your supervisor.",
        )


def _is_restored(state: SyncState, response: ExchangeResponse) -> bool:
    """Whether the server is not the one last spoken to: another epoch, or it has forgotten operations."""
    other_epoch = state.epoch not in (b"", response.epoch)
    return other_epoch or response.head.seq < state.acknowledged_seq


def _forget_epoch(tx: Transaction, response: ExchangeResponse) -> set[Subject]:
    """Read everything again and send again what the server has lost; returns what is shown anew."""
    _log.warning("server_restored head=%d epoch=%s", response.head.seq, response.epoch.hex())
    _reread_everything(tx)
    lost = "seq > ? AND state = 'acknowledged'"
    values = (response.head.seq,)
    sql = f"SELECT kind, id FROM outbox_subject WHERE seq IN (SELECT seq FROM outbox_operation WHERE {lost})"
    reopened = set(tx.rows(_subject, sql, values))
    tx.execute(
        "DELETE FROM outbox_effect WHERE seq > ?",
        values,
    )
    tx.execute(
        "UPDATE outbox_operation SET state = 'waiting', in_overlay = 1, attention = 0, outcome = NULL,"
        f" code = '', title = '', detail = '', differences = NULL WHERE {lost}",
        values,
    )
    # Numbers of the lost epoch say nothing now: what is left waits until its buckets have been read again.
    tx.execute("UPDATE OR REPLACE outbox_effect SET number = 0")
    return reopened


def _reread_everything(tx: Transaction) -> None:
    sync_state.drop_staged(tx)
    tx.execute("UPDATE base_bucket SET cursor = 0, level = 0")
    sync_state.write_state(tx, replace(sync_state.read_state(tx), rereading=True))


def _acknowledge(tx: Transaction, verdicts: tuple[Verdict, ...], *, again: bool) -> None:
    """Note the verdicts on operations that have none yet: one is the same in every retry. A server that was
    restored has judged `again` what it had lost, and got before it was spoken with.
    """
    known = "state IN ('waiting', 'acknowledged')" if again else "state = 'waiting'"
    for verdict in verdicts:
        differences = msgspec.msgpack.encode(verdict.differences) if verdict.differences else None
        noted = tx.execute(
            "UPDATE outbox_operation SET state = 'acknowledged', attention = ?, outcome = ?, code = ?,"
            f" title = ?, detail = ?, differences = ? WHERE seq = ? AND id = ? AND {known}",
            (
                int(verdict.outcome in _ATTENTION),
                verdict.outcome,
                verdict.code,
                verdict.title,
                verdict.detail,
                differences,
                verdict.seq,
                verdict.operation,
            ),
        )
        if noted:
            tx.executemany(
                "INSERT OR IGNORE INTO outbox_effect VALUES (?, ?, ?)",
                [(verdict.seq, effect.bucket, effect.number) for effect in verdict.effects],
            )


def _keep_contact(tx: Transaction, response: ExchangeResponse, now_ms: int) -> None:
    known = sync_state.read_state(tx)
    state = replace(
        known,
        epoch=response.epoch,
        acknowledged_seq=response.head.seq,
        acknowledged_hash=response.head.hash,
        last_contact_ms=now_ms,
        server_offset_ms=response.server_time_ms - now_ms,
        lease_until_ms=response.lease_until_ms,
        device_state=response.device_state,
        device_reason=response.device_reason,
        courier_key=response.courier_key or known.courier_key,
    )
    sync_state.write_state(tx, state)
    sync_state.keep_blocks(tx, response.blocks)


@dataclass(frozen=True, slots=True)
class _Pulled:
    """The records a response dropped and put, and the buckets that do not agree."""

    dropped: set[Subject]
    put: dict[Subject, tuple[int, bytes]]
    mismatched: tuple[str, ...]


def _pull(tx: Transaction, response: ExchangeResponse, asked: tuple[BucketNumber, ...] | None) -> _Pulled:
    """Stage the response's page, or store it with those staged before when all buckets are level."""
    nothing = _Pulled(set(), {}, ())
    if response.device_state != "ACTIVE" or not response.buckets:
        return nothing
    page = sync_state.page_of(tx, response, asked)
    if not all(bucket.level for bucket in response.buckets):
        # A server that withholds its records answers with buckets that are not level and nothing more.
        if response.more:
            base.fold([page])  # what contradicts itself is refused now, not once everything waits for it
            sync_state.stage(tx, page)
        return nothing
    taken = base.take(tx, base.fold([*sync_state.staged_pages(tx), page]))
    _refuse_suspicious(tx, taken, response)
    sync_state.drop_staged(tx)
    state = sync_state.read_state(tx)
    sync_state.write_state(tx, replace(state, scope_version=response.scope_version, rereading=False))
    for bucket in taken.mismatched:
        _log.warning("bucket_mismatch bucket=%s", bucket)
    return _Pulled(taken.dropped, taken.put, taken.mismatched)


def _refuse_suspicious(tx: Transaction, taken: base.Taken, response: ExchangeResponse) -> None:
    state = sync_state.read_state(tx)
    if state.rereading or state.scope_version != response.scope_version:
        return
    many = len(taken.dropped) * 100 > taken.held_before * _MANY_PER_CENT
    if many and taken.held_before >= _FEW_RECORDS:
        _log.warning("suspicious_removal records=%d of=%d", len(taken.dropped), taken.held_before)
        raise SuspiciousRemoval(
            "The server wants to remove much of this tablet's data",
            "Nothing was removed. The tablet will compare everything with the server first.",
        )


def _leave_overlay(tx: Transaction) -> set[Subject]:
    """Take out of the overlay what has arrived: every effect in scope reached, or none in scope.

    A bucket counts as reached when it is level at or beyond the effect's number; one that is only staged so
    far is in scope and not reached.
    """
    arrived = tx.rows(
        int,
        "SELECT seq FROM outbox_operation o WHERE in_overlay = 1 AND state = 'acknowledged' AND NOT EXISTS ("
        " SELECT 1 FROM outbox_effect e LEFT JOIN base_bucket b ON b.name = e.bucket"
        " WHERE e.seq = o.seq AND CASE WHEN b.name IS NULL"
        " THEN e.bucket IN (SELECT name FROM staged_bucket) ELSE b.level = 0 OR b.cursor < e.number END)",
    )
    marked = [(seq,) for seq in arrived]
    tx.executemany("UPDATE outbox_operation SET in_overlay = 0 WHERE seq = ?", marked)
    return set(tx.rows_among(_subject, "SELECT kind, id FROM outbox_subject WHERE seq IN ({ids})", arrived))


def _subject(kind: str, identifier: bytes) -> Subject:
    return kind, identifier
