"""Nothing but what was written opens, and nothing cheaper than the floor."""

from __future__ import annotations

import msgspec
import pytest

from fieldapp.vault.faults import BoxDamaged, DerivationFailed
from fieldapp.vault.key_box import (
    FLOOR,
    MOST_BYTES,
    KdfCost,
    LeaseHeader,
    SealedHeader,
    calibrate,
    derive_kek,
    measured_s,
    new_device_keys,
    parse,
    seal,
    unseal,
    wrap,
)
from tests.fieldapp.vault.tablet import QUICK, keys_of, seeded

SECRET = b"D" * 32
LEASE_KEY = b"L" * 32
LEASE = LeaseHeader(1, 1_790_000_000_000, b"p" * 32)
HEADER = SealedHeader(b"d" * 16, b"s" * 16, 1, "pin", QUICK.memory_kib, QUICK.passes, QUICK.lanes, b"n" * 16)


def box(header: SealedHeader = HEADER, pin: str = "739164", seed: int = 1) -> bytes:
    random_bytes = seeded(seed)
    sealed = seal(new_device_keys(random_bytes), header, derive_kek(pin, header, SECRET), random_bytes)
    return wrap(sealed, LEASE, LEASE_KEY, random_bytes)


def opens(data: bytes) -> bool:
    """Whether the outer layer opens; the only fault allowed is `BoxDamaged`."""
    try:
        return parse(data, QUICK).unwrap(LEASE_KEY) is not None
    except BoxDamaged:
        return False


def test_what_went_in_comes_out():
    sealed = parse(box(), QUICK).unwrap(LEASE_KEY)
    assert sealed is not None

    opened = unseal(sealed, derive_kek("739164", HEADER, SECRET))

    assert opened is not None
    assert keys_of(opened) == keys_of(new_device_keys(seeded(1)))


def test_no_changed_byte_opens():
    data = box()
    assert opens(data)

    changed = [
        data[:place] + bytes([data[place] ^ flip]) + data[place + 1 :]
        for place in range(len(data))
        for flip in (0x01, 0x80, 0xFF)
    ]

    assert not any(opens(one) for one in changed)


def test_no_shortened_or_lengthened_box_opens():
    data = box()

    assert not any(opens(data[:size]) for size in range(len(data)))
    assert not any(opens(data[size:]) for size in range(1, len(data)))
    assert not opens(data + b"\x00")
    assert not opens(data + bytes(MOST_BYTES))


def test_parts_of_two_boxes_do_not_fit():
    one, other = box(seed=1), box(seed=2)

    assert not any(opens(one[:cut] + other[cut:]) for cut in range(1, len(one)) if one[:cut] != other[:cut])


@pytest.mark.parametrize(
    "change",
    [
        {"device": b"x" * 16},
        {"staff": b"x" * 16},
        {"epoch": 2},
        {"salt": b"x" * 16},
        {"memory_kib": 128},
        {"passes": 2},
    ],
    ids=str,
)
def test_each_part_of_the_header_goes_into_the_key(change):
    changed = msgspec.structs.replace(HEADER, **change)

    assert derive_kek("739164", changed, SECRET) != derive_kek("739164", HEADER, SECRET)


def test_the_inner_layer_is_bound_to_its_header():
    kek = derive_kek("739164", HEADER, SECRET)
    sealed = seal(new_device_keys(seeded(1)), HEADER, kek, seeded(1))
    moved = type(sealed)(sealed.header, sealed.header_bytes[:-1] + b"x", sealed.data)

    assert unseal(sealed, kek) is not None
    assert unseal(moved, kek) is None


def test_pin_and_device_secret_are_both_needed():
    sealed = parse(box(), QUICK).unwrap(LEASE_KEY)
    assert sealed is not None

    assert unseal(sealed, derive_kek("739165", HEADER, SECRET)) is None
    assert unseal(sealed, derive_kek("739164", HEADER, b"E" * 32)) is None
    assert unseal(sealed, derive_kek("739164", HEADER, b"")) is None


@pytest.mark.parametrize(
    "cost",
    [
        KdfCost(FLOOR.memory_kib - 1, FLOOR.passes, FLOOR.lanes),
        KdfCost(FLOOR.memory_kib, FLOOR.passes - 1, FLOOR.lanes),
        KdfCost(FLOOR.memory_kib, FLOOR.passes, FLOOR.lanes - 1),
        KdfCost(2**31 - 1, FLOOR.passes, FLOOR.lanes),
        KdfCost(FLOOR.memory_kib, 10_000, FLOOR.lanes),
        KdfCost(FLOOR.memory_kib, FLOOR.passes, 1_000),
    ],
)
def test_a_derivation_below_the_floor_or_beyond_reason_is_refused(cost):
    header = msgspec.structs.replace(HEADER, memory_kib=cost.memory_kib, passes=cost.passes, lanes=cost.lanes)
    random_bytes = seeded(1)
    sealed = seal(new_device_keys(random_bytes), header, b"k" * 32, random_bytes)

    with pytest.raises(BoxDamaged):
        parse(wrap(sealed, LEASE, LEASE_KEY, random_bytes), FLOOR)


def test_the_floor_is_the_published_one():
    assert KdfCost(memory_kib=64 * 1024, passes=3, lanes=2) == FLOOR


def test_keys_are_not_in_what_is_printed():
    keys = new_device_keys(seeded(1))
    sealed = parse(box(), QUICK).unwrap(LEASE_KEY)

    assert repr(keys) == "UnlockedKeys()"
    assert "data" not in repr(sealed)


@pytest.mark.parametrize("speed", [0.02, 0.05, 0.16, 0.34, 0.6, 1.5, 4.0])
def test_calibration_comes_to_about_a_second_and_never_below_the_floor(speed: float):
    """`speed` is what the floor takes on this machine, in seconds."""

    def measure(cost: KdfCost) -> float:
        share = cost.memory_kib * cost.passes / (FLOOR.memory_kib * FLOOR.passes)
        return 0.01 + (speed - 0.01) * share

    cost = calibrate(measure)

    assert cost.reaches(FLOOR)
    assert cost == FLOOR if speed > 0.7 else 0.6 <= measure(cost) <= 1.0


def test_calibration_on_this_machine_reaches_the_floor():
    cost = calibrate()

    assert cost.reaches(FLOOR)
    assert measured_s(cost) > 0.1


def test_want_of_memory_is_named():
    starved = msgspec.structs.replace(HEADER, memory_kib=1, passes=1, lanes=1)

    with pytest.raises(DerivationFailed):
        derive_kek("739164", starved, SECRET)
