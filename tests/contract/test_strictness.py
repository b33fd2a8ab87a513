"""What is not exactly the contract is refused: nothing is coerced, left over or hidden."""

from collections.abc import Iterator
from contextlib import suppress

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from shared.contract.bodies.lending import RepaymentRecorded
from shared.contract.bodies.people import InstitutionSettings, MemberProfile, StaffAdded, UnionProfile
from shared.contract.codec import Malformed, Message, decode, encode
from shared.contract.http_signing import SignedBy, read_signature_input, sign_request, verify_request
from shared.contract.operations import Operation, decode_body
from shared.contract.packing import pack, unpack
from shared.contract.records import decode_record
from shared.contract.signing import (
    BadSignature,
    prove_possession,
    public_bytes,
    public_key,
    sign_operation,
    verify_operation,
    verify_possession,
)
from tests.contract.samples import BODIES, MEMBER, MESSAGES, OPERATION, REPAYMENT, UNION, an_id
from tests.contract.settings_samples import SETTINGS

EVERYTHING = (*BODIES, *MESSAGES)
_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def _fields(message: Message) -> list[object]:
    fields: list[object] = msgspec.msgpack.decode(encode(message))
    return fields


def _changed(message: Message, field: str, value: object) -> bytes:
    fields = _fields(message)
    fields[type(message).__struct_fields__.index(field)] = value
    return msgspec.msgpack.encode(fields)


def _each(message: Message) -> Iterator[tuple[int, list[object]]]:
    fields = _fields(message)
    for place in range(len(fields)):
        yield place, list(fields)


@pytest.mark.parametrize("message", EVERYTHING, ids=lambda m: type(m).__name__)
def test_cut_off_anywhere_or_with_something_behind(message: Message) -> None:
    data = encode(message)
    for end in range(len(data)):
        with pytest.raises(Malformed):
            decode(type(message), data[:end])
    for more in (b"\x00", b"\xc0", data):
        with pytest.raises(Malformed):
            decode(type(message), data + more)


@pytest.mark.parametrize("message", EVERYTHING, ids=lambda m: type(m).__name__)
def test_a_field_too_many(message: Message) -> None:
    with pytest.raises(Malformed):
        decode(type(message), msgspec.msgpack.encode([*_fields(message), 1]))


@pytest.mark.parametrize("message", EVERYTHING, ids=lambda m: type(m).__name__)
def test_maps_are_not_taken_for_arrays(message: Message) -> None:
    named = dict(zip(type(message).__struct_fields__, _fields(message), strict=True))
    with pytest.raises(Malformed):
        decode(type(message), msgspec.msgpack.encode(named))


@pytest.mark.parametrize("message", EVERYTHING, ids=lambda m: type(m).__name__)
def test_no_number_is_a_boolean_a_float_or_a_text(message: Message) -> None:
    for place, fields in _each(message):
        value = fields[place]
        for other in _not_quite(value):
            fields[place] = other
            with pytest.raises(Malformed):
                decode(type(message), msgspec.msgpack.encode(fields))


def _not_quite(value: object) -> tuple[object, ...]:
    if type(value) is bool:
        return (0, 1, "true", None)
    if type(value) is int:
        return (True, float(value), value + 0.5, str(value), float("nan"), float("inf"), -value - 1)
    return ()


@pytest.mark.parametrize("message", EVERYTHING, ids=lambda m: type(m).__name__)
def test_no_id_is_a_text_or_of_another_length(message: Message) -> None:
    for place, fields in _each(message):
        value = fields[place]
        if isinstance(value, bytes) and len(value) in {16, 32, 64} and type(message) is not Operation:
            for other in (value.hex(), 7, [*value]):
                fields[place] = other
                with pytest.raises(Malformed):
                    decode(type(message), msgspec.msgpack.encode(fields))


@pytest.mark.parametrize("field", ["id", "device", "prev", "staff", "boot"])
@pytest.mark.parametrize("change", [-1, 1])
def test_ids_of_an_envelope_have_their_length(field: str, change: int) -> None:
    value = getattr(OPERATION, field)
    other = value[:change] if change < 0 else value + b"\x00"
    with pytest.raises(Malformed):
        decode(Operation, _changed(OPERATION, field, other))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("amount_minor", wrong) for wrong in (0, -1, 10**14 + 1, 2**64 - 1, 1.5, "150000", None)),
        *(("method", wrong) for wrong in ("CHEQUE", "cash", 1)),
        *(("value_on", wrong) for wrong in ("2026-02-30", "28/02/2026", "२०२६-०२-२८", 20260228)),
        *(("receipt_number", wrong) for wrong in ("", "K7 1", "Ｋ７", "x" * 65)),
        *(("reference", wrong) for wrong in ("a\x00b", "x" * 301)),
        ("note", "x" * 4001),
        ("loan", b"short"),
    ],
)
def test_bounds_of_a_repayment(field: str, value: object) -> None:
    with pytest.raises(Malformed):
        decode(RepaymentRecorded, _changed(REPAYMENT, field, value))


@pytest.mark.parametrize(
    ("message", "field", "value"),
    [
        (SETTINGS, "currency", "ngn"),
        (SETTINGS, "days_off", [7]),
        (SETTINGS, "lease_days", 0),
        (SETTINGS, "allocation_order", ["interest", "luck"]),
        (UNION, "meeting_time", "24:00"),
        (UNION, "meeting_time", "٠٩:٣٠"),
        (UNION, "latitude_e7", 900_000_001),
        (MEMBER, "first_name", ""),
        (BODIES[2], "role", "GOD"),
    ],
)
def test_other_bounds(message: Message, field: str, value: object) -> None:
    assert isinstance(message, InstitutionSettings | UnionProfile | MemberProfile | StaffAdded)
    with pytest.raises(Malformed):
        decode(type(message), _changed(message, field, value))


def test_unpaired_surrogates_and_broken_text_are_refused() -> None:
    for text in (b"\xed\xa0\x80", b"\xff", b"\xc3"):
        name = msgspec.msgpack.encode(MEMBER.first_name)
        whole = encode(MEMBER).replace(name, bytes([0xA0 + len(text)]) + text, 1)
        with pytest.raises(Malformed):
            decode(MemberProfile, whole)


@pytest.mark.parametrize("opening", [b"\x91", b"\x81\x00", b"\xdd\x00\x00\x00\x01"])
def test_deep_nesting_is_refused_and_costs_nothing(opening: bytes) -> None:
    deep = opening * 200_000
    with pytest.raises(Malformed):
        decode(Operation, deep)
    with pytest.raises(Malformed):
        decode(Operation, b"\x9e" + deep)


def test_a_length_that_is_not_there_is_not_made_room_for() -> None:
    for claim in (b"\xdd\xff\xff\xff\xff", b"\xc6\xff\xff\xff\xff", b"\x9e\xc6\x7f\xff\xff\xff"):
        with pytest.raises(Malformed):
            decode(Operation, claim)


def test_kinds_nobody_agreed_on() -> None:
    body = encode(BODIES[0])
    for kind, version in (("institution.created", 99), ("institution.burned", 1), ("", 1)):
        with pytest.raises(Malformed):
            decode_body(kind, version, body)
    with pytest.raises(Malformed):
        decode_record("wish", body)


@given(st.binary(max_size=300))
def test_any_bytes_either_decode_or_are_malformed(data: bytes) -> None:
    for wanted in (Operation, RepaymentRecorded):
        with suppress(Malformed):
            assert isinstance(decode(wanted, data), wanted)


# ---------------------------------------------------------------------------------------------- frames


def test_frames_within_bounds_only() -> None:
    assert unpack(pack(b"abc" * 100)) == b"abc" * 100
    for bad in (
        b"",
        b"abc",
        pack(b"abc")[:-1],
        pack(b"abc") + b"x",
        pack(bytes(1 << 23)),
        pack(bytes(9 << 20)),
    ):
        with pytest.raises(Malformed):
            unpack(bad)
    with pytest.raises(Malformed):
        unpack(pack(b"x" * 101), at_most=100)


# -------------------------------------------------------------------------------------------- signatures


_P = 2**255 - 19
_ORDER_EIGHT = 2707385501144840649318225287225658788936804267575313519463743609750303402022


@pytest.mark.parametrize("y", [0, 1, _P - 1, _P, _P + 1, _ORDER_EIGHT, _P - _ORDER_EIGHT])
@pytest.mark.parametrize("sign", [0, 1 << 255])
def test_keys_of_low_order_are_refused(y: int, sign: int) -> None:
    with pytest.raises(Malformed):
        public_key((y | sign).to_bytes(32, "little"))


@pytest.mark.parametrize("length", [0, 31, 33])
def test_keys_have_32_bytes(length: int) -> None:
    with pytest.raises(Malformed):
        public_key(bytes(length))


def test_every_changed_bit_of_an_operation_breaks_its_signature() -> None:
    signed = sign_operation(OPERATION, _KEY)
    verify_operation(signed, _KEY.public_key())
    whole = signed.data + signed.signature
    for place in range(len(whole) * 8):
        changed = bytearray(whole)
        changed[place // 8] ^= 1 << (place % 8)
        data, signature = bytes(changed[: len(signed.data)]), bytes(changed[len(signed.data) :])
        with pytest.raises(BadSignature):
            verify_operation(type(signed)(data, signature), _KEY.public_key())


def test_a_signature_for_one_purpose_is_none_for_another() -> None:
    code, key = b"AAAAA", public_bytes(_KEY)
    proof = prove_possession(_KEY, code)
    verify_possession(key, code, proof)
    for other in (b"AAAAB", b"", key):
        with pytest.raises(BadSignature):
            verify_possession(key, other, proof)


def test_a_request_is_bound_to_method_path_body_time_and_nonce() -> None:
    by = SignedBy(an_id(1), 1_772_000_000, an_id(2))
    headers = sign_request("POST", "/sync/exchange", b"body", by=by, key=_KEY)
    read = read_signature_input(headers["Signature-Input"])
    assert read == by
    good = ("POST", "/sync/exchange", b"body", by)
    verify_request(*good[:3], by=by, signature=headers["Signature"], key=_KEY.public_key())
    for method, path, body, signer in (
        ("PUT", *good[1:]),
        ("POST", "/sync", *good[2:]),
        ("POST", "/sync/exchange", b"Body", by),
        (*good[:3], SignedBy(an_id(3), by.created_s, by.nonce)),
        (*good[:3], SignedBy(by.key_id, by.created_s + 1, by.nonce)),
        (*good[:3], SignedBy(by.key_id, by.created_s, an_id(4))),
    ):
        with pytest.raises(BadSignature):
            verify_request(
                method, path, body, by=signer, signature=headers["Signature"], key=_KEY.public_key()
            )


@pytest.mark.parametrize(
    "change",
    [
        ('"@method" "@path" "content-digest"', '"@method" "@path"'),
        ('alg="ed25519"', 'alg="hmac-sha256"'),
        ("sig1=", "sig2="),
        ('nonce="', 'nonce="AA'),
    ],
)
def test_a_signature_over_less_is_none(change: tuple[str, str]) -> None:
    by = SignedBy(an_id(1), 1_772_000_000, an_id(2))
    header = sign_request("POST", "/", b"", by=by, key=_KEY)["Signature-Input"]
    assert change[0] in header
    with pytest.raises(Malformed):
        read_signature_input(header.replace(*change))
