"""From enrolment to lock: who gets the keys, who does not, and what lies on the disk."""

from __future__ import annotations

import errno
import itertools
import os
import shutil
import threading
from base64 import b64encode

import pytest

from fieldapp.vault import kept_box
from fieldapp.vault.faults import (
    BoxDamaged,
    FilesUnusable,
    KeyringUnavailable,
    LeaseMissing,
    PinMustWait,
    ProfileExists,
    WrongPin,
)
from fieldapp.vault.keeping.keyring_access import FileKeyring, PassphraseKeyring
from fieldapp.vault.key_box import FLOOR, new_device_keys
from fieldapp.vault.vault import Vault
from shared.contract.signing import prove_possession, verify_possession
from shared.errors import RuleRefused
from tests.fieldapp.vault.tablet import (
    OTHER_PIN,
    PIN,
    Tablet,
    files_below,
    identity,
    keys_of,
    seeded,
)

ENTRY = identity().device_id.hex()
WORDS = "river lamp cedar orbit velvet maize"


def test_keys_made_before_enrolment_come_back_at_unlock(tablet):
    keys = new_device_keys(seeded(5))
    verify_possession(keys.public_key_bytes, b"code", prove_possession(keys.signing_key, b"code"))

    assert tablet.enrol(keys).keys is keys

    assert keys_of(tablet.started_again().unlock(PIN)) == keys_of(keys)


def test_two_people_on_one_tablet_have_nothing_in_common(tablet):
    first, second = tablet.enrol(number=1), tablet.enrol(number=2, pin=OTHER_PIN)
    assert set(keys_of(first.keys)).isdisjoint(keys_of(second.keys))

    with pytest.raises(WrongPin):
        Vault(first.profile, tablet.around()).unlock(OTHER_PIN)

    assert Vault(second.profile, tablet.around()).attempts_made() == 0


def test_lock_lets_the_keys_go(tablet):
    vault = tablet.enrol()

    vault.lock()

    assert vault.keys is None
    vault.unlock(PIN)
    assert vault.keys is not None


def test_a_device_is_enrolled_once(tablet):
    keys = tablet.enrol().keys

    with pytest.raises(ProfileExists):
        tablet.enrol(pin=OTHER_PIN)

    assert keys_of(tablet.started_again().unlock(PIN)) == keys_of(keys)


def test_a_weak_pin_leaves_nothing_behind(tablet):
    with pytest.raises(RuleRefused) as refused:
        tablet.enrol(pin="123456")

    assert refused.value.code == "pin.sequence"
    assert not tablet.data_folder.exists()


def test_without_a_keyring_a_pin_is_refused_and_six_words_open(tmp_path):
    tablet = Tablet(tmp_path / "data", PassphraseKeyring(tmp_path / "secrets"))
    with pytest.raises(RuleRefused) as refused:
        tablet.enrol(pin=PIN)
    assert refused.value.code == "passphrase.words"

    keys = new_device_keys(seeded(5))
    tablet.enrol(keys, pin=WORDS)

    assert tablet.profile().keyring == "passphrase-file"
    assert keys_of(tablet.started_again().unlock(" River LAMP cedar  orbit velvet maize")) == keys_of(keys)
    with pytest.raises(RuleRefused):
        tablet.started_again().change_pin(WORDS, PIN)


def test_a_keyring_that_forgets_is_found_at_enrolment(tmp_path):
    class Forgetful(FileKeyring):
        def get(self, entry):
            return None

    tablet = Tablet(tmp_path / "data", Forgetful(tmp_path / "keyring"))

    with pytest.raises(KeyringUnavailable):
        tablet.enrol()
    with pytest.raises(ValueError, match="unpack"):
        tablet.profile()


def test_changing_the_pin_keeps_the_keys(tablet):
    vault = tablet.enrol()
    keys = vault.keys
    (before,) = tablet.profile().folder.glob("box.*")

    vault.change_pin(PIN, OTHER_PIN)

    (after,) = tablet.profile().folder.glob("box.*")
    assert before != after
    assert keys_of(tablet.started_again().unlock(OTHER_PIN)) == keys_of(keys)
    with pytest.raises(WrongPin):
        tablet.started_again().unlock(PIN)


def test_changing_the_pin_needs_the_present_one(tablet):
    vault = tablet.enrol()
    before = {path.name: path.read_bytes() for path in vault.profile.folder.glob("box.*")}

    with pytest.raises(WrongPin):
        vault.change_pin("617935", OTHER_PIN)
    with pytest.raises(RuleRefused, match="sequence"):
        vault.change_pin(PIN, "456789")
    with pytest.raises(RuleRefused, match="present PIN"):
        vault.change_pin(PIN, PIN)

    assert vault.attempts_made() == 1
    assert {path.name: path.read_bytes() for path in vault.profile.folder.glob("box.*")} == before


def test_a_copy_of_the_box_from_before_the_change_is_refused(tablet):
    vault = tablet.enrol()
    (old_path,) = vault.profile.folder.glob("box.*")
    old = old_path.read_bytes()
    vault.change_pin(PIN, OTHER_PIN)
    (new_path,) = vault.profile.folder.glob("box.*")

    old_path.write_bytes(old)
    with pytest.raises(WrongPin):
        tablet.started_again().unlock(PIN)
    new_path.unlink()
    with pytest.raises(BoxDamaged):
        tablet.started_again().unlock(PIN)


@pytest.mark.parametrize("stolen", [(), ("lease",), ("lease", "time-seen", "attempts", "contact")])
def test_copied_files_and_the_right_pin_open_nothing_elsewhere(tablet, tmp_path, stolen):
    tablet.enrol()
    elsewhere = Tablet(tmp_path / "copy", FileKeyring(tmp_path / "other-keyring"), tablet.clock)
    shutil.copytree(tablet.data_folder, elsewhere.data_folder)
    for name in stolen:
        elsewhere.keyring.set(f"{ENTRY}.{name}", tablet.keyring.get(f"{ENTRY}.{name}"))

    with pytest.raises(KeyringUnavailable if stolen else LeaseMissing):
        elsewhere.started_again().unlock(PIN)

    elsewhere.keyring.set(f"{ENTRY}.lease", tablet.lease_key)
    elsewhere.keyring.set(f"{ENTRY}.device-secret", b"G" * 32 + (1).to_bytes(8, "big"))
    with pytest.raises(WrongPin):
        elsewhere.started_again().unlock(PIN)


def test_no_changed_byte_of_the_box_costs_a_try_or_gives_keys(tablet, monkeypatch):
    tablet.enrol()
    vault = tablet.started_again()
    (path,) = vault.profile.folder.glob("box.*")
    whole = path.read_bytes()
    monkeypatch.setattr(kept_box, "derive_kek", lambda *_given: pytest.fail("a PIN was tried"))

    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x41]) + whole[place + 1 :])
        with pytest.raises(BoxDamaged):
            vault.unlock(PIN)

    for damaged in (b"", whole[:-1], whole + b"\x00"):
        path.write_bytes(damaged)
        with pytest.raises(BoxDamaged):
            vault.unlock(PIN)
    path.unlink()
    with pytest.raises(BoxDamaged):
        vault.unlock(PIN)
    assert vault.attempts_made() == 0


def test_the_box_of_another_person_is_damaged_here(tablet):
    first, second = tablet.enrol(number=1), tablet.enrol(number=2)
    (theirs,) = second.profile.folder.glob("box.*")
    (ours,) = first.profile.folder.glob("box.*")

    ours.write_bytes(theirs.read_bytes())

    with pytest.raises(BoxDamaged):
        first.unlock(PIN)


def test_a_cheap_box_is_refused_where_the_floor_stands(tablet):
    tablet.enrol()
    vault = Vault(tablet.profile(), tablet.around(floor=FLOOR))

    with pytest.raises(BoxDamaged):
        vault.unlock(PIN)

    assert vault.attempts_made() == 0


def test_a_lost_device_secret_is_not_a_wrong_pin(tablet):
    tablet.enrol()
    tablet.keyring.delete(f"{ENTRY}.device-secret")

    with pytest.raises(KeyringUnavailable):
        tablet.started_again().unlock(PIN)

    assert tablet.started_again().attempts_made() == 0


def spellings(secret: bytes) -> list[bytes]:
    return [secret, secret.hex().encode(), secret.hex().upper().encode(), b64encode(secret)[:40]]


def test_neither_pin_nor_keys_are_in_any_file_beside_the_box(tablet, tmp_path):
    vault = tablet.enrol()
    keys = vault.keys
    with pytest.raises(WrongPin):
        vault.unlock("617935")
    vault.change_pin(PIN, OTHER_PIN)
    vault.renew_lease(tablet.grant(key=seeded(9)(32)))
    entries = [path.name for path in (tmp_path / "keyring").iterdir()]
    kept = [tablet.keyring.get(name) for name in entries if not name.endswith(".head")]  # a mark, no secret
    kept_secrets = [value[:32] for value in kept if len(value) >= 32]
    canaries = [*keys_of(keys), *kept_secrets, PIN.encode(), OTHER_PIN.encode(), b"617935"]
    assert len(canaries) == 9

    for name, content in files_below(tablet.data_folder).items():
        for canary in itertools.chain.from_iterable(map(spellings, canaries)):
            assert canary not in content, name


def test_pins_are_in_no_keyring_entry(tablet):
    vault = tablet.enrol()
    vault.change_pin(PIN, OTHER_PIN)

    for content in files_below(tablet.keyring._folder).values():
        assert PIN.encode() not in content
        assert OTHER_PIN.encode() not in content
        assert not any(key in content for key in keys_of(vault.unlock(OTHER_PIN)))


def test_many_at_once_get_no_more_tries_than_one(tablet):
    tablet.enrol()
    faults: list[Exception] = []

    def guess():
        try:
            tablet.started_again().unlock(OTHER_PIN)
        except (WrongPin, PinMustWait) as fault:
            faults.append(fault)

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sum(isinstance(fault, WrongPin) for fault in faults) == 5
    assert sum(isinstance(fault, PinMustWait) for fault in faults) == 7
    assert tablet.started_again().attempts_made() == 5


def test_a_full_tablet_is_said_and_costs_no_try(tablet, monkeypatch):
    tablet.enrol()

    def full(*_given):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(FilesUnusable, match="No space") as said:
            tablet.started_again().unlock(OTHER_PIN)
        with pytest.raises(FilesUnusable):
            tablet.enrol(number=2)
    assert "Free some space" in said.value.detail

    vault = tablet.started_again()
    assert vault.attempts_made() == 0
    vault.unlock(PIN)


def test_a_vault_prints_no_keys(tablet):
    vault = tablet.enrol()

    assert "Vault object" in repr(vault)
