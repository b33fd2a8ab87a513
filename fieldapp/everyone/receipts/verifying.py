"""Says of the code on a receipt whether it is genuine, without a network.

The rule kept here: a code is checked with the key of the device it names, this one's own or one whose
certificate the office sent; what this tablet signed is also compared with what it holds in that place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from fieldapp.desk import queries
from fieldapp.store.author import Desk
from fieldapp.store.transaction import Reading
from shared.contract.codec import decode
from shared.contract.printed import receipt_code
from shared.contract.printed.receipt_code import ReceiptCode
from shared.contract.records import CertificateRecord
from shared.contract.signing import public_key
from shared.errors import RuleRefused
from shared.ids import RepaymentId, StaffId

Verdict = Literal["genuine", "different", "forged", "unknown", "damaged", "too_new"]
"""different: this tablet signed it, but holds something else in its place; unknown: of a device this tablet
has no key of; damaged: no whole code of a receipt.
"""
_REFUSED: dict[str, Verdict] = {
    "receipt_code.not_genuine": "forged",
    "receipt_code.unreadable": "damaged",
    "receipt_code.unknown_version": "too_new",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What a code is. `code` is what it says, None where it says nothing; the device's code and its person's
    name are "" where they are not known, `repayment` is the receipt where it is on this tablet.
    """

    verdict: Verdict
    code: ReceiptCode | None = None
    device_code: str = ""
    staff_name: str = ""
    revoked: bool = False
    repayment: RepaymentId | None = None


@dataclass(frozen=True, slots=True)
class _Signer:
    key: Ed25519PublicKey
    device_code: str
    staff: StaffId
    revoked: bool


def looks_like_code(text: str) -> bool:
    """Say whether a text may be the code of a receipt, genuine or not: other squares may be in a picture."""
    try:
        receipt_code.read_unchecked(receipt_code.tidied(text))
    except RuleRefused as refused:
        return refused.code == "receipt_code.unknown_version"
    return True


def check_receipt(desk: Desk, text: str) -> Checked:
    """Return what is to be said of a code as it was scanned, typed or pasted."""
    code = receipt_code.tidied(text)
    try:
        claimed = receipt_code.read_unchecked(code)
    except RuleRefused as refused:
        return Checked(_REFUSED[refused.code])
    with desk.store.read() as tx:
        signer = _signer(tx, desk, claimed.device)
        if signer is None:
            return Checked("unknown", claimed)
        try:
            receipt_code.verify(code, signer.key)
        except RuleRefused as refused:
            return Checked(_REFUSED[refused.code])
        person = queries.person(tx, signer.staff)
        name = person.name if person is not None else ""
        found = Checked("genuine", claimed, signer.device_code, name, signer.revoked)
        return found if claimed.device != desk.author.device else _compared(tx, found, claimed)


def _signer(tx: Reading, desk: Desk, device: bytes) -> _Signer | None:
    own = desk.author
    if device == own.device:
        return _Signer(own.signing_key.public_key(), own.device_code, own.staff, revoked=False)
    body = queries.certificate(tx, device)
    if body is None:
        return None
    known = decode(CertificateRecord, body)
    return _Signer(
        public_key(known.public_key), known.device_code, StaffId(known.staff), known.state == "REVOKED"
    )


def _compared(tx: Reading, found: Checked, code: ReceiptCode) -> Checked:
    """What this tablet signed stands in its own chain for ever: if not, something was put in its place."""
    held = queries.receipt_at(tx, code.sequence)
    if held is None:
        return replace(found, verdict="different")
    due = receipt_code.code_for(
        device=code.device,
        sequence=code.sequence,
        member=held.member,
        amount_minor=held.amount_minor,
        at_ms=held.at_ms,
        operation_hash=held.hash,
    )
    return replace(found, repayment=held.repayment) if due == code else replace(found, verdict="different")
