"""What stands outside the store and knows how far its chain has come: the mark of its head, and the journal.

The rules kept here: a store is judged before anybody works in it; the mark goes up at each round, once a
minute and at the lock, never for a store that was found broken. What the journal lacks is made up for on the
way.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from fieldapp.store.author import Desk
from fieldapp.store.chain.checking import (
    AT_ONCE,
    BEGINNING,
    Broken,
    first_break,
    hold,
    is_held,
    newest,
    place_of,
    put_back,
    rows_after,
)
from fieldapp.store.sync_state import read_state
from fieldapp.store.transaction import StoreFault
from fieldapp.vault.faults import VaultFault
from fieldapp.vault.identity import held_mark
from fieldapp.vault.keeping.durable import remove_durably, write_durably
from fieldapp.vault.keeping.head_mark import MarkedHead
from fieldapp.vault.vault import Vault

_log = logging.getLogger(__name__)
_MOST_AT_UNLOCK = 2 * AT_ONCE


@dataclass(frozen=True, slots=True)
class Looked:
    """How far a look through the whole chain has come; `at` is None when all of it was seen."""

    at: MarkedHead | None
    broken: Broken | None


def judge_store(desk: Desk, vault: Vault) -> Broken | None:
    """Freeze a store that was put back from an old copy, or whose newest operations do not hold.

    Here what the server has not taken yet is looked through, as far as it keeps nobody waiting; the rest is
    `look_through`'s. Faults: `KeyringUnavailable`, those of the store.
    """
    mark, marked = vault.head_mark.read(), bool(vault.profile.identity.recovery_key)
    with desk.store.transaction() as tx:
        head = newest(tx)
        start = place_of(tx, max(read_state(tx).acknowledged_seq, head.seq - _MOST_AT_UNLOCK))
        broken = put_back(tx, mark, desk.store.journal, marked=marked)
        if broken is None:
            rows = rows_after(tx, start.seq, _MOST_AT_UNLOCK)
            broken = first_break(rows, start, desk.author.device, _key(desk))
        hold(tx, broken)
    _note(vault, broken)
    return broken


def look_through(desk: Desk, vault: Vault, after: MarkedHead = BEGINNING) -> Looked:
    """Look through the next part of the whole chain, and freeze the store where it does not hold."""
    with desk.store.read() as tx:
        rows = rows_after(tx, after.seq)
    broken = first_break(rows, after, desk.author.device, _key(desk))
    if broken is not None:
        with desk.store.transaction() as tx:
            hold(tx, broken)
        _note(vault, broken)
        return Looked(None, broken)
    if len(rows) < AT_ONCE:
        return Looked(None, None)
    return Looked(MarkedHead(rows[-1].seq, rows[-1].hash), None)


def keep_mark(desk: Desk, vault: Vault) -> None:
    """Mark how far the chain has come and make up for what the journal lacks; what fails is tried again."""
    try:
        with desk.store.read() as tx:
            head, held = newest(tx), is_held(tx)
        if desk.store.journal_behind:
            desk.store.fill_journal()
        if not held:
            vault.head_mark.raise_to(head.seq, head.hash)
    except (StoreFault, VaultFault, OSError) as fault:
        _log.warning("head_not_marked fault=%s", type(fault).__name__)


def _note(vault: Vault, broken: Broken | None) -> None:
    """Say beside the store whether it is held, for contacts, which are made while it is shut."""
    mark = held_mark(vault.profile.folder)
    try:
        if broken is None:
            remove_durably(mark)
        else:
            write_durably(mark, b"")
    except OSError as fault:
        _log.warning("held_not_noted errno=%s", fault.errno)


def _key(desk: Desk) -> Ed25519PublicKey:
    return desk.author.signing_key.public_key()
