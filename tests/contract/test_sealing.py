"""What is sealed to the recovery key opens with it alone, for its purpose, unchanged."""

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from shared.contract.custody.sealing import SEALED_BYTES_MORE, Purpose, SealBroken, open_sealed, seal

KEY = X25519PrivateKey.from_private_bytes(bytes([7]) * 32)
PUBLIC = KEY.public_key().public_bytes_raw()


@given(content=st.binary(max_size=4096), bound=st.binary(max_size=64))
def test_what_is_sealed_opens_again(content: bytes, bound: bytes) -> None:
    sealed = seal(content, PUBLIC, "journal", bound)
    assert len(sealed) == len(content) + SEALED_BYTES_MORE
    assert open_sealed(sealed, KEY, "journal", bound) == content


def test_every_changed_byte_is_noticed() -> None:
    sealed = seal(b"12,500 from member 7", PUBLIC, "journal", b"k7")
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1
        with pytest.raises(SealBroken):
            open_sealed(bytes(changed), KEY, "journal", b"k7")


@pytest.mark.parametrize(("purpose", "bound"), [("backup", b"k7"), ("journal", b"k8"), ("journal", b"")])
def test_it_opens_for_its_purpose_alone(purpose: Purpose, bound: bytes) -> None:
    sealed = seal(b"content", PUBLIC, "journal", b"k7")
    with pytest.raises(SealBroken):
        open_sealed(sealed, KEY, purpose, bound)


@pytest.mark.parametrize("length", [0, 1, 31, 32, 47])
def test_what_is_cut_short_does_not_open(length: int) -> None:
    with pytest.raises(SealBroken):
        open_sealed(seal(b"content", PUBLIC, "journal")[:length], KEY, "journal")


def test_another_key_does_not_open() -> None:
    other = X25519PrivateKey.from_private_bytes(bytes([8]) * 32)
    with pytest.raises(SealBroken):
        open_sealed(seal(b"content", PUBLIC, "journal"), other, "journal")
