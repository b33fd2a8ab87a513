"""The sealed journal's file: what is damaged costs itself and nothing beside it."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from shared.contract.custody.journal import Damage, Entry, make_entry, open_entry, read_entries
from shared.contract.custody.sealing import SealBroken
from shared.contract.operations import SignedOperation
from shared.contract.signing import sign_operation
from tests.contract.samples import OPERATION, an_id

RECOVERY = X25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
PUBLIC = RECOVERY.public_key().public_bytes_raw()
DEVICE = an_id(7)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def signed(number: int) -> SignedOperation:
    one = sign_operation(OPERATION, KEY)
    return SignedOperation(one.data + bytes([number]), one.signature)


def a_file(count: int, device: bytes = DEVICE) -> list[bytes]:
    return [make_entry(device, seq, signed(seq), PUBLIC) for seq in range(1, count + 1)]


def entries(data: bytes) -> list[Entry]:
    return [found for found in read_entries(data) if isinstance(found, Entry)]


def damages(data: bytes) -> list[Damage]:
    return [found for found in read_entries(data) if isinstance(found, Damage)]


def test_what_was_put_in_comes_out_with_the_private_half_alone():
    found = entries(b"".join(a_file(3)))

    assert [(one.device, one.seq) for one in found] == [(DEVICE, 1), (DEVICE, 2), (DEVICE, 3)]
    assert [open_entry(one, RECOVERY) for one in found] == [signed(1), signed(2), signed(3)]
    with pytest.raises(SealBroken):
        open_entry(found[0], X25519PrivateKey.generate())


def test_nothing_of_an_operation_stands_in_plain():
    (entry,) = a_file(1)
    assert OPERATION.body not in entry
    assert OPERATION.staff not in entry


def test_a_file_cut_anywhere_keeps_every_whole_entry():
    made = a_file(3)
    data = b"".join(made)
    for end in range(len(data) + 1):
        whole = sum(sum(map(len, made[: n + 1])) <= end for n in range(3))
        assert [one.seq for one in entries(data[:end])] == list(range(1, whole + 1))


def test_a_flipped_bit_anywhere_costs_its_own_entry_and_no_other():
    made = a_file(3)
    data, first, second = b"".join(made), len(made[0]), len(made[0]) + len(made[1])
    for place in range(first, second):
        changed = bytearray(data)
        changed[place] ^= 1 << (place % 8)
        assert [one.seq for one in entries(bytes(changed))] == [1, 3], place
        assert damages(bytes(changed)) == [Damage(first, len(made[1]))]


def test_what_follows_a_torn_entry_is_found():
    made = a_file(2)
    torn = made[0][: len(made[0]) // 2]
    assert [one.seq for one in entries(torn + made[1])] == [2]
    assert damages(torn + made[1]) == [Damage(0, len(torn))]


def test_an_entry_of_another_place_or_device_does_not_open():
    (entry,) = entries(a_file(1)[0])
    for moved in (
        Entry(entry.device, 2, entry.hash, entry.sealed),
        Entry(an_id(8), entry.seq, entry.hash, entry.sealed),
        Entry(entry.device, entry.seq, bytes(32), entry.sealed),
    ):
        with pytest.raises(SealBroken):
            open_entry(moved, RECOVERY)


def test_an_empty_file_and_noise_hold_nothing():
    assert list(read_entries(b"")) == []
    assert list(read_entries(b"\xf6FJ1" * 40)) == [Damage(0, 160)]
