"""Makes a bundle of everything that waits here, for a courier to carry.

The rule kept here: what is in it goes on waiting and is sent by a round as well, should there be a network
first; the server takes nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from fieldapp.desk.filing.keeping import folder_of
from fieldapp.store.author import Desk
from fieldapp.store.carried.bundles import Bundle, forget_bundle, note_bundle
from fieldapp.store.carried.files import files_not_sent
from fieldapp.store.outbox import counts, report_of, waiting_batch
from fieldapp.store.sync_state import SyncState, read_state, stored_cursors, wanted_blocks
from fieldapp.store.transaction import Reading, StoreDamaged
from shared.contract.custody.courier import (
    MAX_BUNDLE_OPERATIONS,
    MAX_CARRIED_FILES_BYTES,
    CarriedFile,
    CourierBundle,
    seal_bundle,
)
from shared.contract.exchange import ExchangeRequest
from shared.contract.version import PROTOCOL, RECORD_SCHEMA
from shared.errors import RuleRefused

_MOST_BYTES = 16 * 1024 * 1024
"""Of operations in one bundle; what is beyond goes with the next."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A bundle ready to be written: its file's name without an ending, and its bytes."""

    bundle: Bundle
    name: str
    data: bytes


def pack_bundle(desk: Desk, random_bytes: Callable[[int], bytes]) -> Packed:
    """Seal everything that waits and note that it was given to a courier.

    With nothing waiting it still asks for what is new at the office. Refused: `courier.no_key` before the
    first round. Faults: those of the store.
    """
    author, key = desk.author, X25519PrivateKey.from_private_bytes(random_bytes(32))
    with desk.store.transaction() as tx:
        state = read_state(tx)
        if not state.courier_key:
            detail = "It gets the office's key with its first sync. Sync once where there is a network."
            raise RuleRefused("courier.no_key", "This tablet cannot save for a courier yet", detail)
        operations = waiting_batch(tx, MAX_BUNDLE_OPERATIONS, _MOST_BYTES)
        waiting = counts(tx)
        request = _request(tx, state, len(operations))
        left = request.report.waiting_minor if request.report is not None else 0
        bundle = Bundle(
            id=author.ids.make(),
            made_at_ms=author.clock.now_ms(),
            last_seq=0 if request.report is None else request.report.recorded,
            count=len(operations),
            value_minor=waiting.waiting_value_minor - left,
            epoch=state.epoch,
            asked=request.cursors,
            answer_key=key.private_bytes_raw(),
        )
        content = CourierBundle(
            author.device,
            bundle.id,
            bundle.made_at_ms,
            key.public_key().public_bytes_raw(),
            request,
            operations,
            _files(desk, tx),
        )
        data = seal_bundle(content, author.signing_key, state.courier_key, random_bytes)
        note_bundle(tx, bundle)
    return Packed(bundle, f"{author.device_code} courier {bundle.id.hex()[:12]}", data)


def unpack_bundle(desk: Desk, packed: Packed) -> None:
    """Forget a bundle that could not be written anywhere."""
    with desk.store.transaction() as tx:
        forget_bundle(tx, packed.bundle.id)


def _files(desk: Desk, tx: Reading) -> tuple[CarriedFile, ...]:
    """The files the office does not have, oldest first, as many as have room; a damaged one stays."""
    files: list[CarriedFile] = []
    room = MAX_CARRIED_FILES_BYTES
    for file in files_not_sent(tx) if desk.files is not None else ():
        if file.fault or file.size > room:
            continue
        try:
            files.append(CarriedFile(file.digest, folder_of(desk).read(file.digest)))
        except StoreDamaged:
            continue
        room -= file.size
    return tuple(files)


def _request(tx: Reading, state: SyncState, sending: int) -> ExchangeRequest:
    """What a round would ask for, from what is stored and not from what is staged: a round may go on with
    that, or leave it, before the answer is back.
    """
    return ExchangeRequest(
        protocol=PROTOCOL,
        record_schema=RECORD_SCHEMA,
        epoch=state.epoch,
        scope_version=state.scope_version,
        acknowledged_seq=state.acknowledged_seq,
        acknowledged_hash=state.acknowledged_hash,
        cursors=stored_cursors(tx),
        wanted_blocks=wanted_blocks(tx),
        report=report_of(tx, sending),
    )
