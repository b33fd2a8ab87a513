"""Takes in the answer that a courier brought back, through the same code as an answer over the network.

The rules kept here: only what the institution signed for this device and one of its own bundles is looked at;
an answer older than what is known here changes nothing, so it harms nobody to take one in twice, late, or
after the network was back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from fieldapp.store.author import Desk
from fieldapp.store.carried.bundles import Bundle, bundle, note_answered
from fieldapp.store.carried.files import note_receipt
from fieldapp.store.projection.overlay import Subject
from fieldapp.store.settle import ChainBroken, SuspiciousRemoval, freeze, settle, start_over
from fieldapp.store.sync_state import read_state
from fieldapp.syncing.round import RoundResult, check_answer
from shared.contract.codec import Malformed, encode
from shared.contract.custody.courier import (
    MAX_COURIER_BYTES,
    Carried,
    CourierAnswer,
    open_answer,
    read_carried,
)
from shared.contract.custody.sealing import SealBroken
from shared.contract.exchange import ExchangeResponse
from shared.contract.files.receipts import FileReceipt, SignedReceipt, open_receipt
from shared.contract.signing import BadSignature
from shared.errors import RuleRefused


@dataclass(frozen=True, slots=True)
class TakenAnswer:
    """What an answer brought. `news` is False where all of it was known here already.

    `result` is as of a round; `bundle` says what was given to the courier.
    """

    bundle: Bundle
    result: RoundResult
    news: bool


def take_answer(desk: Desk, data: bytes, server_key: Ed25519PublicKey) -> TakenAnswer:
    """Take in an answer's file.

    Refusals: `courier.not_an_answer`, `courier.other_device`, `courier.other_bundle`, `courier.damaged`.
    Faults: `UntrustedAnswer`, those of the store.
    """
    carried = _read(desk, data)
    with desk.store.read() as tx:
        made = bundle(tx, carried.bundle)
    if made is None:
        detail = "It answers a file this tablet does not remember. Save for a courier again, or sync."
        raise RuleRefused("courier.other_bundle", "This answer is too old", detail)
    answer = _opened(carried, made, server_key)
    for response in answer.responses:
        check_answer(desk, response, server_key)
    if not _is_news(desk, made, answer.responses[-1]):
        return TakenAnswer(made, RoundResult(), news=False)
    result = _settle_all(desk, made, answer)
    receipts = tuple(_believed(desk, answer.receipts, server_key))
    with desk.store.transaction() as tx:
        for receipt, kept in receipts:
            note_receipt(tx, receipt.sha256, kept, receipt.epoch)
        note_answered(tx, made.id, desk.author.clock.now_ms())
    return TakenAnswer(made, result, news=True)


def _believed(
    desk: Desk, receipts: tuple[SignedReceipt, ...], server_key: Ed25519PublicKey
) -> Iterator[tuple[FileReceipt, bytes]]:
    """The receipts for files of this device; a file whose receipt is none goes by network."""
    for signed in receipts:
        try:
            receipt = open_receipt(signed, server_key)
        except (BadSignature, Malformed):
            continue
        if receipt.device == desk.author.device:
            yield receipt, encode(signed)


def _read(desk: Desk, data: bytes) -> Carried:
    try:
        if len(data) > MAX_COURIER_BYTES:
            raise Malformed("too large")
        carried = read_carried(data)
    except Malformed as fault:
        detail = "Choose the file that the office gave back: its name ends with .answer."
        raise RuleRefused("courier.not_an_answer", "This is no answer of the office", detail) from fault
    if carried.kind != "answer":
        detail = "This is what a tablet saved for the office. Take it there; the answer ends with .answer."
        raise RuleRefused("courier.not_an_answer", "This is no answer of the office", detail)
    if carried.device != desk.author.device:
        detail = "Only the tablet that saved for the courier can read the answer to it."
        raise RuleRefused("courier.other_device", "This answer is for another tablet", detail)
    return carried


def _opened(carried: Carried, made: Bundle, server_key: Ed25519PublicKey) -> CourierAnswer:
    try:
        return open_answer(carried, X25519PrivateKey.from_private_bytes(made.answer_key), server_key)
    except (SealBroken, BadSignature, Malformed) as fault:
        detail = "Nothing of it was taken in. Copy it from the office again; nothing recorded here is lost."
        raise RuleRefused("courier.damaged", "This answer was damaged on the way", detail) from fault


def _is_news(desk: Desk, made: Bundle, last: ExchangeResponse) -> bool:
    """Whether the answer is newer than everything known here: the first to its bundle, not said before what
    was heard last, by the server of the epoch known here, or of the one that followed the bundle's.
    """
    with desk.store.read() as tx:
        state = read_state(tx)
    if state.epoch not in {last.epoch, made.epoch}:
        return False
    older = last.epoch == state.epoch and last.head.seq < state.acknowledged_seq
    first = made.answered_at_ms is None
    return first and not older and last.server_time_ms >= state.server_time_seen_ms


def _settle_all(desk: Desk, made: Bundle, answer: CourierAnswer) -> RoundResult:
    """Store response after response, as a round does.

    The first answer of a restored server makes this tablet forget how far it had read; only then are its
    pages stored, so it is settled twice. The office's word is as old as it says, however long it travelled,
    so the two clocks are not compared by it.
    """
    with desk.store.read() as tx:
        state = read_state(tx)

    def made_ms(response: ExchangeResponse) -> int:
        """When it was said, by this tablet's clock."""
        return response.server_time_ms - state.server_offset_ms

    changed: set[Subject] = set()
    mismatched: list[str] = []
    try:
        if state.epoch not in {b"", answer.responses[0].epoch}:
            first = settle(desk.store, answer.responses[0], now_ms=made_ms(answer.responses[0]))
            changed |= first.changed
        for place, response in enumerate(answer.responses):
            asked = made.asked if place == 0 else None
            settled = settle(desk.store, response, now_ms=made_ms(response), asked=asked)
            changed |= settled.changed
            mismatched += settled.mismatched
    except SuspiciousRemoval:
        start_over(desk.store)
    except ChainBroken as broken:
        freeze(desk.store, broken)
        raise
    last = answer.responses[-1]
    return RoundResult(
        exchanges=len(answer.responses),
        sent=len(answer.responses[0].verdicts),
        received=sum(len(response.changes) for response in answer.responses),
        changed=frozenset(changed),
        mismatched=tuple(dict.fromkeys(mismatched)),
        device_state=last.device_state,
        device_reason=last.device_reason,
        lease_until_ms=last.lease_until_ms,
        server_time_ms=last.server_time_ms,
    )
