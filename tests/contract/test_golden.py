"""The bytes of the contract, as they were when they were first agreed: what was ever sent stays readable.

A line of golden.txt is never changed. What is added to the contract adds lines; the failing test prints them.
"""

from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.contract.codec import Message, decode, encode
from shared.contract.operations import KIND_OF, SignedOperation, decode_body
from shared.contract.records import RECORD_KINDS, decode_record, record_digest
from shared.contract.signing import content_hash, operation_hash, sign_operation
from tests.contract.samples import APPLICATION, BODIES, MESSAGES, OPERATION, RECORDS, an_id

_GOLDEN = Path(__file__).with_name("golden.txt")
_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


_SINCE = {"institution": 9, "meeting": 3, "approval": 2, "device": 6, "member": 10}
"""The schema in which a kind of record got its newest field, where that was not the first."""


def _name(kind: str) -> str:
    return f"record:{kind}/{_SINCE[kind]}" if kind in _SINCE else f"record:{kind}"


_GROWN = {
    "ContactRequest": 2,
    "CourierAnswer": 2,
    "CourierBundle": 3,
    "EnrolmentRequest": 2,
    "EnrolmentResponse": 2,
    "ExchangeRequest": 3,
    "ExchangeResponse": 3,
}
"""How often a message has got new fields, where it has; what was sent before is still read."""


def _message_name(message: Message) -> str:
    name = type(message).__name__
    return f"message:{name}/{_GROWN[name]}" if name in _GROWN else f"message:{name}"


def _golden() -> dict[str, bytes]:
    lines = (line.split(" ") for line in _GOLDEN.read_text().splitlines())
    return {name: bytes.fromhex(data) for name, data in lines}


def _samples() -> dict[str, bytes]:
    signed = sign_operation(OPERATION, _KEY)
    return {
        **{"body:{}/{}".format(*KIND_OF[type(body)]): encode(body) for body in BODIES},
        **{_name(kind): encode(record) for kind, record in RECORDS},
        **{_message_name(message): encode(message) for message in MESSAGES},
        "signature:operation": signed.signature,
        "hash:operation": operation_hash(signed),
        "hash:content": content_hash(APPLICATION),
        "digest:record": record_digest("loan", an_id(1), 7).to_bytes(8, "big"),
    }


def test_every_kind_has_a_sample() -> None:
    assert {KIND_OF[type(body)] for body in BODIES} == set(KIND_OF.values())
    assert {kind for kind, _ in RECORDS} == set(RECORD_KINDS)


def test_samples_encode_to_the_agreed_bytes() -> None:
    samples, golden = _samples(), _golden()
    different = {name: data.hex() for name, data in samples.items() if golden.get(name) != data}
    assert not different, "\n".join(f"{name} {data}" for name, data in different.items())


def test_the_agreed_bytes_decode_to_the_samples() -> None:
    golden = _golden()
    for body in BODIES:
        kind, version = KIND_OF[type(body)]
        assert decode_body(kind, version, golden[f"body:{kind}/{version}"]) == body
    for kind, record in RECORDS:
        assert decode_record(kind, golden[_name(kind)]) == record
    for message in MESSAGES:
        assert decode(type(message), golden[_message_name(message)]) == message


def test_every_version_ever_agreed_is_still_read() -> None:
    messages = {type(message).__name__: type(message) for message in MESSAGES}
    for name, data in _golden().items():
        if name.startswith("body:"):
            kind, version = name.removeprefix("body:").split("/")
            assert isinstance(decode_body(kind, int(version), data), Message)
        elif name.startswith("record:"):
            kind, _, _ = name.removeprefix("record:").partition("/")
            assert isinstance(decode_record(kind, data), Message)
        elif name.startswith("message:"):
            kind, _, _ = name.removeprefix("message:").partition("/")
            assert isinstance(decode(messages[kind], data), Message)


def test_the_hash_of_an_operation_covers_bytes_and_signature() -> None:
    signed = sign_operation(OPERATION, _KEY)
    assert operation_hash(signed) == sha256(signed.data + signed.signature).digest()
    hashes = {operation_hash(signed)}
    for changed in (
        SignedOperation(signed.data + b"\x00", signed.signature),
        SignedOperation(signed.data, bytes(64)),
    ):
        hashes.add(operation_hash(changed))
    assert len(hashes) == 3
