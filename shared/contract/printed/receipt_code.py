"""The code on a receipt: what a device signed, small enough for a QR code, checked without a network.

The rules kept here: a code says nothing of the member to whoever does not know them already; it names exactly
one signed operation of one device; one bit changed and it is refused. It is written in the letters and digits
that QR codes hold best, fewer than 200 of them.
"""

from __future__ import annotations

import struct
from base64 import b32decode, b32encode
from dataclasses import dataclass
from hashlib import blake2b, sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.errors import RuleRefused

_LABEL = b"fieldapp/receipt/1\x00"
_VERSION = 1
_FIELDS = struct.Struct(">B16sQ8sQQ8s")
"""Version, device, sequence, pseudonym, amount in minor units, milliseconds since 1970, head."""
_SIGNATURE_BYTES = 64
_TEXT_LENGTH = -(-(_FIELDS.size + _SIGNATURE_BYTES) * 8 // 5)
_HEAD_BYTES = 8
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SHORT_LENGTH, _SHORT_GROUP = 12, 4
_LARGEST = 2**53
_LAST_MS = 253_402_214_400_000
"""The last day that a calendar has everywhere, in milliseconds since 1970."""
_MOST_TYPED = 2_000
"""More letters than any code, its gaps included, however it is laid out."""


@dataclass(frozen=True, slots=True)
class ReceiptCode:
    """What a code says: which operation of which device took how much when, in minor units and milliseconds.

    `device` names the certificate under which it was signed; `member` is a pseudonym (`pseudonym_of`); `head`
    is the beginning of the operation's hash.
    """

    device: bytes
    sequence: int
    member: bytes
    amount_minor: int
    at_ms: int
    head: bytes

    @property
    def short(self) -> str:
        """Twelve letters and digits to read out, in three groups: the beginning of the content's hash."""
        number = int.from_bytes(sha256(_LABEL + _packed(self)).digest()[:8], "big")
        letters = [_CROCKFORD[(number >> (59 - 5 * place)) & 31] for place in range(_SHORT_LENGTH)]
        groups = range(0, _SHORT_LENGTH, _SHORT_GROUP)
        return "-".join("".join(letters[at : at + _SHORT_GROUP]) for at in groups)


def pseudonym_of(member: bytes, device: bytes, sequence: int) -> bytes:
    """Return what stands for a member on one receipt: 8 bytes, another on every receipt.

    Whoever has the member's record can check it; nobody can find the member from it, nor tell that two
    receipts are of one member.
    """
    key = device + sequence.to_bytes(8, "big")
    return blake2b(member, digest_size=8, key=key, person=b"receipt-member").digest()


def code_for(
    *, device: bytes, sequence: int, member: bytes, amount_minor: int, at_ms: int, operation_hash: bytes
) -> ReceiptCode:
    """Return the code of one signed operation; `member` is the member's id."""
    pseudonym = pseudonym_of(member, device, sequence)
    return ReceiptCode(device, sequence, pseudonym, amount_minor, at_ms, operation_hash[:_HEAD_BYTES])


def sign(code: ReceiptCode, key: Ed25519PrivateKey) -> str:
    """Return a code as text, signed with the device's key; the same code gives the same text."""
    data = _packed(code)
    return b32encode(data + key.sign(_LABEL + data)).decode().rstrip("=")


def tidied(text: str) -> str:
    """Return a code as it was typed, read out or pasted in the form it is written: no gaps, capitals."""
    return "".join(letter for letter in text[:_MOST_TYPED] if letter.isalnum()).upper()


def read_unchecked(text: str) -> ReceiptCode:
    """Return what a text claims, to find the device whose key it is to be checked with.

    Refusals: `receipt_code.unreadable` for anything `sign` did not write, `receipt_code.unknown_version`.
    """
    code, _ = _taken_apart(text)
    return code


def verify(text: str, device_public_key: Ed25519PublicKey) -> ReceiptCode:
    """Return the code, if the device signed it. Refusals: as `read_unchecked`, `receipt_code.not_genuine`."""
    code, signature = _taken_apart(text)
    try:
        device_public_key.verify(signature, _LABEL + _packed(code))
    except InvalidSignature as fault:
        detail = "The device named did not sign this. Look the receipt up by its number."
        raise RuleRefused("receipt_code.not_genuine", "This receipt is not genuine", detail) from fault
    return code


def _packed(code: ReceiptCode) -> bytes:
    return _FIELDS.pack(
        _VERSION, code.device, code.sequence, code.member, code.amount_minor, code.at_ms, code.head
    )


def _taken_apart(text: str) -> tuple[ReceiptCode, bytes]:
    if len(text) != _TEXT_LENGTH or not text.isascii():
        raise _unreadable()
    try:
        data = b32decode(text + "=" * (-len(text) % 8))
    except ValueError as fault:
        raise _unreadable() from fault
    if b32encode(data).decode().rstrip("=") != text:
        raise _unreadable()
    version, *values = _FIELDS.unpack(data[: _FIELDS.size])
    if version != _VERSION:
        detail = "It was written by a newer program. Update this one, or look the receipt up by its number."
        raise RuleRefused("receipt_code.unknown_version", "This code is too new", detail)
    code = ReceiptCode(*values)
    counts = 1 <= code.sequence <= _LARGEST and 1 <= code.amount_minor <= _LARGEST
    if not counts or code.at_ms >= _LAST_MS:
        raise _unreadable()
    return code, data[_FIELDS.size :]


def _unreadable() -> RuleRefused:
    detail = "It is not the code of a receipt, or part of it is missing. Scan it again."
    return RuleRefused("receipt_code.unreadable", "This code cannot be read", detail)
