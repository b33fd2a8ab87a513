"""One sample of what is said of documents and their files, of visits, and of whose keys sign."""

from __future__ import annotations

from datetime import date

from shared.contract.bodies.documents import DocumentAttached
from shared.contract.bodies.people import StaffSecretSet
from shared.contract.codec import Message
from shared.contract.files.receipts import FileReceipt, SignedReceipt
from shared.contract.records import CertificateRecord, DocumentRecord
from tests.contract.visit_samples import VISITED, VISITS

_ID, _HASH = bytes([1]) * 16, bytes([2]) * 32
_ISSUED, _EXPIRES = date(2024, 2, 28), date(2029, 2, 27)

ATTACHED = DocumentAttached(
    _ID, "member", _ID, "Identity card", "card.jpg", _HASH, 81_920, "image/jpeg", "NIMC", _ISSUED, _EXPIRES
)
DOCUMENT = DocumentRecord(
    "member",
    _ID,
    "Identity card",
    "card.jpg",
    _HASH,
    81_920,
    "image/jpeg",
    _ID,
    1_772_000_000_000,
    True,
    "NIMC",
    _ISSUED,
    _EXPIRES,
)
RECEIPTS: tuple[Message, ...] = (
    FileReceipt(_HASH, 81_920, _ID, _ID, 1_772_000_000_001),
    SignedReceipt(b"receipt", bytes(64)),
)
DOCUMENTS: tuple[tuple[str, Message], ...] = (
    ("document", DOCUMENT),
    ("certificate", CertificateRecord(_ID, "K7", _HASH, "ACTIVE")),
    *VISITS,
)
FILED: tuple[Message, ...] = (StaffSecretSet(_ID, "TOTP"), ATTACHED, VISITED)
