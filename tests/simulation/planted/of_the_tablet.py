"""Faults planted into the client: each a change of one place, as somebody might make it who meant well."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fieldapp.desk import standing
from fieldapp.desk.filing import keeping
from fieldapp.officer import collect_repayment
from fieldapp.store import outbox, settle, sync_state
from fieldapp.store.author import Author, Desk
from fieldapp.store.carried.files import known_files
from fieldapp.store.database import Store
from fieldapp.store.projection.overlay import Subject
from fieldapp.store.sync_state import NumberKind, SyncState, read_state
from fieldapp.store.transaction import Reading, Transaction
from fieldapp.syncing import round as rounds
from fieldapp.syncing.transport import Arrived
from fieldapp.vault.attempts import Attempts
from fieldapp.vault.journal import SealedJournal
from fieldapp.vault.vault import Vault, _Gate
from shared.contract.codec import Message
from shared.contract.exchange import BucketNumber, ExchangeRequest, ExchangeResponse, Verdict
from shared.contract.operations import Operation, SignedOperation

_ALL_GONE_THROUGH = "UPDATE outbox_operation SET state = 'acknowledged' WHERE state = 'waiting'"


def answers_are_believed(patch: pytest.MonkeyPatch) -> None:
    """The signature of an answer is not looked at."""
    patch.setattr(Arrived, "verify", lambda *_: None)


def any_answer_is_for_all(patch: pytest.MonkeyPatch) -> None:
    """An answer counts for everything that waits, whatever verdicts are in it."""
    acknowledge = settle._acknowledge

    def acknowledged(tx: Transaction, verdicts: tuple[Verdict, ...], *, again: bool) -> None:
        acknowledge(tx, verdicts[:1], again=again)
        tx.execute(_ALL_GONE_THROUGH)

    patch.setattr(settle, "_acknowledge", acknowledged)


def an_error_drops_what_was_sent(patch: pytest.MonkeyPatch) -> None:
    """A request that was sent counts as gone through, whatever comes back."""
    request = rounds._request

    def asked(desk: Desk) -> ExchangeRequest:
        made = request(desk)
        with desk.store.transaction() as tx:
            tx.execute(_ALL_GONE_THROUGH)
        return made

    patch.setattr(rounds, "_request", asked)


def shown_until_acknowledged(patch: pytest.MonkeyPatch) -> None:
    """An operation leaves the screen with its verdict, before what it did has arrived."""

    def leave(tx: Transaction) -> set[Subject]:
        left = "in_overlay = 1 AND state = 'acknowledged'"
        seqs = tx.rows(int, f"SELECT seq FROM outbox_operation WHERE {left}")
        tx.execute(f"UPDATE outbox_operation SET in_overlay = 0 WHERE {left}")
        sql = "SELECT kind, id FROM outbox_subject WHERE seq IN ({ids})"
        return set(tx.rows_among(settle._subject, sql, seqs))

    patch.setattr(settle, "_leave_overlay", leave)


def a_restored_server_is_the_same(patch: pytest.MonkeyPatch) -> None:
    """Another epoch is nothing to a tablet: what the server forgot is not sent again."""
    patch.setattr(settle, "_is_restored", lambda *_: False)


def cursor_before_data(patch: pytest.MonkeyPatch) -> None:
    """How far was read is kept first, in a transaction of its own; then what was read."""
    whole = settle.settle

    def settled(store: Store, response: ExchangeResponse, *, now_ms: int) -> settle.Settled:
        with store.transaction() as tx:
            for bucket in response.buckets:
                sql = "UPDATE base_bucket SET cursor = ? WHERE name = ?"
                tx.execute(sql, (bucket.cursor, bucket.bucket))
        return whole(store, response, now_ms=now_ms)

    patch.setattr(rounds, "settle", settled)


def the_journal_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    """What is recorded is kept in the store alone."""
    patch.setattr(SealedJournal, "add", lambda *_: None)


def what_left_is_still_shown(patch: pytest.MonkeyPatch) -> None:
    """A record that is dropped goes from the store and stays on the screen."""
    pull = settle._pull

    def pulled(
        tx: Transaction, response: ExchangeResponse, asked: tuple[BucketNumber, ...] | None
    ) -> settle._Pulled:
        return replace(pull(tx, response, asked), dropped=set())

    patch.setattr(settle, "_pull", pulled)


def receipts_share_a_number(patch: pytest.MonkeyPatch) -> None:
    """The counter of receipts stands still now and then."""
    take = sync_state.take_number

    def number(tx: Transaction, author: Author, kind: NumberKind) -> str:
        taken = take(tx, author, kind)
        if author.clock.now_ms() % 3 == 0:
            tx.execute("UPDATE number_counter SET next = next - 1 WHERE kind = ?", (kind,))
        return taken

    patch.setattr(collect_repayment, "take_number", number)


def the_lease_is_not_asked(patch: pytest.MonkeyPatch) -> None:
    """Recording goes on after the lease is over, and on a device that was stopped."""

    def state(tx: Reading) -> SyncState:
        return replace(read_state(tx), device_state="ACTIVE", lease_until_ms=2**52)

    patch.setattr(standing, "read_state", state)


def the_vault_stays_open(patch: pytest.MonkeyPatch) -> None:
    """Locking closes the store and keeps the keys, for the next time is quicker then."""
    patch.setattr(Vault, "lock", lambda _: None)


def names_in_a_log(patch: pytest.MonkeyPatch) -> None:
    """Whatever is recorded is also written to a file, to look for faults."""
    store = outbox._store

    def stored(tx: Transaction, operation: Operation, signed: SignedOperation, body: Message) -> None:
        store(tx, operation, signed, body)
        place = tx.tuples("PRAGMA database_list")[0][2]
        with Path(str(place)).with_name("debug.log").open("a") as log:
            log.write(f"{body!r}\n")

    patch.setattr(outbox, "_store", stored)


def files_make_room_too_early(patch: pytest.MonkeyPatch) -> None:
    """Whatever is more than room allows goes, though nobody else has it yet."""

    def over_budget(tx: Reading, _: int = 0) -> tuple[bytes, ...]:
        return tuple(sorted(known_files(tx)))[1:]

    patch.setattr(keeping, "over_budget", over_budget)
    patch.setattr(keeping, "forget_files", lambda *_: None)


def wrong_pins_lock_nothing(patch: pytest.MonkeyPatch) -> None:
    """Wrong PINs are counted, and nobody asks how many there were."""
    patch.setattr(Attempts, "check", lambda attempts, _: attempts.made())
    patch.setattr(_Gate, "open", _Gate._try)
