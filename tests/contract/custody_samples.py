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
from shared.contract.custody.courier import CarriedFile, CourierAnswer, CourierBundle, SignedContent
from shared.contract.custody.figures import DeviceAsked, DeviceFigures, OutcomeSum
from shared.contract.custody.handing_in import (
    CourierPart,
    CourierPartTaken,
    CourierReturned,
    CourierWhole,
)
from shared.contract.custody.orders import Order, SignedOrder
from shared.contract.exchange import ExchangeRequest, ExchangeResponse
from shared.contract.files.receipts import SignedReceipt
from shared.contract.operations import SignedOperation
from shared.contract.records import DeviceRecord, FieldConflict


def _id(number: int) -> bytes:
    return bytes([number]) * 16


def _hash(number: int) -> bytes:
    return bytes([number]) * 32


CONFLICT = FieldConflict("phone", "081", _id(2), 1, "082", _id(3), 2)
DEVICE = DeviceRecord(
    staff=_id(1),
    device_code="K7",
    label="Tablet",
    state="FROZEN",
    reason="fork",
    fingerprint="0000 1111",
    enrolled_at_ms=1,
    last_seen_ms=2,
    lease_until_ms=3,
    recorded=4,
    waiting=5,
    waiting_minor=6,
    attention=7,
    recorded_minor=8,
    attention_minor=9,
    reported_ms=10,
    taken=11,
    taken_minor=12,
    locked=True,
    held=True,
    order="wipe",
)
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
    CourierPart(_hash(1), 4_096, 2_048, b"part"),
    CourierPartTaken(2_052),
    CourierWhole(_hash(1)),
    CourierReturned(b"answer"),
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
        CourierBundle(
            _id(1), _id(2), 1_772_000_000_007, _hash(1), asked, operations, (CarriedFile(_hash(2), b"file"),)
        ),
        CourierAnswer(
            _id(1), _id(2), 1_772_000_000_008, (answered,), (SignedReceipt(b"receipt", bytes(64)),)
        ),
    )
