"""One sample of every message that is said without a PIN."""

from __future__ import annotations

from shared.contract.codec import Message
from shared.contract.custody.contact import (
    ContactAnswer,
    ContactRequest,
    ContactResponse,
    JournalPart,
    JournalTaken,
)
from shared.contract.custody.courier import CourierAnswer, CourierBundle, SignedContent
from shared.contract.custody.figures import DeviceAsked, DeviceFigures, OutcomeSum
from shared.contract.custody.orders import Order, SignedOrder
from shared.contract.exchange import ExchangeRequest, ExchangeResponse
from shared.contract.operations import SignedOperation


def _id(number: int) -> bytes:
    return bytes([number]) * 16


def _hash(number: int) -> bytes:
    return bytes([number]) * 32


CUSTODY: tuple[Message, ...] = (
    Order("wipe", _id(1), _id(2), 1_772_000_000_001),
    SignedOrder(b"order", bytes(64)),
    ContactRequest(1, _id(1), 10, 1_772_000_000_000, _hash(1), 4_096, held=True),
    ContactAnswer(
        device=_id(1),
        nonce=_id(2),
        epoch=_id(3),
        server_time_ms=1_772_000_000_005,
        device_state="ACTIVE",
        device_reason="",
        lease_until_ms=1_772_600_000_000,
        lease_key=_hash(3),
        journal_bytes=2_048,
        orders=(SignedOrder(b"order", bytes(64)),),
    ),
    ContactResponse(b"answer", bytes(64)),
    JournalPart(_hash(1), 4_096, 2_048, b"part"),
    JournalTaken(2_052),
    DeviceAsked(_id(1)),
    DeviceFigures(
        _id(1), "K7", "ACTIVE", 12, (OutcomeSum("applied", 12, 5_000),), 10, 1_772_000_000_000, 9, 1
    ),
)


def carried(messages: tuple[Message, ...]) -> tuple[Message, ...]:
    """What travels by courier: the first exchange among these messages, in a file."""
    asked = next(message for message in messages if isinstance(message, ExchangeRequest))
    answered = next(message for message in messages if isinstance(message, ExchangeResponse))
    operations = (SignedOperation(b"bytes", bytes(64)),)
    return (
        SignedContent(b"bundle", bytes(64)),
        CourierBundle(_id(1), _id(2), 1_772_000_000_007, _hash(1), asked, operations),
        CourierAnswer(_id(1), _id(2), 1_772_000_000_008, (answered,)),
    )
