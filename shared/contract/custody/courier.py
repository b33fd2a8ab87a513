"""What travels by courier where there is no network: a bundle to the server, and its answer back.

    file   = a line that says which of the two it is | device | bundle | sealed
    bundle = a frame of `CourierBundle`, signed by the device; sealed to the server's courier key
    answer = a frame of `CourierAnswer`, signed by the institution; sealed to a key made for this one bundle

The rules kept here: a courier can neither read nor change what they carry; a bundle holds what an exchange
would, and an answer what the exchanges would have answered, so both go through the same code as these.
"""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Annotated, Literal, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec import Meta

from shared.contract.codec import Hash, Id, Instant, Malformed, Message, PublicKey, Signature, decode, encode
from shared.contract.custody.sealed_file import sealed_reader, sealed_writer
from shared.contract.custody.sealing import SealBroken
from shared.contract.exchange import ExchangeRequest, ExchangeResponse
from shared.contract.files.receipts import SignedReceipt
from shared.contract.operations import SignedOperation
from shared.contract.packing import pack, unpack
from shared.contract.signing import BadSignature
from shared.fieldwork.documents import MAX_FILE_BYTES

CourierKind = Literal["bundle", "answer"]
MAX_BUNDLE_OPERATIONS = 10_000
MAX_ANSWER_PAGES = 16
MAX_CARRIED_FILES_BYTES = 48 * 1024 * 1024
"""Of files in one bundle; what is beyond goes with the next."""
MAX_COURIER_BYTES = 128 * 1024 * 1024
"""Of a file, and of what it unpacks to."""
_LINES: dict[CourierKind, bytes] = {
    "bundle": b"fieldapp courier 1\n",
    "answer": b"fieldapp answer 1\n",
}
_LABELS: dict[CourierKind, bytes] = {
    "bundle": b"fieldapp/courier-bundle/1\x00",
    "answer": b"fieldapp/courier-answer/1\x00",
}
_ID_BYTES = 16
_T = TypeVar("_T", bound=Message)


class CarriedFile(Message, frozen=True):
    """The file of a document that is in this bundle, or with the server already."""

    sha256: Hash
    content: Annotated[bytes, Meta(min_length=1, max_length=MAX_FILE_BYTES)]


class CourierBundle(Message, frozen=True):
    """Everything that waits on one device, oldest first, with what it would ask for in an exchange.

    `request` holds no operations; `answer_key` is what the answer is sealed to; of `files`, as many as have
    room.
    """

    device: Id
    bundle: Id
    made_at_ms: Instant
    answer_key: PublicKey
    request: ExchangeRequest
    operations: Annotated[tuple[SignedOperation, ...], Meta(max_length=MAX_BUNDLE_OPERATIONS)] = ()
    files: tuple[CarriedFile, ...] = ()


class CourierAnswer(Message, frozen=True):
    """What the server answers to one bundle of one device: the verdicts in the first response, as many pages
    as there are, and a receipt for each file it took.
    """

    device: Id
    bundle: Id
    answered_at_ms: Instant
    responses: Annotated[tuple[ExchangeResponse, ...], Meta(min_length=1, max_length=MAX_ANSWER_PAGES)]
    receipts: tuple[SignedReceipt, ...] = ()


class SignedContent(Message, frozen=True):
    """The bytes of a bundle or an answer, packed, as they were signed."""

    data: bytes
    signature: Signature


@dataclass(frozen=True, slots=True)
class Carried:
    """A courier's file as it lies: which it is, of which device and bundle, in plain; the rest is sealed."""

    kind: CourierKind
    device: bytes
    bundle: bytes
    sealed: bytes


def read_carried(data: bytes) -> Carried:
    """Take a courier's file apart; `Malformed` if it is none. Nothing in it is to be believed yet."""
    for kind, line in _LINES.items():
        if data.startswith(line):
            device, bundle = len(line), len(line) + _ID_BYTES
            if len(data) <= bundle + _ID_BYTES:
                raise Malformed("the file is cut short")
            return Carried(
                kind, data[device:bundle], data[bundle : bundle + _ID_BYTES], data[bundle + _ID_BYTES :]
            )
    raise Malformed("the file is no courier's")


def seal_bundle(
    bundle: CourierBundle, key: Ed25519PrivateKey, courier_key: bytes, random_bytes: Callable[[int], bytes]
) -> bytes:
    """Return the bytes of a bundle's file, signed by the device and sealed to the server's courier key."""
    return _sealed("bundle", bundle, bundle.device + bundle.bundle, key, courier_key, random_bytes)


def seal_answer(
    answer: CourierAnswer, key: Ed25519PrivateKey, answer_key: bytes, random_bytes: Callable[[int], bytes]
) -> bytes:
    """Return the bytes of an answer's file, signed by the institution and sealed to the bundle's own key."""
    return _sealed("answer", answer, answer.device + answer.bundle, key, answer_key, random_bytes)


def open_bundle(carried: Carried, key: X25519PrivateKey, device_key: Ed25519PublicKey) -> CourierBundle:
    """Return the bundle in a file. `SealBroken` for another key or a changed bit, `BadSignature` unless this
    device signed it, `Malformed` if it is none.
    """
    bundle = _opened("bundle", carried, key, device_key, CourierBundle)
    if (bundle.device, bundle.bundle) != (carried.device, carried.bundle):
        raise BadSignature("the bundle is another than it says outside")
    if bundle.request.operations:
        raise Malformed("operations stand in the request")
    return bundle


def open_answer(carried: Carried, key: X25519PrivateKey, institution: Ed25519PublicKey) -> CourierAnswer:
    """Return the answer in a file; faults as of `open_bundle`."""
    answer = _opened("answer", carried, key, institution, CourierAnswer)
    if (answer.device, answer.bundle) != (carried.device, carried.bundle):
        raise BadSignature("the answer is another than it says outside")
    return answer


def _sealed(
    kind: CourierKind,
    content: Message,
    place: bytes,
    key: Ed25519PrivateKey,
    public_key: bytes,
    random_bytes: Callable[[int], bytes],
) -> bytes:
    data = pack(encode(content))
    file = BytesIO()
    writer = sealed_writer(file, _LINES[kind] + place, public_key, "courier", random_bytes)
    writer.write(encode(SignedContent(data, key.sign(_LABELS[kind] + data))))
    writer.finish()
    return file.getvalue()


def _opened(
    kind: CourierKind,
    carried: Carried,
    key: X25519PrivateKey,
    signer: Ed25519PublicKey,
    wanted: type[_T],
) -> _T:
    if carried.kind != kind:
        raise Malformed(f"this is no {kind}")
    head = _LINES[kind] + carried.device + carried.bundle
    content = sealed_reader(BytesIO(carried.sealed), head, key, "courier").read()
    try:
        signed = decode(SignedContent, content)
    except Malformed as fault:
        raise SealBroken("It opens, but holds something else.") from fault
    try:
        signer.verify(signed.signature, _LABELS[kind] + signed.data)
    except InvalidSignature as fault:
        raise BadSignature(f"the {kind} was not signed by whom it says") from fault
    return decode(wanted, unpack(signed.data, at_most=MAX_COURIER_BYTES))
