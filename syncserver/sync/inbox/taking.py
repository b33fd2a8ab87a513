"""Takes operations whatever happens: a batch at once if it can, one by one if it cannot.

The rules kept here: a fault of the database consumes nothing and is tried again; a bug in a handler costs the
one operation that meets it, never the chain; an answer holds only what was committed.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from shared.contract.exchange import Verdict
from shared.contract.operations import SignedOperation
from syncserver.database.engine import Unavailable, is_race, is_unavailable
from syncserver.people.devices.queries import Head
from syncserver.sync.handlers import Handlers
from syncserver.sync.inbox.batch import Answered, UnknownDevice, run_batch
from syncserver.sync.inbox.envelopes import Envelope, open_envelope
from syncserver.sync.inbox.judging import Fault

_log = logging.getLogger(__name__)
_T = TypeVar("_T")
_ATTEMPTS = 4
_PAUSE_S = 0.02


@dataclass(frozen=True, slots=True)
class Inbox:
    """Where operations go. `clock_ms` is the server's, `new_incident` names faults, `pause` waits seconds."""

    engine: Engine
    handlers: Handlers
    clock_ms: Callable[[], int]
    new_incident: Callable[[], str]
    pause: Callable[[float], None]


def take_sent(
    inbox: Inbox, device: bytes, key: Ed25519PublicKey, operations: Sequence[SignedOperation]
) -> tuple[Verdict, ...]:
    """Take what a device sent, in its order, as far as its chain holds; `Unavailable` if nothing could be."""
    envelopes = [open_envelope(signed, key) for signed in operations]
    return take(inbox, device, envelopes, lambda _, items: items)


def take(
    inbox: Inbox,
    device: bytes,
    items: Sequence[_T],
    supply: Callable[[Head, Sequence[_T]], Sequence[Envelope]],
) -> tuple[Verdict, ...]:
    """Take items that `supply` turns into operations once the head of the device's chain is held."""
    if not items:
        return ()
    try:
        return _run(inbox, device, lambda head: supply(head, items)).verdicts
    except (UnknownDevice, Unavailable):
        raise
    except Exception as fault:  # noqa: BLE001 - whatever it was, each operation gets its own transaction now
        _raise_if_unavailable(fault)
        _log.warning("inbox.batch_rolled_back", extra={"device": device.hex(), "fault": type(fault).__name__})
    return _one_by_one(inbox, device, [_supplying(item, supply) for item in items])


def _supplying(
    item: _T, supply: Callable[[Head, Sequence[_T]], Sequence[Envelope]]
) -> Callable[[Head], Sequence[Envelope]]:
    return lambda head: supply(head, [item])


def _one_by_one(
    inbox: Inbox, device: bytes, supplies: Sequence[Callable[[Head], Sequence[Envelope]]]
) -> tuple[Verdict, ...]:
    verdicts: list[Verdict] = []
    for supply in supplies:
        try:
            answered = _alone(inbox, device, supply)
        except Unavailable:
            if verdicts:
                break
            raise
        verdicts.extend(answered.verdicts)
        if answered.stopped:
            break
    return tuple(verdicts)


def _alone(inbox: Inbox, device: bytes, supply: Callable[[Head], Sequence[Envelope]]) -> Answered:
    """Take one operation; races are run again, and a bug ends in the verdict that names the incident."""
    for attempt in range(_ATTEMPTS):
        try:
            return _run(inbox, device, supply)
        except UnknownDevice:
            raise
        except Exception as fault:
            _raise_if_unavailable(fault)
            last_chance = attempt == _ATTEMPTS - 1
            if not is_race(fault) or (last_chance and isinstance(fault, IntegrityError)):
                return _with_fault(inbox, device, supply, fault)
            if last_chance:
                raise Unavailable("the database is too busy") from fault
            inbox.pause(_PAUSE_S * 2**attempt)
    raise AssertionError("every attempt returns or raises")


def _with_fault(
    inbox: Inbox, device: bytes, supply: Callable[[Head], Sequence[Envelope]], fault: Exception
) -> Answered:
    incident = inbox.new_incident()
    _log.error("inbox.server_fault", exc_info=fault, extra={"device": device.hex(), "incident": incident})
    return _run(inbox, device, supply, Fault(incident))


def _run(
    inbox: Inbox, device: bytes, supply: Callable[[Head], Sequence[Envelope]], fault: Fault | None = None
) -> Answered:
    return run_batch(
        inbox.engine, inbox.handlers, now_ms=inbox.clock_ms(), device=device, supply=supply, fault=fault
    )


def _raise_if_unavailable(fault: Exception) -> None:
    if is_unavailable(fault):
        raise Unavailable("the database cannot take anything just now") from fault
