"""A receipt's code: small, the same every time, and refused when one bit of it changed."""

from __future__ import annotations

import re
from base64 import b32decode, b32encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from shared.contract.printed.receipt_code import (
    ReceiptCode,
    code_for,
    pseudonym_of,
    read_unchecked,
    sign,
    verify,
)
from shared.errors import RuleRefused
from tests.contract.samples import a_hash, an_id

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
CODE = code_for(
    device=an_id(2),
    sequence=1_284,
    member=an_id(7),
    amount_minor=550_000,
    at_ms=1_772_000_000_000,
    operation_hash=a_hash(9),
)
GOLDEN = (
    "AEBAEAQCAIBAEAQCAIBAEAQCAIBAAAAAAAAAABIEXH3APBGQ22YV4AAAAAAAACDEOAAAAAM4SNXDQAAJBEEQSCIJBEE5HFTQT"
    "6BJFGNBLNOV5XETZR5QYSV3MTIEE5RNZSXHGU362HKZUHJMAKACSJVXQPM2SWU4HP6EQQHG6MZFDEAGGTSJCF4QMFGLEUJSBI"
)
_SHORT = "AWYB-FWVX-X145"


def refusal(text: str, key: Ed25519PrivateKey = KEY) -> str:
    with pytest.raises(RuleRefused) as caught:
        verify(text, key.public_key())
    return caught.value.code


def test_the_code_of_a_receipt_stays_as_it_was_agreed() -> None:
    assert sign(CODE, KEY) == GOLDEN
    assert CODE.short == _SHORT
    assert verify(GOLDEN, KEY.public_key()) == CODE


def test_it_fits_a_small_qr_code() -> None:
    assert re.fullmatch(r"[A-Z2-7]+", GOLDEN) and len(GOLDEN) <= 250


def test_every_single_bit_of_the_bytes_counts() -> None:
    data = b32decode(GOLDEN + "=" * (-len(GOLDEN) % 8))
    for bit in range(len(data) * 8):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        assert refusal(b32encode(bytes(changed)).decode().rstrip("=")).startswith("receipt_code.")


def test_every_single_bit_of_the_text_counts() -> None:
    for place in range(len(GOLDEN)):
        for bit in range(7):
            other = chr(ord(GOLDEN[place]) ^ 1 << bit)
            assert refusal(GOLDEN[:place] + other + GOLDEN[place + 1 :]).startswith("receipt_code.")


@pytest.mark.parametrize(
    "text",
    ["", GOLDEN[:-1], GOLDEN + "A", GOLDEN.lower(), " " + GOLDEN[1:], "=" * len(GOLDEN), "Ọ" * len(GOLDEN)],
)
def test_what_is_no_code(text: str) -> None:
    assert refusal(text) == "receipt_code.unreadable"


def test_a_code_of_another_device_or_version_is_named() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
    assert refusal(GOLDEN, other) == "receipt_code.not_genuine"
    data = b"\x02" + b32decode(GOLDEN + "=" * (-len(GOLDEN) % 8))[1:]
    assert refusal(b32encode(data).decode().rstrip("=")) == "receipt_code.unknown_version"


def test_who_signed_is_read_before_it_is_checked() -> None:
    assert read_unchecked(GOLDEN).device == an_id(2)


def test_a_member_is_another_on_every_receipt_and_known_to_who_knows_them() -> None:
    assert CODE.member == pseudonym_of(an_id(7), an_id(2), 1_284)
    others = {pseudonym_of(an_id(7), an_id(2), sequence) for sequence in range(1, 100)}
    assert len(others) == 99 and CODE.member not in others
    assert pseudonym_of(an_id(8), an_id(2), 1_284) != CODE.member


@given(
    st.builds(
        ReceiptCode,
        st.binary(min_size=16, max_size=16),
        st.integers(1, 2**53),
        st.binary(min_size=8, max_size=8),
        st.integers(1, 10**14),
        st.integers(0, 253_402_214_399_999),
        st.binary(min_size=8, max_size=8),
    )
)
def test_any_code_comes_back_as_it_was(code: ReceiptCode) -> None:
    text = sign(code, KEY)
    assert verify(text, KEY.public_key()) == code and text == sign(code, KEY)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}", code.short)


@given(st.text(max_size=200) | st.from_regex(r"[A-Z2-7]{1,200}", fullmatch=True))
def test_any_text_is_a_code_or_refused(text: str) -> None:
    assert refusal(text).startswith("receipt_code.")
