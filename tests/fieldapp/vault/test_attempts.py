"""Tries are counted before they are made, in two places, and the larger count is believed."""

from __future__ import annotations

import os
from functools import partial

import pytest

from fieldapp.vault import kept_box, key_box
from fieldapp.vault.faults import KeyringUnavailable, LeaseMissing, PinLocked, PinMustWait, WrongPin
from fieldapp.vault.keeping.keyring_access import FileKeyring
from tests.fieldapp.vault.tablet import OTHER_PIN, PIN, Tablet, files_below, identity, keys_of

ENTRY = identity().device_id.hex() + ".attempts"


def try_wrong_pins(tablet: Tablet, count: int) -> WrongPin:
    """Try a wrong PIN so often, waiting as long as asked each time; return the last fault."""
    for _ in range(count):
        with pytest.raises(WrongPin) as raised:
            tablet.started_again().unlock(OTHER_PIN)
        tablet.clock.pass_ms(raised.value.wait_s * 1000)
    return raised.value


def lock_out(tablet: Tablet) -> None:
    """Try a wrong PIN as often as it takes."""
    try_wrong_pins(tablet, 9)
    with pytest.raises(PinLocked):
        tablet.started_again().unlock(OTHER_PIN)


def test_a_wrong_pin_changes_nothing_but_the_count(tablet):
    tablet.enrol()
    before = files_below(tablet.data_folder), files_below(tablet.keyring._folder)

    with pytest.raises(WrongPin) as raised:
        tablet.started_again().unlock(OTHER_PIN)

    after = files_below(tablet.data_folder), files_below(tablet.keyring._folder)
    changed = [
        name for old, new in zip(before, after, strict=True) for name in new if old.get(name) != new[name]
    ]
    assert sorted(changed) == sorted([f"{identity().device_id.hex()}/attempts", ENTRY])
    assert all(old.keys() == new.keys() for old, new in zip(before, after, strict=True))
    assert (raised.value.remaining, raised.value.wait_s) == (9, 0)


def test_the_right_pin_clears_the_count(tablet):
    tablet.enrol()
    try_wrong_pins(tablet, 4)

    vault = tablet.started_again()
    vault.unlock(PIN)

    assert vault.attempts_made() == 0
    assert try_wrong_pins(tablet, 1).remaining == 9


def test_delays_grow_from_the_fifth_wrong_pin(tablet):
    tablet.enrol()

    waits = [try_wrong_pins(tablet, 1).wait_s for _ in range(9)]

    assert waits == [0, 0, 0, 0, 30, 60, 120, 300, 900]


def test_within_the_delay_nothing_is_tried_and_nothing_counted(tablet):
    keys = tablet.enrol().keys
    try_wrong_pins(tablet, 4)
    with pytest.raises(WrongPin):
        tablet.started_again().unlock(OTHER_PIN)

    tablet.clock.pass_ms(29_001)
    vault = tablet.started_again()
    with pytest.raises(PinMustWait) as raised:
        vault.unlock(PIN)
    assert (raised.value.remaining, raised.value.wait_s) == (5, 1)
    assert vault.attempts_made() == 5

    tablet.clock.pass_ms(999)
    assert keys_of(vault.unlock(PIN)) == keys_of(keys)


def test_setting_the_clock_back_neither_ends_the_delay_nor_makes_it_endless(tablet):
    tablet.enrol()
    try_wrong_pins(tablet, 4)
    with pytest.raises(WrongPin):
        tablet.started_again().unlock(OTHER_PIN)
    tablet.clock.wall_ms -= 365 * 24 * 3600 * 1000
    vault = tablet.started_again()

    with pytest.raises(PinMustWait) as raised:
        vault.unlock(PIN)

    assert raised.value.wait_s <= 30
    tablet.clock.pass_ms(30_000)
    vault.unlock(PIN)


def test_the_tenth_wrong_pin_locks_until_the_server_unlocks(tablet):
    keys = tablet.enrol().keys

    lock_out(tablet)

    tablet.clock.pass_ms(3_600_000)
    vault = tablet.started_again()
    with pytest.raises(PinLocked):
        vault.unlock(PIN)
    with pytest.raises(LeaseMissing):
        vault.clear_lockout(tablet.grant())
    with pytest.raises(PinLocked):
        vault.unlock(PIN)

    vault.clear_lockout(tablet.grant(escrowed_key=tablet.lease_key))
    assert keys_of(vault.unlock(PIN)) == keys_of(keys)


def test_a_lockout_is_more_than_a_number(tablet):
    tablet.enrol()
    lock_out(tablet)

    (tablet.profile().folder / "attempts").write_bytes(b"0 0")
    tablet.keyring.set(ENTRY, b"0 0")

    with pytest.raises(LeaseMissing):
        tablet.started_again().unlock(PIN)


def test_the_tenth_try_still_opens_with_the_right_pin(tablet):
    tablet.enrol()
    try_wrong_pins(tablet, 9)

    tablet.started_again().unlock(PIN)

    assert tablet.started_again().attempts_made() == 0


@pytest.mark.parametrize("old", [b"0 0", b"", b"garbage", b"-5 0", b"0", None])
@pytest.mark.parametrize("place", ["file", "keyring"])
def test_setting_back_one_of_the_two_counts_gains_nothing(tablet, place, old):
    tablet.enrol()
    try_wrong_pins(tablet, 3)
    path = tablet.profile().folder / "attempts" if place == "file" else tablet.keyring._folder / ENTRY

    if old is None:
        path.unlink()
    else:
        path.write_bytes(old)

    assert tablet.started_again().attempts_made() == 3
    assert try_wrong_pins(tablet, 1).remaining == 6


def test_removing_both_counts_locks(tablet):
    tablet.enrol()
    (tablet.profile().folder / "attempts").unlink()
    tablet.keyring.delete(ENTRY)

    with pytest.raises(PinLocked):
        tablet.started_again().unlock(PIN)


def note_calls(monkeypatch, seen, module, name, real, describe):
    """Have every call of a function noted before it is made."""

    def instead(*given):
        seen.append(describe(*given))
        return real(*given)

    monkeypatch.setattr(module, name, instead)


def test_the_count_is_synced_in_both_places_before_the_derivation(tablet, monkeypatch):
    tablet.enrol()
    seen: list[str] = []
    noting = partial(note_calls, monkeypatch, seen)
    noting(os, "fsync", os.fsync, lambda _descriptor: "fsync")
    noting(os, "replace", os.replace, lambda _source, target: target.name)
    noting(kept_box, "derive_kek", key_box.derive_kek, lambda *_given: "derive")

    with pytest.raises(WrongPin):
        tablet.started_again().unlock(OTHER_PIN)

    assert seen == ["fsync", "attempts", "fsync", "fsync", ENTRY, "fsync", "derive"]


def test_killed_between_count_and_derivation_the_try_is_counted(tablet, monkeypatch):
    tablet.enrol()

    class Killed(BaseException):
        pass

    def die(*_given):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(kept_box, "derive_kek", die)
        for _ in range(3):
            with pytest.raises(Killed):
                tablet.started_again().unlock(PIN)

    assert tablet.started_again().attempts_made() == 3


def test_without_a_place_to_count_nothing_is_tried(tablet, monkeypatch):
    tablet.enrol()
    vault = tablet.started_again()
    derived = []
    monkeypatch.setattr(kept_box, "derive_kek", lambda *given: derived.append(given))

    def refuse(_self, _entry, _value):
        raise KeyringUnavailable("locked")

    monkeypatch.setattr(FileKeyring, "set", refuse)

    with pytest.raises(KeyringUnavailable):
        vault.unlock(PIN)
    assert derived == []
