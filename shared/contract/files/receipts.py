"""What the server says once it has the whole of a file.

The rule kept here: it names the file by its content and is signed by the institution, so whoever holds one
may let the file go.
"""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.contract.codec import Hash, Id, Instant, Message, Signature
from shared.contract.exchange import Sequence
from shared.contract.signing import open_signed, sign_bytes

_LABEL = b"fieldapp/file-receipt/1\x00"


class FileReceipt(Message, frozen=True):
    """The server of this epoch has the file with this SHA-256 and size, as this device sent it."""

    sha256: Hash
    size: Sequence
    device: Id
    epoch: Id
    at_ms: Instant


class SignedReceipt(Message, frozen=True):
    """The bytes of a receipt as they were signed."""

    data: bytes
    signature: Signature


def sign_receipt(receipt: FileReceipt, key: Ed25519PrivateKey) -> SignedReceipt:
    """Sign a receipt as the institution."""
    return SignedReceipt(*sign_bytes(_LABEL, receipt, key))


def open_receipt(signed: SignedReceipt, key: Ed25519PublicKey) -> FileReceipt:
    """Return the receipt; `BadSignature` unless the institution signed it, `Malformed` if it is none."""
    return open_signed(FileReceipt, _LABEL, signed, key)
