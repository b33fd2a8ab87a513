"""Killed at any point, a wipe goes on; what was recorded is there, sealed, until the institution has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fieldapp.vault.faults import BeingWiped
from fieldapp.vault.identity import list_profiles, list_wiping
from fieldapp.vault.keeping.keyring_access import FileKeyring
from fieldapp.vault.obeying.wiping import begin_wipe, destroy, finish_wipe, is_sent, sweep_all
from fieldapp.vault.vault import Vault
from tests.fieldapp.vault.tablet import PIN, Tablet, files_below
from tests.fieldapp.vault.test_crashes import copy_of, survived, sweep

JOURNAL = b"what was recorded, sealed"


@pytest.fixture
def tablet(tmp_path: Path) -> Tablet:
    made = Tablet(tmp_path / "whole" / "data", FileKeyring(tmp_path / "whole" / "keyring"))
    folder = made.enrol().profile.folder
    for name in ("store.db", "store.db-wal", "orders"):
        (folder / name).write_bytes(b"5")
    (folder / "files").mkdir()
    (folder / "files" / "photo").write_bytes(b"a photo")
    (folder / "sealed.journal").write_bytes(JOURNAL)
    return made


def keys_left(tablet: Tablet) -> list[str]:
    return sorted(name.rpartition(".")[2] for name in files_below(tablet.data_folder.parent / "keyring"))


def test_first_the_keys_then_the_files_and_last_the_journal(tablet):
    profile = tablet.profile()
    begin_wipe(profile)
    assert list_profiles(tablet.data_folder) == ()
    (wiping,) = list_wiping(tablet.data_folder)
    destroy(wiping, tablet.keyring)
    assert keys_left(tablet) == ["contact"]
    left = {path.rpartition("/")[2] for path in files_below(tablet.data_folder)}
    assert left == {"profile.json", "sealed.journal", "wiping", "lock"}

    finish_wipe(wiping, tablet.keyring)
    assert (keys_left(tablet), files_below(tablet.data_folder)) == ([], {})
    assert list_wiping(tablet.data_folder) == ()


def test_nobody_opens_a_profile_once_its_wipe_has_begun(tablet):
    """Nor does somebody who stands before the page of the PIN when the order comes."""
    vault = tablet.started_again()
    begin_wipe(vault.profile)
    for _ in range(2):
        with pytest.raises(BeingWiped):
            vault.unlock(PIN)
        destroy(vault.profile, tablet.keyring)


def test_another_profile_on_the_tablet_is_left_alone(tablet):
    tablet.enrol(number=2)
    mine, other = list_profiles(tablet.data_folder)
    begin_wipe(mine)
    destroy(mine, tablet.keyring)
    finish_wipe(mine, tablet.keyring)
    sweep_all(tablet.data_folder)
    assert list_profiles(tablet.data_folder) == (other,)
    Vault(other, tablet.around()).unlock(PIN)


def test_killed_while_destroying_it_goes_on_and_keeps_the_journal(tablet):
    def check(copy: Tablet) -> None:
        (folder,) = (path for path in copy.data_folder.iterdir() if path.is_dir())
        assert (folder / "sealed.journal").read_bytes() == JOURNAL
        if list_profiles(copy.data_folder):
            return  # killed before it had begun: everything is as it was, and the order comes again
        (profile,) = list_wiping(copy.data_folder)
        destroy(profile, copy.keyring)
        assert keys_left(copy) == ["contact"]
        assert not is_sent(profile)

    def act(vault: Vault, copy: Tablet) -> None:
        begin_wipe(vault.profile)
        destroy(vault.profile, copy.keyring)

    assert sweep(tablet, act, check) > 15


def test_killed_while_finishing_nothing_is_left_in_the_end(tablet):
    profile = tablet.profile()
    begin_wipe(profile)
    destroy(profile, tablet.keyring)
    sent = []

    def check(copy: Tablet) -> None:
        for profile in list_wiping(copy.data_folder):
            sent.append(is_sent(profile))
            if not is_sent(profile):
                assert (profile.folder / "sealed.journal").read_bytes() == JOURNAL
            finish_wipe(profile, copy.keyring)
        sweep_all(copy.data_folder)
        assert (keys_left(copy), list(copy.data_folder.iterdir())) == ([], [])

    root = tablet.data_folder.parent
    for step in range(1, 100):
        copy = copy_of(tablet, root.parent / f"finishing-{step}")
        ended = survived(lambda: finish_wipe(list_wiping(copy.data_folder)[0], copy.keyring), step)  # noqa: B023 - called at once
        check(copy)
        if ended:
            break
    assert step > 8
    assert {True, False} <= set(sent)
