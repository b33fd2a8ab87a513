"""One round: exchange after exchange until nothing waits here and nothing more waits there.

The rules kept here: operations and records travel in the same exchange and neither waits for the other; only
what the server signed is believed; whatever goes wrong, the outbox is as it was, and the fault is returned.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from fieldapp.store.author import Desk
from fieldapp.store.outbox import counts, report_of, waiting_batch
from fieldapp.store.projection.overlay import Subject
from fieldapp.store.settle import ChainBroken, Settled, SuspiciousRemoval, freeze, settle, start_over
from fieldapp.store.sync_state import cursors, read_state, wanted_blocks
from fieldapp.store.transaction import StoreFault
from fieldapp.syncing.faults import AnswerDamaged, RoundStalled, SyncFault, UntrustedAnswer, UpgradeNeeded
from fieldapp.syncing.transport import Transport
from shared.contract.audit.checkpoints import is_genuine
from shared.contract.codec import Malformed
from shared.contract.exchange import DeviceState, ExchangeRequest, ExchangeResponse
from shared.contract.signing import BadSignature, verify_head
from shared.contract.version import PROTOCOL, RECORD_SCHEMA

MAX_EXCHANGES = 2_000
"""More than a first sync of the largest tablet with a full outbox takes; beyond it a round is cut and goes on
later."""

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class AtStore(Protocol):
    """Runs work where the store may be used, and returns or raises what it did."""

    def __call__(self, work: Callable[[], _T], /) -> _T: ...


@dataclass(frozen=True, slots=True)
class RoundResult:
    """What a round did, also when it ended early: `fault` says why, None when everything is level.

    `changed` records are shown differently now; `mismatched` buckets did not agree with the server and are
    read again; `lease_until_ms` is for the vault, 0 when no answer came.
    """

    exchanges: int = 0
    sent: int = 0
    received: int = 0
    changed: frozenset[Subject] = frozenset()
    mismatched: tuple[str, ...] = ()
    device_state: DeviceState = "ACTIVE"
    device_reason: str = ""
    lease_until_ms: int = 0
    server_time_ms: int = 0
    fault: SyncFault | StoreFault | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """How far a round is after an exchange: operations sent and still waiting, records received."""

    sent: int
    waiting: int
    received: int


Tell = Callable[[Moved], bool]
"""Is told after each exchange that others follow, and says whether to go on."""


def on_and_on(moved: Moved) -> bool:
    """Go on, whatever there is to tell."""
    return True


def directly(work: Callable[[], _T], /) -> _T:
    """Run work at the store in the caller's own thread."""
    return work()


def sync_once(
    desk: Desk,
    transport: Transport,
    server_key: Ed25519PublicKey,
    at_store: AtStore = directly,
    tell: Tell = on_and_on,
) -> RoundResult:
    """Run one round. Faults of the way and of the store are returned, never raised; a bug is raised.

    Cut short between two exchanges it has lost nothing: the next round goes on from there.
    """
    result = RoundResult()
    before: ExchangeRequest | None = None
    done = False
    try:
        while not done and result.exchanges < MAX_EXCHANGES:
            request = at_store(partial(_request, desk))
            if request == before:
                raise RoundStalled()
            response = transport.exchange(request)
            check_answer(desk, response, server_key)
            settled, done, waiting = at_store(partial(_settle, desk, response))
            done = done or not set(settled.mismatched).isdisjoint(result.mismatched)
            result = _after(result, response, settled)
            # The same cursors again are progress where a bucket is to be read anew.
            before = None if settled.mismatched else request
            if response.oldest_protocol > PROTOCOL and done:
                raise UpgradeNeeded()
            done = done or not tell(Moved(result.sent, waiting, result.received))
    except (SyncFault, StoreFault) as fault:
        result = replace(result, fault=fault)
    _log_end(result)
    return result


def check_answer(desk: Desk, response: ExchangeResponse, server_key: Ed25519PublicKey) -> None:
    """Raise `UntrustedAnswer` unless the server signed this head, for this device and epoch, and every
    checkpoint, and no verdict goes beyond the head.
    """
    head = response.head
    try:
        verify_head(head, response.head_signature, server_key)
    except BadSignature as fault:
        raise UntrustedAnswer("signature") from fault
    if (head.device, head.epoch) != (desk.author.device, response.epoch):
        raise UntrustedAnswer("another device or epoch")
    if any(verdict.seq > head.seq for verdict in response.verdicts):
        raise UntrustedAnswer("a verdict beyond the head")
    if not all(is_genuine(signed, server_key) for signed in response.checkpoints):
        raise UntrustedAnswer("a checkpoint")


def _request(desk: Desk) -> ExchangeRequest:
    with desk.store.read() as tx:
        state, batch = read_state(tx), waiting_batch(tx)
        return ExchangeRequest(
            protocol=PROTOCOL,
            record_schema=RECORD_SCHEMA,
            epoch=state.epoch,
            scope_version=state.scope_version,
            acknowledged_seq=state.acknowledged_seq,
            acknowledged_hash=state.acknowledged_hash,
            cursors=cursors(tx),
            operations=batch,
            wanted_blocks=wanted_blocks(tx),
            report=report_of(tx, len(batch)),
        )


def _settle(desk: Desk, response: ExchangeResponse) -> tuple[Settled, bool, int]:
    """Store an answer, and say whether another exchange would bring nothing, and how much still waits here.

    An answer that would remove too much is set aside, and everything is read again instead. One that tells of
    another chain stops the recording here, before more money is taken that could not be posted.
    """
    try:
        settled = settle(desk.store, response, now_ms=desk.author.clock.now_ms())
    except SuspiciousRemoval:
        start_over(desk.store)
        settled = Settled(frozenset(), (), frozenset(), finished=False)
    except ChainBroken as broken:
        freeze(desk.store, broken)
        raise
    except Malformed as fault:
        raise AnswerDamaged("pages that contradict themselves") from fault
    with desk.store.read() as tx:
        waiting = counts(tx).waiting
    return settled, _is_done(response, settled, waiting), waiting


def _is_done(response: ExchangeResponse, settled: Settled, waiting: int) -> bool:
    """Whether all is level and sent, or the server takes nothing more from this device."""
    if response.device_state != "ACTIVE" and not response.verdicts:
        return True
    return settled.finished and not settled.mismatched and not waiting


def _after(result: RoundResult, response: ExchangeResponse, settled: Settled) -> RoundResult:
    return RoundResult(
        exchanges=result.exchanges + 1,
        sent=result.sent + len(response.verdicts),
        received=result.received + len(response.changes),
        changed=result.changed | settled.changed,
        mismatched=tuple(dict.fromkeys((*result.mismatched, *settled.mismatched))),
        device_state=response.device_state,
        device_reason=response.device_reason,
        lease_until_ms=response.lease_until_ms,
        server_time_ms=response.server_time_ms,
    )


def _log_end(result: RoundResult) -> None:
    name = type(result.fault).__name__ if result.fault else "none"
    _log.info(
        "round_ended exchanges=%d sent=%d received=%d fault=%s",
        result.exchanges,
        result.sent,
        result.received,
        name,
    )
